"""The rows of a source, read by Python's own csv and json modules."""

import csv
import gzip
import io
from dataclasses import dataclass

from forms import NotAnObject, key_of, object_form

csv.field_size_limit(2**31 - 1)


@dataclass(frozen=True)
class Dialect:
    delimiter: str = ","
    quote: str = '"'
    # Empty: a quote is doubled.
    escape: str = ""
    comment: str = ""
    encoding: str = "utf-8-sig"
    # Names of the columns where the file has no header line.
    columns: tuple = ()


@dataclass(frozen=True)
class Row:
    # Both counted from 1.
    number: int
    line: int
    # What stands in the source, without the line break at its end.
    raw: str
    # What the service must hold of it; None where it can't be sent, for the fault.
    form: tuple | None
    fault: str = ""
    # What the rejects file shows of it: cells, members, or None for a row that can't be taken apart.
    content: tuple | None = None


def read_source(path, kind, dialect, *, renamed, match_key):
    """All rows. `renamed` has a CSV column's name at the service by its name in the file."""
    with open(path, "rb") as file:
        data = file.read()
    if data.startswith(b"\x1f\x8b"):
        data = gzip.decompress(data)
    text = data.decode(dialect.encoding, "surrogateescape").removeprefix("\ufeff")
    rows = _csv_rows(text, dialect, renamed) if kind == "csv" else _ndjson_rows(text)
    return [_keyed(row, match_key) for row in rows]


def _keyed(row, match_key):
    if match_key is None or row.form is None or key_of(row.form, match_key) is not None:
        return row
    return Row(row.number, row.line, row.raw, None, "no match key", row.content)


class _Lines:
    """Lines for the csv module, which pulls as many as a record has; those that were pulled can be asked for."""

    def __init__(self, text, comment):
        self._lines = iter(io.StringIO(text, newline=""))
        self._comment = comment
        self.count = 0
        self.pulled = []

    def __iter__(self):
        return self

    def __next__(self):
        line = next(self._lines)
        self.count += 1
        # Only where a record begins: within one it is text.
        while self._comment and not self.pulled and line.startswith(self._comment):
            line = next(self._lines)
            self.count += 1
        self.pulled.append(line)
        return line


def _csv_rows(text, dialect, renamed):
    signs = {"delimiter": dialect.delimiter, "quotechar": dialect.quote, "strict": True}
    if dialect.escape:
        signs.update(escapechar=dialect.escape, doublequote=False)
    lines = _Lines(text, dialect.comment)
    header, number = dialect.columns, 0
    for cells in csv.reader(lines, **signs):
        raw, line = "".join(lines.pulled), lines.count - len(lines.pulled) + 1
        lines.pulled = []
        if not cells:
            continue
        if not header:
            header = tuple(cells)
            continue
        number += 1
        names = [renamed.get(name, name) for name in header]
        fault = _csv_fault(cells, raw, header, dialect)
        content = tuple(cells) if len(cells) == len(header) and fault != "not text" else None
        form = None if fault else ("object", *zip(names, cells))
        yield Row(number, line, _shown(raw), form, fault, content)


def _csv_fault(cells, raw, header, dialect):
    if not _is_text(raw):
        return "not text"
    if len(cells) != len(header):
        return f"{len(cells)} cells, not {len(header)}"
    return "the header again" if tuple(cells) == header and not dialect.columns else ""


def _ndjson_rows(text):
    number = 0
    for at, line in enumerate(text.split("\n"), 1):
        if line.strip(" \t\r") == "":
            continue
        number += 1
        try:
            form = object_form(line) if _is_text(line) else None
        except NotAnObject:
            form = None
        yield Row(number, at, _shown(line), form, "" if form else "no object", form)


def _is_text(text):
    """Bytes that belong to no character were kept as lone surrogates."""
    return not any("\udc80" <= sign <= "\udcff" for sign in text)


def _shown(text):
    """As people see it: bytes that belong to no character as U+FFFD."""
    whole = text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return whole.removesuffix("\n").removesuffix("\r")
