"""Observations written by other people's libraries, long and wide, give one and the same ranking."""

import openpyxl
import polars as pl
import pyarrow as pa
import pyarrow.csv
import pyarrow.ipc
import pyarrow.parquet
import pytest
from conftest import ROOT, run

OBSERVATIONS = ROOT / "indicators/opencities/observations.csv"


def workbook(frame, path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(frame.columns)
    for row in frame.rows():
        sheet.append(row)
    book.save(path)


def arrow_file(frame, path, codec=None):
    table = frame.to_arrow().combine_chunks().unify_dictionaries()
    options = pa.ipc.IpcWriteOptions(compression=codec)
    with pa.ipc.new_file(path, table.schema, options=options) as file:
        file.write_table(table)


def dictionary(frame, path):
    arrow_file(frame.with_columns(pl.col(pl.String).cast(pl.Categorical)), path)


WRITERS = {
    "csv by polars": ("csv", lambda frame, path: frame.write_csv(path)),
    "csv by pyarrow": ("csv", lambda frame, path: pa.csv.write_csv(frame.to_arrow(), path)),
    "parquet by polars, zstd": ("parquet", lambda frame, path: frame.write_parquet(path, compression="zstd")),
    "parquet by polars, lz4": ("parquet", lambda frame, path: frame.write_parquet(path, compression="lz4")),
    "parquet by pyarrow": ("parquet", lambda frame, path: pa.parquet.write_table(frame.to_arrow(), path)),
    "parquet by pyarrow, gzip": (
        "parquet",
        lambda frame, path: pa.parquet.write_table(frame.to_arrow(), path, compression="gzip"),
    ),
    "arrow by polars": ("arrow", lambda frame, path: frame.write_ipc(path)),
    "arrow by polars, zstd": ("arrow", lambda frame, path: frame.write_ipc(path, compression="zstd")),
    "arrow by pyarrow": ("arrow", arrow_file),
    "arrow by pyarrow, lz4": ("arrow", lambda frame, path: arrow_file(frame, path, "lz4")),
    "arrow by pyarrow, dictionaries": ("arrow", dictionary),
    "xlsx by openpyxl": ("xlsx", workbook),
}


@pytest.fixture(scope="session")
def long():
    kinds = {"period": pl.Int64, "value": pl.Float64, "standard_error": pl.Float64}
    return pl.read_csv(OBSERVATIONS, infer_schema=False).cast(kinds)


@pytest.fixture(scope="session")
def wide(long):
    """One row for each unit and period, one column for each indicator."""
    return long.pivot("indicator", index=["unit", "period"], values="value")


@pytest.fixture(scope="session")
def expected():
    return run("rank", "--format", "csv")


@pytest.mark.parametrize("writer", WRITERS)
@pytest.mark.parametrize("shape", ["long", "wide"])
def test_the_same_figures_rank_the_same(shape, writer, request, tmp_path, expected):
    extension, write = WRITERS[writer]
    path = tmp_path / f"figures.{extension}"
    write(request.getfixturevalue(shape), path)
    assert run("rank", "--data", path, "--format", "csv") == expected


def test_figures_may_come_in_several_files(long, tmp_path, expected):
    for number, part in enumerate([long.head(1000), long.tail(-1000)]):
        part.write_parquet(tmp_path / f"{number}.parquet")
    assert run("rank", "--data", tmp_path / "0.parquet", "--data", tmp_path / "1.parquet", "--format", "csv") == expected
