"""Aggregations beside those of scikit-criteria and pymcdm, and of NumPy where no library has the method.

MPI, AMPI, OWA at its ends and the Wroclaw index are held to Compind in tests/conformance/compind.rs.
"""

import numpy as np
import pytest
from pymcdm.methods import TOPSIS
from skcriteria import mkdm
from skcriteria.agg.topsis import TOPSIS as SkcriteriaTOPSIS
from witness import built, column

RNG = np.random.default_rng(20261125)
UNITS = 24
#: Scores as they are: the scale of 0 to 100 that goalposts leave alone.
AS_THEY_ARE = "[normalise.goalposts]\n"
WEIGHTS = np.array([1.0, 2.5, 0.5, 4.0])
VALUES = RNG.uniform(5, 95, (UNITS, 4)).round(3)


def index_of(tmp_path, method, values=VALUES, weights=WEIGHTS, **options):
    """The scores of a group whose children have these scores and weights."""
    codes = [f"c{child}" for child in range(values.shape[1])]
    stated = ", ".join(f"{code} = {weight}" for code, weight in zip(codes, weights.tolist()))
    tables = built(
        tmp_path,
        columns=dict(zip(codes, values.T)),
        facts={code: {"goalposts": [0.0, 100.0]} for code in codes},
        method=AS_THEY_ARE + f"[weigh.stated]\nweights = {{ {stated} }}\n" + method,
        **options,
    )
    return column(tables["scores"], "score", node="all")


def weighted_median(scores, weights):
    """By definition: numpy's median of each score repeated as often as it weighs, in halves."""
    return np.median(np.repeat(scores, (weights * 2).astype(int)))


def test_topsis_is_that_of_scikit_criteria_and_of_pymcdm(tmp_path):
    found = index_of(tmp_path, "[aggregate.by-node.all.topsis]\n")
    weights = WEIGHTS / WEIGHTS.sum()
    ours = SkcriteriaTOPSIS().evaluate(mkdm(VALUES, [max] * 4, weights=weights)).e_.similarity
    np.testing.assert_allclose(found, ours, rtol=1e-12)
    theirs = TOPSIS(normalization_function=lambda column, cost: column)(VALUES, weights, np.ones(4))
    np.testing.assert_allclose(found, theirs, rtol=1e-12)


@pytest.mark.parametrize("weights", [np.ones(4), WEIGHTS])
def test_the_median_is_that_of_numpy(tmp_path, weights):
    found = index_of(tmp_path, "[aggregate.by-node.all.median]\n", weights=weights)
    np.testing.assert_allclose(found, [weighted_median(row, weights) for row in VALUES], rtol=1e-14)


def test_the_minimum_is_that_of_numpy(tmp_path):
    found = index_of(tmp_path, "[aggregate.by-node.all.minimum]\n")
    np.testing.assert_allclose(found, VALUES.min(axis=1), rtol=1e-14)


def test_an_ordered_weighted_average_is_that_of_its_definition(tmp_path):
    """No Python library in use has it: sorted columns times order weights."""
    method = '[aggregate.by-node.all.ordered-weighted-average]\norder = { weights = [0.4, 0.3, 0.2, 0.1] }\n'
    found = index_of(tmp_path, method, weights=np.ones(4))
    np.testing.assert_allclose(found, -np.sort(-VALUES, axis=1) @ [0.4, 0.3, 0.2, 0.1], rtol=1e-12)


def test_a_quantifier_is_that_of_its_definition(tmp_path):
    """Yager (1996): Q(r) = r^a at the shares of the importance of the best children."""
    method = "[aggregate.by-node.all.ordered-weighted-average]\norder = { exponent = 3.0 }\n"
    found = index_of(tmp_path, method)
    order = np.argsort(-VALUES, axis=1)
    shares = np.cumsum(WEIGHTS[order], axis=1) / WEIGHTS.sum()
    expected = (np.diff(shares**3, axis=1, prepend=0) * np.take_along_axis(VALUES, order, axis=1)).sum(axis=1)
    np.testing.assert_allclose(found, expected, rtol=1e-12)


def test_mean_min_is_that_of_its_definition(tmp_path):
    """Compind's has a listed defect, so the published formula stands in."""
    found = index_of(tmp_path, "[aggregate.by-node.all.mean-min]\nalpha = 0.6\nbeta = 4.0\n")
    mean, least = VALUES @ WEIGHTS / WEIGHTS.sum(), VALUES.min(axis=1)
    np.testing.assert_allclose(found, mean - 0.6 * (np.sqrt((mean - least) ** 2 + 16) - 4), rtol=1e-12)


def own_part(values, child, before):
    """1 - R2 of a least-squares fit with intercept."""
    if not before:
        return 1.0
    design = np.column_stack([np.ones(len(values)), values[:, before]])
    rest = values[:, child] - design @ np.linalg.lstsq(design, values[:, child], rcond=None)[0]
    return rest @ rest / ((values[:, child] - values[:, child].mean()) ** 2).sum()


def test_dp2_is_that_of_its_definition(tmp_path):
    """No library in use has it: least squares, ordered by correlation with the index until the order stays."""
    values = VALUES.copy()
    values[:, 1] = 0.6 * values[:, 0] + 0.4 * values[:, 1]
    values[:, 2] = 0.3 * values[:, 3] + 0.3 * values[:, 1] + 0.4 * values[:, 2]
    found = index_of(tmp_path, "[aggregate.by-node.all.dp2]\n", values=values, weights=np.ones(4))
    distances = (values - values.min(axis=0)) / values.std(axis=0, ddof=1)
    index, order = distances.sum(axis=1), None
    while True:
        correlations = [abs(np.corrcoef(distances[:, child], index)[0, 1]) for child in range(4)]
        following = sorted(range(4), key=lambda child: -correlations[child])
        if following == order:
            break
        order = following
        index = sum(own_part(values, child, order[:place]) * distances[:, child] for place, child in enumerate(order))
    np.testing.assert_allclose(found, index, rtol=1e-9)


def test_a_cap_keeps_what_fails_at_the_cap(tmp_path):
    method = (
        "[aggregate.by-node.all.capped]\ninner = { arithmetic = {} }\n"
        'rules = [{ node = "c0", below = 30.0, cap = 40.0 }, { node = "c1", below = 20.0, penalty_percent = 25.0 }]\n'
    )
    found = index_of(tmp_path, method)
    mean = VALUES @ WEIGHTS / WEIGHTS.sum()
    lowered = np.where(VALUES[:, 1] < 20, mean * 0.75, mean)
    expected = np.where(VALUES[:, 0] < 30, np.minimum(lowered, 40), lowered)
    assert (expected < mean).sum() > 3
    np.testing.assert_allclose(found, expected, rtol=1e-12)
