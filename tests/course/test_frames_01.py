"""Lesson 01's pictures and recorded figures: the rhos they show are SciPy's, and a strip narrows as n grows."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import spearmanr

from swap_teach import load_benchmark
from swap_teach.course.frames_01 import best_tenth, difference, draws, rhos_of_draws, rhos_of_mini, two_trainings
from swap_teach.course.lessons import list_lessons, read
from swap_teach.course.questions import Exhibit, get_question
from swap_teach.ranking import spearman

RNG = np.random.default_rng(1)
TRUTH = RNG.normal(85, 3, 200)
SCORE = np.round(TRUTH + RNG.normal(0, 3, 200))  # with ties


def test_a_draw_s_rho_is_scipys_of_the_drawn_architectures() -> None:
    counts = np.random.default_rng(2).multinomial(20, np.full(200, 1 / 200))
    rows = np.repeat(np.arange(200), counts)
    from swap_teach.rank_bootstrap import spearman_statistic

    [found] = spearman_statistic(SCORE, TRUTH)(counts[:, None].astype(float))
    assert found == pytest.approx(spearmanr(SCORE[rows], TRUTH[rows])[0])


def test_the_strip_narrows_with_the_root_of_n_around_the_rho_of_all() -> None:
    spread = {size: draws(SCORE, TRUTH, size).std() for size in (50, 200, 800)}
    assert spread[50] / spread[200] == pytest.approx(2, abs=0.4)
    assert spread[200] / spread[800] == pytest.approx(2, abs=0.4)
    assert draws(SCORE, TRUTH, 800).mean() == pytest.approx(spearmanr(SCORE, TRUTH)[0], abs=0.02)


def test_draws_in_which_nothing_can_be_ranked_are_left_out() -> None:
    assert len(draws(np.array([0.0, 0.0, 0.0, 1.0]), np.arange(4.0), 2)) < 200


def test_a_strip_says_its_range_and_has_a_dot_a_draw() -> None:
    picture = rhos_of_draws(SCORE, TRUTH, (20, 100))
    rhos = draws(SCORE, TRUTH, 20)
    assert f"20 drawn: {rhos.min():.2f} to {rhos.max():.2f}, the middle 95 % [" in picture.description
    assert f"over all of them rho is {spearmanr(SCORE, TRUTH)[0]:.2f}" in picture.description
    dots = picture.figure.axes[0].lines[0]
    assert sorted(dots.get_xdata()) == sorted(rhos)
    assert rhos_of_mini(50).description.count("50 drawn") == 1


def test_two_trainings_are_accuracies_and_the_best_of_one_has_its_rank_in_the_other() -> None:
    told = two_trainings([80, 90, 85], [70, 82, 84]).description
    assert "seed 1 (70 to 84 %) against seed 0 (80 to 90 %), 3 architectures" in told
    assert "The best with seed 0 has rank 2 with seed 1." in told


def test_the_best_part_has_its_own_rho_and_its_interval() -> None:
    best = TRUTH.argsort().argsort() >= 180
    told = best_tenth(SCORE, TRUTH, best, "score", "accuracy (%)").description
    whole, part = (spearmanr(SCORE[rows], TRUTH[rows])[0] for rows in (slice(None), best))
    assert f"Rho {whole:.2f} (all 200), {part:.2f} (best 20)." in told
    assert "the best 20 of 200 boxed" in told
    assert "10 below " in told


def test_a_paired_difference_is_surer_than_an_unpaired_one() -> None:
    other = np.round(SCORE + RNG.normal(0, 1, 200))
    told = difference(SCORE, other, TRUTH, ("a", "b")).description
    ranges = re.findall(r"\[(-?[\d.]+), (-?[\d.]+)\]", told.split("Difference:")[1])
    paired, apart = (float(high) - float(low) for low, high in ranges)
    assert paired < apart / 2
    assert f"a: rho {spearmanr(SCORE, TRUTH)[0]:.2f}" in told


def test_the_museum_s_faults_show_in_the_descriptions() -> None:
    def told(id: str) -> str:
        exhibit = get_question("EXHIBITS", id)
        assert isinstance(exhibit, Exhibit)
        return exhibit.picture().description

    assert "score: 1 at 1, 0.4" in told("01-says-nothing"), "a score of one value ranks perfectly"
    rhos = [float(rho) for rho in re.findall(r"([\d.-]+) at ", told("01-opposite"))]
    assert min(rhos) >= 0
    assert rhos[0] > 0.8 < rhos[-1]


def test_the_recorded_figures_are_what_the_printed_command_finds(
    third_party: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SWAP_TEACH_DATA", str(third_party("nb201.csv.gz").parent))
    [lesson] = list_lessons(only=("01",))
    [cell] = [cell.source for cell in read(lesson.path).cells if "Recorded, not computed here" in cell.source]
    [command] = re.findall(r"```python\n(.*?)```", cell, flags=re.DOTALL)
    found: list[float] = []

    def note(*results: object) -> None:
        for result in results:
            assert isinstance(result, type(spearman([1, 2, 3], [1, 2, 3], resamples=0)))
            found.extend([result.n, result.value, result.low, result.high])

    def quickly(x: np.ndarray, y: np.ndarray) -> object:
        return spearman(x, y, resamples=100)

    exec(command, {"load_benchmark": load_benchmark, "spearman": quickly, "print": note})
    for row, line in enumerate(line for line in cell.splitlines() if re.match(r"\| (all|best)", line)):
        size, *rest = (float(figure) for figure in re.findall(r"(?<![\w.])[\d,]*\.?\d+", line.replace(",", "")))
        (n, *first), (_, *second) = found[8 * row : 8 * row + 4], found[8 * row + 4 : 8 * row + 8]
        assert size == n
        assert rest[0] == pytest.approx(first[0], abs=6e-4)
        assert rest[3] == pytest.approx(second[0], abs=6e-4)
        assert rest == pytest.approx([*first, *second], abs=0.02), "100 resamples are fewer than the lesson's 2,000"
