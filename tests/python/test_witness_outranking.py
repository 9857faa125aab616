"""Witnesses of the relative aggregations.

Benefit of the doubt and its directional variants: `scipy.optimize.linprog` (HiGHS) on the whole programs, envelopment side
for the directional ones. Borda: `scipy.stats.rankdata`. Condorcet-Kemeny: every order of six units, tried out in Python; no
library at hand has it. Copeland: plain NumPy on complete data, beside COINr's goldens.
"""

import itertools

import numpy as np
import pytest
from scipy.optimize import linprog
from scipy.stats import rankdata
from witness import built, column

GOALPOSTS = {"goalposts": [0.0, 100.0]}
NORMALISE = "[normalise.goalposts]\nlower = 0.0\nupper = 100.0\n"


def figures(units, children, seed, step=None):
    values = np.random.default_rng(seed).uniform(2.0, 98.0, (units, children))
    return np.round(values / step) * step if step else values


def scores(folder, values, aggregate):
    codes = [f"c{child}" for child in range(values.shape[1])]
    tables = built(
        folder,
        columns=dict(zip(codes, values.T)),
        method=NORMALISE + f"[aggregate.by-node.all.{aggregate}",
        facts={code: GOALPOSTS for code in codes},
    )
    return tables, column(tables["scores"], "score", node="all")


@pytest.mark.parametrize("bounds", [(0.0, 1.0), (0.1, 0.5)])
def test_benefit_of_the_doubt_is_that_of_highs(tmp_path, bounds):
    values = figures(40, 4, 1)
    low, high = bounds
    tables, found = scores(tmp_path, values, f"benefit-of-the-doubt]\nshare_min = {low}\nshare_max = {high}\n")
    expected = []
    for own in values:
        shares = np.diag(own)
        limits = np.vstack([values, low * own - shares, shares - high * own])
        right = np.r_[np.ones(len(values)), np.zeros(2 * len(own))]
        expected.append(-100 * linprog(-own, A_ub=limits, b_ub=right).fun)
    np.testing.assert_allclose(found, expected, rtol=1e-7)
    # The table of weights makes the scores again, and its shares keep the bounds.
    weights = {unit: {} for unit in range(len(values))}
    for row in tables["unit_weights"]:
        weights[int(row["unit"][1:])][row["node"]] = (float(row["weight"]), float(row["share"]))
    for unit, own in enumerate(values):
        pairs = [weights[unit][f"c{child}"] for child in range(len(own))]
        assert sum(weight * score for (weight, _), score in zip(pairs, own)) == pytest.approx(found[unit], rel=1e-9)
        assert all(low - 1e-6 <= share <= high + 1e-6 for _, share in pairs)


def distance(values, own, direction):
    """The greatest e with own + e direction below a mix of the units."""
    limits = np.vstack([np.c_[direction, -values.T], np.r_[0, np.ones(len(values))]])
    return -linprog(np.r_[-1, np.zeros(len(values))], A_ub=limits, b_ub=np.r_[-own, 1]).fun


def test_directional_variants_are_those_of_highs(tmp_path):
    values = figures(30, 3, 2)
    for name in ("one", "many"):
        (tmp_path / name).mkdir()
    direction = np.array([1.0, 0.5, 1.0])
    _, found = scores(tmp_path / "one", values, "directional-benefit-of-the-doubt]\ndirections = { c1 = 0.5 }\n")
    expected = [100 / (1 + distance(values, own, direction) / 100) for own in values]
    np.testing.assert_allclose(found, expected, rtol=1e-7)
    _, found = scores(tmp_path / "many", values, "multi-directional-benefit-of-the-doubt]\n")
    expected = []
    for own in values:
        room = np.array([distance(values, own, unit) for unit in np.eye(3)])
        gains = distance(values, own, room) * room if room.max() > 1e-9 else 0 * room
        expected.append(100 * own.sum() / (own + gains).sum())
    np.testing.assert_allclose(found, expected, rtol=1e-6)


def test_borda_is_the_mean_of_scipys_ranks(tmp_path):
    values = figures(25, 5, 3, step=20.0)
    _, found = scores(tmp_path, values, "borda]\n")
    np.testing.assert_allclose(found, (rankdata(values, axis=0) - 1).mean(axis=1), rtol=1e-12)


def test_copeland_counts_wins_and_losses(tmp_path):
    values = figures(25, 4, 4, step=20.0)
    _, found = scores(tmp_path, values, "copeland]\n")
    leads = np.sign(np.sign(values[:, None, :] - values[None, :, :]).sum(axis=2))
    np.testing.assert_array_equal(found, leads.sum(axis=1))


@pytest.mark.parametrize("seed", range(5))
def test_the_kemeny_order_is_the_best_of_all_orders(tmp_path, seed):
    values = figures(6, 3, seed)
    _, found = scores(tmp_path, values, "condorcet-kemeny]\n")
    shares = (values[:, None, :] > values[None, :, :]).mean(axis=2)
    orders = list(itertools.permutations(range(6)))
    agreed = np.array([sum(shares[a, b] for a, b in itertools.combinations(order, 2)) for order in orders])
    best = [orders[place] for place in np.flatnonzero(agreed > agreed.max() - 1e-9)]
    behind = np.mean([[5 - order.index(unit) for unit in range(6)] for order in best], axis=0)
    np.testing.assert_allclose(found, behind, atol=1e-9)
