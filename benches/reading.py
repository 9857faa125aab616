"""A long file of observations, read and ranked by the program, beside Polars reading and pivoting the same file.

    cargo build --release
    .venv/bin/python benches/reading.py                  # 100,000 units x 50 indicators: 5 million rows

Polars reads the CSV and pivots it to one column an indicator; the program reads, checks and ranks it and writes the ranking.
Both run as processes of their own, in turn, and the best of several runs counts: by the clock, and in processor time.
"""

import argparse
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PIVOT = """
import sys, polars as pl
frame = pl.read_csv(sys.argv[1])
print(frame.pivot("indicator", index="unit", values="value").shape)
"""


def index(folder: Path, indicators: int) -> None:
    """An index of one group, as small as it can be."""
    (folder / "framework.toml").write_text(
        '[index]\ncode = "speed"\nname = "Speed"\n\n[[node]]\ncode = "all"\nname = "All"\nlevel = "index"\n'
    )
    one = '[[indicator]]\ncode = "i{0}"\nname = "Indicator {0}"\n'
    (folder / "all.toml").write_text("\n".join(one.format(number) for number in range(indicators)))


def figures(path: Path, units: int, indicators: int, shuffled: bool) -> None:
    """The figures, by unit or in no order."""
    chance = random.Random(1)
    rows = [(unit, number) for unit in range(units) for number in range(indicators)]
    if shuffled:
        chance.shuffle(rows)
    with path.open("w") as file:
        file.write("unit,indicator,period,value\n")
        for unit, number in rows:
            file.write(f"unit-{unit:06},i{number},2024,{chance.gauss(100, 15):.4f}\n")


def best(command: list[str], repeats: int) -> tuple[float, float]:
    """Seconds by the clock and of the processor, each the best of several runs."""
    times = []
    for _ in range(repeats):
        before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        clock, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
        times.append((clock, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime))
    return min(clock for clock, _ in times), min(used for _, used in times)


def main() -> None:
    """Prints one line for each order of the rows."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--units", type=int, default=100_000)
    parser.add_argument("--indicators", type=int, default=50)
    parser.add_argument("--repeats", type=int, default=3)
    chosen = parser.parse_args()
    program = os.environ.get("OPENCITIES_BIN", "target/release/opencities")
    print(f"{'rows':>20} {'ours s':>8} {'cpu s':>7} {'polars s':>9} {'cpu s':>7} {'ours / polars':>14}")
    with tempfile.TemporaryDirectory() as name:
        folder, table = Path(name), Path(name) / "long.csv"
        index(folder, chosen.indicators)
        for shuffled in (False, True):
            figures(table, chosen.units, chosen.indicators, shuffled)
            ours = best([program, "rank", "--index", name, "--data", str(table), "--format", "csv"], chosen.repeats)
            theirs = best([sys.executable, "-c", PIVOT, str(table)], chosen.repeats)
            rows = f"{chosen.units * chosen.indicators:,} {'shuffled' if shuffled else 'by unit'}"
            ratio = ours[0] / theirs[0]
            print(f"{rows:>20} {ours[0]:8.2f} {ours[1]:7.2f} {theirs[0]:9.2f} {theirs[1]:7.2f} {ratio:14.2f}")


if __name__ == "__main__":
    main()
