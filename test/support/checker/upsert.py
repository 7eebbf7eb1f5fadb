"""Rows that were upserted: of each key there is one record, and it is what the file's last row of that key makes of it."""

from collections import Counter, defaultdict

from forms import key_of, laid_over


def judge_upsert(attempted, rejected, told, stored, match_key):
    """Counts of verdicts, each for all rows of a key; `rejected` has row numbers, `stored` forms."""
    counts, examples = Counter(), []
    records = defaultdict(list)
    for form in stored:
        records[key_of(form, match_key)].append(form)
    rows = defaultdict(list)
    for row in attempted:
        if row.form is not None:
            rows[key_of(row.form, match_key)].append(row)
    for key, tried in rows.items():
        found = records.pop(key, [])
        wanted = [row for row in tried if row.number not in rejected]
        verdict = _verdict(tried, wanted, told, found)
        counts[verdict] += len(wanted) if verdict in ("ok", "lost") else 1
        counts["duplicated"] += max(0, len(found) - 1)
        if verdict not in ("ok", "absent") or len(found) > 1:
            examples.append(f"{verdict}: key {key}, rows {[row.number for row in tried]}, there: {found}")
    counts["unexpected"] += sum(map(len, records.values()))
    examples += [f"never attempted: key {key}" for key in records]
    del counts["absent"]
    return {**counts, "examples": examples}


def _verdict(tried, wanted, told, found):
    possible = _possible(wanted, told)
    if not found:
        return ("ok" if wanted else "absent") if None in possible else "lost"
    if found[0] in possible:
        return "ok"
    # A state that the file went through, and left behind.
    if found[0] in _possible(tried, told, all_open=True):
        return "rejectedPresent" if not wanted or found[0] not in _possible(wanted, told, all_open=True) else "lost"
    return "unexpected"


def _possible(wanted, told, all_open=False):
    """All records that a key may end with; None for no record at all."""
    states = {None}
    for row in wanted:
        after = {row.form if state is None else laid_over(state, row.form) for state in states}
        in_ranges = any(first <= row.number <= last for first, last in told.ranges)
        may_be_missing = all_open or told.open > 0 or in_ranges
        states = states | after if may_be_missing else after
    return states
