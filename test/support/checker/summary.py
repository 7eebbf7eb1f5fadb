"""The JSON summary: do its figures agree with each other, with the rejects and with the exit code?"""

from dataclasses import dataclass

FIGURES = ("read", "accepted", "rejected", "inDoubt", "pending")

# An end in good order, by README; 2 and 10 end a run before there is anything to judge.
FINISHED = (0, 3, 6)
UNFINISHED = (4, 5, 7, 8, 11, 12, 13, 129, 130, 143)
STATE = 9


@dataclass(frozen=True)
class Told:
    read: int
    accepted: int
    rejected: int
    in_doubt: int
    pending: int
    # Rows that the service refused without saying which: how many, and where.
    unlisted: int
    ranges: tuple
    # Groups of rejections with names: (code, count, rows, lines).
    groups: tuple
    exit_code: int
    finished: bool

    @property
    def open(self):
        return self.in_doubt + self.pending


def read_summary(document, complain):
    """The figures of a document about one import. Raises KeyError or TypeError where it is another document."""
    (one,) = document["imports"]
    rows = one["rows"]
    if document["rows"] != rows:
        complain("the sums over all imports are not those of the only one")
    if document["exitCode"] != one["exitCode"]:
        complain("the import has another exit code than the whole command")
    if one["mayBeDoubled"] != []:
        complain("rows are said to be there twice")
    named = [group for group in one["errors"] if group["ranges"] == []]
    unlisted = [group for group in one["errors"] if group["ranges"] != []]
    groups = tuple((group["code"], group["count"], group["rows"], group["lines"], group["truncated"]) for group in named)
    ranges = tuple(tuple(pair) for group in unlisted for pair in group["ranges"])
    counted = sum(group["count"] for group in unlisted)
    figures = (rows[name] for name in FIGURES)
    return Told(*figures, counted, ranges, groups, document["exitCode"], one["finishedAt"] is not None)


def check_summary(told, rows, rejected, complain):
    """`rejected` has the code of each rejected row by its number."""
    if told.read != told.accepted + told.rejected + told.open:
        complain(f"{told.read} rows read, and the figures behind that add up to another number")
    if min(told.read, told.accepted, told.rejected, told.in_doubt, told.pending, told.unlisted) < 0:
        complain("a negative figure")
    if told.read > len(rows):
        complain(f"{told.read} rows read, and the source has {len(rows)}")
    if told.rejected != len(rejected) + told.unlisted:
        complain(f"{told.rejected} rows rejected, {len(rejected)} in the rejects file, {told.unlisted} without a name")
    if told.rejected != sum(count for _, count, *_ in told.groups) + told.unlisted:
        complain("the groups of rejections have other rows than were rejected")
    for group in told.groups:
        _check_group(group, rows, rejected, complain)


def _check_group(group, rows, rejected, complain):
    code, count, numbers, lines, truncated = group
    if any(rejected.get(number) != code for number in numbers):
        complain(f"rows of the group {code} are not in the rejects file under that code")
    if lines != [rows[number - 1].line for number in numbers if 1 <= number <= len(rows)]:
        complain(f"rows of the group {code} are said to be in lines where they are not")
    if len(set(numbers)) != len(numbers) or (len(numbers) != count if not truncated else len(numbers) >= count):
        complain(f"the group {code} lists {len(numbers)} rows, and counts {count}")


def check_exit(told, rows, exit_code, complain):
    """What README says of exit codes, against what happened."""
    if told.exit_code != exit_code:
        complain(f"the summary says exit code {told.exit_code}, and it was {exit_code}")
    whole = told.read == len(rows) and told.pending == 0
    if told.finished != (whole and told.in_doubt == 0):
        complain("the summary is wrong about the import being finished")
    due = 6 if told.in_doubt else 3 if told.rejected else 0
    if exit_code == STATE:
        return
    if told.in_doubt and exit_code != 6:
        complain(f"rows are in doubt, and the exit code is {exit_code}")
    elif whole and exit_code != due:
        complain(f"the exit code should be {due}, and is {exit_code}")
    elif not whole and exit_code not in UNFINISHED and not told.in_doubt:
        complain(f"the import is not finished, and the exit code is {exit_code}")
