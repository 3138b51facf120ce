"""The command `swap-teach course`: the lessons headless, their pages, and a closing table."""

from __future__ import annotations

import argparse
from pathlib import Path

from swap_teach.course.headless import DEFAULT_OUT, run_all
from swap_teach.course.lessons import list_lessons

EXAMPLES = """\
examples:
  swap-teach course                    every lesson, quick profile, pages in build/course/
  swap-teach course 02 03              only these
  swap-teach course --profile full     full sizes, as in the committed notebooks
  swap-teach course --write 03         for authors: run notebooks/03_... in place, in the full profile
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Give `parser` the options of `swap-teach course`."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.description = "Run the lessons from top to bottom, offline, and make pages to read."
    parser.epilog = EXAMPLES
    parser.add_argument("only", nargs="*", metavar="NN", help="numbers of lessons; none means all")
    parser.add_argument("--profile", choices=("quick", "full"), default="quick", help="sizes (default: %(default)s)")
    parser.add_argument("--out", type=Path, default=DEFAULT_OUT, help="where it all goes (default: %(default)s)")
    parser.add_argument("--write", action="store_true", help="run the committed notebooks in place instead")


def main(given: argparse.Namespace) -> int:
    """Run the lessons that were asked for and return the exit status: 1 if one stopped."""
    only = tuple(given.only)
    if not given.write:
        return run_all(given.profile, given.out, only)
    from swap_teach.course.committed import rewrite

    for lesson in list_lessons(only=only):
        rewrite(lesson)
        print(f"written: {lesson.path.name}", flush=True)
    return 0
