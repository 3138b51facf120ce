"""Results recorded once and read by the lessons: a table, and what must be known to read it or to make it again.

A record is a pair of files in the course's own data: `results/NAME.csv` with `results/NAME.json`, and for scores of
whole spaces `scores/NAME.csv.gz` with `scores/NAME.json`. The studies that make them are in `swap_teach/studies`.
Reading one needs no torch. Used from lesson 05 on.
"""

from __future__ import annotations

import json
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from swap_teach.datafiles import MissingDataError, data_dir

if TYPE_CHECKING:
    import pandas as pd

Kind = Literal["results", "scores"]
ENDINGS: dict[Kind, str] = {"results": ".csv", "scores": ".csv.gz"}
FIELDS: dict[str, type] = {
    "title": str,  # one line: what was measured
    "command": str,  # what makes it again
    "made": str,  # the date, 2026-11-24
    "versions": dict,  # package to version
    "inputs": list,  # the id of each batch or source of images
    "data_hash": dict,  # each ground-truth table that was used, to its SHA-256; empty where none was
    "device": str,  # where it ran
    "n": dict,  # what was counted, to how many: {"nb201": 2000}
    "notes": str,  # what a reader must know besides; may be empty
}


@dataclass(frozen=True)
class Record:
    """A recorded table, and `about`: its title, command, date, versions, inputs, data hash, device, n and notes."""

    name: str
    table: pd.DataFrame
    about: Mapping[str, Any]

    @property
    def provenance(self) -> str:
        """The line that a lesson prints under a figure of this record."""
        n = ", ".join(f"{what} {count:,}" for what, count in self.about["n"].items())
        hashes = ", ".join(f"{table} {sha[:12]}" for table, sha in self.about["data_hash"].items())
        return (
            f"Recorded {self.about['made']} by `{self.about['command']}`: n = {n}; torch "
            f"{self.about['versions'].get('torch', 'not used')}, {self.about['device']}; data {hashes or 'none'}."
        )

    def __repr__(self) -> str:
        rows, columns = self.table.shape
        wrapped = textwrap.fill(self.provenance, 110, initial_indent="  ", subsequent_indent="  ")
        return f"Record {self.name}: {self.about['title']} ({rows} rows, {columns} columns)\n{wrapped}"


def load_record(name: str, kind: Kind = "results") -> Record:
    """Read a record. MissingDataError if there is none of this name: it lists those there are.

    >>> load_record("horoscopes")
    Traceback (most recent call last):
    swap_teach.datafiles.MissingDataError: No record 'horoscopes' in data/results; ...
    """
    import pandas as pd

    csv, about = _paths(name, kind, data_dir())
    if not (csv.is_file() and about.is_file()):
        there = ", ".join(list_records(kind)) or "none yet"
        raise MissingDataError(
            f"No record {name!r} in data/{kind}; there is {there}. `python -m swap_teach.studies --help` lists the "
            "studies that make them; an installed course comes with them, so if one is missing, install it again."
        )
    return Record(name, pd.read_csv(csv), json.loads(about.read_text(encoding="utf-8")))


def load_scores(name: str) -> pd.DataFrame:
    """Read the recorded scores of a whole space, `nb201` or `darts`; columns in data/scores/README.md.

    What is known about them besides: `load_record(name, "scores").about`. Errors as in `load_record`.
    """
    return load_record(name, "scores").table


def list_records(kind: Kind = "results") -> list[str]:
    """Return the names of the records there are."""
    folder = data_dir() / kind
    return sorted(path.name.removesuffix(ENDINGS[kind]) for path in folder.glob(f"*{ENDINGS[kind]}"))


def write_record(
    name: str, table: pd.DataFrame, about: Mapping[str, Any], kind: Kind = "results", folder: Path | None = None
) -> Path:
    """Write a record into the course's data (or another folder), and return the path of its table.

    The same table gives the same bytes. ValueError if the table is empty, holds an accuracy (a column named `..._acc`
    or `accuracy`: third parties' figures stay with them), or `about` lacks a field, has one too many or of another
    type, or an empty one: only `notes` and `data_hash` may be empty.
    """
    check_record(name, table, about)
    csv, json_file = _paths(name, kind, data_dir() if folder is None else folder)
    csv.parent.mkdir(exist_ok=True)
    compression = {"method": "gzip", "mtime": 0} if kind == "scores" else None
    table.to_csv(csv, index=False, lineterminator="\n", compression=compression)
    text = json.dumps({field: about[field] for field in FIELDS}, indent=1, ensure_ascii=False)
    json_file.write_text(text + "\n", encoding="utf-8", newline="\n")
    return csv


def check_record(name: str, table: pd.DataFrame, about: Mapping[str, Any]) -> None:
    """Raise ValueError where a record would say too little, or too much; see `write_record`."""
    accuracies = [column for column in table.columns if column == "accuracy" or "_acc" in column]
    if table.empty or accuracies:
        fault = f"holds accuracies: {', '.join(accuracies)}" if accuracies else "is empty"
        raise ValueError(f"The table of record {name!r} {fault}. Record scores and correlations.")
    missing = [field for field in FIELDS if field not in about]
    unknown = [field for field in about if field not in FIELDS]
    if missing or unknown:
        faults = [f"lacks {', '.join(missing)}"] * bool(missing) + [f"has {', '.join(unknown)} besides"] * bool(unknown)
        raise ValueError(f"`about` of record {name!r} {' and '.join(faults)}. It holds {', '.join(FIELDS)}.")
    for field, kind in FIELDS.items():
        if not isinstance(about[field], kind):
            raise ValueError(f"`{field}` of record {name!r} must be a {kind.__name__}, got {about[field]!r}.")
        if not about[field] and field not in ("notes", "data_hash"):
            raise ValueError(f"`{field}` of record {name!r} is empty. Say it, for nobody can later.")


def _paths(name: str, kind: Kind, folder: Path) -> tuple[Path, Path]:
    return folder / kind / f"{name}{ENDINGS[kind]}", folder / kind / f"{name}.json"
