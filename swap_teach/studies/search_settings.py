"""P, S, M and the rate of crossover, which the paper doesn't publish: how far each choice gets. Read in lesson 09.

No accuracy is read here: a setting is judged by how high the score is that it finds, on NAS-Bench-201, where every
cell's score is known.
"""

from __future__ import annotations

from functools import partial
from itertools import product
from typing import NamedTuple

import numpy as np
import pandas as pd

from swap_teach.anytime import best_after
from swap_teach.objectives import table_objective
from swap_teach.records import load_record
from swap_teach.searching import search
from swap_teach.spaces import get_space
from swap_teach.studies import Finding, Setting
from swap_teach.studies.searches import size_targets
from swap_teach.swap import regularised_swap
from swap_teach.swap_nas import SwapNAS
from swap_teach.workers import run_all

GRID = {"population": (10, 20, 50), "sample": (2, 5, 10), "mutations": (1, 4, 8), "crossover": (0.0, 0.5, 1.0)}
BUDGETS = (100, 300)
SEEDS = 10


class Task(NamedTuple):
    """Searches with one setting for one objective."""

    objective: str
    scores: pd.Series
    setting: tuple[float, ...]
    seeds: int


def study(setting: Setting) -> Finding:
    """Search with every setting of the grid and every seed; a sample of N takes N seeds."""
    record = load_record("nb201", "scores")
    table, seeds = record.table.set_index("arch"), setting.sample or SEEDS
    target = size_targets(table.params_M.to_numpy())[75]
    regularised = pd.Series(regularised_swap(table.swap, table.params_M, *target), table.index)
    objectives = {"swap": table.swap.astype(float), "regularised swap": regularised}
    tasks = [
        Task(name, scores, values, seeds) for name, scores in objectives.items() for values in product(*GRID.values())
    ]
    rows: list[dict[str, object]] = []
    for done, found in enumerate(run_all(_searched, tasks, setting.workers), start=1):
        rows += found
        print(f"{done} of {len(tasks)}", end="\r", flush=True)
    return Finding(
        title="SWAP-NAS on NAS-Bench-201 with other P, S, M and rates of crossover: the score it finds",
        table=pd.DataFrame(rows).sort_values(["objective", *GRID, "budget"]),
        inputs=record.about["inputs"][:1],
        benchmarks=[],
        n={"nb201": len(table), "settings": len(tasks) // len(objectives), "seeds": seeds},
        notes="Scores: the column swap of scores/nb201.csv.gz. Regularised: mu the 75th percentile of the sizes, sigma "
        "their variance. place: how many cells score higher than the one found; mean of log(1 + place) over seeds, "
        "turned back. highest: share of the searches that found the highest score.",
    )


def _searched(task: Task) -> list[dict[str, object]]:
    space, objective = get_space("nb201"), table_objective(dict(task.scores))
    algorithm = partial(SwapNAS, **dict(zip(GRID, task.setting, strict=True)))  # type: ignore[arg-type]
    ordered = np.sort(task.scores.to_numpy())
    places = []
    for seed in range(task.seeds):
        history = search(space, objective, algorithm, budget=max(BUDGETS), seed=seed, progress=False).history
        best = best_after(history, BUDGETS)["score"]
        places.append(len(ordered) - np.searchsorted(ordered, best, side="right"))
    return [
        {
            "objective": task.objective,
            **dict(zip(GRID, task.setting, strict=True)),
            "budget": budget,
            "seeds": task.seeds,
            "place": round(float(np.expm1(np.log1p(at).mean())), 1),
            "highest": float(np.mean(at == 0)),
        }
        for budget, at in zip(BUDGETS, np.array(places).T, strict=True)
    ]
