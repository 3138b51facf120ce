"""Found against random cells of equal size, really trained.

A reduced final training on the self-made task: few channels, few cells, few epochs, so that it fits on a CPU. Each
training keeps its checkpoints, so a stopped study goes on where it was. Read in lesson A5.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from swap_teach.final_training.data_sets import Scenes
from swap_teach.final_training.loop import final_training
from swap_teach.final_training.network import final_network
from swap_teach.final_training.recipe import MINI
from swap_teach.formulas import swap_formula
from swap_teach.images import ImageSource
from swap_teach.narrowed import OneCell
from swap_teach.objectives import ScoredObjective
from swap_teach.searching import search
from swap_teach.seeding import derived_rng
from swap_teach.spaces import get_space
from swap_teach.studies import Finding, Setting
from swap_teach.swap import theta
from swap_teach.workers import one_thread, run_all

if TYPE_CHECKING:
    from swap_teach.spaces.darts_genotype import Genotype

SEARCHES = 6
BUDGET, REPEATS, MU, SIGMA = 250, 4, 1.2, 1.2
NEAR = 0.02  # the random cell's parameters differ from the found one's by at most this share
RECIPE = MINI.changed(channels=8, cells=3, epochs=20)


@dataclass(frozen=True)
class Task:
    """One training: of the found or the random cell of a search; kept in a folder."""

    search: int
    cell: str
    arch: str
    folder: Path


def study(setting: Setting) -> Finding:
    """Search, draw a random cell of each found one's size, train them all; a sample of N takes N searches."""
    import pandas as pd

    searches = range(SEARCHES if setting.sample is None else setting.sample)
    kept = setting.store.parent / "final_training"
    kept.mkdir(exist_ok=True)
    pairs = dict(run_all(partial(found_and_random, kept), searches, setting.workers))
    tasks = [
        Task(number, cell, pairs[number][cell], kept / f"{number}-{cell}")
        for number in searches
        for cell in ("found", "random")
    ]
    rows = list(run_all(trained, tasks, setting.workers))
    table = pd.DataFrame(rows).sort_values(["search", "cell"])
    return Finding(
        title="Found against random cells of equal size, a reduced final training on the digit scenes",
        table=table,
        inputs=[ImageSource("photos").id, Scenes().name],
        benchmarks=[],
        n={"searches": len(searches), "trainings": len(table)},
        notes=f"Found: the best of {BUDGET} evaluations of swap-nas in the DARTS space, one cell, regularised SWAP, "
        f"mu = {MU}, sigma = {SIGMA} (in thousands of parameters of the scored network), {REPEATS} draws of weights. "
        f"Random: one cell whose trained network has the found one's parameters within {NEAR:.0%}. Both of a pair are "
        f"trained with one seed on the same scenes: {RECIPE.cells} cells, {RECIPE.channels} channels, "
        f"{RECIPE.descent.epochs} epochs of 1,000 new scenes, cutout {RECIPE.cutout}, drop-path up to "
        f"{RECIPE.drop_path}, auxiliary loss times {RECIPE.auxiliary}. right_percent is of 6,000 test scenes; the "
        "accuracies are this project's own.",
    )


def found_and_random(kept: Path, number: int) -> tuple[int, dict[str, str]]:
    """Run a search; return its number, and the found cell and a random one of the same trained size by these names."""
    space = OneCell()
    objective = ScoredObjective(
        get_space("darts"), ImageSource("photos", seed=number), swap_formula(MU, SIGMA), repeats=REPEATS, seed=number
    )
    with one_thread(), objective:
        store = kept / f"search-{number}.jsonl"
        found = search(space, objective, budget=BUDGET, seed=number, store=store, progress=False).best
    wanted, rng = parameters(found), derived_rng("random cells of equal size", number)
    while abs(parameters(drawn := space.sample(rng)) / wanted - 1) > NEAR:
        pass
    return number, {"found": str(found), "random": str(drawn)}


def parameters(genotype: Genotype) -> float:
    """Count the parameters, in thousands, of the network that is trained, its auxiliary head left out."""
    return theta(final_network(genotype, Scenes(), RECIPE, seed=0, device="meta"))


def trained(task: Task) -> dict[str, Any]:
    """Train one network and return its row."""
    genotype = get_space("darts").parse(task.arch)
    with one_thread():
        result = final_training(
            genotype, Scenes(), RECIPE, task.folder, seed=task.search, judge_every=RECIPE.descent.epochs
        )
    last = result.log[-1]
    return {
        "search": task.search,
        "cell": task.cell,
        "params": round(1000 * parameters(genotype)),
        "right_percent": round(result.accuracy, 3),
        "test_loss": round(last["test_loss"], 4),
        "train_loss": round(last["train_loss"], 4),
        "arch": task.arch,
    }
