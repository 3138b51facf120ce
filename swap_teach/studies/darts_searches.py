"""Full searches of the DARTS space: three sizes and two more, ImageNet's head, and what each factor of Psi' does alone.

No accuracy is read. Each search keeps its log beside the store, so a stopped study goes on where it was. What was found
is measured again with other images and weights, beside random cells of its size. Read in lesson 10.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from swap_teach.anytime import best_after
from swap_teach.images import ImageSource
from swap_teach.narrowed import OneCell, full_macs, full_parameters
from swap_teach.objectives import size_objective, swap_objective
from swap_teach.searching import search
from swap_teach.seeding import derived_rng
from swap_teach.spaces import get_space
from swap_teach.studies import Finding, Setting
from swap_teach.swap import size_factor, theta
from swap_teach.workers import one_thread, run_all

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from swap_teach.spaces.darts_genotype import Genotype

BUDGET, REPEATS = 500, 4
CURVE = (10, 30, 100, 300, BUDGET)
POOL, ALIKE = 5000, 100  # random cells, and how many of them, the nearest in size, a found cell is compared with
SCORED, AGAIN = 0, 1  # seeds of images and weights: in the searches, and when what was found is measured again


class Rule(NamedTuple):
    """What a search maximises: regularised swap, f alone or swap; mu = sigma in thousands; classes; how many seeds."""

    objective: str
    mu: float
    classes: int
    seeds: int
    algorithm: str = "swap-nas"


RULES = (
    Rule("regularised swap", 1.5, 10, 10),
    Rule("regularised swap", 0.9, 10, 3),
    Rule("regularised swap", 1.2, 10, 3),
    Rule("regularised swap", 25, 1000, 3),
    Rule("swap", np.nan, 10, 3),
    Rule("regularised swap", 1.8, 10, 3),
    Rule("regularised swap", 2.1, 10, 3),
    Rule("regularised swap", 1.5, 10, 1, "random"),
    Rule("f alone", 1.5, 10, 10),
)


@dataclass(frozen=True)
class Task:
    """One search, its log in a folder; `rule` is the place in RULES."""

    rule: int
    seed: int
    budget: int
    folder: Path


def study(setting: Setting) -> Finding:
    """Search, then measure again; a sample of N takes one seed of each rule and a budget of N."""
    kept = setting.store.parent / "darts_searches"
    kept.mkdir(exist_ok=True)
    budget = setting.sample or BUDGET
    tasks = [
        Task(k, seed, budget, kept)
        for k, rule in enumerate(RULES)
        for seed in range(rule.seeds if setting.sample is None else 1)
    ]
    rows = []
    for row in run_all(_searched, tasks, setting.workers):
        rows.append(row)
        print(f"{len(rows)} of {len(tasks)}", end="\r", flush=True)
    table = pd.DataFrame(rows).sort_values(["rule", "seed"], ignore_index=True).drop(columns="rule")
    with one_thread():
        table = table.assign(**measured_again(table, setting))
    return Finding(
        title="What full searches of the DARTS space find: sizes, scores, and the cells",
        table=table[[column for column in table if column != "arch"] + ["arch"]],
        inputs=[ImageSource(seed=SCORED).id, ImageSource(seed=AGAIN).id],
        benchmarks=[],
        n={"searches": len(table), "evaluations of each": budget, "repeats": REPEATS, "random cells": POOL},
        notes="One cell for both kinds; mu = sigma, thousands of parameters of the scored cell, 25 with 1,000 classes. "
        "All searches score with the same images and weights; their seeds differ only in what is proposed. "
        f"best_N: the best score of the first N. again, se: the cell's SWAP-Score with {4 * REPEATS} other draws of "
        f"images and weights, and its standard error. above: share of the {ALIKE} random cells (of {POOL:,}) nearest "
        f"in size with a lower one, from {REPEATS} of these draws for both; least, most: their sizes. full: 20 cells "
        "and 36 channels, 32-pixel images; with 1,000 classes 14 cells and 48 channels, 224-pixel images.",
    )


def _searched(task: Task) -> dict[str, Any]:
    rule, space = RULES[task.rule], get_space("darts")
    if rule.objective == "f alone":
        objective: Any = size_objective(space, rule.mu, rule.mu, num_classes=rule.classes)
    else:
        mu = None if np.isnan(rule.mu) else rule.mu
        images = ImageSource(seed=SCORED)
        objective = swap_objective(space, images, mu, mu, repeats=REPEATS, num_classes=rule.classes, seed=SCORED)
    name = f"{rule.objective} {rule.mu:g} {rule.classes} {rule.algorithm} {task.seed}.jsonl".replace(" ", "-")
    with one_thread():
        found = search(
            OneCell(),
            objective,
            rule.algorithm,
            budget=task.budget,
            seed=task.seed,
            store=task.folder / name,
            progress=False,
        )
    size = theta(space.build(found.best, rule.classes, "scoring", device="meta"))
    factor = 1.0 if np.isnan(rule.mu) else float(size_factor(size, rule.mu, rule.mu))
    curve = best_after(found.history, CURVE)["score"]
    return {
        "rule": task.rule,
        **{key: value for key, value in rule._asdict().items() if key != "seeds"},
        "seed": task.seed,
        "evaluated": len(found.history),
        **{f"best_{budget}": round(score, 6) for budget, score in curve.items()},
        "factor": round(factor, 6),
        "theta": size,
        "full_params_M": round(full_parameters(space, found.best, rule.classes), 6),
        "full_macs_M": round(full_macs(space, found.best, rule.classes), 3),
        "arch": str(found.best),
    }


def measured_again(table: pd.DataFrame, setting: Setting) -> dict[str, NDArray[np.float64]]:
    """Return again, se, above, least and most, (searches,): each found cell beside random ones of its size.

    The 10-class head is used for all: the head has no ReLU, so the SWAP-Score doesn't depend on it.
    """
    space = get_space("darts")
    cells = {arch: space.parse(arch) for arch in table.arch}
    rng = derived_rng(AGAIN, "random cells")
    pool = list(dict.fromkeys(OneCell().sample(rng) for _ in range(POOL if setting.sample is None else 2 * ALIKE)))
    sizes = np.array([_size(cell) for cell in pool])
    near = {arch: np.argsort(np.abs(sizes - _size(cell)), kind="stable")[:ALIKE] for arch, cell in cells.items()}
    wanted = sorted({int(k) for at in near.values() for k in at})
    score = partial(_swap, setting=setting)
    others = dict(zip(wanted, score([pool[k] for k in wanted], repeats=REPEATS).mean(axis=1), strict=True))
    draws = dict(zip(cells, score(list(cells.values()), repeats=4 * REPEATS), strict=True))
    return {
        "again": np.array([draws[arch].mean() for arch in table.arch]).round(2),
        "se": np.array([draws[arch].std(ddof=1) / np.sqrt(4 * REPEATS) for arch in table.arch]).round(2),
        "above": np.array(
            [np.mean([others[int(k)] < draws[arch][:REPEATS].mean() for k in near[arch]]) for arch in table.arch]
        ),
        "least": np.array([sizes[near[arch]].min() for arch in table.arch]),
        "most": np.array([sizes[near[arch]].max() for arch in table.arch]),
    }


def _size(cell: Genotype) -> float:
    return theta(get_space("darts").build(cell, device="meta"))


def _swap(cells: Iterable[Genotype], setting: Setting, repeats: int) -> NDArray[np.float64]:
    """Score with images and weights that no search has seen: (cells, repeats)."""
    from swap_teach.batch_scoring import score_many

    cells = list(cells)
    scores = score_many(
        get_space("darts"), cells, ["swap"], ImageSource(seed=AGAIN), seed=AGAIN, repeats=repeats, store=setting.store
    )
    return scores["swap"].to_numpy(float).reshape(len(cells), repeats)
