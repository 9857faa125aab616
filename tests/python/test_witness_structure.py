"""Correlations, their p-values and corrections, adequacy, sphericity, components, alpha: found by other libraries too.

scipy for coefficients and p-values, statsmodels for their correction, factor_analyzer for KMO and Bartlett's test,
scikit-learn for components. Cronbach's alpha is in none of these: NumPy, by the other form of its formula.
"""

import json
from itertools import permutations

import numpy as np
import pytest
from conftest import run
from factor_analyzer import calculate_bartlett_sphericity, calculate_kmo
from scipy import stats
from sklearn.decomposition import PCA
from statsmodels.stats.multitest import multipletests
from witness import write

GROUPS = {"left": ["a", "b", "c", "d"], "right": ["e", "f", "g"]}
CODES = [code for members in GROUPS.values() for code in members]


def figures(rows, ties=False, gaps=False):
    """Seven columns that share a factor, different in strength."""
    random = np.random.default_rng(rows)
    common = random.normal(size=rows)
    columns = {code: common * (number % 4) / 2 + random.normal(size=rows) for number, code in enumerate(CODES)}
    for number, code in enumerate(CODES):
        if ties:
            columns[code] = np.round(columns[code] * 2)
        if gaps:
            columns[code][number :: 9] = np.nan
    return columns


def audited(folder, columns, *args):
    write(folder, columns=columns, method="[normalise.min-max]\n", groups=GROUPS)
    run("audit", "--structure", "--stage", "raw", "--index", folder, "-o", folder / "audit.json", *args)
    return json.loads((folder / "audit.json").read_text("utf-8"))


def of_indicators(tables):
    return [row for row in tables["correlations"] if {row["first"], row["second"]} <= set(CODES)]


def known(columns, row):
    both = np.array([columns[row["first"]], columns[row["second"]]])
    return both[:, ~np.isnan(both).any(axis=0)]


@pytest.mark.parametrize(
    ("rows", "ties", "gaps"), [(8, False, False), (40, False, True), (40, True, True), (60, False, False), (300, True, True)]
)
def test_coefficients_and_p_values_are_those_of_scipy(tmp_path, rows, ties, gaps):
    columns = figures(rows, ties, gaps)
    pairs = of_indicators(audited(tmp_path, columns))
    assert len(pairs) == 21
    for row in pairs:
        x, y = known(columns, row)
        exact = not ties and len(x) < 50
        pearson, kendall = stats.pearsonr(x, y), stats.kendalltau(x, y, method="exact" if exact else "asymptotic")
        spearman = stats.spearmanr(x, y)
        assert row["rows"] == len(x)
        np.testing.assert_allclose([row["pearson"], row["pearson_p"]], pearson, rtol=1e-9)
        np.testing.assert_allclose([row["kendall"], row["kendall_p"]], kendall, rtol=1e-9)
        np.testing.assert_allclose(row["spearman"], spearman.statistic, rtol=1e-9, atol=1e-12)
        if ties:
            np.testing.assert_allclose(row["spearman_p"], spearman.pvalue, rtol=1e-9)
        else:
            # Near the t of scipy; the test below counts few rows out, and the conformance tests compare with R.
            np.testing.assert_allclose(row["spearman_p"], spearman.pvalue, atol=0.03)


def test_few_rows_without_ties_are_counted_exactly(tmp_path):
    columns = figures(7)
    for row in of_indicators(audited(tmp_path, columns)):
        x, y = (stats.rankdata(column) for column in known(columns, row))
        found = np.sum((x - y) ** 2)
        sums = np.array([np.sum((np.array(order) - np.arange(7)) ** 2) for order in permutations(range(7))])
        tail = np.mean(sums >= found) if found > np.mean(sums) else np.mean(sums <= found)
        np.testing.assert_allclose(row["spearman_p"], min(1, 2 * tail), rtol=1e-12)


@pytest.mark.parametrize(("name", "other"), [("benjamini-hochberg", "fdr_bh"), ("holm", "holm")])
def test_corrections_are_those_of_statsmodels(tmp_path, name, other):
    tables = audited(tmp_path, figures(40, gaps=True), "--correction", name)
    for relation in ["sibling", "cousin", "parent", "ancestor", "other-group"]:
        rows = [row for row in tables["correlations"] if row["relation"] == relation]
        for kind in ["pearson", "spearman", "kendall"]:
            expected = multipletests([row[f"{kind}_p"] for row in rows], method=other)[1]
            found = [row[f"{kind}_p_corrected"] for row in rows]
            np.testing.assert_allclose(found, expected, rtol=1e-12)


@pytest.fixture
def complete(tmp_path):
    columns = figures(80, gaps=True)
    return columns, audited(tmp_path, columns)


def members(columns, group):
    matrix = np.column_stack([columns[code] for code in GROUPS.get(group, CODES)])
    return matrix[~np.isnan(matrix).any(axis=1)]


def line(tables, group):
    return next(row for row in tables["groups"] if row["group"] == group and row["level"] == "indicator")


@pytest.mark.parametrize("group", [*GROUPS, "index"])
def test_adequacy_and_sphericity_are_those_of_factor_analyzer(complete, group):
    columns, tables = complete
    matrix, row = members(columns, group), line(tables, group)
    each, overall = calculate_kmo(matrix)
    chi_squared, p_value = calculate_bartlett_sphericity(matrix)
    np.testing.assert_allclose(row["kmo"], overall, rtol=1e-9)
    found = [member["kmo"] for member in tables["members"] if (member["group"], member["level"]) == (group, "indicator")]
    np.testing.assert_allclose(found, each, rtol=1e-9)
    np.testing.assert_allclose([row["bartlett"], row["bartlett_p"]], [chi_squared, p_value], rtol=1e-9)
    assert row["complete"] == len(matrix)


@pytest.mark.parametrize("group", [*GROUPS, "index"])
def test_components_are_those_of_scikit_learn(complete, group):
    columns, tables = complete
    matrix = members(columns, group)
    fitted = PCA().fit((matrix - matrix.mean(axis=0)) / matrix.std(axis=0, ddof=1))
    mine = [row for row in tables["components"] if (row["group"], row["level"]) == (group, "indicator")]
    np.testing.assert_allclose([row["variance"] for row in mine], fitted.explained_variance_, rtol=1e-9)
    np.testing.assert_allclose([row["share"] for row in mine], fitted.explained_variance_ratio_, rtol=1e-9)
    for number, direction in enumerate(fitted.components_, start=1):
        rows = [row for row in tables["loadings"] if (row["group"], row["level"], row["component"]) == (group, "indicator", number)]
        found = np.array([row["direction"] for row in rows])
        np.testing.assert_allclose(found * np.sign(found @ direction), direction, atol=1e-9)
        scale = np.sqrt(fitted.explained_variance_[number - 1])
        np.testing.assert_allclose([row["loading"] for row in rows], found * scale, rtol=1e-9)


def test_alpha_is_that_of_the_sum_of_the_columns(tmp_path):
    columns = figures(50)
    tables = audited(tmp_path, columns)
    for group in [*GROUPS, "index"]:
        matrix = members(columns, group)

        def alpha(matrix):
            k = matrix.shape[1]
            return k / (k - 1) * (1 - matrix.var(axis=0, ddof=1).sum() / matrix.sum(axis=1).var(ddof=1))

        np.testing.assert_allclose(line(tables, group)["alpha"], alpha(matrix), rtol=1e-9)
        found = [member["alpha_without"] for member in tables["members"] if (member["group"], member["level"]) == (group, "indicator")]
        expected = [alpha(np.delete(matrix, place, axis=1)) for place in range(matrix.shape[1])]
        np.testing.assert_allclose(found, expected, rtol=1e-9)


def test_statistics_are_those_of_scipy(tmp_path):
    columns = figures(60, ties=True, gaps=True)
    rows = {row["node"]: row for row in audited(tmp_path, columns)["statistics"]}
    for code, values in columns.items():
        values, row = values[~np.isnan(values)], rows[code]
        shape = [stats.skew(values, bias=False), stats.kurtosis(values, bias=False)]
        np.testing.assert_allclose([row["skewness"], row["kurtosis"]], shape, rtol=1e-9, atol=1e-12)
        lower, upper = np.quantile(values, [0.25, 0.75])
        reach = 1.5 * (upper - lower)
        assert row["outliers"] == np.sum((values < lower - reach) | (values > upper + reach))
        np.testing.assert_allclose(row["most_frequent_share"], max(np.unique(values, return_counts=True)[1]) / len(values))
