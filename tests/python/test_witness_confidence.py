"""Confidence sets for ranks against the R package csranks, as its vignette prints them, and against NumPy."""

import csv

import numpy as np
import pytest
from conftest import run
from witness import column, write

# OECD, PISA 2018: mean score in mathematics and its standard error, as in the data set `pisa2018` of csranks 1.2.2.
PISA = """
Australia 491.3600252 1.939833031
Austria 498.9423138 2.970998694
Belgium 508.0703063 2.262662011
Canada 512.0169429 2.357475749
Chile 417.4065563 2.41588757
Colombia 390.9322732 2.989559274
Czech-Republic 499.4676508 2.460661531
Denmark 509.3983746 1.735002337
Estonia 523.4145802 1.743602224
Finland 507.3013618 1.967920411
France 495.4075794 2.320214487
Germany 500.0437805 2.647083096
Greece 451.3703438 3.091228197
Hungary 481.0826364 2.319596741
Iceland 495.1873762 1.953082603
Ireland 499.632894 2.198621128
Israel 463.0345488 3.498563228
Italy 486.5898573 2.780045867
Japan 526.9732502 2.471475318
Korea 525.933002 3.121394315
Latvia 496.1263306 1.962766789
Lithuania 481.1911884 1.953282039
Luxembourg 483.421485 1.097632409
Mexico 408.8014734 2.493225544
Netherlands 519.2309824 2.632277885
New-Zealand 494.489676 1.705942856
Norway 500.9637885 2.219044878
Poland 515.6478747 2.602085176
Portugal 492.4874062 2.684570081
Slovak-Republic 486.1648542 2.555595707
Slovenia 508.8975441 1.363877596
Spain 481.3926126 1.462417763
Sweden 502.3877022 2.654250935
Switzerland 515.3147131 2.908003898
Turkey 453.5077774 2.260406789
United-Kingdom 501.7698992 2.564428111
United-States 478.2447174 3.235444099
"""
ROWS = [line.split() for line in PISA.split("\n") if line]
NAMES = [row[0] for row in ROWS]
SCORES, ERRORS = (np.array([float(row[place]) for row in ROWS]) for place in (1, 2))


def confidence(folder, *args):
    run("confidence", "--index", folder, "-o", folder / "out.csv", *args)
    with open(folder / "out.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return sorted(rows, key=lambda row: row["unit"])


def pisa(folder, *args):
    write(folder, {"maths": SCORES}, "", errors={"maths": ERRORS})
    return confidence(folder, "--by", "maths", *args)


def at_top(rows):
    return {name for name, row in zip(NAMES, rows) if row["top"] != "no"}


BEST = {"Belgium", "Canada", "Denmark", "Estonia", "Finland", "Japan", "Korea", "Netherlands", "Poland", "Slovenia", "Switzerland"}


def test_the_best_five_are_those_of_csranks(tmp_path):
    assert at_top(pisa(tmp_path, "--top", "5")) == BEST | {"Sweden"}
    assert at_top(pisa(tmp_path, "--top", "5", "--confidence-percent", "90")) == BEST


def test_the_set_of_one_country_is_that_of_csranks(tmp_path):
    row = pisa(tmp_path, "--replicates", "20000")[NAMES.index("United-Kingdom")]
    # The vignette prints 8 and 23, and says "between 7 and 23": with 1,000 draws the last test is near to even.
    assert row["rank"] == "13" and row["low_rank"] in ("7", "8") and row["high_rank"] == "23"


def sets(estimates, covariance, level, wanted=None, draws=20_000):
    """The procedure of Mogstad, Romano, Shaikh and Wilhelm (2024), written anew: for all units, or for one alone."""
    random = np.random.default_rng(5)
    noise = random.multivariate_normal(np.zeros(len(estimates)), covariance, size=draws)
    count = len(estimates)
    pairs = [(a, b) for a in range(count) for b in range(count) if a != b and (wanted is None or wanted in (a, b))]
    first, second = np.array(pairs).T
    error = np.sqrt(covariance[first, first] + covariance[second, second] - 2 * covariance[first, second])
    lead = (estimates[first] - estimates[second]) / error
    drawn = (noise[:, first] - noise[:, second]) / error
    left = np.ones(len(pairs), dtype=bool)
    while True:
        critical = np.quantile(drawn[:, left].max(axis=1), level)
        surely = left & (lead > critical)
        if not surely.any():
            break
        left &= ~surely
    ahead = [pair for pair, open_ in zip(pairs, left) if not open_]
    better = np.array([sum(second == unit for _, second in ahead) for unit in range(count)])
    worse = np.array([sum(first == unit for first, _ in ahead) for unit in range(count)])
    return 1 + better, count - worse


@pytest.mark.parametrize("level", [75, 95])
def test_all_sets_are_numpys(tmp_path, level):
    rows = pisa(tmp_path, "--replicates", "20000", "--confidence-percent", str(level))
    low, high = sets(SCORES, np.diag(ERRORS**2), level / 100)
    # A test that is near to even may go either way with other draws.
    for ours, theirs in (("joint_low_rank", low), ("joint_high_rank", high)):
        off = np.abs(column(rows, ours) - theirs)
        assert off.max() <= 1 and off.sum() <= 2, (ours, off)
    for unit in (0, 12, 20, 35):
        low, high = sets(SCORES, np.diag(ERRORS**2), level / 100, wanted=unit)
        assert abs(column(rows, "low_rank")[unit] - low[unit]) <= 1
        assert abs(column(rows, "high_rank")[unit] - high[unit]) <= 1


def test_scores_have_the_errors_that_their_figures_give_them(tmp_path):
    """On goalposts a score is a linear function of its figures, so its covariance can be written down."""
    random = np.random.default_rng(11)
    columns = {code: random.uniform(20, 80, size=12) for code in ("a", "b", "c")}
    errors = {code: random.uniform(1, 4, size=12) for code in ("a", "b")}
    facts = {"a": {"goalposts": [-500.0, 700.0]}, "b": {"goalposts": [-400.0, 600.0], "direction": "lower-is-better"}}
    facts["c"] = {"goalposts": [0.0, 100.0]}
    write(tmp_path, columns, "[normalise.goalposts]\n", groups={"one": ["a", "b"], "two": ["c"]}, facts=facts, errors=errors)
    rows = confidence(tmp_path, "--replicates", "20000")
    expected = np.hypot(errors["a"] * 100 / 1200, errors["b"] * 100 / 1000) / 4
    np.testing.assert_allclose(column(rows, "standard_error"), expected, rtol=0.02)
    low, high = sets(column(rows, "estimate"), np.diag(expected**2), 0.95)
    assert np.abs(column(rows, "joint_low_rank") - low).sum() <= 1
    assert np.abs(column(rows, "joint_high_rank") - high).sum() <= 1


def test_what_the_scores_share_is_no_uncertainty_of_ranks(tmp_path):
    """The best unit's figure alone is uncertain and ends the scale: the others move together and keep their order."""
    columns = {"a": np.array([100.0, 50.0, 49.9, 0.0])}
    write(tmp_path, columns, "", errors={"a": np.array([8.0, 0.0, 0.0, 0.0])})
    rows = confidence(tmp_path)
    assert column(rows, "standard_error")[1] > 1
    assert list(column(rows, "joint_low_rank")) == list(column(rows, "joint_high_rank")) == [1, 2, 3, 4]
