"""Small indices made of arrays, for the tests that compare a method with another library's.

`built` writes an index folder, runs the program and gives back the tables that it wrote.
"""

import csv

import numpy as np
from conftest import run


def toml(value):
    """A value as it stands in a TOML file."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(toml, value)) + "]"
    if isinstance(value, dict):
        return "{ " + ", ".join(f'"{key}" = {toml(item)}' for key, item in value.items()) + " }"
    return f'"{value}"' if isinstance(value, str) else repr(value)


def write(folder, columns, method, groups=None, facts=None, units=None, periods=None, errors=None):
    """Writes an index folder.

    columns: code -> values, `nan` for missing, by unit (or by period and unit, with `periods`)
    method:  the text of method.toml
    groups:  group -> its indicators; one group `all` unless said otherwise
    facts:   code -> further keys of the indicator (`direction`, `goalposts`, `target` ...)
    units:   column -> texts of the units, for units.csv
    errors:  code -> standard errors of its values
    """
    groups = groups or {"all": list(columns)}
    count = len(next(iter(columns.values()))) // len(periods or [1])
    names = [f"u{number:03}" for number in range(count)]
    text = '[index]\ncode = "witness"\nname = "Witness"\n[[node]]\ncode = "index"\nname = "Index"\nlevel = "index"\n'
    for group, members in groups.items():
        text += f'[[node]]\ncode = "{group}"\nname = "{group}"\nlevel = "area"\nparent = "index"\n'
        lines = ""
        for code in members:
            lines += f'[[indicator]]\ncode = "{code}"\nname = "{code}"\n'
            lines += "".join(f"{key} = {toml(value)}\n" for key, value in (facts or {}).get(code, {}).items())
        (folder / f"{group}.toml").write_text(lines, encoding="utf-8")
    (folder / "framework.toml").write_text(text, encoding="utf-8")
    (folder / "sources.toml").write_text("", encoding="utf-8")
    (folder / "method.toml").write_text("[screen]\nunit_coverage_min = 0.0\n" + method, encoding="utf-8")
    with open(folder / "units.csv", "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["unit", "name", *(units or {})])
        writer.writerows(zip(names, names, *(units or {}).values()))
    with open(folder / "observations.csv", "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["unit", "indicator", "period", "value", "standard_error"])
        for code, values in columns.items():
            for row, value in enumerate(values):
                if not np.isnan(value):
                    error = repr(float(errors[code][row])) if code in (errors or {}) else ""
                    period = (periods or [2026])[row // count]
                    writer.writerow([names[row % count], code, period, repr(float(value)), error])
    return folder


def built(folder, *args, **index):
    """Writes an index, builds it and returns its tables: name -> list of rows, each a dict of texts."""
    write(folder, **index)
    run("build", "--index", folder, "-o", folder / "out", *args)
    tables = {}
    for path in (folder / "out").glob("*.csv"):
        with open(path, encoding="utf-8", newline="") as file:
            tables[path.stem] = list(csv.DictReader(file))
    return tables


def column(rows, value, **where):
    """The numbers in column `value` of the rows in which the other columns hold these texts, in order."""
    kept = [row for row in rows if all(row[name] == text for name, text in where.items())]
    return np.array([float(row[value]) if row[value] else np.nan for row in kept])
