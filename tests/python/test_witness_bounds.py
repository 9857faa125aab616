"""Witnesses of what the ranks hang on.

Exact bounds of ranks: `scipy.optimize.milp` (HiGHS) on the whole mixed-integer program of each unit, and a grid of shares.
Elements left out: plain NumPy, beside COINr's goldens for nodes; no library at hand counts the reversals of units left out.
"""

import csv
import io
import itertools

import numpy as np
import pytest
from conftest import run
from scipy.optimize import LinearConstraint, linprog, milp
from scipy.stats import rankdata
from witness import write

NORMALISE = "[normalise.goalposts]\nlower = 0.0\nupper = 100.0\n"
GOALPOSTS = {"goalposts": [0.0, 100.0]}


def rows(text):
    return list(csv.DictReader(io.StringIO(text)))


def index(folder, values, method=NORMALISE, facts=GOALPOSTS):
    codes = [f"c{child}" for child in range(values.shape[1])]
    write(folder, columns=dict(zip(codes, values.T)), method=method, facts={code: facts for code in codes})
    return codes


def extreme_rank(values, own, low, high, best):
    """The best or worst rank of a unit over all shares between low and high, by one mixed-integer program."""
    children = values.shape[1]
    leads = np.delete(values, own, axis=0) - values[own]
    rivals = len(leads)
    # Shares first, then for each rival whether it is ahead.
    cost = np.r_[np.zeros(children), np.ones(rivals)] * (1 if best else -1)
    most = np.abs(leads).max() + 1.0
    if best:  # lead <= most * ahead
        pairs = LinearConstraint(np.c_[leads, -most * np.eye(rivals)], ub=0.0)
    else:  # lead >= margin - most * (1 - ahead)
        margin = 1e-4
        pairs = LinearConstraint(np.c_[leads, -most * np.eye(rivals)], lb=margin - most)
    total = LinearConstraint(np.r_[np.ones(children), np.zeros(rivals)], 1.0, 1.0)
    bounds = (np.r_[np.full(children, low), np.zeros(rivals)], np.r_[np.full(children, high), np.ones(rivals)])
    kinds = np.r_[np.zeros(children), np.ones(rivals)]
    done = milp(cost, integrality=kinds, bounds=bounds, constraints=[pairs, total])
    assert done.success, done.message
    return 1 + int(round(abs(done.fun)))


@pytest.mark.parametrize("within, low, high", [("any", 0.0, 1.0), ("50", 0.125, 0.375)])
def test_bounds_of_ranks_are_those_of_highs(tmp_path, within, low, high):
    values = np.random.default_rng(5).uniform(0.0, 100.0, (14, 4))
    index(tmp_path, values)
    text = run("bounds", "--index", tmp_path, "--by", "all", "--within", within, "--format", "csv")
    found = {int(row["unit"][1:]): row for row in rows(text)}
    assert len(found) == len(values)
    for unit, row in found.items():
        assert (row["best_proved"], row["worst_proved"]) == ("yes", "yes")
        assert int(row["best_rank"]) == extreme_rank(values, unit, low, high, best=True), unit
        assert int(row["worst_rank"]) == extreme_rank(values, unit, low, high, best=False), unit


def test_bounds_hold_for_units_with_gaps_and_the_weights_give_the_ranks(tmp_path):
    values = np.random.default_rng(6).uniform(0.0, 100.0, (10, 3))
    values[1, 0] = values[4, 2] = values[5, 2] = np.nan
    index(tmp_path, values)
    run("bounds", "--index", tmp_path, "--by", "all", "--within", "60", "-o", tmp_path / "out.json")
    text = run("bounds", "--index", tmp_path, "--by", "all", "--within", "60", "--format", "csv")
    found = {int(row["unit"][1:]): row for row in rows(text)}

    def scores(shares):
        weights = np.where(np.isnan(values), 0.0, shares)
        return np.nansum(weights * values, axis=1) / weights.sum(axis=1)

    steps = np.linspace(0.4 / 3, 1.6 / 3, 60)
    for a, b in itertools.product(steps, steps):
        if 0.4 / 3 <= 1 - a - b <= 1.6 / 3:
            ranks = rankdata(-scores(np.array([a, b, 1 - a - b])), method="min")
            for unit, row in found.items():
                assert int(row["best_bound"]) <= ranks[unit] <= int(row["worst_bound"])


def test_a_unit_can_be_first_where_a_linear_program_says_so(tmp_path):
    values = np.random.default_rng(7).uniform(0.0, 100.0, (12, 3))
    index(tmp_path, values)
    text = run("bounds", "--index", tmp_path, "--by", "all", "--within", "any", "--format", "csv")
    for row in rows(text):
        own = int(row["unit"][1:])
        leads = np.delete(values, own, axis=0) - values[own]
        done = linprog(np.zeros(3), A_ub=leads, b_ub=np.zeros(len(leads)), A_eq=np.ones((1, 3)), b_eq=[1.0])
        assert (int(row["best_rank"]) == 1) == (done.status == 0)


def test_units_left_out_turn_the_pairs_that_numpy_counts(tmp_path):
    values = np.random.default_rng(8).uniform(0.0, 100.0, (12, 3)) ** 2
    codes = index(tmp_path, values, method="[normalise.min-max]\n", facts={})

    def scores(figures, shares=(1, 1, 1)):
        low, high = figures.min(axis=0), figures.max(axis=0)
        return ((figures - low) / (high - low)) @ np.array(shares)

    found = {row["left_out"]: row for row in rows(run("leave-out", "--index", tmp_path, "--format", "csv"))}

    def check(row, before, after):
        ranks = [rankdata(-np.round(scores, 9), method="min") for scores in (before, after)]
        distances = np.abs(ranks[0] - ranks[1])
        turned = [np.sign(before[a] - before[b]) * np.sign(after[a] - after[b]) < 0 for a, b in
                  itertools.combinations(range(len(before)), 2)]
        assert float(row["mean_rank_change"]) == pytest.approx(distances.mean(), abs=1e-12)
        assert (int(row["ranks_changed"]), int(row["reversals"])) == ((distances > 0).sum(), sum(turned))

    for unit in range(len(values)):
        others = np.delete(np.arange(len(values)), unit)
        check(found[f"u{unit:03}"], scores(values)[others], scores(values[others]))
    for child, code in enumerate(codes):
        check(found[code], scores(values), scores(values, [float(other != child) for other in range(3)]))
    assert sum(int(found[f"u{unit:03}"]["reversals"]) for unit in range(len(values))) > 0
