"""What became of every row, in the words of Jepsen's set checker."""

from collections import Counter
from dataclasses import dataclass

from append import judge_append
from rejects import rejected_rows
from summary import check_exit, check_summary, read_summary
from upsert import judge_upsert


@dataclass(frozen=True)
class Evidence:
    # source.Row of the whole source, in order.
    rows: list
    # service.Stored
    stored: object
    # Lines of the rejects file.
    rejects: list
    # The JSON document, parsed.
    document: dict
    exit_code: int
    # None for an append.
    match_key: str | None


def judge(evidence):
    """The verdict as a dictionary; `valid` says whether anything is wrong, `complaints` what."""
    rows, stored, complaints = evidence.rows, evidence.stored, []
    complain = complaints.append
    rejected = rejected_rows(evidence.rejects, rows, complain)
    told = read_summary(evidence.document, complain)
    check_summary(told, rows, rejected, complain)
    check_exit(told, rows, evidence.exit_code, complain)
    attempted = rows[: max(0, told.read)]
    _check_rejected(attempted, rejected, told, stored, complain)
    if stored.open_jobs and told.open == 0:
        complain(f"{stored.open_jobs} jobs are not final: judged too early")
    if evidence.match_key is None:
        counts = judge_append(attempted, set(rejected), told, stored.forms)
    else:
        counts = judge_upsert(attempted, set(rejected), told, stored.forms, evidence.match_key)
    figures = Counter({name: 0 for name in ("ok", "lost", "duplicated", "unexpected", "recovered", "rejectedPresent")})
    figures.update({name: value for name, value in counts.items() if name != "examples"})
    wrong = ("lost", "duplicated", "unexpected", "rejectedPresent")
    return {
        "valid": not complaints and not any(figures[name] for name in wrong),
        "attempted": len(attempted),
        "acknowledged": told.accepted,
        **figures,
        "inDoubt": told.in_doubt,
        "pending": told.pending,
        "rejected": told.rejected,
        "misreported": len(complaints),
        "complaints": complaints[:20],
        "examples": counts["examples"][:20],
    }


def _check_rejected(attempted, rejected, told, stored, complain):
    """A row is rejected if it can't be sent, or if the service has refused it: nothing else may be called so."""
    for row in attempted:
        if row.form is None and row.number not in rejected:
            complain(f"row {row.number} can't be sent ({row.fault}), and is not rejected")
    sound = sum(1 for row in attempted if row.form is not None and row.number in rejected) + told.unlisted
    # Of what is open the service may know more.
    if sound > stored.refused + stored.failed or (sound < stored.refused and told.open == 0):
        complain(f"{sound} rows are called refused by the service, and it refused {stored.refused}")
    if any(number > len(attempted) for number in rejected):
        complain("rows are rejected that were not read")
