"""Rows that were appended: each is there once. Rows that are equal can't be told apart, and are counted together."""

from collections import Counter, defaultdict


def judge_append(attempted, rejected, told, stored):
    """Counts of verdicts; `rejected` has row numbers, `stored` forms."""
    counts, examples = Counter(), []
    present = Counter(stored)
    tried = defaultdict(list)
    for row in attempted:
        if row.form is not None:
            tried[row.form].append(row.number)
    absent = []
    for form, numbers in tried.items():
        wanted = [number for number in numbers if number not in rejected]
        found = present.pop(form, 0)
        counts["ok"] += min(found, len(wanted))
        absent += wanted[found:]
        excess = max(0, found - len(wanted))
        in_spite = min(excess, len(numbers) - len(wanted))
        counts["rejectedPresent"] += in_spite
        counts["duplicated"] += excess - in_spite
        if excess:
            examples.append(f"rows {numbers}: there {found} times")
    counts["unexpected"] = sum(present.values())
    examples += [f"never attempted: {form}" for form in present]
    lost = _lost(absent, told)
    counts["lost"] = len(lost)
    # So many of those that nobody can be sure of are there.
    counts["recovered"] = max(0, told.open - max(0, len(absent) - told.unlisted))
    return {**counts, "examples": [f"row {number}: absent" for number in lost] + examples}


def _lost(absent, told):
    """Of the rows that are not there: those that nobody refused and nobody doubts."""
    if told.open > 0:
        return absent[told.open + told.unlisted :]
    refused = [number for number in absent if any(first <= number <= last for first, last in told.ranges)]
    excused = set(refused[: told.unlisted])
    return [number for number in absent if number not in excused]
