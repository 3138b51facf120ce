import itertools
import math
import subprocess
import sys
from functools import partial

import pytest

from swap_teach import get_space, search
from swap_teach.searchers import LocalSearch
from swap_teach.searching import ALGORITHMS
from swap_teach.store import StoreError
from swap_teach.swap_nas import SwapNAS

SPACE = get_space("nb201")
TINY = partial(SwapNAS, population=5, sample=3, mutations=3)


def convolutions(cells):
    return [float(sum(op.startswith("nor_conv") for op in cell.ops)) for cell in cells]


class Interrupted:
    """An objective that is stopped, as by Ctrl-C, when it is called for the n-th time."""

    def __init__(self, at):
        self.calls = itertools.count(1)
        self.at = at

    def __call__(self, cells):
        if next(self.calls) == self.at:
            raise KeyboardInterrupt
        return convolutions(cells)


class Recorded:
    def __init__(self):
        self.seen = []

    def __call__(self, cells):
        self.seen += map(str, cells)
        return convolutions(cells)


def same(one, other):
    return one.history.drop(columns="seconds").equals(other.history.drop(columns="seconds")) and one.best == other.best


def test_the_history_has_a_row_for_each_cell_and_the_best_is_in_it():
    found = search(SPACE, convolutions, TINY, budget=40, seed=1)
    history = found.history
    assert list(history.columns) == ["evaluated", "cycle", "repeats", "arch", "score", "seconds"]
    assert history["evaluated"].tolist() == list(range(1, 41))
    assert history["arch"].is_unique
    assert history["cycle"].is_monotonic_increasing
    assert history["seconds"].is_monotonic_increasing
    assert (history["repeats"] == 1).all()
    assert history["score"].tolist() == convolutions([SPACE.parse(arch) for arch in history["arch"]])
    assert found.score == history["score"].max() == convolutions([found.best])[0]
    assert str(found.best) == history["arch"][history["score"].idxmax()]


def test_no_cell_is_scored_twice():
    objective = Recorded()
    search(SPACE, objective, TINY, budget=60)
    assert len(objective.seen) == len(set(objective.seen)) == 60


@pytest.mark.parametrize("algorithm", [*ALGORITHMS, TINY])
def test_interrupted_anywhere_and_resumed_it_ends_with_the_undisturbed_history(algorithm, tmp_path):
    options = {"budget": 66, "seed": 4}
    whole = search(SPACE, convolutions, algorithm, **options)
    for at in range(1, 200):
        log, objective = tmp_path / f"{at}.jsonl", Interrupted(at)
        try:
            search(SPACE, objective, algorithm, store=log, **options)
        except KeyboardInterrupt:
            rest = Recorded()
            assert same(search(SPACE, rest, algorithm, store=log, **options), whole)
            assert len(rest.seen) < 66 or at == 1  # what was told isn't scored again
        else:
            break
    assert 2 < at < 199, "every point of interruption was tried"


def test_interrupted_again_and_again_it_still_arrives(tmp_path):
    whole, log = search(SPACE, convolutions, TINY, budget=30), tmp_path / "log.jsonl"
    for _ in range(100):
        try:
            found = search(SPACE, Interrupted(2), TINY, budget=30, store=log)  # one batch a run
        except KeyboardInterrupt:
            continue
        break
    assert same(found, whole)


def test_killed_by_the_system_and_resumed_the_same_history(tmp_path):
    code = """
import os, sys
from swap_teach import get_space, search
def deadly(cells, calls=iter(range(7))):
    if next(calls) == 6:
        os._exit(9)
    return [float(sum(op.startswith("nor_conv") for op in cell.ops)) for cell in cells]
sys.modules["torch"] = None  # a search needs none
search(get_space("nb201"), deadly, budget=100, store=sys.argv[1])
"""
    log = tmp_path / "log.jsonl"
    assert subprocess.run([sys.executable, "-c", code, str(log)], check=False).returncode == 9
    assert 50 < len(log.read_text().splitlines()) < 100
    assert same(search(SPACE, convolutions, budget=100, store=log), search(SPACE, convolutions, budget=100))


def test_a_finished_search_is_read_back_and_can_be_continued_or_cut(tmp_path):
    log = tmp_path / "log.jsonl"
    first = search(SPACE, convolutions, TINY, budget=31, store=log)

    def never(cells):
        raise AssertionError("all of this is known")

    again = search(SPACE, never, TINY, budget=31, store=log)
    assert again.history.equals(first.history)  # the seconds too
    assert same(search(SPACE, never, TINY, budget=17, store=log), search(SPACE, convolutions, TINY, budget=17))
    longer = search(SPACE, convolutions, TINY, budget=50, store=log)
    assert same(longer, search(SPACE, convolutions, TINY, budget=50))
    assert longer.history["seconds"].is_monotonic_increasing


def test_a_log_of_another_search_is_refused(tmp_path):
    log = tmp_path / "log.jsonl"
    search(SPACE, convolutions, TINY, budget=5, store=log)
    with pytest.raises(StoreError, match=r"another search: seed 0, now 1\. Name another file"):
        search(SPACE, convolutions, TINY, budget=5, seed=1, store=log)
    with pytest.raises(StoreError, match=r"algorithm 'swap-nas', now 'random'; settings .*'batch': 16"):
        search(SPACE, convolutions, "random", budget=5, store=log)


@pytest.mark.parametrize("budget", [1, 3, 5, 6, 29])
def test_the_budget_is_spent_to_the_last_cell_and_cuts_no_history_short(budget):
    longer = search(SPACE, convolutions, TINY, budget=60).history["arch"].tolist()
    assert search(SPACE, convolutions, TINY, budget=budget).history["arch"].tolist() == longer[:budget]


def test_seconds_end_a_search(monkeypatch):
    ticks = itertools.count()
    monkeypatch.setattr("time.perf_counter", lambda: float(next(ticks)))
    found = search(SPACE, convolutions, TINY, budget=None, seconds=6.5, progress=False)
    assert 5 <= len(found.history) < 40
    with pytest.raises(ValueError, match=r"nothing to evaluate in 0.5 seconds: give it more"):
        search(SPACE, convolutions, TINY, budget=None, seconds=0.5, progress=False)


def test_a_search_that_has_seen_all_ends():
    class Dice:
        name = "dice"

        def sample(self, rng):
            return int(rng.integers(6))

        def mutate(self, genotype, rng):
            return (genotype + int(rng.integers(1, 6))) % 6

        def crossover(self, first, second, rng):
            return first

        def neighbours(self, genotype):
            return [other for other in range(6) if other != genotype]

    for algorithm in ("ageing-evolution", "local-search", "random", partial(SwapNAS, population=3, sample=2)):
        found = search(Dice(), lambda dice: [float(pips) for pips in dice], algorithm, budget=7)
        assert (found.best, len(found.history)) == (5, 6)
    found = search(Dice(), lambda dice: [float(pips) for pips in dice], "swap-nas", budget=7)
    assert len(found.history) == 6  # fewer than a population, and yet it ends


def test_a_network_without_a_score_is_never_the_best_while_there_is_another():
    calls = itertools.count()

    def broken_first(cells):
        return [math.nan if next(calls) == 0 else -1.0 for _ in cells]

    found = search(SPACE, broken_first, TINY, budget=12)
    assert found.score == -1.0
    assert found.history["score"].isna().tolist() == [True] + [False] * 11
    assert math.isnan(search(SPACE, lambda cells: [math.nan] * len(cells), TINY, budget=9).score)


def test_the_repeats_of_an_objective_are_in_the_history():
    class Repeated(Recorded):
        repeats = 4

    assert (search(SPACE, Repeated(), TINY, budget=6).history["repeats"] == 4).all()


def test_the_bar_shows_the_best_so_far(capsys):
    search(SPACE, convolutions, TINY, budget=20, progress=True)
    shown = capsys.readouterr().err
    assert "20/20" in shown
    assert "best " in shown


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            {"algorithm": "swapnas"},
            "No search algorithm 'swapnas'; there are: swap-nas, ageing-evolution, local-search",
        ),
        ({"budget": None}, "needs a budget, in evaluations or in seconds; got neither"),
        ({"budget": 0}, "A budget is positive; got budget=0"),
        ({"seconds": 0.0}, "A budget is positive; got budget=1000, seconds=0.0"),
        ({"seed": -1}, "integer of 0 or more; got -1"),
        ({"objective": lambda cells: [1.0]}, "was given 50 genotypes and returned 1 scores"),
        ({"objective": lambda cells: [math.inf] * 50}, "the score inf: scores are finite, or NaN if there is none"),
        ({"algorithm": partial(LocalSearch, batch=0)}, "batch must be at least 1"),
    ],
)
def test_what_does_not_fit_is_said(options, message):
    with pytest.raises(ValueError, match=message):
        search(SPACE, **({"objective": convolutions} | options))
