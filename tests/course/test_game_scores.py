"""The committed SWAP-Scores are what the command beside them makes."""

from __future__ import annotations

from swap_teach import get_space
from swap_teach.course import game_scores
from swap_teach.course.example import CELL


def test_every_cell_of_the_game_has_a_score_and_nothing_else_does() -> None:
    scores = game_scores.read_scores()
    assert list(scores.index) == [CELL, *game_scores.game_cells()["arch"]]
    assert (scores > 0).all()


def test_a_score_comes_out_again() -> None:
    """Integer counts on real networks differ between kinds of CPU by a few units, so within one in a thousand."""
    from swap_teach.batch_scoring import score_many
    from swap_teach.images import ImageSource

    scores = game_scores.read_scores()
    photos = ImageSource("photos", n=game_scores.SAMPLES)
    [again] = score_many(get_space("nb201"), [CELL], ["swap"], photos, seed=game_scores.SEED)["swap"]
    assert abs(again / scores[CELL] - 1) < 1e-3


def test_the_table_is_written_as_it_is_read(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(game_scores, "game_cells", lambda: game_scores.read_scores().tail(1).reset_index())
    game_scores.write_scores(tmp_path / "scores.csv")
    header, running, last = (tmp_path / "scores.csv").read_text().splitlines()
    assert header == "arch,swap"
    assert running.startswith(CELL)
    assert last.rpartition(",")[2].isdigit()
