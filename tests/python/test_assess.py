"""Sheets of answers and other people's libraries: the workbook that an office gets, and one that comes back."""

import csv
import json

import openpyxl
from conftest import run

HEAD = ["code", "name", "area", "question", "help", "evidence wanted", "answer", "evidence"]
AWKWARD = ["=1+1", "'quoted'", "two\nlines", "Grüße, 東京 🏙", '"x", y', "007"]


def workbook(tmp_path):
    path = tmp_path / "graz.xlsx"
    run("assess", "sheet", "graz", "2026", "--index", "intercultural", "--name", "Graz", "-o", path)
    return path


def test_the_workbook_is_what_an_office_can_fill_in(tmp_path):
    book = openpyxl.load_workbook(workbook(tmp_path))
    assert book.sheetnames == ["Explanation", "City", "Questions", "Scales"]
    page = book["Questions"]
    assert [cell.value for cell in page[1]] == HEAD
    assert page.freeze_panes == "C2" and page.max_row == 74
    assert all(cell.alignment.wrap_text for cell in page[2])
    assert 10 < page.column_dimensions["A"].width < page.column_dimensions["D"].width < 80
    # Every question has a list, and its cells hold the labels of the question's scale.
    lists = {str(rule.sqref): rule.formula1 for rule in page.data_validations.dataValidation}
    assert len(lists) == 73
    choices = set()
    for row in range(2, 75):
        sheet, cells = lists[f"G{row}"].lstrip("=").split("!")
        choices.add(tuple(cell[0].value for cell in book[sheet][cells.replace("$", "")]))
    assert choices == {("Fully", "Partly", "Not at all", "Not applicable"), ("Yes", "No", "Not applicable")}
    about = {row[0].value: row[1].value for row in book["City"].iter_rows(min_row=2)}
    assert about["sheet.unit"] == "graz" and about["sheet.period"] == "2026" and "fact.population" in about
    assert not any(cell.data_type == "f" for sheet in book for row in sheet.iter_rows() for cell in row)


def test_what_openpyxl_saves_is_read_and_its_formulas_are_not(tmp_path):
    path = workbook(tmp_path)
    book = openpyxl.load_workbook(path)
    page = book["Questions"]
    for row, text in enumerate(AWKWARD, start=2):
        page.cell(row, 7).value = "Yes" if page.cell(row, 1).value == "commitment_recognition" else "Fully"
        page.cell(row, 8).value = text
        page.cell(row, 8).data_type = "s"
    page["G3"].value = "fully"
    book["City"]["B7"].value = 291134
    book.save(path)
    rows = list(csv.DictReader(run("assess", "check", path, "--format", "csv").splitlines()))
    assert [row["code"] for row in rows] == ["Q621"], rows
    found = json.loads(run("assess", "observations", path, "--format", "json"))
    notes = {row["indicator"]: row["note"] for row in found["observations"]}
    codes = [page.cell(row, 1).value for row in range(2, 2 + len(AWKWARD))]
    assert [notes[code] for code in codes] == AWKWARD
    assert found["units"][0]["population"] == 291134

    page["G4"].value = '="Fully"'
    book.save(path)
    rows = list(csv.DictReader(run("assess", "check", path, "--format", "csv", code=1).splitlines()))
    assert [row["place"] for row in rows if row["code"] == "Q623"] == [f"{path} · Questions!G4"]


def test_csv_of_a_sheet_runs_nothing(tmp_path):
    path = tmp_path / "graz.csv"
    run("assess", "sheet", "graz", "2026", "--name", "=cmd()", "-o", path)
    with open(path, encoding="utf-8", newline="") as file:
        rows = {row["code"]: row for row in csv.DictReader(file)}
    assert rows["sheet.name"]["answer"] == "'=cmd()"
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows.values() for cell in row.values())
    units = tmp_path / "units.json"
    run("assess", "observations", path, "-o", tmp_path / "o.csv", "--units-to", units)
    assert json.loads(units.read_text())["units"][0]["name"] == "=cmd()"
