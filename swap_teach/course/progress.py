"""The learner's own record: one small JSON file beside their notebooks, which never leaves the machine.

`SWAP_TEACH_PROGRESS` names another folder, or is `none`: then nothing is read or written, and the record lasts as
long as the kernel. Proofs set `none`, so that no output depends on who ran the lesson before.
"""

from __future__ import annotations

import json
import os
import tempfile
import warnings
from pathlib import Path
from typing import Any

VERSION = 1
SECTIONS = ("exercises", "predictions", "quiz", "inventory", "museum", "game")

_in_this_kernel: dict[str, Any] = {}


def location() -> Path | None:
    """Return the file of the record, or None where `SWAP_TEACH_PROGRESS` is `none`; read anew at each call."""
    folder = os.environ.get("SWAP_TEACH_PROGRESS", ".swap-teach")
    return None if folder == "none" else Path(folder).expanduser() / "progress.json"


def read() -> dict[str, Any]:
    """Return the record: a dictionary with one dictionary for each of `SECTIONS`.

    Raises ValueError, with what to do, where the file is there and can't be read as a record.
    """
    path = location()
    if path is None:
        return _with_every_section(_in_this_kernel)
    return read_file(path) if path.is_file() else _with_every_section({})


def read_file(path: Path) -> dict[str, Any]:
    """Return the record in a file, as `read` does; ValueError, with what to do, for a file that is none."""
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise ValueError(f"{path} is not a progress file: {error}. Rename or delete it, then go on.") from error
    if not isinstance(record, dict) or record.get("version") != VERSION:
        raise ValueError(f"{path} is not a progress file of version {VERSION}. Rename or delete it, then go on.")
    return _with_every_section(record)


def _with_every_section(record: dict[str, Any]) -> dict[str, Any]:
    return {"version": VERSION} | {section: dict(record.get(section, {})) for section in SECTIONS}


def note(section: str, key: str, value: Any) -> None:
    """Write one entry into the record; a file is replaced whole, so a reader never sees half of one.

    Where the folder can't be written, a warning says so and the lesson goes on.
    """
    record = read()
    if record[section].get(key) == value:
        return
    record[section][key] = value
    path = location()
    if path is None:
        _in_this_kernel.update(record)
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(
            "w", dir=path.parent, prefix="progress-", suffix=".part", delete=False, encoding="utf-8"
        ) as part:
            json.dump(record, part, indent=1, sort_keys=True)
        Path(part.name).replace(path)
    except OSError as error:
        warnings.warn(f"Your progress was not saved in {path}: {error}. The lesson goes on without it.", stacklevel=2)
