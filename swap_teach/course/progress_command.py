"""The command `swap-teach progress`: one learner's record, or what a whole class did."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from swap_teach.course import progress
from swap_teach.course.classroom import exercises_table, inventory_table, predictions_table, read_records
from swap_teach.course.lab import FOLDER

EXAMPLES = """\
examples:
  swap-teach progress                       what you have done so far
  swap-teach progress --json > ada.json     your record, to hand in if you wish
  swap-teach progress --class records/      for who teaches: all .json files of a folder together
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Give `parser` the options of `swap-teach progress`."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.description = "Show your checks, predictions and inventory. Nothing leaves this machine unless you send it."
    parser.epilog = EXAMPLES
    parser.add_argument("--file", type=Path, help="a progress.json (default: yours, in my-course/ or here)")
    parser.add_argument("--class", type=Path, dest="classroom", metavar="FOLDER", help="the records of a class")
    parser.add_argument("--json", action="store_true", help="as JSON")


def main(given: argparse.Namespace) -> int:
    """Print the record, or the class's tables, and return 0."""
    records = list(read_records(given.classroom).values()) if given.classroom else [_own(given.file)]
    if given.json and not given.classroom:
        print(json.dumps(records[0], indent=1, sort_keys=True))
        return 0
    tables = {
        "exercises": exercises_table(records),
        "predictions": predictions_table(records),
        "inventory": inventory_table(records),
    }
    if given.json:
        print(json.dumps({name: json.loads(table.to_json(orient="index")) for name, table in tables.items()}, indent=1))
        return 0
    print(f"{len(records)} learner{'s' * (len(records) != 1)}")
    for name, table in tables.items():
        print(f"\n{name}\n{table.round(1).to_string(na_rep='-')}")
    return 0


def _own(path: Path | None) -> dict[str, Any]:
    """Read the learner's record: the file named, else that of this folder, else that of `make lab`'s folder."""
    if path is not None:
        return progress.read_file(path)
    here = progress.location()
    beside = FOLDER / ".swap-teach" / "progress.json"
    return (
        progress.read_file(beside) if here is not None and not here.is_file() and beside.is_file() else progress.read()
    )
