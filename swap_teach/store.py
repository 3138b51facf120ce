"""A store of scores: one SQLite file that remembers every score with its conditions, and survives a crash.

One process writes. A score that is there isn't computed again, which is all there is to resuming. The file is in
write-ahead mode: a killed process loses at most what it hadn't handed over. Keep it on a local disk, for network
file systems break SQLite's locks. Used from lesson 05 on.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    import pandas as pd

    from swap_teach.initialisation import Law
    from swap_teach.listening import Mode

Layout = Literal["contiguous", "channels_last"]

APPLICATION_ID = 0x53574150  # "SWAP": SQLite's own field for telling one program's files from another's
LAYOUT_VERSION = 1
TABLES = """
    CREATE TABLE IF NOT EXISTS conditions (
        id INTEGER PRIMARY KEY,
        space TEXT NOT NULL, network TEXT NOT NULL, num_classes INTEGER NOT NULL, inputs TEXT NOT NULL,
        samples INTEGER NOT NULL, law TEXT NOT NULL, mode TEXT NOT NULL, seed INTEGER NOT NULL, layout TEXT NOT NULL,
        dtype TEXT NOT NULL, device TEXT NOT NULL, torch TEXT NOT NULL,
        UNIQUE (space, network, num_classes, inputs, samples, law, mode, seed, layout, dtype, device, torch));
    CREATE TABLE IF NOT EXISTS scores (
        conditions INTEGER NOT NULL REFERENCES conditions, executed_key TEXT NOT NULL, metric TEXT NOT NULL,
        version INTEGER NOT NULL, repeat INTEGER NOT NULL, value REAL, note TEXT NOT NULL, seconds REAL NOT NULL,
        PRIMARY KEY (conditions, metric, version, repeat, executed_key)) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS architectures (
        space TEXT NOT NULL, network TEXT NOT NULL, arch TEXT NOT NULL, executed_key TEXT NOT NULL,
        PRIMARY KEY (space, network, arch)) WITHOUT ROWID;
"""
INDEX = "CREATE INDEX IF NOT EXISTS by_key ON architectures (space, network, executed_key)"  # else reading is quadratic


class StoreError(RuntimeError):
    """A store can't be opened, read or written; the message says what to do."""


@dataclass(frozen=True)
class Conditions:
    """All that a score depends on, besides the architecture, the metric and the repeat."""

    space: str
    network: str
    num_classes: int
    inputs: str
    samples: int
    law: Law
    mode: Mode
    seed: int
    torch: str
    layout: Layout = "contiguous"
    dtype: str = "float32"
    device: str = "cpu"


class Row(NamedTuple):
    """One score as it is stored."""

    executed_key: str
    metric: str
    version: int
    repeat: int
    value: float | None
    note: str
    seconds: float


class Store:
    """The scores in one file (created if it isn't there), or in memory for `path=None`. Closes as a context.

    StoreError for a file that is no store, is damaged, was made by a later version, or is locked by another
    process for 30 seconds; or a folder that doesn't exist.

    >>> with Store(None) as store:
    ...     store.read().empty
    True
    """

    def __init__(self, path: str | Path | None, wait: float = 30.0) -> None:
        self.path = path
        if path is not None and not Path(path).absolute().parent.is_dir():
            raise StoreError(f"Can't make {path}: its folder {Path(path).absolute().parent} doesn't exist.")
        with self._told_clearly():
            self._db = sqlite3.connect(":memory:" if path is None else path, timeout=wait, isolation_level=None)
        try:
            with self._told_clearly():
                self._prepare()
        except StoreError:
            self._db.close()
            raise

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self._db.close()

    def add(self, conditions: Conditions, rows: Iterable[Row]) -> None:
        """Store scores, all or none; one that is there already stays, since it is the same."""
        with self._told_clearly(), self._transaction():
            number = self._number(conditions)
            values = ((number, *row) for row in rows)
            # Not OR IGNORE, which would swallow a row that breaks NOT NULL.
            self._db.executemany("INSERT INTO scores VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING", values)

    def remember(self, space: str, network: str, keys: Iterable[tuple[str, str]]) -> None:
        """Note (architecture, executed key) pairs: scores belong to keys, tables are read by architecture."""
        with self._told_clearly(), self._transaction():
            values = ((space, network, arch, key) for arch, key in keys)
            self._db.executemany("INSERT OR REPLACE INTO architectures VALUES (?, ?, ?, ?)", values)

    def done(self, conditions: Conditions, versions: Iterable[tuple[str, int]]) -> set[tuple[str, int, str]]:
        """Return the (executed key, repeat, metric) that are there, of metrics given as (name, version)."""
        found: set[tuple[str, int, str]] = set()
        with self._told_clearly():
            for name, version in versions:
                query = f"""SELECT executed_key, repeat, metric FROM scores JOIN conditions ON conditions = id
                            WHERE {_MATCH} AND metric = :metric AND version = :version"""
                found.update(self._db.execute(query, {**asdict(conditions), "metric": name, "version": version}))
        return found

    def read(self, conditions: Conditions | None = None) -> pd.DataFrame:
        """Return every score, a row each, with its architecture and all its conditions; or those of one run.

        Columns: space, network, num_classes, inputs, samples, law, mode, seed, layout, dtype, device, torch,
        arch, executed_key, metric, version, repeat, value (NaN where there is none), note, seconds.
        """
        import pandas as pd

        where, values = ("", {}) if conditions is None else (f"WHERE {_MATCH}", asdict(conditions))
        query = f"""SELECT c.*, arch, executed_key, metric, version, repeat, value, note, seconds
                    FROM scores JOIN conditions AS c ON conditions = c.id
                    LEFT JOIN architectures AS a USING (space, network, executed_key) {where}
                    ORDER BY c.id, arch, executed_key, metric, version, repeat"""
        with self._told_clearly():
            rows = self._db.execute(query, values)
            table = pd.DataFrame.from_records(rows.fetchall(), columns=[column[0] for column in rows.description])
        return table.drop(columns="id").astype({"value": "float64"})

    def _prepare(self) -> None:
        """Check whose file it is; make the tables if it is new."""
        # The tables first: another process may be making them now, and gives them and the owner at one stroke.
        questions = "SELECT count(*) FROM sqlite_master", "PRAGMA application_id", "PRAGMA user_version"
        tables, owner, version = (self._db.execute(question).fetchone()[0] for question in questions)
        if owner == 0 and not tables:
            self._db.execute("PRAGMA journal_mode = WAL")
            with self._transaction():
                for statement in TABLES.split(";")[:-1]:
                    self._db.execute(statement)
                self._db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
                self._db.execute(f"PRAGMA user_version = {LAYOUT_VERSION}")
        elif owner != APPLICATION_ID:
            raise StoreError(
                f"{self.path} is an SQLite file of another program, not a store of scores. Name another file."
            )
        elif version != LAYOUT_VERSION:
            raise StoreError(
                f"{self.path} has layout {version}; this version of swap-teach reads layout {LAYOUT_VERSION}. "
                "Update swap-teach, or name another file."
            )
        self._db.execute(INDEX)  # older stores lack it
        self._db.execute("PRAGMA synchronous = NORMAL")  # safe against kills; a power cut may cost the last chunks

    def _number(self, conditions: Conditions) -> int:
        given = asdict(conditions)
        columns, values = ", ".join(given), ", ".join(f":{name}" for name in given)
        self._db.execute(f"INSERT INTO conditions ({columns}) VALUES ({values}) ON CONFLICT DO NOTHING", given)
        number: int = self._db.execute(f"SELECT id FROM conditions WHERE {_MATCH}", given).fetchone()[0]
        return number

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    @contextmanager
    def _told_clearly(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.DatabaseError as error:
            reason = str(error)
            if "locked" in reason:
                advice = "Another process is writing to it: wait for it, or give this run a store of its own."
            elif "not a database" in reason:
                advice = "It isn't a store of scores. Name another file."
            elif "malformed" in reason:
                advice = "The file is damaged: restore a copy, or delete it and score again."
            else:
                advice = "May it be written, is it a file, and is there space on the disk?"
            raise StoreError(f"The store {self.path} can't be used: {reason}. {advice}") from error


_MATCH = " AND ".join(f"{field.name} = :{field.name}" for field in fields(Conditions))
