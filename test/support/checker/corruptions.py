"""Everything that can be wrong with a run: each makes one thing wrong, and says what, or None where that can't be done."""

import json

from plain import plain_record
from spoil_rejects import REJECTS_CORRUPTIONS
from spoil_report import REPORT_CORRUPTIONS


def _records(case):
    return case.database.execute("SELECT id, record FROM records WHERE object = ?", (case.given.object,)).fetchall()


def _change(case, sql, *values):
    case.database.execute(sql, values)


def delete_row(case, _rows):
    number, record = case.chance.choice(_records(case))
    _change(case, "DELETE FROM records WHERE id = ?", number)
    return record


def move_row_elsewhere(case, _rows):
    number, record = case.chance.choice(_records(case))
    _change(case, "UPDATE records SET object = 'elsewhere' WHERE id = ?", number)
    return record


def double_row(case, _rows):
    number, record = case.chance.choice(_records(case))
    columns = "object, record, operation, match_key, match_value, job_id, item_index, applied_at"
    _change(case, f"INSERT INTO records ({columns}) SELECT {columns} FROM records WHERE id = ?", number)
    return record


def alter_cell(case, _rows):
    number, record = case.chance.choice(_records(case))
    members = json.loads(record)
    name = case.chance.choice(list(members))
    members[name] = f"{members[name]}~" if isinstance(members[name], str) else [members[name]]
    _change(case, "UPDATE records SET record = ? WHERE id = ?", json.dumps(members), number)
    return f"{name} of {record}"


def swap_cells(case, _rows):
    records = _records(case)
    pairs = [(one, two) for one in records for two in records if _can_swap(one[1], two[1])]
    if not pairs:
        return None
    (one, first), (two, second) = case.chance.choice(pairs)
    old, new = json.loads(first), json.loads(second)
    name = case.chance.choice([name for name in old if old[name] != new[name]])
    old[name], new[name] = new[name], old[name]
    for number, record in ((one, old), (two, new)):
        _change(case, "UPDATE records SET record = ? WHERE id = ?", json.dumps(record), number)
    return f"{name} of {first} and {second}"


def _can_swap(first, second):
    """Of rows that differ in one cell alone, the rows would only change places."""
    old, new = json.loads(first), json.loads(second)
    return old.keys() == new.keys() and sum(old[name] != new[name] for name in old) > 1


def lose_member(case, _rows):
    number, record = case.chance.choice(_records(case))
    members = json.loads(record)
    name = case.chance.choice(list(members))
    del members[name]
    _change(case, "UPDATE records SET record = ? WHERE id = ?", json.dumps(members), number)
    return f"{name} of {record}"


def add_stranger(case, _rows):
    number, record = case.chance.choice(_records(case))
    members = json.loads(record)
    last = list(members)[-1]
    stranger = json.dumps({**members, last: f"stranger {case.chance.random()}"})
    columns = "operation, match_key, match_value, job_id, item_index, applied_at"
    sql = f"INSERT INTO records (object, record, {columns}) SELECT object, ?, {columns} FROM records WHERE id = ?"
    _change(case, sql, stranger, number)
    return stranger


def apply_rejected(case, rows):
    """A row that was rejected is there all the same."""
    stored = [json.loads(record) for _, record in _records(case)]
    absent = [record for row in rows if (record := plain_record(row.form)) and record not in stored]
    if not absent or case.given.match_key is not None:
        return None
    number, _ = case.chance.choice(_records(case))
    text = json.dumps(case.chance.choice(absent))
    columns = "operation, match_key, match_value, job_id, item_index, applied_at"
    sql = f"INSERT INTO records (object, record, {columns}) SELECT object, ?, {columns} FROM records WHERE id = ?"
    _change(case, sql, text, number)
    return text


def leave_stale(case, rows):
    """An upsert's record is what an earlier row of its key said."""
    if case.given.match_key is None:
        return None
    number, record = case.chance.choice(_records(case))
    found = json.loads(record)
    key = case.given.match_key
    tried = [record for row in rows if (record := plain_record(row.form))]
    older = [record for record in tried if record[key] == found[key] and record != found]
    if not older:
        return None
    _change(case, "UPDATE records SET record = ? WHERE id = ?", json.dumps(older[0]), number)
    return record


def round_number(case, _rows):
    """As a number does that has passed through one of 64 bits."""
    records = [(number, json.loads(record)) for number, record in _records(case)]
    numbers = [(number, record, name) for number, record in records for name in record if _is_long(record[name])]
    if not numbers:
        return None
    number, record, name = case.chance.choice(numbers)
    rounded = json.dumps({**record, name: int(float(record[name]))})
    _change(case, "UPDATE records SET record = ? WHERE id = ?", rounded, number)
    return f"{name} of {record}"


def _is_long(value):
    return isinstance(value, int) and int(float(value)) != value


def deny_refusals(case, _rows):
    changed = "UPDATE jobs SET invalid_rows = invalid_rows + ? WHERE object = ? AND invalid_rows > 0"
    by = case.chance.choice((-1, 1))
    done = case.database.execute(changed, (by, case.given.object)).rowcount
    return f"refused rows {by}" if done else None


def reopen_job(case, _rows):
    _change(case, "UPDATE jobs SET body = 'open' WHERE object = ?", case.given.object)
    return "jobs that are not final"


# With the figures of the verdict that it must show in: at least one of them is not 0, and no other.
CORRUPTIONS = {
    delete_row: {"lost"},
    move_row_elsewhere: {"lost"},
    double_row: {"duplicated"},
    alter_cell: {"lost", "unexpected"},
    swap_cells: {"lost", "unexpected"},
    lose_member: {"lost", "unexpected"},
    add_stranger: {"duplicated", "unexpected"},
    apply_rejected: {"rejectedPresent"},
    leave_stale: {"lost", "rejectedPresent"},
    round_number: {"lost", "unexpected"},
    deny_refusals: {"misreported"},
    reopen_job: {"misreported"},
    **REJECTS_CORRUPTIONS,
    **REPORT_CORRUPTIONS,
}
