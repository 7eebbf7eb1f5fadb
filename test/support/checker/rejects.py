"""The rejects file: which rows it names, and whether each line shows the row that it names."""

import csv
import io
import json

from forms import object_form

OWN = "_batchctl_"


def read_rejects(text, kind):
    """Its lines as dictionaries of the own columns, with the row's content behind `content`. Empty: there is no file."""
    if text == "":
        return []
    return list(_csv_lines(text) if kind == "csv" else _ndjson_lines(text))


def _csv_lines(text):
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    header = next(rows)
    for cells in rows:
        pairs = list(zip(header, cells, strict=True))
        own = {name.removeprefix(OWN): cell for name, cell in pairs if name.startswith(OWN)}
        content = tuple(cell for name, cell in pairs if not name.startswith(OWN))
        yield {**own, "content": content}


def _ndjson_lines(text):
    for line in text.splitlines():
        own = {name.removeprefix(OWN): value for name, value in json.loads(line).items() if name.startswith(OWN)}
        members = (member for member in object_form(line)[1:] if not member[0].startswith(OWN))
        yield {**own, "content": ("object", *members)}


def rejected_rows(lines, rows, complain):
    """Row numbers with the code of each. What doesn't fit the source is complained about."""
    found = {}
    for line in lines:
        number = int(line["row"])
        if not 1 <= number <= len(rows):
            complain(f"the rejects file names row {number}, and there are {len(rows)}")
        elif number in found:
            complain(f"the rejects file names row {number} twice")
        else:
            found[number] = line["code"]
            _compare(line, rows[number - 1], complain)
    if list(found) != sorted(found):
        complain("the rejects file is not in the order of the source")
    return found


def _compare(line, row, complain):
    if int(line["line"]) != row.line:
        complain(f"the rejects file has row {row.number} in line {line['line']}, and it is in line {row.line}")
    raw = line.get("raw", "")
    if raw == "" and line["content"] != row.content:
        complain(f"the rejects file shows something else than row {row.number} is")
    if raw != "" and raw != row.raw:
        complain(f"the rejects file shows another text than that of row {row.number}")
    if not line["code"] or not line["message"]:
        complain(f"the rejects file doesn't say what is wrong with row {row.number}")
