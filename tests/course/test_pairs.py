"""The game's pairs: drawn by the stated rule, the same whatever the table grows to, and scored as Kendall's tau is."""

from __future__ import annotations

import hashlib
from itertools import combinations

import numpy as np
import pytest
from scipy.stats import kendalltau

from swap_teach import load_benchmark
from swap_teach.course import game_scores
from swap_teach.course.pairs import Cell, Pair, Separated, Share, game_pairs

LOW, HIGH = Cell("low", 60.0, 20, 7), Cell("high", 70.0, 20, 5)


@pytest.fixture(scope="module")
def every() -> Separated:
    return Separated()


def test_the_pairs_stay_the_same_for_everybody() -> None:
    text = "\n".join(cell.arch for pair in game_pairs() for cell in (pair.left, pair.right))
    assert hashlib.sha256(text.encode()).hexdigest()[:12] == "4237edf94821"


def test_more_cells_in_the_table_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    table = load_benchmark("mini")
    monkeypatch.setattr("swap_teach.benchmarks.load_benchmark", lambda name: table.head(game_scores.CELLS))
    assert game_pairs.__wrapped__() == game_pairs()


def test_a_pair_is_kept_exactly_if_its_means_are_four_standard_errors_apart(every: Separated) -> None:
    """Written again with plain numbers, cell by cell."""
    kept = {frozenset((int(i), int(j))) for i, j in zip(every.first, every.second, strict=True)}
    table = game_scores.game_cells().head(40)
    runs = table[["test_acc_seed0", "test_acc_seed1", "test_acc_seed2"]].to_numpy().tolist()
    for i, j in combinations(range(len(runs)), 2):
        error = ((np.var(runs[i], ddof=1) + np.var(runs[j], ddof=1)) / 3) ** 0.5
        apart = abs(float(np.mean(runs[i])) - float(np.mean(runs[j])))
        assert (frozenset((i, j)) in kept) == (apart > 4 * error)


def test_one_pair_comes_from_each_tenth_and_no_cell_twice(every: Separated) -> None:
    place = {cell.arch: k for k, cell in enumerate(every.cells)}
    order = {frozenset(pair): k for k, pair in enumerate(zip(every.first.tolist(), every.second.tolist(), strict=True))}
    tenths = [order[frozenset((place[p.left.arch], place[p.right.arch]))] * 10 // len(every) for p in game_pairs()]
    assert sorted(tenths) == list(range(10))
    assert len({cell for pair in game_pairs() for cell in pair.left[:1] + pair.right[:1]}) == 20


def test_the_game_is_not_won_by_one_letter() -> None:
    better = [pair.higher("accuracy") for pair in game_pairs()]
    assert 3 <= better.count("L") <= 7


def test_a_tie_counts_half() -> None:
    pair = Pair(LOW, HIGH)
    assert [pair.higher(column) for column in ("accuracy", "params", "swap")] == ["R", "?", "L"]
    assert [pair.points(side) for side in ("L", "R", "?")] == [0.0, 1.0, 0.5]


@pytest.mark.parametrize("column", ["params", "swap"])
def test_a_share_is_one_plus_tau_over_two(every: Separated, column) -> None:
    value = np.array([getattr(cell, column) for cell in every.cells])
    truth = np.array([cell.accuracy for cell in every.cells])
    i, j = every.first[::50], every.second[::50]
    # Each pair as two points of its own: scipy's tau-b of two points is 1, -1, or nan for a tie.
    taus = [kendalltau(value[[a, b]], truth[[a, b]]).statistic for a, b in zip(i, j, strict=True)]
    sampled = Separated()
    sampled.first, sampled.second = i, j
    assert sampled.share(column).value == pytest.approx((1 + np.nan_to_num(taus).mean()) / 2)


def test_an_interval_holds_its_share_and_a_lead_is_the_difference(every: Separated) -> None:
    size, swap, lead = every.share("params"), every.share("swap"), every.lead("swap", "params")
    for share in (size, swap, lead):
        assert share.low < share.value < share.high
    assert lead.value == pytest.approx(swap.value - size.value)
    assert every.share("accuracy").value == 1
    assert str(Share(0.857, 0.8, 0.9)) == "0.86 [0.80, 0.90]"
