"""Imputations beside other people's: scikit-learn, statsmodels, SciPy.

regression                -> statsmodels OLS
nearest-neighbours        -> scikit-learn KNNImputer
expectation-maximisation  -> SciPy's own maximum of the observed likelihood (no library here has the algorithm)
multiple                  -> statsmodels BayesGaussMI (Gibbs sampling from the same posterior)
Imputations without a witness here are compared with COINr's figures in `tests/conformance/coinr/impute.rs`.
"""

import numpy as np
import pytest
import statsmodels.api as sm
from scipy.optimize import minimize
from scipy.stats import multivariate_normal
from sklearn.impute import KNNImputer
from sklearn.preprocessing import StandardScaler
from statsmodels.imputation.bayes_mi import BayesGaussMI
from witness import built, column

CODES = ["a", "b", "c"]


def sample(units, share, seed=7):
    """Three correlated columns in measures of their own, a share of the cells missing."""
    random = np.random.default_rng(seed)
    covariance = [[1.0, 0.7, 0.3], [0.7, 1.0, 0.5], [0.3, 0.5, 1.0]]
    complete = random.multivariate_normal([0, 0, 0], covariance, size=units) * [1.0, 20.0, 0.1] + [5.0, -100.0, 3.0]
    holes = random.random(complete.shape) < share
    holes[:, 2] &= ~holes[:, 0] | ~holes[:, 1]
    return np.where(holes, np.nan, complete)


def imputed(folder, values, method):
    columns = dict(zip(CODES, values.T))
    tables = built(folder, columns=columns, method=method)
    filled = np.column_stack([column(tables["values"], "imputed", indicator=code) for code in CODES])
    gaps = np.isnan(values)
    np.testing.assert_array_equal(filled[~gaps], values[~gaps])
    # What was filled is marked in the export, and nothing else is.
    for number, code in enumerate(CODES):
        marks = [" imputed" in row["status"] for row in tables["values"] if row["indicator"] == code]
        np.testing.assert_array_equal(marks, gaps[:, number] & ~np.isnan(filled[:, number]))
    return filled


def test_regression_is_that_of_statsmodels(tmp_path):
    values = sample(80, 0.15)
    filled = imputed(tmp_path, values, '[impute.by-node.a.regression]\non = ["b", "c"]\n')
    a, rest = values[:, 0], values[:, 1:]
    known = ~np.isnan(rest).any(axis=1)
    fitted = known & ~np.isnan(a)
    line = sm.OLS(a[fitted], sm.add_constant(rest[fitted])).fit()
    wanted = known & np.isnan(a)
    assert wanted.sum() > 5
    np.testing.assert_allclose(filled[wanted, 0], line.predict(sm.add_constant(rest[wanted])), rtol=1e-9)
    assert np.isnan(filled[np.isnan(a) & ~known, 0]).all()


@pytest.mark.parametrize("weights", ["uniform", "distance"])
@pytest.mark.parametrize("k", [1, 4])
def test_nearest_neighbours_are_those_of_scikit_learn(tmp_path, weights, k):
    values = sample(90, 0.2)
    filled = imputed(tmp_path, values, f'[impute.nearest-neighbours]\nk = {k}\nweights = "{weights}"\n')
    # By n - 1, as on the method's page: columns with more gaps would else be a little wider here than there.
    centre, spread = np.nanmean(values, axis=0), np.nanstd(values, axis=0, ddof=1)
    theirs = KNNImputer(n_neighbors=k, weights=weights).fit_transform((values - centre) / spread) * spread + centre
    # A unit that shares nothing with another has no neighbours here; scikit-learn gives it the mean.
    lonely = np.isnan(values).all(axis=1)
    np.testing.assert_allclose(filled[~lonely], theirs[~lonely], rtol=1e-9)


def normal_of_greatest_likelihood(values):
    """Mean and covariance that a general optimiser finds."""
    scaler = StandardScaler().fit(values)
    scaled = scaler.transform(values)
    scaled = scaled[~np.isnan(scaled).all(axis=1)]

    def unpacked(parameters):
        lower = np.zeros((3, 3))
        lower[np.tril_indices(3)] = parameters[3:]
        return parameters[:3], lower @ lower.T

    def loss(parameters):
        mean, covariance = unpacked(parameters)
        total = 0.0
        for row in scaled:
            known = np.flatnonzero(~np.isnan(row))
            marginal = multivariate_normal(mean[known], covariance[np.ix_(known, known)], allow_singular=True)
            total -= marginal.logpdf(row[known])
        return total

    start = np.concatenate([np.zeros(3), np.eye(3)[np.tril_indices(3)]])
    found = minimize(loss, start, method="BFGS", options={"gtol": 1e-5})
    mean, covariance = unpacked(found.x)
    return scaler, mean, covariance


def test_expectation_maximisation_reaches_the_greatest_likelihood(tmp_path):
    values = sample(60, 0.2)
    filled = imputed(tmp_path, values, "[impute.expectation-maximisation]\ntolerance = 1e-10\nsteps_max = 2000\n")
    scaler, mean, covariance = normal_of_greatest_likelihood(values)
    expected = scaler.transform(values)
    for row in expected:
        known, gaps = np.flatnonzero(~np.isnan(row)), np.flatnonzero(np.isnan(row))
        slopes = covariance[np.ix_(gaps, known)] @ np.linalg.inv(covariance[np.ix_(known, known)])
        row[gaps] = mean[gaps] + slopes @ (row[known] - mean[known])
    # The optimiser stops where the likelihood is flat to its seventh digit.
    np.testing.assert_allclose(scaler.transform(filled), expected, atol=1e-4)


def test_draws_are_spread_as_those_of_statsmodels(tmp_path):
    values = sample(60, 0.15)
    gaps = np.isnan(values)
    scaler = StandardScaler().fit(values)
    runs = 100
    ours = []
    for seed in range(runs):
        folder = tmp_path / str(seed)
        folder.mkdir()
        ours.append(imputed(folder, values, f"[impute.multiple]\ndraws = 1\nseed = {seed}\n")[gaps])
    places = np.nonzero(gaps)[1]
    ours = (np.array(ours) - scaler.mean_[places]) / scaler.scale_[places]
    weak = {"mean_prior": 1e4 * np.eye(3), "cov_prior": 1e-4 * np.eye(3), "cov_prior_df": 1}
    chain = BayesGaussMI(scaler.transform(values), rng=1, **weak)
    theirs = []
    for step in range(4100):
        chain.update()
        if step >= 100:
            theirs.append(np.array(chain.data)[gaps])
    theirs = np.array(theirs)
    spread = theirs.std(axis=0)
    apart = (ours.mean(axis=0) - theirs.mean(axis=0)) / (spread / np.sqrt(runs))
    assert np.abs(apart).max() < 4.5, "no mean is farther off than chance takes one of thirty"
    assert np.mean(apart**2) < 1.8
    ratio = np.mean(ours.std(axis=0, ddof=1) / spread)
    assert abs(ratio - 1) < 0.06, ratio
    # The mean of the draws is what the program takes where none is asked for.
    mean = imputed(tmp_path, values, "[impute.multiple]\ndraws = 400\n")[gaps]
    mean = (mean - scaler.mean_[places]) / scaler.scale_[places]
    assert (np.abs(mean - theirs.mean(axis=0)) < 5 * spread / 20).all()
