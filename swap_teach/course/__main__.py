"""What `course.py` starts for its smaller verbs: `python -m swap_teach.course lab | constraints | checksums`.

Everything that a user of the package types is a verb of `swap-teach`; these act on a checkout.
"""

from __future__ import annotations

import sys
from pathlib import Path

VERBS = ("lab", "constraints", "checksums")


def main(arguments: list[str]) -> int:
    """Run one verb in the current folder, the checkout, and return its exit status."""
    verb, words = (arguments[0], arguments[1:]) if arguments else ("", [])
    try:
        if verb == "lab":
            from swap_teach.course.lab import FOLDER, open_lab

            return open_lab(FOLDER, words)
        if verb == "constraints":
            from swap_teach.course.pins import write_constraints

            target = Path("constraints.txt")
            print(f"{target}: {write_constraints(Path('pyproject.toml'), target)} packages")
            return 0
        if verb == "checksums":
            from swap_teach.course.checksums import LIST, write_list
            from swap_teach.datafiles import data_dir

            print(f"{data_dir().name}/{LIST}: {write_list(data_dir())} files")
            return 0
    except (ValueError, OSError) as error:
        print(f"{verb}: {error}", file=sys.stderr)
        return 1
    print(f"python -m swap_teach.course knows {', '.join(VERBS)}; it was given {verb or 'nothing'}.", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
