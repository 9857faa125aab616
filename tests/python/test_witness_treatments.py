"""Treatments of outliers and skew, against SciPy, scikit-learn and NumPy.

box-cox:              scipy.stats.boxcox (estimated lambda), scipy.special.boxcox (given)
yeo-johnson:          sklearn.preprocessing.PowerTransformer and scipy.stats.yeojohnson (estimated and given)
iqr-fences:           scipy.stats.iqr and numpy.percentile; no library has the fences themselves
winsorise-percentile: numpy.percentile and numpy.clip; SciPy's `winsorize` cuts counts, not percentiles
natural-log, shifted-log, arcsinh: numpy.log, numpy.log1p, numpy.arcsinh

An estimated lambda is compared at 1e-6: SciPy's search by function values alone knows it no better than that.
"""

import numpy as np
import pytest
from scipy import special, stats
from sklearn.preprocessing import PowerTransformer
from witness import built, column

RNG = np.random.default_rng(7)
POSITIVE = {
    "lognormal": RNG.lognormal(3.0, 1.2, 60),
    "gamma": RNG.gamma(2.0, 40.0, 60),
    "left": 100.0 - RNG.gamma(2.0, 8.0, 60).clip(max=95.0),
    "large": 1e6 * RNG.lognormal(9.0, 2.0, 60),
}
SIGNED = {
    "normal": RNG.normal(0.0, 3.0, 60),
    "right": RNG.gumbel(-1.0, 5.0, 60),
    "left_tail": -RNG.lognormal(1.0, 1.0, 60) + 4.0,
    "heavy": RNG.standard_t(2, 60) * 10.0,
}
GAPS = [4, 17, 33]


def with_gaps(columns):
    """The columns with a few values missing."""
    gapped = {code: values.copy() for code, values in columns.items()}
    for values in gapped.values():
        values[GAPS] = np.nan
    return gapped


def treated(tmp_path, columns, method):
    """The columns with gaps, known values alone, and the same as the program treats them."""
    columns = with_gaps(columns)
    tables = built(tmp_path, columns=columns, method=method + "\n[normalise.min-max]\n")
    for code, values in columns.items():
        known = ~np.isnan(values)
        after = column(tables["values"], "treated", indicator=code)
        assert np.isnan(after[~known]).all()
        yield code, values[known], after[known]


def test_box_cox_with_the_likeliest_lambda_is_that_of_scipy(tmp_path):
    for code, values, found in treated(tmp_path, POSITIVE, "[treat.box-cox]"):
        expected, likeliest = stats.boxcox(values)
        assert -4 < likeliest < 6, code
        # Both lambdas lie within 1e-6 of each other if neither is less likely than the other by more than rounding.
        slope = (special.boxcox(values, likeliest + 1e-6) - expected) / 1e-6
        centred = abs(slope) * 2e-6 + 1e-9 * abs(expected)
        assert (abs(found - expected) <= centred).all(), (code, likeliest)


@pytest.mark.parametrize("given", [-1.5, -0.3, 0.0, 1e-9, 0.5, 1.0, 2.7])
def test_box_cox_with_a_given_lambda_is_that_of_scipy(tmp_path, given):
    for code, values, found in treated(tmp_path, POSITIVE, f"[treat.box-cox]\nlambda = {{ given = {given} }}"):
        np.testing.assert_allclose(found, special.boxcox(values, given), rtol=1e-9, atol=1e-12, err_msg=code)


def test_yeo_johnson_with_the_likeliest_lambda_is_that_of_scikit_learn_and_scipy(tmp_path):
    for code, values, found in treated(tmp_path, SIGNED, "[treat.yeo-johnson]"):
        transformer = PowerTransformer(method="yeo-johnson", standardize=False).fit(values[:, None])
        _, by_scipy = stats.yeojohnson(values)
        for likeliest in (transformer.lambdas_[0], by_scipy):
            expected = stats.yeojohnson(values, lmbda=likeliest)
            slope = (stats.yeojohnson(values, lmbda=likeliest + 1e-6) - expected) / 1e-6
            assert (abs(found - expected) <= abs(slope) * 2e-6 + 1e-9 * abs(expected)).all(), (code, likeliest)


@pytest.mark.parametrize("given", [-1.0, 0.0, 0.4, 1.0, 2.0, 3.1])
def test_yeo_johnson_with_a_given_lambda_is_that_of_scipy(tmp_path, given):
    for code, values, found in treated(tmp_path, SIGNED, f"[treat.yeo-johnson]\nlambda = {{ given = {given} }}"):
        np.testing.assert_allclose(found, stats.yeojohnson(values, lmbda=given), rtol=1e-9, atol=1e-12, err_msg=code)


def test_percentiles_are_those_of_numpy(tmp_path):
    method = "[treat.winsorise-percentile]\nlower_percent = 2.5\nupper_percent = 90.0"
    for code, values, found in treated(tmp_path, SIGNED, method):
        low, high = np.percentile(values, [2.5, 90.0])
        assert (found != values).sum() >= 6, code
        np.testing.assert_allclose(found, np.clip(values, low, high), rtol=1e-12, err_msg=code)


@pytest.mark.parametrize("moved_to", ["fence", "last-inside"])
def test_fences_stand_off_the_quartiles_by_the_interquartile_range_of_scipy(tmp_path, moved_to):
    moved = 0
    for code, values, found in treated(tmp_path, SIGNED, f'[treat.iqr-fences]\nmoved_to = "{moved_to}"'):
        distance = 1.5 * stats.iqr(values)
        low, high = np.percentile(values, 25) - distance, np.percentile(values, 75) + distance
        if moved_to == "last-inside":
            inside = values[(values >= low) & (values <= high)]
            low, high = inside.min(), inside.max()
        moved += (found != values).sum()
        np.testing.assert_allclose(found, np.clip(values, low, high), rtol=1e-12, err_msg=code)
    assert moved >= 8


@pytest.mark.parametrize(
    ("columns", "method", "function"),
    [
        (POSITIVE, "[treat.natural-log]", np.log),
        (POSITIVE, "[treat.shifted-log]", np.log1p),
        (SIGNED, '[treat.shifted-log]\nshift = 2.5\norigin = "minimum"', lambda x: np.log(x - x.min() + 2.5)),
        (SIGNED, "[treat.arcsinh]\nscale = 4.0", lambda x: np.arcsinh(x / 4.0)),
    ],
)
def test_logarithms_are_those_of_numpy(tmp_path, columns, method, function):
    for code, values, found in treated(tmp_path, columns, method):
        np.testing.assert_allclose(found, function(values), rtol=1e-12, atol=1e-14, err_msg=code)


def test_every_value_moved_is_in_the_table_and_nothing_else(tmp_path):
    columns = with_gaps(SIGNED)
    tables = built(tmp_path, columns=columns, method="[treat.iqr-fences]\n[normalise.min-max]\n")
    moved = {
        (row["unit"], row["indicator"]): (float(row["before"]), float(row["after"])) for row in tables["treatments"]
    }
    expected = {
        (row["unit"], row["indicator"]): (float(row["imputed"]), float(row["treated"]))
        for row in tables["values"]
        if row["imputed"] and float(row["imputed"]) != float(row["treated"])
    }
    assert moved == expected and len(moved) >= 8
