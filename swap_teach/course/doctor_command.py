"""The command `swap-teach doctor`: what this machine has, what it lacks, which lessons are ready."""

from __future__ import annotations

import argparse
import json

from swap_teach.course.doctor import doctor


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Give `parser` the options of `swap-teach doctor`."""
    parser.description = "Say what this machine has and lacks; exit status 1 if something needs mending."
    parser.add_argument("--json", action="store_true", help="the report as JSON")


def main(given: argparse.Namespace) -> int:
    """Print the report and return the exit status: 1 if there is a problem."""
    report = doctor()
    print(json.dumps(report.as_dict(), indent=1, ensure_ascii=False) if given.json else report)
    return 1 if report.problems else 0
