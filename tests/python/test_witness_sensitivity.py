"""Sensitivity indices against SALib: what its estimators make of the same runs."""

import json

import numpy as np
import pytest
from conftest import run
from SALib.analyze import sobol
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


def test_conditional_means_are_the_means_of_their_runs(tmp_path):
    tables = analysed(tmp_path)
    runs = tables["sensitivity_runs"]
    whole = np.concatenate([column(runs, "output", sample=sample) for sample in ("a", "b")])
    means = [row for row in tables["conditional_means"] if row["assumption"] == "scale"]
    counts, values = column(means, "runs"), column(means, "mean")
    assert counts.sum() == len(whole) == 512
    assert np.dot(counts, values) / counts.sum() == pytest.approx(whole.mean(), abs=1e-12)
