"""Draws the ranking that the command line gives: `python notebooks/ranking.py` writes ranking.svg beside this file.

Only finished scores are drawn; nothing is computed here.
"""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import matplotlib.pyplot as plt
import pyarrow as pa
import pyarrow.ipc

HERE = Path(__file__).resolve().parent
SHOWN = 30
# Okabe and Ito's palette, and a shape for each theme, so that colour is never the only sign.
THEMES = {
    "internationalisation": ("Internationalisation", "#D55E00", "o"),
    "leadership-governance": ("Leadership and governance", "#0072B2", "s"),
    "managing-diversity": ("Managing diversity", "#009E73", "^"),
}
INK, FAINT, BAR = "#222222", "#767676", "#E4E4E4"


def program():
    """OPENCITIES_BIN, or the command that is installed, or the debug build."""
    return os.environ.get("OPENCITIES_BIN") or shutil.which("opencities") or str(HERE.parent / "target/debug/opencities")


def opencities(*words):
    """Runs the program and returns what it prints."""
    command = [program(), *map(str, words)]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8").stdout


def read_arrow(path):
    """An Arrow file as a table, with its metadata."""
    with pa.OSFile(str(path)) as file:
        return pa.ipc.open_file(file).read_all()


def draw(ranking, shown=SHOWN):
    """The first units as bars with a mark for each theme, and those that are not ranked."""
    rows = ranking.to_pylist()
    first = [row for row in rows if row["rank"] is not None][:shown]
    unranked = [row for row in rows if row["rank"] is None]
    ranked = len(rows) - len(unranked)
    figure, axes = plt.subplots(figsize=(8, 1.5 + 0.235 * (len(first) + 2.4 * len(unranked))))
    figure.subplots_adjust(left=0.27, right=0.975, top=1 - 1.02 / figure.get_figheight(), bottom=0.4 / figure.get_figheight())
    places = [*range(len(first)), *[len(first) + 0.6 + 2 * number for number in range(len(unranked))]]
    for place, row in zip(places, first + unranked, strict=True):
        named = row["rank"] is not None
        shade = BAR if named else "none"
        axes.barh(place, row["index"], height=0.74, color=shade, edgecolor=BAR, hatch=None if named else "////", zorder=1)
        for code, (_, colour, mark) in THEMES.items():
            axes.plot(row[code], place, mark, color=colour, markersize=7.5, markeredgecolor="white", markeredgewidth=0.7, zorder=3)
        ink = INK if named else FAINT
        text = {"va": "center", "transform": axes.get_yaxis_transform(), "fontsize": 10}
        axes.text(-0.335, place, f"{row['rank']:.0f}" if named else "–", ha="right", color=FAINT, **text)
        axes.text(-0.315, place, row["name"], ha="left", color=ink, **text)
        axes.text(-0.02, place, f"{row['index']:.1f}", ha="right", color=ink, weight="bold" if named else "normal", **text)
        if not named:
            note = row["note"].split(":", 1)[1].split(";")[0].strip()
            axes.text(0, place + 0.85, f"not ranked: {note}", ha="left", color=FAINT, **{**text, "fontsize": 8.5})
    axes.set(xlim=(0, 100), ylim=(places[-1] + 1.5, -0.7), yticks=[], xticks=range(0, 101, 20))
    axes.grid(axis="x", color="#D0D0D0", linewidth=0.6, zorder=0)
    axes.set_axisbelow(True)
    axes.tick_params(axis="x", length=0, labelsize=9, labelcolor=FAINT)
    axes.spines[:].set_visible(False)
    inch = 1 / figure.get_figheight()
    figure.text(0.02, 1 - 0.3 * inch, "OPENCities, an open reconstruction", fontsize=14, weight="bold", color=INK)
    period = rows[0]["period"]
    lines = f"The {len(first)} most open of {ranked} ranked cities, {period}: the index as a bar, its three themes as marks; 0 to 100"
    figure.text(0.02, 1 - 0.55 * inch, lines, fontsize=9.5, color=FAINT)
    at = 0.02
    for name, colour, mark in THEMES.values():
        figure.text(at + 0.02, 1 - 0.86 * inch, name, fontsize=10, color=colour, weight="bold", va="center")
        figure.add_artist(plt.Line2D([at + 0.006], [1 - 0.86 * inch], marker=mark, color=colour, markersize=7, linestyle=""))
        at += 0.07 + 0.0112 * len(name)
    return figure


def main():
    plt.rcParams.update({"font.family": "DejaVu Sans", "svg.hashsalt": "opencities", "path.simplify": True})
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ranking.arrow"
        opencities("rank", "-o", path)
        ranking = read_arrow(path)
    figure = draw(ranking)
    words = "Made by notebooks/ranking.py. Licences of the figures are in indicators/opencities/LICENCE-DATA.md."
    told = {"Title": "OPENCities, an open reconstruction", "Description": words, "Date": None, "Creator": None}
    figure.savefig(HERE / "ranking.svg", metadata=told, facecolor="white")


if __name__ == "__main__":
    main()
