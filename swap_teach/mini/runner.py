"""Train the cells of the self-made benchmark, several processes at once, and survive being killed at any moment.

One table is both result and memory: each finished cell is appended to it at once and pushed to the disk, and a
run trains what the table lacks. Only this process writes; the workers just train. Read in lesson A1.
"""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterator, Sequence
from itertools import islice
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import cast

from swap_teach.mini.trainer import SEEDS, Trainer, cell_order, columns
from swap_teach.training import Recipe
from swap_teach.workers import end_with_parent

Row = dict[str, str]


def run(path: Path, recipe: Recipe, cells: int, workers: int = 2, progress: bool = True) -> None:
    """Train the first `cells` cells with all seeds; `path` is the table, which is resumed if it exists.

    When the last cell is done the rows are sorted: the table doesn't depend on the number of workers, nor on how
    often the run was stopped (but for the column `cpu_seconds`).

    Raises ValueError for a table of another recipe. Used in lesson A1.
    """
    from tqdm import tqdm

    header = columns(recipe)
    rows = read_rows(path, header)
    if other := {row["epochs"] for row in rows} - {str(recipe.epochs)}:
        raise ValueError(
            f"The table {path} holds trainings of {', '.join(sorted(other))} epochs, but this recipe has "
            f"{recipe.epochs}. Continue it with its own recipe, or write to another file."
        )
    write_rows(path, header, sort_rows(rows))  # drops a line that a kill tore in two
    done = set(finished(rows))
    missing = [arch for arch in cell_order()[:cells] if arch not in done]
    with tqdm(total=cells, initial=cells - len(missing), unit="cell", disable=not progress) as bar:
        for new in _train_all(missing, recipe, min(workers, len(missing))):
            append_rows(path, header, new)
            rows.extend(new)
            bar.update()
    write_rows(path, header, sort_rows(rows))


def read_rows(path: Path, header: Sequence[str]) -> list[Row]:
    """Read the whole lines of a table, dropping one without an end; no table, no rows."""
    if not path.exists():
        return []
    text = path.read_text()
    reader = csv.DictReader(io.StringIO(text[: text.rfind("\n") + 1]))
    if reader.fieldnames is not None and list(reader.fieldnames) != list(header):
        raise ValueError(
            f"The table {path} has the columns {', '.join(reader.fieldnames)}, but this recipe writes "
            f"{', '.join(header)}. Continue it with its own recipe, or write to another file."
        )
    return list(reader)


def finished(rows: Sequence[Row]) -> Iterator[str]:
    """Yield the architectures that have a row for each seed."""
    found: dict[str, set[str]] = {}
    for row in rows:
        found.setdefault(row["arch"], set()).add(row["seed"])
    return (arch for arch, seeds in found.items() if seeds >= {str(seed) for seed in SEEDS})


def sort_rows(rows: Sequence[Row]) -> list[Row]:
    """Sort by the cells' order, then by seed; of two rows of one training the first stays."""
    place = {arch: i for i, arch in enumerate(cell_order())}
    unique = {(place[row["arch"]], int(row["seed"])): row for row in reversed(rows)}
    return [unique[key] for key in sorted(unique)]


def append_rows(path: Path, header: Sequence[str], rows: Sequence[Row]) -> None:
    """Append in one write, and return when the disk has it."""
    with path.open("ab") as file:
        file.write(_lines(header, rows).encode())
        file.flush()
        os.fsync(file.fileno())


def write_rows(path: Path, header: Sequence[str], rows: Sequence[Row]) -> None:
    """Replace the table: whoever looks sees the old one or the new one, whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(path.name + ".new")
    with beside.open("wb") as file:
        file.write((",".join(header) + "\n" + _lines(header, rows)).encode())
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


def _lines(header: Sequence[str], rows: Sequence[Row]) -> str:
    text = io.StringIO()
    csv.DictWriter(text, header, lineterminator="\n").writerows(rows)
    return text.getvalue()


def _train_all(cells: Sequence[str], recipe: Recipe, workers: int) -> Iterator[list[Row]]:
    """Hand out the cells in order, each to whichever worker is free; yield rows as they come."""
    context = get_context("spawn")
    todo = iter(cells)
    pipes: list[Connection] = []
    for arch in islice(todo, workers):
        ours, theirs = context.Pipe()
        context.Process(target=_work, args=(theirs, recipe), daemon=True).start()
        theirs.close()
        ours.send(arch)
        pipes.append(ours)
    while pipes:
        for ready in wait(pipes):
            pipe = cast(Connection, ready)  # on Windows a PipeConnection, which isn't one by its class
            try:
                rows = pipe.recv()
            except EOFError as error:
                raise RuntimeError("A worker died. What is finished is kept; run the same command again.") from error
            following = next(todo, None)
            pipe.send(following)
            if following is None:
                pipes.remove(pipe)
            yield rows


def _work(pipe: Connection, recipe: Recipe) -> None:
    """Train what comes through the pipe, until None comes or the other end is gone."""
    import torch

    end_with_parent()
    torch.set_num_threads(1)  # the same sums in the same order, however many cores there are
    trainer = Trainer(recipe)
    while (arch := pipe.recv()) is not None:
        pipe.send([{name: _text(value) for name, value in row.items()} for row in trainer(arch)])


def _text(value: str | int | float) -> str:
    return f"{value:.4f}" if isinstance(value, float) else str(value)
