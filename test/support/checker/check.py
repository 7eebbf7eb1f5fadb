"""
Judges one import by what went in and what is there, without a line of the importer: prints the verdict as JSON.
Exit 0: nothing is wrong. 1: something is. 2: it can't be judged.

Give it the source, the sandbox's database, the rejects file, the JSON summary and the exit code.
"""

import argparse
import json
import sqlite3
import sys

from judge import Evidence, judge
from rejects import read_rejects
from service import open_database, read_stored
from source import Dialect, read_source


def arguments(words=None):
    parser = argparse.ArgumentParser(description=__doc__, allow_abbrev=False)
    parser.add_argument("--source", required=True, metavar="FILE", help="CSV or NDJSON, gzip or not")
    parser.add_argument("--format", required=True, choices=("csv", "ndjson"))
    for name in ("delimiter", "quote", "escape", "comment", "encoding"):
        parser.add_argument(f"--{name}", default=getattr(Dialect, name))
    parser.add_argument("--columns", default="", metavar="A,B", help="where the file has no header line")
    parser.add_argument("--rename", action="append", default=[], metavar="TO=FROM", help="a CSV column's name there")
    parser.add_argument("--database", required=True, metavar="FILE", help="the sandbox's")
    parser.add_argument("--object", required=True, metavar="NAME")
    parser.add_argument("--match-key", metavar="FIELD", help="it was an upsert")
    parser.add_argument("--rejects", metavar="FILE")
    parser.add_argument("--summary", required=True, metavar="FILE")
    parser.add_argument("--exit-code", required=True, type=int)
    return parser.parse_args(words)


def rows_of(given):
    """The source's rows."""
    signs = (given.delimiter, given.quote, given.escape, given.comment, given.encoding)
    dialect = Dialect(*signs, tuple(given.columns.split(",")) if given.columns else ())
    renamed = {source: name for name, source in (pair.split("=", 1) for pair in given.rename)}
    return read_source(given.source, given.format, dialect, renamed=renamed, match_key=given.match_key)


def text_of(path):
    """A file's text with the line breaks that it has; empty for no file."""
    if path is None:
        return ""
    with open(path, encoding="utf-8", newline="") as file:
        return file.read()


def main():
    given = arguments()
    try:
        stored = read_stored(open_database(given.database), given.object)
        rejects = read_rejects(text_of(given.rejects), given.format)
        document = json.loads(text_of(given.summary))
        verdict = judge(Evidence(rows_of(given), stored, rejects, document, given.exit_code, given.match_key))
    except (OSError, ValueError, KeyError, TypeError, sqlite3.Error) as error:
        print(json.dumps({"valid": False, "complaints": [f"can't be judged: {error!r}"]}))
        return 2
    print(json.dumps(verdict))
    return 0 if verdict["valid"] else 1


if __name__ == "__main__":
    sys.exit(main())
