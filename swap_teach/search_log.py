"""The log of a search: a file of JSON lines, only ever appended to, from which the search can be repeated.

The first line says which search it is; each further line holds an architecture, its score and the seconds until
then. A searcher is deterministic, so its seed and the scores it was told are all of its state: to resume is to
search again from the start, with the scores that are known already read from here. Used in lesson 10.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from swap_teach.store import StoreError


class Told(NamedTuple):
    """One line of the log."""

    arch: str
    score: float
    """NaN where there is none."""
    seconds: float
    """Since the search began, pauses left out."""


class SearchLog:
    """The log in one file, or in memory for `path=None`.

    which  what the scores and their order depend on: space, algorithm, its settings, seed, objective.

    StoreError for a log of another search, a file that is no log, or one that is damaged. A last line that a killed
    process didn't finish is cut off.
    """

    def __init__(self, path: str | Path | None, which: dict[str, Any]) -> None:
        self.path = None if path is None else Path(path)
        self.told: dict[str, Told] = {}
        if self.path is None:
            return
        if not self.path.absolute().parent.is_dir():
            raise StoreError(f"Can't make {path}: its folder {self.path.absolute().parent} doesn't exist.")
        content = self.path.read_bytes() if self.path.exists() else b""
        if content:
            first, *lines = self._decode(content[: content.rfind(b"\n") + 1]) or [""]
            self._check(first, which)
            self.told = {told.arch: told for told in map(self._read, range(2, len(lines) + 2), lines)}
            with self.path.open("r+b") as file:
                file.truncate(content.rfind(b"\n") + 1)
        else:  # the first line at one stroke, so that every log has a whole one
            unfinished = self.path.with_name(f"{self.path.name}.new")
            unfinished.write_text(json.dumps(which) + "\n", encoding="utf-8")
            unfinished.replace(self.path)

    def append(self, rows: Iterable[Told]) -> None:
        """Add scores at the end, and hand them to the operating system before returning."""
        fresh = [row for row in rows if row.arch not in self.told]
        self.told |= {row.arch: row for row in fresh}
        if self.path is not None and fresh:
            with self.path.open("a", encoding="utf-8") as file:
                for row in fresh:
                    score = None if math.isnan(row.score) else row.score  # JSON has no NaN
                    file.write(json.dumps({"arch": row.arch, "score": score, "seconds": row.seconds}) + "\n")

    def _decode(self, content: bytes) -> list[str]:
        try:
            return content.decode("utf-8").split("\n")[:-1]
        except UnicodeDecodeError as error:
            raise StoreError(f"{self.path} is no log of a search. Name another file.") from error

    def _check(self, first: str, which: dict[str, Any]) -> None:
        try:
            there = json.loads(first)
            known = there.items() if there.keys() == which.keys() else None
        except (ValueError, AttributeError):
            known = None
        if known is None:
            raise StoreError(f"{self.path} is no log of a search. Name another file.")
        other = [f"{name} {value!r}, now {which[name]!r}" for name, value in known if value != which[name]]
        if other:
            raise StoreError(f"{self.path} is the log of another search: {'; '.join(other)}. Name another file.")

    def _read(self, number: int, line: str) -> Told:
        try:
            given = json.loads(line)
            score = math.nan if given["score"] is None else float(given["score"])
            return Told(str(given["arch"]), score, float(given["seconds"]))
        except (ValueError, TypeError, KeyError) as error:
            raise StoreError(
                f"{self.path} is damaged in line {number}: delete it and what follows, and run again."
            ) from error
