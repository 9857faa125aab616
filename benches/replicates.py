#!/usr/bin/env python3
"""The rival of `uncertainty.rs`: ranks of an index under Dirichlet weights at two levels, counted, as one writes NumPy.

    python3 benches/replicates.py UNITS      prints replicates a second, and a second of one processor:
                                             the best of three runs for each of two sizes of chunk

Shares are drawn and multiplied down to one weight for each indicator, so a chunk of replicates is one product of matrices;
`argsort` gives who has each rank, `bincount` counts them. Chunks are as large as they are quickest: about 2 MB of scores. BLAS
may use all cores, the rest uses one. Ties need no care: none occur.
"""

import sys
import time

import numpy as np

INDICATORS, AREAS, THEMES = 53, 11, 3
AREA_OF = np.arange(INDICATORS) % AREAS
THEME_OF = np.arange(AREAS) % THEMES


def shares(random, replicates, group_of, groups, of_groups):
    """Equally likely shares of siblings, each times the share of its group."""
    numbers = random.standard_exponential((replicates, len(group_of)))
    totals = numbers @ (group_of[:, None] == np.arange(groups)).astype(float)
    numbers *= (of_groups / totals)[:, group_of]
    return numbers


def run(scores, replicates, chunk):
    random = np.random.default_rng(1)
    units = len(scores)
    counts = np.zeros(units * units, dtype=np.int64)
    place = np.arange(units)
    negative = -scores.T
    for start in range(0, replicates, chunk):
        size = min(chunk, replicates - start)
        areas = shares(random, size, THEME_OF, THEMES, np.full(THEMES, 1.0 / THEMES))
        weights = shares(random, size, AREA_OF, AREAS, areas)
        cells = np.argsort(weights @ negative, axis=1)
        cells *= units
        cells += place
        if units <= 1000:
            counts += np.bincount(cells.ravel(), minlength=units * units)
        else:
            # `bincount` would write all of counts for each chunk.
            for one in cells:
                counts[one] += 1
    assert counts.sum() == replicates * units


def main():
    units = int(sys.argv[1])
    scores = np.random.default_rng(7).random((units, INDICATORS)) * 100.0
    replicates = 100_000 if units <= 1000 else 1_000
    best, best_processor = 0.0, 0.0
    for chunk in (max(8, 65_536 // units), max(16, 262_144 // units)):
        for _ in range(3):
            start, processor = time.perf_counter(), time.process_time()
            run(scores, replicates, chunk)
            best = max(best, replicates / (time.perf_counter() - start))
            best_processor = max(best_processor, replicates / (time.process_time() - processor))
    print(best, best_processor)


if __name__ == "__main__":
    main()
