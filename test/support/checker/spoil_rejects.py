"""Corruptions of the rejects file, and of a row being rejected at all."""

import csv
import io
import json

from plain import plain_record
from spoil_report import import_of, trade


def call_accepted_row_rejected(case, rows):
    """Summary, rejects file and groups all say so; the service knows better."""
    numbers = {int(row) for group in import_of(case)["errors"] for row in group["rows"]}
    row = case.chance.choice([row for row in rows if row.form is not None and row.number not in numbers])
    trade(case, "rejected", "accepted")
    group = {"code": "refused", "message": "refused", "count": 1, "rows": [row.number], "lines": [row.line]}
    import_of(case)["errors"].append({**group, "ranges": [], "truncated": False})
    _set_lines(case, [*_lines(case), _line_of(case, row)])
    return f"row {row.number}"


def call_rejected_row_accepted(case, _rows):
    lines = _lines(case)
    if not lines:
        return None
    at = case.chance.randrange(len(lines))
    trade(case, "accepted", "rejected")
    _set_lines(case, lines[:at] + lines[at + 1 :])
    number = int(lines[at]["_batchctl_row"])
    for group in import_of(case)["errors"]:
        if number in group["rows"]:
            place = group["rows"].index(number)
            del group["rows"][place], group["lines"][place]
            group["count"] -= 1
    return lines[at]


def drop_rejects_line(case, _rows):
    lines = _lines(case)
    if not lines:
        return None
    gone = lines.pop(case.chance.randrange(len(lines)))
    _set_lines(case, lines)
    return gone


def double_rejects_line(case, _rows):
    lines = _lines(case)
    if not lines:
        return None
    at = case.chance.randrange(len(lines))
    _set_lines(case, lines[: at + 1] + lines[at:])
    return lines[at]


def alter_rejects_line(case, _rows):
    """One of its cells; but what the message says is for people, so that is emptied."""
    lines = _lines(case)
    if not lines:
        return None
    line = case.chance.choice(lines)
    name = case.chance.choice([name for name, cell in line.items() if cell != "" and name != "_batchctl_dialect"])
    if name.endswith("_message"):
        line[name] = ""
    else:
        line[name] = line[name] + 1 if isinstance(line[name], int) else f"{line[name]}1"
    _set_lines(case, lines)
    return f"{name}: {line}"


def _lines(case):
    if case.given.format == "csv":
        return list(csv.DictReader(io.StringIO(case.rejects, newline="")))
    return [json.loads(line) for line in case.rejects.splitlines()]


def _set_lines(case, lines):
    if case.given.format == "ndjson":
        case.rejects = "".join(f"{json.dumps(line)}\n" for line in lines)
        return
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(lines[0]) if lines else ["_batchctl_row"])
    writer.writeheader()
    writer.writerows(lines)
    case.rejects = text.getvalue()


def _line_of(case, row):
    """In the words of a true one."""
    own = {"_batchctl_row": row.number, "_batchctl_line": row.line, "_batchctl_code": "refused"}
    if case.given.format == "ndjson":
        return {**plain_record(row.form), **own, "_batchctl_message": "refused"}
    columns = list(csv.reader(io.StringIO(case.rejects, newline="")))[0] if case.rejects else [*plain_record(row.form)]
    sent = [name for name in columns if not name.startswith("_batchctl_")]
    return {**dict(zip(sent, row.content)), **own, "_batchctl_message": "refused", "_batchctl_raw": ""}


# As in corruptions.py.
REJECTS_CORRUPTIONS = {
    call_accepted_row_rejected: {"misreported", "rejectedPresent"},
    call_rejected_row_accepted: {"misreported", "lost"},
    drop_rejects_line: {"misreported", "lost"},
    double_rejects_line: {"misreported"},
    alter_rejects_line: {"misreported", "lost", "rejectedPresent"},
}
