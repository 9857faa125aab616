"""The witness of the witnesses: what `built` writes is what the program computes."""

import numpy as np
from witness import built, column


def test_min_max_is_that_of_numpy(tmp_path):
    values = np.array([3.0, 1.0, np.nan, 9.0])
    tables = built(tmp_path, columns={"a": values, "b": values[::-1]}, method="[normalise.min-max]\n")
    scores = column(tables["values"], "normalised", indicator="a")
    np.testing.assert_allclose(scores, (values - 1) / 8 * 100, rtol=1e-12)
