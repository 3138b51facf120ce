"""What searches of NAS-Bench-201 find: by budget, by what they maximise, by algorithm, 20 seeds each. Lesson 09.

Scores are looked up in data/scores/nb201.csv.gz; accuracies only judge what was found. mu are percentiles of the
space's sizes, and sigma is their variance: fixed before any accuracy was read. One more pair is chosen as in lesson
06, on the validation accuracy of 1,000 cells, and is named so.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
from scipy.stats import rankdata

from swap_teach.anytime import best_after
from swap_teach.choices import SizeTarget
from swap_teach.landscape import strict_peaks
from swap_teach.means import mean, paired
from swap_teach.objectives import table_objective
from swap_teach.ranking import split
from swap_teach.records import load_record, load_scores
from swap_teach.searching import ALGORITHMS, search
from swap_teach.spaces import get_space
from swap_teach.spaces.nb201 import NB201
from swap_teach.studies import Finding, Setting
from swap_teach.studies.label_free import log_ranks, recorded_entries
from swap_teach.studies.size_target import CALIBRATION, SCORES, best_target, truth_of
from swap_teach.swap import regularised_swap
from swap_teach.workers import run_all

if TYPE_CHECKING:
    from numpy.typing import NDArray

BUDGETS = (10, 30, 100, 300, 1000)
SEEDS = 20
PERCENTILES = (25, 50, 75, 95, 100)


class Rule(NamedTuple):
    """What a search maximises: swap, params, f alone, ...; mu's percentile (NaN: none), and what chose mu and sigma."""

    objective: str
    percentile: float = np.nan
    chosen_by: str = "nothing"


@dataclass(frozen=True)
class Task:
    """The searches of one algorithm for one rule: the rule's place in the list, and every cell's score by it."""

    rule: int
    algorithm: str
    scores: pd.Series
    seeds: int


def study(setting: Setting) -> Finding:
    """Search with every seed, then judge; a sample of N takes N seeds."""
    record = load_record("nb201", "scores")
    table = record.table
    truth = truth_of(list(table.arch))
    targets = size_targets(table.params_M.to_numpy())
    seeds = setting.sample or SEEDS
    test = {name: t.test_acc.to_numpy() for name, t in truth.items()}
    rows: list[dict[str, object]] = []
    calibrated = {}
    for images, column in SCORES.items():
        if column not in table:
            continue
        cells = table.assign(swap=table[column])
        if images == "photos":  # the rivals' images
            cells = cells.join(load_scores("nb201_rivals").set_index("arch"), on="arch")
        calibrated[images] = _calibrated(cells, truth["cifar10"].val_acc.to_numpy())
        rules = objectives(cells, targets, calibrated[images])
        found = found_rows(cells, rules, seeds, setting.workers)
        rows += [{"inputs": images, **row} for row in judge(cells, rules, found, test)]
    peaks = {f"strict peaks, {name}": len(strict_peaks(t.test_acc)) for name, t in truth.items()}
    told = ", ".join(f"{p} {target.mu:.6g}" for p, target in targets.items())
    best = "; ".join(f"{images} mu {pair.mu:.6g}, sigma {pair.sigma:.6g}" for images, pair in calibrated.items())
    return Finding(
        title="What searches of NAS-Bench-201 find: their score, and the test accuracy of the cell",
        table=pd.DataFrame(rows),
        inputs=list(record.about["inputs"]),
        benchmarks=["nb201"],
        n={"nb201": len(table), "seeds": seeds} | peaks,
        notes="Scores: scores/nb201.csv.gz, one draw. mu (million parameters) by percentile of the sizes: "
        f"{told}; sigma their variance, {targets[50].sigma:.6g}. Chosen by accuracy (CIFAR-10 validation, 1,000 cells, "
        f"which searches may find again): {best}. Test accuracy: mean over training seeds, in percent, then over "
        "searches; intervals: Student's t over searches, gains paired.",
    )


def size_targets(sizes: np.ndarray) -> dict[int, SizeTarget]:
    """Return mu and sigma for each percentile, from the sizes alone."""
    variance = float(np.var(sizes))
    return {p: SizeTarget(float(np.percentile(sizes, p)), variance) for p in PERCENTILES}


def _calibrated(table: pd.DataFrame, validation: np.ndarray) -> SizeTarget:
    """Choose mu and sigma as lesson 06's record does: on the same 1,000 cells, by validation accuracy."""
    space = NB201()
    calibration, _ = split([space.canonical_class(space.parse(arch)) for arch in table.arch], CALIBRATION)
    known = table.iloc[calibration]
    return best_target(known.swap.to_numpy(float), known.params_M.to_numpy(), validation[calibration])


def objectives(
    table: pd.DataFrame, targets: dict[int, SizeTarget], calibrated: SizeTarget
) -> dict[Rule, NDArray[np.float64]]:
    """Return every cell's score by each rule."""
    psi, theta = table.swap.to_numpy(float), table.params_M.to_numpy()
    rules = {
        Rule("swap"): psi,
        Rule("params"): theta,
        Rule("rank average of swap and params"): rankdata(psi) + rankdata(theta),
    }
    chosen = [(p, "sizes", target) for p, target in targets.items()] + [(np.nan, "accuracy", calibrated)]
    for percentile, chosen_by, target in chosen:
        rules[Rule("regularised swap", percentile, chosen_by)] = regularised_swap(psi, theta, *target)
        rules[Rule("f alone", percentile, chosen_by)] = regularised_swap(np.ones_like(psi), theta, *target)
    for entry, names in recorded_entries().items():
        if set(names) <= set(table):
            known = table[names].fillna(-np.inf)  # a cell without a score comes last
            rules[Rule("log ranks of " + ", ".join(names), np.nan, entry)] = log_ranks(
                known, names, np.arange(len(table))
            )
    return rules


def found_rows(
    table: pd.DataFrame, rules: dict[Rule, NDArray[np.float64]], seeds: int, workers: int
) -> dict[tuple[Rule, str], NDArray[np.intp]]:
    """Search; return the rows found, (seeds, budgets). Rules that don't tell algorithms apart get only swap-nas."""
    names = list(rules)
    tasks = [
        Task(k, algorithm, pd.Series(scores, table.arch), seeds)
        for k, (rule, scores) in enumerate(rules.items())
        for algorithm in ALGORITHMS
        if algorithm == "swap-nas" or rule.objective.startswith(("swap", "rank")) or rule.chosen_by == "accuracy"
    ]
    row = {arch: k for k, arch in enumerate(table.arch)}
    found = {}
    for task, archs in run_all(_searched, tasks, workers):
        found[names[task.rule], task.algorithm] = np.array([[row[arch] for arch in seed] for seed in archs])
        print(f"{len(found)} of {len(tasks)}", end="\r", flush=True)
    return {key: found[key] for key in sorted(found, key=lambda key: (names.index(key[0]), key[1]))}


def _searched(task: Task) -> tuple[Task, list[list[str]]]:
    objective = table_objective(dict(task.scores))
    space = get_space("nb201")
    histories = (
        search(space, objective, task.algorithm, budget=max(BUDGETS), seed=seed, progress=False).history
        for seed in range(task.seeds)
    )
    return task, [best_after(history, BUDGETS)["arch"].tolist() for history in histories]


def judge(
    table: pd.DataFrame,
    rules: dict[Rule, NDArray[np.float64]],
    found: dict[tuple[Rule, str], NDArray[np.intp]],
    truth: dict[str, NDArray[np.float64]],
) -> Iterator[dict[str, object]]:
    """Yield a row for each rule, algorithm, budget and data set; and one for the largest cell, which needs no search.

    place, true_place  how many cells of the space have a higher score, a higher test accuracy: medians over seeds.
    """
    largest = int(table.params_M.argmax())
    for dataset, test in truth.items():
        for (rule, algorithm), rows in found.items():
            scores = rules[rule]
            alone = found.get((rule._replace(objective="f alone"), algorithm))
            swap = found[Rule("swap"), "swap-nas"]
            for k, budget in enumerate(BUDGETS):
                at = rows[:, k]
                row: dict[str, object] = {"dataset": dataset, "algorithm": algorithm, **rule._asdict()}
                row |= {"budget": budget, "seeds": len(at)}
                row |= {"place": np.median([(scores > scores[i]).sum() for i in at])}
                row |= {"true_place": np.median([(test > test[i]).sum() for i in at])}
                row |= _interval("test", test[at])
                if rule.objective == "regularised swap" and alone is not None:
                    row |= _interval("over_f", test[at], test[alone[:, k]])
                if rule.objective == "regularised swap" and algorithm == "swap-nas":
                    row |= _interval("over_psi", test[at], test[swap[:, k]])
                row |= {"params_M": float(np.median(table.params_M.to_numpy()[at]))}
                yield row | {"largest": float(np.mean(at == largest)), "distinct": len(set(at.tolist()))}
        yield {
            **{"dataset": dataset, "algorithm": "none", **Rule("params")._asdict(), "budget": len(table), "seeds": 1},
            **{"place": 0.0, "true_place": float((test > test[largest]).sum()), "test": round(float(test[largest]), 2)},
            **{"params_M": float(table.params_M.max()), "largest": 1.0, "distinct": 1},
        }


def _interval(name: str, values: np.ndarray, others: np.ndarray | None = None) -> dict[str, float]:
    """Return a mean, or a paired mean difference, with its interval, to two digits."""
    found = mean(values) if others is None else paired(values, others)
    low, value, high = (round(x, 2) for x in (found.low, found.value, found.high))
    return {name: value, f"{name}_low": low, f"{name}_high": high}
