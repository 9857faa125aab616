#!/usr/bin/env python3
"""The same index in NumPy, beside our figures: times, bandwidth, memory.

Makes the data of `pipeline.rs` by the same formula, computes the index column by column as one would by hand in NumPy,
runs the Rust benchmark (each case in a fresh process) and prints one table. Stops when the scores or the ranks differ.

    python3 benches/rival.py [--units 76 10000 1000000]
"""

import argparse
import json
import subprocess
import time
from pathlib import Path

import numpy as np

INDICATORS, AREAS, THEMES, REGIONS = 53, 11, 3, 12
GROUPS = (
    [[j for j in range(INDICATORS) if j % AREAS == area] for area in range(AREAS)]
    + [[INDICATORS + a for a in range(AREAS) if a % THEMES == theme] for theme in range(THEMES)]
    + [[INDICATORS + AREAS + theme for theme in range(THEMES)]]
)


# --- Data: the formula of pipeline.rs ---------------------------------------------------------------------------------

def splitmix64(place):
    bits = (place + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
    bits = (bits ^ (bits >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    bits = (bits ^ (bits >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return bits ^ (bits >> np.uint64(31))


def uniform(place):
    return (splitmix64(place) >> np.uint64(11)).astype(float) / 2.0**53


def make(units):
    """The raw table, a row of memory for each indicator, and the region of each unit."""
    unit = np.arange(units, dtype=np.uint64)
    gaps = np.where(splitmix64(unit + np.uint64(1 << 40)) % np.uint64(50) == 0, 0.5, 0.09)
    raw = np.empty((INDICATORS, units))
    for column in range(INDICATORS):
        place = np.uint64(2) * (np.uint64(column * units) + unit) + np.uint64(1 << 50)
        value = uniform(place + np.uint64(1))
        kind = column % 10
        if kind in (6, 7):
            value = value * value * value
        elif kind == 8:
            value[:3] += 1000.0
        elif kind == 9:
            value = 1.0 / (value + 0.0078125)
        raw[column] = np.where(uniform(place) < gaps, np.nan, value)
    return raw, (splitmix64(unit) % np.uint64(REGIONS)).astype(np.intp)


# --- The rival --------------------------------------------------------------------------------------------------------

def build(raw, regions, whole):
    """Scores and ranks of all groups; the raw table is kept and every column's scores too, as ours does."""
    scores = np.empty((INDICATORS + len(GROUPS), raw.shape[1]))
    ranked = None
    if whole:
        coverage = np.zeros(raw.shape[1])
        for column in raw:
            coverage += ~np.isnan(column)
        ranked = coverage >= 0.65 * INDICATORS
    for j, column in enumerate(raw):
        if whole:
            column = impute(column, regions, ranked)
            sample = column[ranked]
            sample = sample[~np.isnan(sample)]
            column = treat(column, sample)
            low, high = column[ranked].min(), column[ranked].max()
        else:
            low, high = np.nanmin(column), np.nanmax(column)
        if j % 3 == 0:
            low, high = high, low
        out = scores[j]
        np.subtract(column, low, out=out)
        out *= 100.0 / (high - low)
        np.clip(out, 0.0, 100.0, out=out)
    for number, children in enumerate(GROUPS):
        aggregate(scores, children, scores[INDICATORS + number])
    ranks = np.empty((len(GROUPS), raw.shape[1]))
    for number in range(len(GROUPS)):
        rank(scores[INDICATORS + number], ranked, ranks[number])
    return scores[INDICATORS:], ranks


def aggregate(scores, children, out):
    """The mean with equal weights, rescaled over the known children."""
    total = np.zeros_like(out)
    out[:] = 0.0
    for child in children:
        column = scores[child]
        known = ~np.isnan(column)
        total += known
        np.add(out, column, out=out, where=known)
    with np.errstate(invalid="ignore"):
        out /= total


def rank(score, ranked, out):
    """1 for the best, equal scores share the best place; NaN stays NaN."""
    known = ~np.isnan(score)
    if ranked is not None:
        known &= ranked
    rows = np.flatnonzero(known)
    kept = score[rows]
    np.negative(kept, out=kept)
    order = np.argsort(kept)
    kept = kept[order]
    place = np.arange(1, len(rows) + 1)
    place[1:][kept[1:] == kept[:-1]] = 0
    out.fill(np.nan)
    out[rows[order]] = np.maximum.accumulate(place)


def impute(column, regions, donors):
    """The mean of the ranked units of the same region."""
    gaps = np.isnan(column)
    if not gaps.any():
        return column
    giving = donors & ~gaps
    known = regions[giving]
    sums = np.bincount(known, column[giving], REGIONS)
    with np.errstate(invalid="ignore"):
        means = sums / np.bincount(known, minlength=REGIONS)
    filled = column.copy()
    filled[gaps] = means[regions[gaps]]
    return filled


def shape(sample):
    """Skewness and excess kurtosis of type 2."""
    n = len(sample)
    deviation = sample - sample.mean()
    square = deviation * deviation
    m2 = square.mean()
    m3 = np.dot(square, deviation) / n
    m4 = np.dot(square, square) / n
    g1, g2 = m3 / m2**1.5, m4 / m2**2 - 3.0
    return g1 * (n * (n - 1.0)) ** 0.5 / (n - 2.0), ((n + 1.0) * g2 + 6.0) * (n - 1.0) / ((n - 2.0) * (n - 3.0))


def fails(skewness, kurtosis):
    return abs(skewness) >= 2.0 and kurtosis >= 3.5


def treat(column, sample):
    """Winsorises up to five values, else takes the logarithm of the column as it was."""
    skewness, kurtosis = first = shape(sample)
    if not fails(*first):
        return column
    low, high, moved = sample.min(), sample.max(), 0
    current = sample
    while fails(skewness, kurtosis) and moved < 5:
        if skewness > 0.0:
            high = sample[sample < high].max()
        else:
            low = sample[sample > low].min()
        moved = np.count_nonzero((sample < low) | (sample > high))
        current = np.clip(sample, low, high)
        skewness, kurtosis = shape(current)
    if not fails(skewness, kurtosis):
        return np.clip(column, low, high)
    low, high = sample.min(), sample.max()
    shift = 0.01 * (high - low)
    if first[0] < 0.0:
        return -np.log(high + shift - np.minimum(column, high))
    return np.log(np.maximum(column, low) + (shift - low))


# --- The comparison ---------------------------------------------------------------------------------------------------

def checksums(scores, ranks):
    weights = 1.0 + np.arange(scores.shape[1]) % 97
    return {
        "scores": float(np.nansum(scores * weights)),
        "ranks": float(np.nansum(ranks * weights)),
        "known": float(np.count_nonzero(~np.isnan(ranks))),
    }


def numpy_milliseconds(raw, regions, whole, repeats):
    best = float("inf")
    for _ in range(repeats):
        start = time.perf_counter()
        scores, ranks = build(raw, regions, whole)
        best = min(best, time.perf_counter() - start)
    return best * 1e3, checksums(scores, ranks)


def cargo_bench(*words):
    command = ["cargo", "bench", "--quiet", "--bench", "pipeline", "--", "--json", *map(str, words)]
    root = Path(__file__).resolve().parent.parent
    return json.loads(subprocess.run(command, cwd=root, check=True, stdout=subprocess.PIPE).stdout)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--units", type=int, nargs="+", default=[76, 10_000, 1_000_000])
    arguments = parser.parse_args()
    bandwidth = cargo_bench("triad", 0, 10)["gb_per_s"]
    print(f"NumPy {np.__version__}; triad on all cores {bandwidth:.1f} GB/s\n")
    print("| units | stages | ours ms | NumPy ms | ratio | GB/s | of triad | peak / raw |")
    print("|---:|---|---:|---:|---:|---:|---:|---:|")
    for units in arguments.units:
        raw, regions = make(units)
        repeats = max(5, 300 // units)
        for stages in ("core", "all"):
            ours = cargo_bench(units, stages, repeats)
            theirs, sums = numpy_milliseconds(raw, regions, stages == "all", repeats)
            for name, found in sums.items():
                if not np.isclose(found, ours[name], rtol=1e-9, atol=0.0):
                    raise SystemExit(f"{units} units, {stages}: {name} are {ours[name]}, in NumPy {found}")
            # What any program must move: the raw table is read once, scores and ranks are written once.
            moved = (INDICATORS + 2 * len(GROUPS)) * units * 8 / 1e6
            rate = moved / ours["ms"]
            peak = f"{ours['peak_mb'] / (raw.nbytes / 1e6):.2f}" if units >= 1_000_000 else ""
            print(
                f"| {units:,} | {stages} | {ours['ms']:.3g} | {theirs:.3g} | {theirs / ours['ms']:.1f} "
                f"| {rate:.2f} | {100 * rate / bandwidth:.0f} % | {peak} |",
                flush=True,
            )


if __name__ == "__main__":
    main()
