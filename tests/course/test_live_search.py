"""Looking on at a search: the same finds and log as without, a widget kept up to date, a figure in any case."""

from __future__ import annotations

import numpy as np
import pytest

from swap_teach import get_space
from swap_teach.course.live_search import LiveSearch, live
from swap_teach.objectives import table_objective
from swap_teach.searching import search
from swap_teach.spaces.nb201 import Genotype

NB201 = get_space("nb201")


def count(cells: list[Genotype]) -> list[float]:
    return [float(cell.ops.count("nor_conv_3x3")) for cell in cells]


def test_a_watched_search_finds_the_same_and_shows_no_more_than_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    watched = live(NB201, count, size=lambda cell: f"{cell.ops.count('none')} edges without", every=0)
    assert capsys.readouterr().out.startswith("In JupyterLab the best cell so far")
    found, alone = (search(NB201, scores, budget=80, progress=False) for scores in (watched, count))
    assert found.history.drop(columns="seconds").equals(alone.history.drop(columns="seconds"))
    assert watched.best == found.best
    assert watched.curve == alone.history.score.cummax().tolist()
    assert (
        f"80 evaluated. Best score {found.score:.1f}; {found.best.ops.count('none')} edges without."
        in watched.view.value
    )
    assert "<svg" in watched.view.value
    assert 'alt="score against evaluations' in watched.view.value
    assert capsys.readouterr().out == ""


def test_the_figure_needs_no_widget_and_ends_at_the_last_evaluation() -> None:
    watched = LiveSearch(NB201, count)
    search(NB201, watched, budget=60, progress=False)
    assert watched.view is None
    assert f"{watched.curve[-1]:g} at 60" in watched.picture().description


def test_it_is_drawn_no_more_often_than_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = []
    monkeypatch.setattr(LiveSearch, "_html", lambda self: drawn.append(len(self.curve)) or "picture")
    watched = live(NB201, count, every=3600)
    search(NB201, watched, budget=60, progress=False)
    assert drawn == [50]  # the first population
    watched.refresh()
    assert drawn == [50, 60]
    assert watched.view.value == "picture"


def test_it_is_the_objective_to_a_search_s_log(tmp_path) -> None:
    cells = [NB201.sample(np.random.default_rng(k)) for k in range(3)]
    table = table_objective({str(cell): k for k, cell in enumerate(cells)})
    watched = LiveSearch(NB201, table)
    assert watched.id == table.id
    assert watched.repeats == 1
    log = tmp_path / "search.jsonl"
    search(NB201, LiveSearch(NB201, count), budget=30, store=log, progress=False)
    search(NB201, count, budget=40, store=log, progress=False)  # goes on, watched or not


def test_an_interrupted_search_goes_on_where_it_was() -> None:
    asked: list[str] = []

    def until_interrupted(cells: list[Genotype]) -> list[float]:
        if len(asked) > 60 and not again:
            raise KeyboardInterrupt
        asked.extend(map(str, cells))
        return count(cells)

    again = False
    watched = LiveSearch(NB201, until_interrupted)
    with pytest.raises(KeyboardInterrupt):
        search(NB201, watched, budget=100, progress=False)
    assert len(watched.curve) == len(asked) < 100
    again = True
    found = search(NB201, watched, budget=100, progress=False)
    assert len(set(asked)) == len(asked) == len(watched.curve) == 100, "nothing is scored or drawn twice"
    alone = search(NB201, count, budget=100, progress=False).history
    assert found.history.drop(columns="seconds").equals(alone.drop(columns="seconds"))


def test_a_network_without_a_score_is_never_the_best_but_counts() -> None:
    cells = [NB201.sample(np.random.default_rng(k)) for k in range(3)]
    watched = LiveSearch(NB201, lambda asked: [float("nan"), 2.0, float("nan")])
    watched(cells)
    assert watched.best == cells[1]
    assert watched.curve[1:] == [2.0, 2.0]
    assert np.isnan(watched.curve[0])


def test_before_anything_was_scored_there_is_no_picture() -> None:
    with pytest.raises(ValueError, match="Nothing has been scored yet: run the search first"):
        LiveSearch(NB201, count).picture()
