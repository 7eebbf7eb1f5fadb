"""Corruptions of what the run reported: its summary and its exit code."""

from summary import FIGURES


def import_of(case):
    """The only import of the document."""
    return case.document["imports"][0]


def change_figure(case, _rows):
    name, by = case.chance.choice(FIGURES), case.chance.choice((-2, -1, 1, 2))
    place = case.chance.choice((case.document["rows"], import_of(case)["rows"]))
    place[name] += by
    return f"{name} {by}"


def change_figure_everywhere(case, _rows):
    name, by = case.chance.choice(FIGURES), case.chance.choice((-1, 1))
    for rows in (case.document["rows"], import_of(case)["rows"]):
        rows[name] += by
    return f"{name} {by}"


def trade_figures(case, _rows):
    """The figures add up as before."""
    more, less = case.chance.sample(FIGURES[1:], 2)
    trade(case, more, less)
    return f"{more} for {less}"


def trade(case, more, less):
    """One row more of these, and one less of those."""
    for rows in (case.document["rows"], import_of(case)["rows"]):
        rows[more] += 1
        rows[less] -= 1


def _group(case):
    groups = [group for group in import_of(case)["errors"] if group["rows"]]
    return case.chance.choice(groups) if groups else None


def change_count_of_group(case, _rows):
    group = _group(case)
    if group is not None:
        group["count"] += case.chance.choice((-1, 1))
    return group


def change_rows_of_group(case, _rows):
    return _change_one(case, "rows")


def change_lines_of_group(case, _rows):
    return _change_one(case, "lines")


def _change_one(case, what):
    group = _group(case)
    if group is not None:
        group[what][case.chance.randrange(len(group[what]))] += case.chance.choice((-1, 1))
    return group


def change_code_of_group(case, _rows):
    group = _group(case)
    if group is not None:
        group["code"] += "_"
    return group


def swap_exit_code(case, _rows):
    case.exit_code = case.chance.choice([code for code in (0, 3, 5, 6, 11, 130, 143) if code != case.exit_code])
    return str(case.exit_code)


def swap_every_exit_code(case, _rows):
    swap_exit_code(case, None)
    case.document["exitCode"] = import_of(case)["exitCode"] = case.exit_code
    return str(case.exit_code)


def change_told_exit_code(case, _rows):
    place = case.chance.choice((case.document, import_of(case)))
    place["exitCode"] = 0 if place["exitCode"] else 3
    return str(place["exitCode"])


def deny_end(case, _rows):
    one = import_of(case)
    one["finishedAt"] = "2030-01-01T00:00:00.000Z" if one["finishedAt"] is None else None
    return str(one["finishedAt"])



# As in corruptions.py. Where a report takes accepted rows for others, what the service holds is wrong by it.
REPORT_CORRUPTIONS = {
    change_figure: {"misreported", "lost", "unexpected"},
    change_figure_everywhere: {"misreported", "lost", "unexpected"},
    trade_figures: {"misreported", "lost"},
    change_count_of_group: {"misreported"},
    change_rows_of_group: {"misreported"},
    change_lines_of_group: {"misreported"},
    change_code_of_group: {"misreported"},
    swap_exit_code: {"misreported"},
    swap_every_exit_code: {"misreported"},
    change_told_exit_code: {"misreported"},
    deny_end: {"misreported"},
}
