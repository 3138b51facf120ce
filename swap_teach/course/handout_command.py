"""The command `swap-teach handout`: lessons to give away, without outputs, or with solutions."""

from __future__ import annotations

import argparse
from pathlib import Path

from swap_teach.course.handouts import write_handouts
from swap_teach.course.lessons import list_lessons

EXAMPLES = """\
examples:
  swap-teach handout 03                learner's copy of lesson 03, in handouts/
  swap-teach handout 02 03 --solutions with the solutions filled in, for who teaches them
  swap-teach handout --out stick/      every lesson, into stick/
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Give `parser` the options of `swap-teach handout`."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.description = "Write copies of lessons without outputs. A file that is there is never written over."
    parser.epilog = EXAMPLES
    parser.add_argument("only", nargs="*", metavar="NN", help="numbers of lessons; none means all")
    parser.add_argument("--solutions", action="store_true", help="fill the exercises' solutions in")
    parser.add_argument("--out", type=Path, default=Path("handouts"), help="folder (default: %(default)s/)")


def main(given: argparse.Namespace) -> int:
    """Write the handouts, name them, and return 0."""
    for path in write_handouts(list_lessons(only=tuple(given.only)), given.out, given.solutions):
        print(path)
    return 0
