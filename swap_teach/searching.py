"""Search a space for the genotype with the largest score: exactly repeatable, and resumable from any interruption.

A search knows nothing of scoring: its objective is any function from genotypes to numbers (`objectives.py` has some
ready). NumPy and pandas only. Used in lessons 09 and 10.
"""

from __future__ import annotations

import json
import math
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic

import pandas as pd
from tqdm.auto import tqdm

from swap_teach.search_log import SearchLog, Told
from swap_teach.searchers import (
    AgeingEvolution,
    G,
    LocalSearch,
    Moves,
    RandomSearch,
    Searcher,
    Start,
    merit,
)
from swap_teach.seeding import derived_rng
from swap_teach.swap_nas import SwapNAS

if TYPE_CHECKING:
    import numpy as np

Objective = Callable[[list[Any]], Sequence[float]]

ALGORITHMS: dict[str, Start] = {
    searcher.name: searcher for searcher in (SwapNAS, AgeingEvolution, LocalSearch, RandomSearch)
}
STALLED = 1000  # cycles in a row without a new genotype, before a search gives up


@dataclass(frozen=True)
class SearchResult(Generic[G]):
    """What a search found, and all that it saw."""

    best: G
    """The genotype with the largest score; of equals the first."""
    score: float
    """Its score; NaN only if no genotype has one."""
    history: pd.DataFrame
    """One row for each genotype evaluated, in that order. Columns: evaluated (1, 2, ...), cycle (of ask and tell),
    repeats (of the weights, that a score is the mean of), arch, score, seconds (since the search began)."""


def search(
    space: Moves[G],
    objective: Callable[[list[G]], Sequence[float]],
    algorithm: str | Start = "swap-nas",
    *,
    budget: int | None = 1000,
    seconds: float | None = None,
    seed: int = 0,
    store: str | Path | None = None,
    progress: bool | None = None,
) -> SearchResult[G]:
    """Maximise `objective` over `space`.

    space      any space; for DARTS with its one-cell scoring network `narrowed.OneCell()`.
    objective  takes a list of genotypes and returns a score for each: larger is better, NaN where there is none. It
               has to give a genotype the same score whenever it is asked. Its `id` (which scores?) and `repeats`
               (mean of how many?) are kept, if it has them.
    algorithm  "swap-nas", "ageing-evolution", "local-search", "random"; or a function of (space, rng) that makes a
               searcher, say `lambda space, rng: SwapNAS(space, rng, population=20)`.
    budget     how many genotypes may be evaluated; the last batch is cut to fit. A genotype that comes up again costs
               nothing. seconds  stop before a batch once so many have passed. Either may be None, not both.
    seed       of the searcher. Equal seeds start every algorithm with the same draws.
    store      a file that remembers what was evaluated: an interrupted search goes on from it, and ends with the
               history it would have had undisturbed, but for `seconds`. It may be given a larger budget, too.
    progress   shows a bar with the best score so far; None: on a terminal.

    A search also ends when 1,000 cycles in a row bring nothing new: the space is used up, or the searcher is stuck.
    ValueError for arguments or scores that don't fit; StoreError as in `SearchLog`.

    >>> from swap_teach import get_space
    >>> found = search(get_space("nb201"), lambda cells: [cell.ops.count("nor_conv_3x3") for cell in cells], budget=200)
    >>> found.score, len(found.history)
    (6.0, 200)
    """
    if budget is None and seconds is None:
        raise ValueError("A search needs a budget, in evaluations or in seconds; got neither.")
    if (budget is not None and budget < 1) or (seconds is not None and not seconds > 0):
        raise ValueError(f"A budget is positive; got budget={budget}, seconds={seconds}.")
    searcher = _start(algorithm, space, derived_rng(seed, "search"))
    log = SearchLog(store, _which(space, objective, searcher, seed))
    rows: dict[str, dict[str, Any]] = {}
    best: tuple[G, float] | None = None
    repeats = int(getattr(objective, "repeats", 1))
    with tqdm(total=budget, unit="cell", disable=None if progress is None else not progress) as bar:
        for cycle, batch in _cycles(searcher, objective, log, budget, seconds):
            for genotype, told in batch:
                if best is None or merit(told.score) > merit(best[1]):
                    best = genotype, told.score
                row = {"evaluated": len(rows) + 1, "cycle": cycle, "repeats": repeats}
                rows[told.arch] = row | told._asdict()
            bar.update(len(batch))
            bar.set_postfix_str("" if best is None else f"best {best[1]:.6g}", refresh=False)
    if best is None:
        raise ValueError(f"The search of {space.name} had nothing to evaluate in {seconds} seconds: give it more.")
    return SearchResult(*best, history=pd.DataFrame(list(rows.values())))


def _cycles(
    searcher: Searcher[G], objective: Objective, log: SearchLog, budget: int | None, seconds: float | None
) -> Iterator[tuple[int, list[tuple[G, Told]]]]:
    """Ask, score and tell; yield each cycle's number and its genotypes that are new in this search.

    What the log holds isn't scored again, so a resumed search runs through its past at once.
    """
    began = time.perf_counter() - max((told.seconds for told in log.told.values()), default=0.0)
    seen: set[str] = set()
    cycle = last_news = 0
    while cycle - last_news < STALLED and (budget is None or len(seen) < budget):
        cycle += 1
        asked = searcher.ask()
        archs = [str(genotype) for genotype in asked]
        new = {arch: g for arch, g in zip(archs, asked, strict=True) if arch not in seen}
        if budget is not None:
            new = dict(list(new.items())[: budget - len(seen)])
        unknown = {arch: genotype for arch, genotype in new.items() if arch not in log.told}
        if unknown:
            if seconds is not None and time.perf_counter() - began >= seconds:
                return
            scores = _evaluate(objective, unknown)
            now = time.perf_counter() - began
            log.append(Told(arch, score, now) for arch, score in zip(unknown, scores, strict=True))
        if new:
            seen |= new.keys()
            last_news = cycle
            yield cycle, [(genotype, log.told[arch]) for arch, genotype in new.items()]
        if seen.issuperset(archs):  # else the budget has cut this batch short, and is spent
            searcher.tell(asked, [log.told[arch].score for arch in archs])


def _evaluate(objective: Objective, genotypes: dict[str, Any]) -> list[float]:
    scores = [float(score) for score in objective(list(genotypes.values()))]
    if len(scores) != len(genotypes):
        raise ValueError(f"The objective was given {len(genotypes)} genotypes and returned {len(scores)} scores.")
    for arch, score in zip(genotypes, scores, strict=True):
        if math.isinf(score):
            raise ValueError(
                f"The objective gave {arch} the score {score}: scores are finite, or NaN if there is none."
            )
    return scores


def _start(algorithm: str | Start, space: Moves[G], rng: np.random.Generator) -> Searcher[G]:
    if not isinstance(algorithm, str):
        return algorithm(space, rng)
    if algorithm not in ALGORITHMS:
        raise ValueError(f"No search algorithm {algorithm!r}; there are: {', '.join(ALGORITHMS)}.")
    return ALGORITHMS[algorithm](space, rng)


def _which(space: Moves[Any], objective: Objective, searcher: Searcher[Any], seed: int) -> dict[str, Any]:
    """Name a search by all that its history depends on, as JSON would give it back."""
    which = {
        "space": space.name,
        "algorithm": searcher.name,
        "settings": searcher.settings,
        "seed": int(seed),
        "objective": getattr(objective, "id", None),
    }
    plain: dict[str, Any] = json.loads(json.dumps(which))
    return plain
