"""Weights against other people's: pymcdm (entropy, standard deviation, CRITIC, MEREC, AHP), factor_analyzer (varimax),
NumPy's eigenvectors, SciPy's minimiser, and published examples (the Handbook's Technology Achievement Index, Saaty's school).

Budget allocation has no library; its example in the page and the one here are worked by hand. The correlation ratio has none
with this smoother; it is recomputed with SciPy's B-splines.
"""

import numpy as np
import pytest
from factor_analyzer.rotator import Rotator
from pymcdm import weights as witness
from pymcdm.weights.subjective import AHP
from scipy.interpolate import BSpline
from scipy.optimize import brentq, minimize
from witness import built, column, toml

CODES = list("abcd")


def sample(rows=30, seed=5):
    """Four columns of positive figures that correlate, of unequal skew and spread."""
    random = np.random.default_rng(seed)
    common = random.normal(size=(rows, 1))
    mixed = common * [0.9, 0.6, 0.5, -0.7] + random.normal(size=(rows, 4)) * [0.5, 1.0, 1.5, 1.0]
    return np.exp(mixed * [0.3, 0.5, 0.4, 0.2]) * 10


def indices(matrix, codes=CODES):
    return dict(zip(codes, matrix.T))


def weights(folder, matrix, weigh, lower=1.0, codes=CODES):
    """The program's weights of one group, the matrix of its scores, and the findings."""
    method = f"[normalise.min-max]\nlower = {lower}\n{weigh}"
    tables = built(folder, columns=indices(matrix, codes), method=method)
    scores = np.column_stack([column(tables["values"], "normalised", indicator=code) for code in codes])
    found = [column(tables["weights"], "weight", node=code)[0] for code in codes]
    effective = [column(tables["weights"], "effective_weight", node=code)[0] for code in codes]
    np.testing.assert_allclose(effective, np.array(found) / sum(found), rtol=1e-12)
    return np.array(found), scores, tables["findings"]


def codes_of(findings):
    return [row["code"] for row in findings]


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("entropy", witness.entropy_weights),
        ("standard-deviation", witness.standard_deviation_weights),
        ("critic", witness.critic_weights),
        ("merec", lambda scores: witness.merec_weights(scores, np.ones(scores.shape[1]))),
    ],
)
def test_weights_by_the_data_are_pymcdms(tmp_path, name, other):
    found, scores, _ = weights(tmp_path, sample(), f"[weigh.{name}]\n")
    np.testing.assert_allclose(found, other(scores), rtol=1e-9)


def test_only_units_that_know_every_child_count(tmp_path):
    matrix = sample()
    extremes = {*matrix.argmin(axis=0), *matrix.argmax(axis=0)}
    matrix[next(row for row in range(len(matrix)) if row not in extremes), 1] = np.nan
    found, scores, _ = weights(tmp_path, matrix, "[weigh.critic]\n")
    # pymcdm stretches every column to 0..1 first, which is a change of unit here: no extreme is lost with the row.
    complete = scores[~np.isnan(scores).any(axis=1)]
    assert np.allclose(np.ptp(complete, axis=0), 99)
    np.testing.assert_allclose(found, witness.critic_weights(complete), rtol=1e-9)


def components(scores):
    values, vectors = np.linalg.eigh(np.corrcoef(scores.T))
    order = np.argsort(-values)
    return values[order], vectors[:, order]


def test_the_first_component_is_numpys_and_who_runs_against_it_is_named(tmp_path):
    found, scores, findings = weights(tmp_path, sample(), "[weigh.principal-components]\n")
    first = components(scores)[1][:, 0]
    np.testing.assert_allclose(found, first**2, rtol=1e-9)
    against = [code for code, loading in zip(CODES, first * np.sign(first.sum())) if loading < 0]
    assert against == ["d"]
    named = [row["message"] for row in findings if row["code"] == "W410"]
    assert len(named) == 1 and "`d` runs against its siblings" in named[0]


TAI_CODES = ["patents", "royalties", "internet", "exports", "telephones", "electricity", "schooling", "university"]
# The Handbook's example: 23 countries, 8 indicators, telephones and electricity as logarithms.
TAI = """
187 125.6 200.2 50.7 3.08 4.15 10 27.4
289 130 179.1 66.2 3 4.07 12 13.9
271 156.6 125.8 59.7 3.1 4.14 11.4 15.3
994 64.6 49 80.8 3 3.86 9.5 10
779 9.8 4.8 66.7 2.97 3.65 10.8 23.2
189 151.2 136 50.9 3.02 3.77 9.4 9.5
82 134 57.4 61.9 3.02 3.73 9.4 14.9
31 38.6 108 48.7 2.94 4.18 11.6 14.2
75 18.2 125.9 16.2 2.94 3.94 10.9 25.3
8 25.5 72.3 74.9 2.95 3.83 7.1 24.2
235 36.8 41.2 64.2 2.94 3.75 10.2 14.4
103 20.2 193.6 19 3.12 4.39 11.9 11.2
106 110.3 48.6 53.6 2.97 3.68 9.4 12.3
72 73.9 58.9 47.6 2.91 3.86 9.3 13.6
103 13 146.7 15.4 2.86 3.91 11.7 13.1
165 14.8 84.2 50.3 2.99 3.79 8.4 13.6
205 33.6 36.4 58.9 2.97 3.8 7.9 12.6
74 43.6 43.2 45 2.96 3.74 9.6 11
42 8.6 21 53.4 2.86 3.62 7.3 15.6
13 9.8 30.4 51 3 3.65 7.2 13
28 4.2 25 51.7 2.75 3.68 9.5 8.2
26 6.2 21.6 63.5 2.73 3.46 9.1 7.7
105 4 20.3 49.5 2.84 3.71 7.1 10.6
"""


@pytest.mark.parametrize("components_kept", [2, 4])
def test_rotated_factors_are_those_of_factor_analyzer(tmp_path, components_kept):
    matrix = np.array([line.split() for line in TAI.strip().splitlines()], dtype=float)
    kaiser = {2: "", 4: "eigenvalue_min = 0.0\n"}[components_kept]
    method = f'[weigh.principal-components]\nscheme = "factor-loadings"\n{kaiser}'
    found, scores, _ = weights(tmp_path, matrix, method, codes=TAI_CODES)
    values, vectors = components(scores)
    loadings = (vectors * np.sqrt(np.maximum(values, 0)))[:, :components_kept]
    rotated = Rotator(method="varimax", max_iter=5000, tol=1e-14).fit_transform(loadings)
    own = (rotated**2).max(axis=1)
    np.testing.assert_allclose(found, own / own.sum(), rtol=1e-6)
    if components_kept == 4:
        # Eigenvalues of table 16; the weights that follow from the squared loadings of table 17.
        assert np.round(values / 8 * 100).tolist() == [42, 22, 12, 11, 6, 4, 2, 1]
        published = [0.17, 0.15, 0.11, 0.07, 0.08, 0.12, 0.14, 0.16]
        np.testing.assert_allclose(found, published, atol=0.006)


# Saaty (1980), the choice of a school: learning, friends, school life, vocational training, college preparation, music.
SCHOOL = np.array(
    [
        [1, 4, 3, 1, 3, 4],
        [1 / 4, 1, 7, 3, 1 / 5, 1],
        [1 / 3, 1 / 7, 1, 1 / 5, 1 / 5, 1 / 6],
        [1, 1 / 3, 5, 1, 1, 1 / 3],
        [1 / 3, 5, 5, 1, 1, 3],
        [1 / 4, 1, 6, 3, 1 / 3, 1],
    ]
)


def test_pairwise_comparisons_are_pymcdms_and_saatys(tmp_path):
    codes = ["learning", "friends", "life", "vocation", "college", "music"]
    pairs = [[codes[i], codes[j], float(SCHOOL[i, j])] for i in range(6) for j in range(i + 1, 6)]
    matrix = np.random.default_rng(3).uniform(1, 9, (12, 6))
    found, _, findings = weights(tmp_path, matrix, f"[weigh.ahp]\ncomparisons = {toml(pairs)}\n", codes=codes)
    other = AHP(matrix=SCHOOL)
    np.testing.assert_allclose(found, other(), rtol=1e-9)
    published = [0.32, 0.14, 0.03, 0.13, 0.24, 0.14]
    np.testing.assert_allclose(found, published, atol=0.006)
    (warning,) = [row["message"] for row in findings if row["code"] == "W406"]
    ratio = (np.linalg.eigvals(SCHOOL).real.max() - 6) / 5 / 1.24
    assert f"consistency ratio {ratio:.2f}" in warning
    gaps = np.abs(np.log(SCHOOL * found[None, :] / found[:, None]))
    worst = np.unravel_index(np.argmax(np.triu(gaps)), gaps.shape)
    assert f"`{codes[worst[0]]}` to `{codes[worst[1]]}`" in warning


def test_budgets_are_those_worked_by_hand(tmp_path):
    experts = {"ada": dict(a=40, b=30, c=20, d=10), "bo": dict(a=4, b=3, c=2, d=1), "cy": dict(a=0, b=0, c=0, d=100)}
    experts |= {"di": dict(a=45, b=25, c=20, d=10), "ed": dict(a=40, b=25, c=25, d=10)}
    text = "".join(f"{name} = {toml({key: float(x) for key, x in given.items()})}\n" for name, given in experts.items())
    for middle, expected in [("mean", [0.33, 0.22, 0.17, 0.28]), ("median", np.array([40, 25, 20, 10]) / 95)]:
        folder = tmp_path / middle
        folder.mkdir()
        method = f'[weigh.budget-allocation]\nmiddle = "{middle}"\n[weigh.budget-allocation.experts]\n{text}'
        found, _, findings = weights(folder, sample(), method)
        np.testing.assert_allclose(found, expected, rtol=1e-12)
        (far,) = [row["message"] for row in findings if row["code"] == "W408"]
        assert "`cy`" in far
        (spread,) = [row["message"] for row in findings if row["code"] == "W411"]
        assert "`d` 10 to 100 %" in spread


def correlation_ratio(x, y):
    """The share of variance that a penalised cubic spline with 5 degrees of freedom explains (Eilers and Marx 1996)."""
    width = np.ptp(x) / 10
    knots = x.min() + width * np.arange(-3, 14)
    basis = BSpline.design_matrix(np.clip(x, knots[3], knots[13]), knots, 3).toarray()
    penalty = np.diff(np.eye(13), 2, axis=0)

    def hat(size):
        return basis @ np.linalg.solve(basis.T @ basis + np.exp(size) * penalty.T @ penalty, basis.T)

    size = brentq(lambda size: np.trace(hat(size)) - 5, -12, 16, xtol=1e-12)
    return np.var(hat(size) @ y) / np.var(y)


MEASURES = {
    "correlation-ratio": correlation_ratio,
    "squared-correlation": lambda x, y: np.corrcoef(x, y)[0, 1] ** 2,
    "correlation": lambda x, y: np.corrcoef(x, y)[0, 1],
}


@pytest.mark.parametrize("importance", list(MEASURES))
@pytest.mark.parametrize("targets", [None, [4.0, 3.0, 2.0, 1.0]])
def test_importances_become_what_was_asked_or_as_near_as_scipy_gets(tmp_path, importance, targets):
    stated = f"targets = {toml(dict(zip(CODES, targets)))}\n" if targets else ""
    method = f'[weigh.optimised]\nimportance = "{importance}"\n{stated}'
    found, scores, findings = weights(tmp_path, sample(), method)
    wanted = np.array(targets or [1.0] * 4) / np.sum(targets or [1.0] * 4)

    def cost(roots):
        importances = [MEASURES[importance](x, scores @ roots**2) for x in scores.T]
        return np.mean((wanted - importances / np.sum(importances)) ** 2)

    starts = np.random.default_rng(1).uniform(0.2, 1.5, (3, 4))
    best = min(minimize(cost, start, method="BFGS").fun for start in starts)
    reached = cost(np.sqrt(found))
    assert reached <= best * 1.0001 + 1e-9
    assert ("W409" in codes_of(findings)) == (reached > 1e-4), reached
