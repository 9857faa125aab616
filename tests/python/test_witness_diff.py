"""The parts of a change between two editions, against Shapley's definition: the mean over all orders, by NumPy.

No library compares editions of an index, so this is plain NumPy: hybrids of five parts are computed by a second program
(min-max or z-scores, weighted means, ranks), and all 120 orders are walked through. Only figures and options are shared.
"""

import csv
import io
import itertools
import math

import numpy as np
from conftest import run
from witness import write

PARTS = ["data", "revision", "method", "weights", "membership"]
WEIGHTS = {"old": [1.0, 1.0, 1.0], "new": [1.0, 2.0, 4.0]}
METHODS = {"old": "[normalise.min-max]\n", "new": "[normalise.z-score]\nmean = 50.0\nstandard_deviation = 10.0\n"}
UNITS = {"old": 14, "new": 12}


def figures():
    """Old and new figures, units x indicators: the new ones know more, less, and other things."""
    random = np.random.default_rng(20261125)
    old = random.gamma(2.0, 10.0, size=(UNITS["old"], 3))
    new = old.copy()
    old[2, 0] = old[7, 1] = np.nan
    new[4, 2] = np.nan
    new[5, 0] += 13.0
    new[9, 1] *= 0.5
    new[1, 2] += 4.0
    return {"old": old, "new": new}


def index(values, method, weights):
    """Scores and ranks of the index; a missing figure shares its weight."""
    if method == "old":
        low, high = np.nanmin(values, axis=0), np.nanmax(values, axis=0)
        scores = (values - low) / (high - low) * 100
    else:
        scores = 50 + 10 * (values - np.nanmean(values, axis=0)) / np.nanstd(values, axis=0, ddof=1)
    shares = np.where(np.isnan(scores), 0, WEIGHTS[weights])
    total = (np.nan_to_num(scores) * shares).sum(axis=1) / shares.sum(axis=1)
    return np.array([total, [(total > own).sum() + 1 for own in total]])


def hybrid(new_parts, given):
    side = {part: "new" if part in new_parts else "old" for part in PARTS}
    both = ~np.isnan(given["old"]) & ~np.isnan(given["new"])
    values = np.where(both, given[side["revision"]], given[side["data"]])
    # Units 12 and 13 left, and keep the figures that they had.
    values[UNITS["new"] :] = given["old"][UNITS["new"] :]
    return index(values[: UNITS[side["membership"]]], side["method"], side["weights"])[:, : UNITS["new"]]


def split(given):
    """part -> scores and ranks: what it moves, averaged over all orders."""
    parts = {part: np.zeros((2, UNITS["new"])) for part in PARTS}
    for order in itertools.permutations(PARTS):
        done = frozenset()
        for part in order:
            parts[part] += hybrid(done | {part}, given) - hybrid(done, given)
            done |= {part}
    return {part: moved / math.factorial(len(PARTS)) for part, moved in parts.items()}


def test_parts_are_the_means_over_all_orders(tmp_path):
    given = figures()
    codes = ["a", "b", "c"]
    for edition, values in given.items():
        folder = tmp_path / edition
        folder.mkdir()
        columns = {code: values[: UNITS[edition], column] for column, code in enumerate(codes)}
        weights = "".join(f"{code} = {weight}\n" for code, weight in zip(codes, WEIGHTS[edition]))
        method = METHODS[edition] + "[weigh.stated.weights]\n" + weights
        write(folder, columns=columns, method=method)
    output = run("diff", tmp_path / "old", tmp_path / "new", "--sort", "change", "--format", "csv")
    rows = {row["unit"]: row for row in csv.DictReader(io.StringIO(output))}
    assert len(rows) == UNITS["old"]
    expected = split(given)
    for unit in range(UNITS["new"]):
        row = rows[f"u{unit:03}"]
        for part in PARTS:
            for number, what in enumerate(["score", "rank"]):
                assert abs(float(row[f"{what}_{part}"]) - expected[part][number, unit]) < 1e-9, (unit, part, what)
        assert float(row["score_framework"]) == 0.0
        total = sum(float(row[f"score_{part}"]) for part in PARTS)
        assert abs(total - float(row["score_change"])) < 1e-9
    assert rows["u013"]["note"] == "left"
