"""Scales against other people's code.

Witness of each: robust-z: statsmodels and SciPy (MAD); z-score to base 100: SciPy; rank, percentile-rank, borda: SciPy's
rankdata; exponential-rank: SciPy's truncated exponential distribution, and what the Scottish Indices of Deprivation 2003
(appendix 5) say of it; logistic: SciPy's expit; categorical: pandas' cut and scikit-learn's KBinsDiscretizer;
fraction-of-maximum and distance-to-best: pymcdm and scikit-criteria. Distances to a unit and to a target, scaled and
goalposts stand on COINr's golden tables; the distance to a mean and above-or-below-mean on NumPy alone, since no library
has them.
"""

import numpy as np
import pandas as pd
import pymcdm.normalizations as mcdm
import pytest
from scipy.special import expit
from scipy.stats import median_abs_deviation, rankdata, truncexpon, zscore
from skcriteria.preprocessing.scalers import matrix_scale_by_cenit_distance
from sklearn.preprocessing import KBinsDiscretizer
from statsmodels.robust.scale import mad
from witness import built, column

# With ties, a gap and an outlier; no two methods agree on them.
VALUES = np.array([3.0, 7.5, np.nan, 7.5, 0.5, 12.0, 4.25, 9.0, 7.5, 61.0, 5.0, 2.0])
KNOWN = VALUES[~np.isnan(VALUES)]
SIGNS = {"up": 1, "down": -1}


def scores(folder, method, values=VALUES, **facts):
    """The scores of the known values, where more is better and where less is better."""
    facts = {"up": facts, "down": {"direction": "lower-is-better", **facts}}
    tables = built(folder, columns={"up": values, "down": values}, facts=facts, method=f"[normalise.{method}\n")
    both = {name: column(tables["values"], "normalised", indicator=name) for name in facts}
    assert all((np.isnan(found) == np.isnan(values)).all() for found in both.values())
    return {name: found[~np.isnan(values)] for name, found in both.items()}


def check(found, expected, rtol=1e-12):
    """Compares both directions with a function of the values and of the sign that makes more better."""
    for name, sign in SIGNS.items():
        np.testing.assert_allclose(found[name], expected(sign * KNOWN), rtol=rtol, atol=1e-12, err_msg=name)


def test_robust_z_is_that_of_statsmodels_and_scipy(tmp_path):
    found = scores(tmp_path, "robust-z]")
    check(found, lambda x: (x - np.median(x)) / mad(x, c=1 / 1.4826))
    check(found, lambda x: (x - np.median(x)) / median_abs_deviation(x, scale=1 / 1.4826))


def test_robust_z_falls_back_on_the_mean_deviation(tmp_path):
    values = np.array([4.0, 4.0, 4.0, 4.0, 9.0, 1.0])
    found = scores(tmp_path, "robust-z]", values=values)
    expected = (values - 4) / (np.sqrt(np.pi / 2) * np.abs(values - 4).mean())
    np.testing.assert_allclose(found["up"], expected, rtol=1e-12)
    np.testing.assert_allclose(found["down"], -expected, rtol=1e-12)


def test_base_100_is_scipys_z_score(tmp_path):
    found = scores(tmp_path, "z-score]\nmean = 100.0\nstandard_deviation = 10.0")
    check(found, lambda x: 100 + 10 * zscore(x, ddof=1))


@pytest.mark.parametrize("ties", ["min", "max", "average"])
def test_places_are_scipys(tmp_path, ties):
    for method, expected in {
        "rank": lambda x: rankdata(x, ties),
        "borda": lambda x: rankdata(x, ties) - 1,
        "percentile-rank": lambda x: 100 * (rankdata(x, ties) - 1) / (len(x) - 1),
        "exponential-rank": lambda x: truncexpon(b=100 / 23, scale=23).ppf(rankdata(x, ties) / len(x)),
    }.items():
        (tmp_path / method).mkdir()
        check(scores(tmp_path / method, f'{method}]\nties = "{ties}"'), expected, rtol=1e-11)


def test_exponential_ranks_are_as_the_indices_of_deprivation_say(tmp_path):
    # "a range of 0 to 100", "ten percent of wards have a score higher than 50", of 1222 wards.
    wards = np.random.default_rng(3).permutation(1222).astype(float)
    found = scores(tmp_path, "exponential-rank]", values=wards)["up"]
    assert found.max() == pytest.approx(100, abs=1e-9) and 0 < found.min() < 0.02
    assert np.mean(found > 50) == pytest.approx(0.1, abs=0.005)
    # The formula as it is printed there.
    share = rankdata(wards) / 1222
    np.testing.assert_allclose(found, -23 * np.log(1 - share * (1 - np.exp(-100 / 23))), rtol=1e-9)


def test_logistic_is_scipys_expit(tmp_path):
    found = scores(tmp_path, "logistic]\nsteepness = 1.7")
    check(found, lambda x: 100 * expit(1.7 * zscore(x, ddof=1)), rtol=1e-11)


def test_logistic_around_a_stated_midpoint(tmp_path):
    stated = "logistic]\nlower = 1.0\nupper = 7.0\naround = { stated = { midpoint = 6.0, unit = 2.5 } }"
    found = scores(tmp_path, stated)
    for name, sign in SIGNS.items():
        np.testing.assert_allclose(found[name], 1 + 6 * expit(sign * (KNOWN - 6) / 2.5), rtol=1e-11)


def test_categories_by_quantiles_are_pandas_and_scikit_learns(tmp_path):
    shares = [0.15, 0.25, 0.65, 0.85, 0.95]
    labels = [0, 20, 40, 60, 80, 100]

    def by_pandas(x):
        edges = [-np.inf, *np.quantile(x, shares), np.inf]
        return pd.cut(x, edges, right=False, labels=labels).astype(float)

    check(scores(tmp_path, "categorical]"), by_pandas)
    (tmp_path / "thirds").mkdir()
    thirds = "categorical]\ncuts = { quantiles = [0.25, 0.5, 0.75] }\nscores = [0.0, 1.0, 2.0, 3.0]"
    distinct = np.random.default_rng(5).permutation(41) ** 1.5
    found = scores(tmp_path / "thirds", thirds, values=distinct)["up"]
    bins = KBinsDiscretizer(4, encode="ordinal", strategy="quantile", quantile_method="linear")
    np.testing.assert_array_equal(found, bins.fit_transform(distinct[:, None])[:, 0])


def test_categories_by_stated_cuts_are_pandas(tmp_path):
    stated = "categorical]\ncuts = { values = [2.0, 7.5, 20.0] }\nscores = [1.0, 2.0, 3.0, 5.0]"
    found = scores(tmp_path, stated)
    edges = [-np.inf, 2, 7.5, 20, np.inf]
    np.testing.assert_array_equal(found["up"], pd.cut(KNOWN, edges, right=False, labels=[1, 2, 3, 5]).astype(float))
    np.testing.assert_array_equal(found["down"], pd.cut(KNOWN, edges, right=True, labels=[5, 3, 2, 1]).astype(float))


def test_fraction_of_maximum_is_pymcdms(tmp_path):
    found = scores(tmp_path, "fraction-of-maximum]")
    np.testing.assert_allclose(found["up"], mcdm.max_normalization(KNOWN), rtol=1e-12)
    # pymcdm's best cost scores 1 - min / max; here the best scores 1 in either direction.
    cost = mcdm.max_normalization(KNOWN, cost=True) + KNOWN.min() / KNOWN.max()
    np.testing.assert_allclose(found["down"], cost, rtol=1e-12)


def test_distance_to_best_is_pymcdms_and_scikit_criterias(tmp_path):
    found = scores(tmp_path, "distance-to-best]")
    for name, sign in SIGNS.items():
        expected = mcdm.minmax_normalization(KNOWN, cost=sign < 0)
        np.testing.assert_allclose(found[name], expected, rtol=1e-12, atol=1e-15)
        expected = matrix_scale_by_cenit_distance(KNOWN[:, None], [sign])[:, 0]
        np.testing.assert_allclose(found[name], expected, rtol=1e-12, atol=1e-15)


def test_distance_to_the_mean_and_the_median(tmp_path):
    for reference, of in {"mean": np.mean, "median": np.median}.items():
        (tmp_path / reference).mkdir()
        found = scores(tmp_path / reference, f'distance-to-reference]\nreference = "{reference}"')
        check(found, lambda x, of=of: 1 - (of(x) - x) / (of(x) - x.min()))


def test_above_or_below_mean(tmp_path):
    def band(threshold):
        return lambda x: np.where(x > x.mean() + threshold, 1, np.where(x < x.mean() - threshold, -1, 0))

    for method, threshold in {
        "above-or-below-mean]": 0,
        "above-or-below-mean]\nthreshold = 0.3": 0.3 * KNOWN.mean(),
        'above-or-below-mean]\nthreshold = 0.25\nthreshold_of = "standard-deviation"': 0.25 * KNOWN.std(ddof=1),
    }.items():
        folder = tmp_path / str(threshold)
        folder.mkdir()
        check(scores(folder, method), band(threshold))
