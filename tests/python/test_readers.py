"""Every export is read by libraries that are not ours, and every one holds the same numbers, bit for bit."""

import csv
import json
import struct

import duckdb
import openpyxl
import polars as pl
import pyarrow as pa
import pyarrow.csv
import pyarrow.ipc
import pyarrow.parquet
import pytest
from conftest import bits, run

FORMATS = ["csv", "json", "jsonl", "parquet", "arrow", "xlsx", "md"]
TABLES = ["ranking", "scores", "values", "weights", "scales", "findings", "sources", "units"]


@pytest.fixture(scope="session")
def built(tmp_path_factory):
    """All tables in every format: folder / format / table.format."""
    folder = tmp_path_factory.mktemp("built")
    for name in FORMATS:
        run("build", "-o", folder / name, "--as", name)
    return folder


@pytest.fixture(scope="session")
def ranking(tmp_path_factory):
    """One run of `rank` into a file of every format."""
    folder = tmp_path_factory.mktemp("ranking")
    run("rank", *[word for name in FORMATS for word in ("-o", folder / f"ranking.{name}")])
    return folder


def arrow(path):
    return pa.ipc.open_file(pa.memory_map(str(path))).read_all()


def rows(table):
    """A pyarrow table as rows of comparable cells, below its heads."""
    columns = [[bits(value) for value in column.to_pylist()] for column in table.columns]
    return [table.column_names, *map(list, zip(*columns, strict=True))]


def parsed(texts, schema):
    """Rows of text as cells of the types that the schema has."""
    kinds = [field.type for field in schema]

    def cell(text, kind):
        return bits(text) if text is None or text == "" or pa.types.is_string(kind) else bits(float(text))

    return [schema.names, *[[cell(*pair) for pair in zip(row, kinds, strict=True)] for row in texts]]


def read_csv(path, schema):
    with open(path, encoding="utf-8", newline="") as file:
        head, *body = csv.reader(file)
    assert head == schema.names
    return parsed(body, schema)


def read_csv_polars(path, schema):
    return parsed(pl.read_csv(path, infer_schema=False).rows(), schema)


def read_csv_pyarrow(path, schema):
    text = pa.csv.ConvertOptions(column_types=dict.fromkeys(schema.names, pa.string()), strings_can_be_null=True)
    quoted = pa.csv.ParseOptions(newlines_in_values=True)
    table = pa.csv.read_csv(path, convert_options=text, parse_options=quoted)
    return parsed(zip(*[column.to_pylist() for column in table.columns], strict=True), schema)


def read_csv_duckdb(path, schema):
    query = "select * from read_csv(?, all_varchar = true, header = true, delim = ',', quote = '\"', escape = '\"')"
    return parsed(duckdb.execute(query, [str(path)]).fetchall(), schema)


def read_json(path, schema):
    table = json.loads(path.read_text("utf-8"))[path.stem]
    return [schema.names, *[[bits(row[name]) for name in schema.names] for row in table]]


def read_json_lines(path, schema):
    objects = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    assert all(list(row) == schema.names for row in objects)
    return [schema.names, *[[bits(value) for value in row.values()] for row in objects]]


def read_json_lines_polars(path, schema):
    kinds = {field.name: pl.String if pa.types.is_string(field.type) else pl.Float64 for field in schema}
    return frame(pl.read_ndjson(path, schema=kinds))


def frame(data):
    return [data.columns, *[[bits(value) for value in row] for row in data.rows()]]


def read_duckdb(path, schema):
    found = duckdb.execute("select * from read_parquet(?)", [str(path)])
    heads = [column[0] for column in found.description]
    return [heads, *[[bits(value) for value in row] for row in found.fetchall()]]


def read_sheet(path, schema, name=None):
    sheet = openpyxl.load_workbook(path, read_only=True)[name or path.stem.title()]
    head, *body = sheet.iter_rows(max_col=len(schema.names), values_only=True)
    return [list(head), *[[bits(value) for value in row] for row in body]]


READERS = {
    "csv by the standard library": ("csv", read_csv),
    "csv by polars": ("csv", read_csv_polars),
    "csv by pyarrow": ("csv", read_csv_pyarrow),
    "csv by duckdb": ("csv", read_csv_duckdb),
    "json by the standard library": ("json", read_json),
    "jsonl by the standard library": ("jsonl", read_json_lines),
    "jsonl by polars": ("jsonl", read_json_lines_polars),
    "parquet by pyarrow": ("parquet", lambda path, _: rows(pa.parquet.read_table(path))),
    "parquet by polars": ("parquet", lambda path, _: frame(pl.read_parquet(path))),
    "parquet by duckdb": ("parquet", read_duckdb),
    "arrow by polars": ("arrow", lambda path, _: frame(pl.read_ipc(path))),
    "xlsx by openpyxl": ("xlsx", read_sheet),
}


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("reader", READERS)
def test_every_reader_finds_the_same_cells(built, table, reader):
    name, read = READERS[reader]
    expected = arrow(built / "arrow" / f"{table}.arrow")
    found = read(built / name / f"{table}.{name}", expected.schema)
    assert found == rows(expected)
    assert len(found) > 1


def same_as_build(path, built):
    expected = arrow(built / "arrow" / "ranking.arrow")
    name = path.suffix.removeprefix(".")
    if name == "arrow":
        return rows(arrow(path)) == rows(expected)
    read = next(read for format, read in READERS.values() if format == name)
    return read(path, expected.schema) == rows(expected)


@pytest.mark.parametrize("name", [name for name in FORMATS if name != "md"])
def test_rank_and_build_write_the_same_ranking(ranking, built, name):
    assert same_as_build(ranking / f"ranking.{name}", built)


def test_markdown_shows_every_unit_in_order(ranking):
    names = arrow(ranking / "ranking.arrow")["name"].to_pylist()
    text = (ranking / "ranking.md").read_text("utf-8")
    places = [text.find(f"| {name} ") for name in names]
    assert -1 not in places
    assert places == sorted(places)


def test_names_keep_their_accents(ranking, built):
    names = arrow(ranking / "ranking.arrow")["name"].to_pylist()
    assert {"São Paulo", "Montréal"} <= set(names)
    assert len(names) == 76


# LibreOffice


def test_libreoffice_keeps_every_number_of_a_workbook(ranking, soffice):
    expected = arrow(ranking / "ranking.arrow")
    again = soffice(ranking / "ranking.xlsx", "xlsx")
    found = read_sheet(again, expected.schema, "Ranking")
    assert len(found) == len(rows(expected))
    for row, line in zip(rows(expected), found, strict=True):
        for cell, other in zip(row, line, strict=True):
            # It saves 15 digits, so the last bits may differ.
            assert cell == other or number(other) == pytest.approx(number(cell), rel=1e-14, abs=0)


def number(cell):
    return struct.unpack("<d", cell)[0]


def test_libreoffice_shows_the_same_ranking(ranking, soffice):
    expected = rows(arrow(ranking / "ranking.arrow"))
    schema = arrow(ranking / "ranking.arrow").schema
    with open(soffice(ranking / "ranking.xlsx", "csv:Text - txt - csv (StarCalc):44,34,76"), encoding="utf-8") as file:
        head, *body = csv.reader(file)
    assert head == schema.names
    shown = [field.metadata and int(field.metadata.get(b"decimals", 99)) for field in schema]
    table = arrow(ranking / "ranking.arrow").to_pylist()
    assert len(body) == len(expected) - 1
    for row, line in zip(table, body, strict=True):
        for value, text, decimals in zip(row.values(), line, shown, strict=True):
            if isinstance(value, float):
                assert abs(float(text) - value) <= 0.5 * 10**-decimals + 1e-9
            else:
                assert text == ("" if value is None else str(value))


# Facts about the figures


def test_fields_carry_measure_and_description(ranking, built):
    schemas = [arrow(ranking / "ranking.arrow").schema, pa.parquet.read_schema(ranking / "ranking.parquet")]
    for schema in schemas:
        score = schema.field("index").metadata
        assert score[b"measure"] == b"score"
        assert score[b"description"] == b"Openness"
        assert schema.field("leadership-governance").metadata[b"description"] == b"Leadership and governance"
        assert schema.field("coverage").metadata[b"measure"] == b"share"
    for table in TABLES[:-1]:
        schema = arrow(built / "arrow" / f"{table}.arrow").schema
        assert all(field.metadata[b"description"] for field in schema), table


def own(metadata):
    """The keys that are ours, as text."""
    return {key.decode(): value.decode() for key, value in metadata.items() if key.startswith(b"opencities.")}


def test_the_run_travels_with_the_tables(ranking, built):
    told = own(arrow(ranking / "ranking.arrow").schema.metadata)
    for key in ["index", "periods", "weights", "method", "data_sha256", "licences", "program"]:
        assert told[f"opencities.{key}"]
    assert own(pa.parquet.read_metadata(ranking / "ranking.parquet").metadata) == told
    plain = {key.removeprefix("opencities."): value for key, value in told.items()}
    assert json.loads((ranking / "ranking.json").read_text("utf-8"))["run"] == plain
    assert json.loads((built / "csv" / "run.json").read_text("utf-8")) == {"run": plain}
    sheet = openpyxl.load_workbook(ranking / "ranking.xlsx")["Method"]
    assert dict(sheet.iter_rows(min_row=2, max_col=2, values_only=True)) == plain
    duck = duckdb.execute("select key, value from parquet_kv_metadata(?)", [str(ranking / "ranking.parquet")]).fetchall()
    assert own({key: value for key, value in duck}) == told


def test_licences_travel_with_the_ranking(ranking):
    sources = json.loads((ranking / "ranking.json").read_text("utf-8"))["sources"]
    assert all(source["licence"] and source["publisher"] for source in sources)
    book = openpyxl.load_workbook(ranking / "ranking.xlsx")
    head, *body = book["Sources"].iter_rows(values_only=True)
    assert [row[head.index("licence")] for row in body] == [source["licence"] for source in sources]
    told = own(pa.parquet.read_metadata(ranking / "ranking.parquet").metadata)["opencities.licences"]
    assert all(source["licence"] in told for source in sources)


def test_unit_facts_are_numbers_where_they_are_numbers(built):
    schema = arrow(built / "arrow" / "units.arrow").schema
    assert schema.field("longitude").type == pa.float64()
    assert schema.field("population").type == pa.int64()
    assert "'-" not in (built / "csv" / "units.csv").read_text("utf-8")


# Text that a spreadsheet would run


@pytest.fixture(scope="session")
def formula(tmp_path_factory):
    folder = tmp_path_factory.mktemp("formula") / "index"
    run("init", folder)
    units = folder / "units.csv"
    units.write_text(units.read_text("utf-8").replace("vienna,Vienna", "vienna,=1+1"), "utf-8")
    out = folder.parent
    run("rank", "--index", folder, *[word for name in FORMATS for word in ("-o", out / f"ranking.{name}")])
    run("rank", "--index", folder, "--csv-raw", "-o", out / "raw.csv")
    return out


def test_text_like_a_formula_stays_text(formula, soffice):
    schema = arrow(formula / "ranking.arrow").schema
    at = schema.names.index("name")

    def column(found):
        return [row[at] for row in found[1:]]

    for name, (kind, read) in READERS.items():
        expected = "'=1+1" if kind == "csv" else "=1+1"
        assert expected in column(read(formula / f"ranking.{kind}", schema)), name
    assert "=1+1" in column(read_csv(formula / "raw.csv", schema))
    again = soffice(formula / "ranking.xlsx", "xlsx")
    cells = [cell for row in openpyxl.load_workbook(again)["Ranking"].iter_rows() for cell in row]
    assert [cell.data_type for cell in cells if cell.value == "=1+1"] == ["s"]
    with open(soffice(formula / "ranking.csv", "csv"), encoding="utf-8") as file:
        shown = column(list(csv.reader(file)))
    assert "2" not in shown
    assert any(text.endswith("=1+1") for text in shown)
