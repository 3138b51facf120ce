"""The command `swap-teach fetch`: get a third party's table or images, checked against their hash."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from swap_teach.fetching import SOURCES


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Give `parser` the options of `swap-teach fetch`."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.description = (
        "Download a public table at a pinned version, check its SHA-256, convert it once and keep it in the user's "
        "cache. The course's own lessons need none of them."
    )
    parser.epilog = "sources:\n" + "\n".join(f"  {name:12} {source.credit}" for name, source in SOURCES.items())
    parser.add_argument("name", choices=sorted(SOURCES), metavar="NAME", help="one of the sources below")
    parser.add_argument("--to", type=Path, metavar="FOLDER", help="where to keep it, in place of the user's cache")
    parser.add_argument(
        "--from",
        dest="mirrors",
        action="append",
        default=[],
        metavar="URL_OR_FOLDER",
        help="look here first; repeatable",
    )


def main(given: argparse.Namespace) -> int:
    """Run `swap-teach fetch` and return its exit status."""
    from swap_teach.fetching import fetch

    for path in fetch(given.name, to=given.to, mirrors=given.mirrors, progress=sys.stderr.isatty()):
        print(path)
    print(SOURCES[given.name].credit)
    return 0
