"""The data that the course ships, and whether it is still what was committed.

`data/SHA256SUMS` lists every file in the format of the `sha256sum` program, so `sha256sum -c` reads it too.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

LIST = "SHA256SUMS"


def sha256(path: Path) -> str:
    """Return a file's SHA-256 in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def current(folder: Path) -> dict[str, str]:
    """Return the checksum of every file under `folder` but the list itself, by POSIX path from there."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != LIST)
    return {path.relative_to(folder).as_posix(): sha256(path) for path in paths}


def listed(folder: Path) -> dict[str, str]:
    """Return what the folder's list says, nothing without one; ValueError for a line that isn't checksum and name."""
    if not (folder / LIST).exists():
        return {}
    found = {}
    for number, line in enumerate((folder / LIST).read_text(encoding="utf-8").splitlines(), 1):
        checksum, gap, name = line.partition("  ")
        if not gap or len(checksum) != 64:
            raise ValueError(f"{LIST}, line {number}: expected a SHA-256, two spaces and a name, got {line!r}.")
        found[name] = checksum
    return found


def write_list(folder: Path) -> int:
    """Write the folder's list anew and return how many files it names."""
    sums = current(folder)
    text = "".join(f"{checksum}  {name}\n" for name, checksum in sums.items())
    (folder / LIST).write_text(text, encoding="utf-8", newline="\n")
    return len(sums)


def compare(folder: Path) -> dict[str, str]:
    """Return `"ok"`, `"changed"`, `"missing"` or `"not listed"` for each file of the folder or its list."""
    now, then = current(folder), listed(folder)
    states = {}
    for name in sorted(now.keys() | then.keys()):
        if name not in now:
            states[name] = "missing"
        elif name not in then:
            states[name] = "not listed"
        else:
            states[name] = "ok" if now[name] == then[name] else "changed"
    return states


def data_hash(folder: Path) -> str:
    """Return twelve hexadecimal digits that change when any file of the folder does."""
    whole = hashlib.sha256(repr(sorted(current(folder).items())).encode())
    return whole.hexdigest()[:12]
