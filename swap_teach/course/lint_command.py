"""The command `swap-teach lint-notebooks`: the hygiene of committed notebooks, each problem with its cure."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path

from swap_teach.course.lessons import list_lessons
from swap_teach.course.lint import lint


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Give `parser` the options of `swap-teach lint-notebooks`."""
    parser.description = "Check notebooks against the course's rules; exit status 1 if one is broken."
    parser.add_argument("paths", nargs="*", type=Path, help="notebooks; none means every lesson")
    parser.add_argument("--json", action="store_true", help="the problems as JSON")


def main(given: argparse.Namespace) -> int:
    """Print every problem and return the exit status: 1 if there is one."""
    paths = given.paths or [lesson.path for lesson in list_lessons()]
    problems = lint(paths)
    if given.json:
        print(json.dumps([asdict(problem) for problem in problems], indent=1, ensure_ascii=False))
    else:
        for problem in problems:
            print(problem)
        print(f"{len(problems)} problems in {len(paths)} notebooks")
    return 1 if problems else 0
