"""What the sandbox holds of one object, by its own database."""

import sqlite3
from dataclasses import dataclass

from forms import object_form


@dataclass(frozen=True)
class Stored:
    # In the order in which they were stored.
    forms: tuple
    # Rows that jobs refused while they took the others.
    refused: int
    # Rows of jobs that failed: refused with them, unless they were sent again.
    failed: int
    # Jobs that are not final yet: what they will do isn't known.
    open_jobs: int


def open_database(path):
    """To be read only. No server may be writing to it."""
    return sqlite3.connect(f"file:{path}?mode=ro", uri=True)


def read_stored(database, scope):
    records = database.execute("SELECT record FROM records WHERE object = ? ORDER BY id", (scope,))
    forms = tuple(object_form(record) for (record,) in records)
    sql = "SELECT state, coalesce(invalid_rows, 0), body FROM jobs WHERE object = ?"
    jobs = database.execute(sql, (scope,)).fetchall()
    refused = sum(rows for state, rows, _ in jobs if state == "completed")
    failed = sum(rows for state, rows, _ in jobs if state == "failed")
    return Stored(forms, refused, failed, sum(body is not None for _, _, body in jobs))
