"""
The checker checked: from a run that is right, every kind of corruption is made, each on a copy, and must be found in the right figures.
Takes what check.py takes, and --seed, --runs; prints {kind: {"made": n, "missed": [...]}} as JSON.
"""

import argparse
import copy
import json
import random
import sqlite3
import sys

from check import arguments, rows_of, text_of
from corruptions import CORRUPTIONS
from judge import Evidence, judge
from rejects import read_rejects
from service import open_database, read_stored

WRONG = ("lost", "duplicated", "unexpected", "rejectedPresent", "misreported")


class Case:
    """One run's evidence, free to be spoilt."""

    def __init__(self, given, database, chance):
        self.given = given
        self.chance = chance
        self.database = sqlite3.connect(":memory:")
        database.backup(self.database)
        self.rejects = text_of(given.rejects)
        self.document = json.loads(text_of(given.summary))
        self.exit_code = given.exit_code

    def verdict(self, rows):
        """What the checker says of it."""
        given = self.given
        stored = read_stored(self.database, given.object)
        rejects = read_rejects(self.rejects, given.format)
        return judge(Evidence(rows, stored, rejects, self.document, self.exit_code, given.match_key))


def main():
    parser = argparse.ArgumentParser(allow_abbrev=False)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--runs", type=int, required=True)
    own, words = parser.parse_known_args()
    given = arguments(words)
    rows = rows_of(given)
    database = open_database(given.database)
    found = {"none": {"made": 1, "missed": []}}
    right = Case(given, database, random.Random(own.seed)).verdict(rows)
    if not right["valid"]:
        found["none"]["missed"].append(right)
    for corrupt, figures in CORRUPTIONS.items():
        name = corrupt.__name__
        of_kind = found[name] = {"made": 0, "missed": []}
        for run in range(own.runs):
            case = Case(given, database, random.Random(f"{own.seed} {name} {run}"))
            # None: there is nothing in this run that could be spoilt so.
            what = corrupt(case, copy.copy(rows))
            if what is None:
                continue
            of_kind["made"] += 1
            verdict = case.verdict(rows)
            shown = {figure for figure in WRONG if verdict[figure]}
            if verdict["valid"] or not shown or not shown <= figures:
                of_kind["missed"].append([what, verdict])
    print(json.dumps(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
