"""Importance against weight and the distance to the frontier, found by other libraries too; and the chapter's pages.

Importance: SciPy for squared correlations, SciPy's B-splines with NumPy for the correlation ratio (no library has penalised
splines of fixed degrees of freedom), statsmodels' lowess beside it; a Bayesian bootstrap of NumPy's own for the intervals.
Frontier: SciPy `linprog`. The pages are read by Python's parsers of XML.
"""

import json
import re
from xml.etree import ElementTree

import numpy as np
import pytest
from conftest import run
from scipy import stats
from scipy.interpolate import BSpline
from scipy.optimize import brentq, linprog
from statsmodels.nonparametric.smoothers_lowess import lowess
from witness import write

GROUPS = {"left": ["a", "b", "c"], "middle": ["d", "e"], "right": ["f", "g"]}
CODES = [code for members in GROUPS.values() for code in members]
METHOD = "[normalise.min-max]\nlower = 1.0\nupper = 100.0\n"
SVG = "{http://www.w3.org/2000/svg}"


def figures(rows=90, gaps=True):
    random = np.random.default_rng(rows)
    common = random.normal(size=rows)
    columns = {}
    for number, code in enumerate(CODES):
        columns[code] = common * (number % 3) / 2 + random.normal(size=rows)
        if code in "be":
            columns[code] = columns[code] ** 2
        if gaps:
            columns[code][number :: 13] = np.nan
    return columns


def audited(folder, *args, columns=None, **index):
    write(folder, columns=columns or figures(), method=METHOD, groups=GROUPS, **index)
    run("audit", "--index", folder, "-o", folder / "audit.json", *args)
    return json.loads((folder / "audit.json").read_text("utf-8"))


def scores(folder, node):
    run("build", "--index", folder, "-o", folder / "built", "--as", "json")
    rows = json.loads((folder / "built" / "scores.json").read_text("utf-8"))["scores"]
    return np.array([np.nan if row["score"] is None else row["score"] for row in rows if row["node"] == node])


def smoother(x):
    """From y and weights to the explained share of variance: cubic B-splines on ten segments, 5 degrees of freedom."""
    low, high = x.min(), x.max()
    knots = low + (high - low) / 10 * np.arange(-3, 14)
    splines = BSpline.design_matrix(np.clip(x, low, high - 1e-12 * (high - low)), knots, 3, extrapolate=True).toarray()
    differences = np.diff(np.eye(13), n=2, axis=0)
    penalty, products = differences.T @ differences, splines.T @ splines

    def freedom(logarithm):
        return np.trace(np.linalg.solve(products + np.exp(logarithm) * penalty, products)) - 5

    penalty = penalty * np.exp(brentq(freedom, -15, 15, xtol=1e-13))

    def explained(y, weights):
        weights = weights * len(x) / weights.sum()
        centred = y - np.average(y, weights=weights)
        fit = splines @ np.linalg.solve(splines.T @ (weights[:, None] * splines) + penalty, splines.T @ (weights * centred))
        return np.average((fit - np.average(fit, weights=weights)) ** 2, weights=weights) / np.average(centred**2, weights=weights)

    return explained


def test_importances_are_those_of_scipy(tmp_path):
    tables = audited(tmp_path, "--importance")
    rows = tables["importance"]
    assert {row["node"] for row in rows} == set(GROUPS) | set(CODES)
    for group in ["index", *GROUPS]:
        siblings = [row for row in rows if row["group"] == group]
        above = scores(tmp_path, group)
        ratios, lines, smooth, pairs = [], [], [], []
        for row in siblings:
            x = scores(tmp_path, row["node"])
            known = ~np.isnan(x) & ~np.isnan(above)
            x, y = x[known], above[known]
            assert row["units"] == len(x)
            lines.append(stats.pearsonr(x, y).statistic ** 2)
            ratios.append(smoother(x)(y, np.ones(len(x))))
            smooth.append(np.var(lowess(y, x, frac=0.5, it=0, return_sorted=False)) / np.var(y))
            pairs.append((known, x, y))
        np.testing.assert_allclose([row["squared_correlation"] for row in siblings], lines, rtol=1e-9)
        np.testing.assert_allclose([row["correlation_ratio"] for row in siblings], ratios, rtol=1e-6)
        np.testing.assert_allclose([row["correlation_ratio"] for row in siblings], smooth, atol=0.12)
        np.testing.assert_allclose([row["importance"] for row in siblings], np.array(ratios) / sum(ratios), rtol=1e-6)
        np.testing.assert_allclose([row["linear_importance"] for row in siblings], np.array(lines) / sum(lines), rtol=1e-9)
        np.testing.assert_allclose([row["weight"] for row in siblings], 1 / len(siblings))
        # Other random numbers, the same intervals but for chance.
        random = np.random.default_rng(3)
        curves = [smoother(x) for _, x, _ in pairs]
        shares = []
        for _ in range(500):
            weights = random.exponential(size=len(above))
            found = np.array([curve(y, weights[known]) for curve, (known, _, y) in zip(curves, pairs)])
            shares.append(found / found.sum())
        for row, drawn in zip(siblings, np.transpose(shares)):
            shift = stats.norm.ppf(np.mean(drawn < row["importance"]))
            ends = np.quantile(drawn, stats.norm.cdf(2 * shift + stats.norm.ppf([0.025, 0.975])))
            np.testing.assert_allclose([row["importance_low"], row["importance_high"]], ends, atol=0.04)


def test_distances_are_those_of_linprog(tmp_path):
    tables = audited(tmp_path, "--frontier", columns=figures(40, gaps=False))
    rows = tables["frontier"]
    children = {group: dict(zip((f"u{number:03}" for number in range(40)), scores(tmp_path, group))) for group in GROUPS}
    matrix = np.array([[children[group][row["unit"]] for group in GROUPS] for row in rows])
    scaled = matrix / matrix.max(axis=0)
    even = 1 / 3
    for row, own in zip(rows, scaled):
        free = linprog(-own, A_ub=scaled, b_ub=np.ones(len(scaled)))
        held = linprog(
            -own,
            A_ub=np.vstack([scaled, [own * even / 2 - np.eye(3)[child] * own for child in range(3)],
                            [np.eye(3)[child] * own - own * even * 1.5 for child in range(3)]]),
            b_ub=np.concatenate([np.ones(len(scaled)), np.zeros(6)]),
        )
        np.testing.assert_allclose([row["efficiency"], row["efficiency_held"]], [-free.fun, -held.fun], atol=1e-7)
    surpassed = [np.sum(np.all(matrix >= own, axis=1) & np.any(matrix > own, axis=1)) for own in matrix]
    assert [row["surpassed_by_count"] for row in rows] == surpassed
    assert [row["on_frontier"] for row in rows] == ["yes" if row["efficiency"] > 1 - 1e-9 else "no" for row in rows]


NAME = "<b>&\"'|_*"


@pytest.fixture(scope="module")
def chapter(tmp_path_factory):
    folder = tmp_path_factory.mktemp("chapter")
    write(folder, columns=figures(30), method=METHOD, groups=GROUPS)
    framework = (folder / "framework.toml").read_text("utf-8")
    framework = framework.replace('name = "Witness"', f"name = '''{NAME}'''").replace('name = "left"', f"name = '''{NAME}'''")
    (folder / "framework.toml").write_text(framework, encoding="utf-8")
    units = (folder / "units.csv").read_text("utf-8").replace("u004,u004", 'u004,"<script>alert(1)</script>"')
    (folder / "units.csv").write_text(units, encoding="utf-8")
    names = ["audit.html", "audit.md", "audit.json"]
    run("audit", "--index", folder, "--replicates", "200", "--samples", "32", *(part for name in names for part in ["-o", folder / name]))
    return folder


def test_the_page_is_whole_and_says_every_verdict(chapter):
    text = (chapter / "audit.html").read_text("utf-8")
    verdicts = json.loads((chapter / "audit.json").read_text("utf-8"))["verdicts"]
    page = ElementTree.fromstring(text)
    assert page.find("head/title").text.startswith(NAME) and page.find("body/h1").text.startswith(NAME)
    lines = ["".join(line.itertext()) for line in page.iterfind(".//ul[@class='verdicts']/li")]
    assert len(lines) == len(verdicts) > 25
    for line, row in zip(lines, verdicts):
        assert all(part in line for part in [row["verdict"], row["looked_at"], row["found"], row["remark"][1:]]), (line, row)
        assert row["threshold"] is None or (row["threshold"] in line and row["source"] in line)
    drawings = page.findall(f".//{SVG}svg")
    assert len(drawings) >= 5
    for drawing in drawings:
        assert drawing.find(f"{SVG}title").text and drawing.find(f"{SVG}desc").text
    assert not page.findall(".//script") and "NaN" not in text and "http" not in re.sub(r"http://www.w3.org/2000/svg", "", text)
    identifiers = re.findall(r' id="([^"]+)"', text)
    assert len(identifiers) == len(set(identifiers))


def test_the_text_refers_to_figures_that_are_there(chapter):
    text = (chapter / "audit.md").read_text("utf-8")
    verdicts = json.loads((chapter / "audit.json").read_text("utf-8"))["verdicts"]
    named = re.findall(r"\]\((audit-[a-z0-9-]+\.svg)\)", text)
    assert sorted(named) == sorted(path.name for path in chapter.glob("*.svg")) and len(named) >= 5
    for name in named:
        drawing = ElementTree.parse(chapter / name).getroot()
        assert drawing.tag == f"{SVG}svg" and drawing.find(f"{SVG}style") is not None
    assert "<b>" not in text and "<script" not in text
    assert sum(line.startswith(("- ✓", "- !", "- ✗", "- ·")) for line in text.splitlines()) >= len(verdicts)
