"""Sensitivity indices against SALib: what its estimators make of the same runs."""

import json

import numpy as np
import pytest
from conftest import run
from SALib.analyze import morris, sobol
from witness import column, write

ASSUMPTIONS = """
seed = 3
[[assumption]]
name = "scale"
alternatives = [{ normalise = { min-max = {} } }, { normalise = { z-score = {} } }, { normalise = { rank = {} } }]
[[assumption]]
name = "weights"
weights = { noise = { share = 0.9 } }
[[assumption]]
name = "left out"
leave_out = { level = "indicator" }
"""
NAMES = ["scale", "weights", "left out"]


def analysed(folder, *args):
    random = np.random.default_rng(8)
    columns = {code: random.lognormal(size=14) for code in ("a", "b", "c", "d")}
    write(folder, columns, "", groups={"one": ["a", "b"], "two": ["c", "d"]})
    (folder / "assumptions.toml").write_text(ASSUMPTIONS, encoding="utf-8")
    run("sensitivity", "--index", folder, "--samples", "256", "--runs", "-o", folder / "out.json", *args)
    tables = json.loads((folder / "out.json").read_text(encoding="utf-8"))
    lists = {name: table for name, table in tables.items() if isinstance(table, list)}
    return {name: [{key: "" if cell is None else str(cell) for key, cell in row.items()} for row in table] for name, table in lists.items()}


def salib_order(runs, second_order):
    """The outputs as SALib wants them: for each row A, every AB, every BA, B."""
    samples = [("a", "")] + [("ab", name) for name in NAMES]
    samples += [("ba", name) for name in NAMES] if second_order else []
    samples.append(("b", ""))
    return np.column_stack([column(runs, "output", sample=sample, swapped=name) for sample, name in samples]).ravel()


@pytest.mark.parametrize("target", [[], ["--unit", "u003"], ["--unit", "u003", "--score"], ["--order", "u003", "u005"]])
@pytest.mark.parametrize("second_order", [False, True])
def test_indices_are_salibs(tmp_path, target, second_order):
    tables = analysed(tmp_path, *target, *(["--second-order"] if second_order else []))
    outputs = salib_order(tables["sensitivity_runs"], second_order)
    problem = {"num_vars": 3, "names": NAMES, "bounds": [[0, 1]] * 3}
    theirs = sobol.analyze(problem, outputs, calc_second_order=second_order, num_resamples=2000, seed=1)
    ours = tables["sensitivity"]
    np.testing.assert_allclose(column(ours, "first_order"), theirs["S1"], rtol=0, atol=1e-12)
    np.testing.assert_allclose(column(ours, "total"), theirs["ST"], rtol=0, atol=1e-12)
    # SALib's intervals are normal ones, of half width S1_conf; percentiles of 1,000 resamples come near.
    half = (column(ours, "total_high") - column(ours, "total_low")) / 2
    np.testing.assert_allclose(half, theirs["ST_conf"], rtol=0.15, atol=0.01)
    if second_order:
        pairs = [theirs["S2"][i, j] for i in range(3) for j in range(i + 1, 3)]
        np.testing.assert_allclose(column(tables["second_order"], "second_order"), pairs, rtol=0, atol=1e-12)


SCREENED = """
seed = 3
[[assumption]]
name = "upper"
range = { key = "normalise.min-max.upper", from = 50.0, to = 100.0 }
[[assumption]]
name = "exponent"
range = { key = "aggregate.power.exponent", from = -2.0, to = 3.0 }
[[assumption]]
name = "lower"
range = { key = "normalise.min-max.lower", from = 1.0, to = 11.0 }
[[assumption]]
name = "weights"
weights = { noise = { share = 0.9 } }
"""


def screened(folder, method, *args):
    random = np.random.default_rng(8)
    columns = {code: random.lognormal(size=14) for code in ("a", "b", "c", "d")}
    write(folder, columns, "[normalise.min-max]\nlower = 1.0\n" + method, groups={"one": ["a", "b"], "two": ["c", "d"]})
    (folder / "assumptions.toml").write_text(SCREENED, encoding="utf-8")
    run("sensitivity", "--index", folder, "--screen", "--runs", "-o", folder / "out.json", *args)
    tables = json.loads((folder / "out.json").read_text(encoding="utf-8"))
    return tables["screening"], tables["screening_runs"]


def salib_points(runs, names):
    """Points with the increments of our trajectories: each assumption moves by half of its range, once in each."""
    points = []
    for row in runs:
        if row["moved"] is None:
            own = [other for other in runs if other["trajectory"] == row["trajectory"]]
            point = {other["moved"]: 0.25 if other["way"] == "up" else 0.75 for other in own if other["moved"]}
        else:
            point = point | {row["moved"]: point[row["moved"]] + (0.5 if row["way"] == "up" else -0.5)}
        points.append([point[name] for name in names])
    return np.array(points)


@pytest.mark.parametrize("target", [[], ["--unit", "u003"], ["--unit", "u003", "--score"], ["--order", "u003", "u005"]])
def test_elementary_effects_are_salibs_on_the_same_trajectories(tmp_path, target):
    names = ["upper", "exponent", "lower", "weights"]
    ours, runs = screened(tmp_path, "[aggregate.power]\nexponent = 0.5\n", "--trajectories", "30", *target)
    assert [row["assumption"] for row in ours] == names and len(runs) == 30 * 5
    points = salib_points(runs, names)
    outputs = np.array([row["output"] for row in runs])
    problem = {"num_vars": 4, "names": names, "bounds": [[0, 1]] * 4}
    # Its step on a grid of l levels is l / (2 (l - 1)): with ever more levels, a half.
    theirs = morris.analyze(problem, points, outputs, num_levels=10**12, num_resamples=10)
    for place, row in enumerate(ours):
        assert row["mu_star"] == pytest.approx(theirs["mu_star"][place], rel=1e-9, abs=1e-9)
        if row["assumption"] == "weights":
            assert row["mu"] is None and row["sigma"] is None
        else:
            assert row["mu"] == pytest.approx(theirs["mu"][place], rel=1e-9, abs=1e-9)
            assert row["sigma"] == pytest.approx(theirs["sigma"][place], rel=1e-9, abs=1e-9)


def test_elementary_effects_of_a_linear_function_are_its_slopes(tmp_path):
    """The arithmetic mean of min-max scores is lower + (upper - lower) s."""
    ours, _ = screened(tmp_path, "upper = 80.0\n", "--trajectories", "12", "--unit", "u003", "--score", "--assumptions", bounds(tmp_path))
    by_name = {row["assumption"]: row for row in ours}
    run("build", "--index", tmp_path, "-o", tmp_path / "built", "--as", "json")
    scores = json.loads((tmp_path / "built" / "scores.json").read_text(encoding="utf-8"))
    rows = scores["scores"] if isinstance(scores, dict) else scores
    score = next(row["score"] for row in rows if row["unit"] == "u003" and row["node"] == "index")
    share = (score - 1) / 79
    assert by_name["upper"]["mu"] == pytest.approx(50 * share, rel=1e-9)
    assert by_name["lower"]["mu"] == pytest.approx(10 * (1 - share), rel=1e-9)
    assert all(abs(row["sigma"]) < 1e-9 for row in ours)


def bounds(folder):
    """The two bounds alone, in a folder of their own."""
    parts = SCREENED.split("[[assumption]]")
    path = folder / "varied" / "bounds.toml"
    path.parent.mkdir()
    path.write_text("[[assumption]]".join([parts[0], parts[1], parts[3]]), encoding="utf-8")
    return path


def test_conditional_means_are_the_means_of_their_runs(tmp_path):
    tables = analysed(tmp_path)
    runs = tables["sensitivity_runs"]
    whole = np.concatenate([column(runs, "output", sample=sample) for sample in ("a", "b")])
    means = [row for row in tables["conditional_means"] if row["assumption"] == "scale"]
    counts, values = column(means, "runs"), column(means, "mean")
    assert counts.sum() == len(whole) == 512
    assert np.dot(counts, values) / counts.sum() == pytest.approx(whole.mean(), abs=1e-12)
