"""`swap-teach mini-benchmark`: train the self-made benchmark, or go on with it. Used in lesson A1."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this verb's arguments."""
    parser.description = (
        "Train the cells of the self-made benchmark, in a fixed order, and append each to its table. "
        "Stop it whenever you like: the same command goes on where it stopped."
    )
    parser.add_argument("--cells", type=int, default=600, help="how many cells from the start of the order (600)")
    parser.add_argument("--workers", type=int, default=2, help="processes of one thread each (2)")
    parser.add_argument("--epochs", type=int, help="fewer than the recipe's, for a trial with its own --table")
    parser.add_argument("--table", type=Path, help="where the table goes (the course's own: data/mini/runs.csv)")


def main(given: argparse.Namespace) -> int:
    """Train what is missing. Exit status 0: the table is complete."""
    from dataclasses import replace

    from swap_teach.datafiles import data_dir
    from swap_teach.mini.runner import run
    from swap_teach.mini.trainer import RECIPE

    if min(given.cells, given.workers) < 1:
        raise ValueError(f"At least one cell and one worker: got --cells {given.cells}, --workers {given.workers}.")
    recipe = replace(RECIPE, epochs=RECIPE.epochs if given.epochs is None else given.epochs)
    if recipe != RECIPE and given.table is None:
        raise ValueError("The course's own table is for the full recipe: give a trial its own --table.")
    run(given.table or data_dir() / "mini" / "runs.csv", recipe, given.cells, given.workers)
    return 0
