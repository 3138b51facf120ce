"""predict, calibration, quiz, museum."""

from __future__ import annotations

import pytest

from swap_teach.course import calibration, museum, predict, progress, quiz
from swap_teach.course.questions import list_questions


def test_an_unattended_prediction_shows_the_choices_and_records_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    predict("03-one-layer", ...)
    out = capsys.readouterr().out
    assert out.startswith("No prediction recorded.")
    assert '"32":    2 to the power of five samples' in out
    assert progress.read()["predictions"] == {}


def test_a_prediction_is_recorded_and_does_not_tell_what_is_right(capsys: pytest.CaptureFixture[str]) -> None:
    predict("03-one-layer", 32, sure=90)
    out = capsys.readouterr().out
    assert out.startswith('Prediction recorded. "32": 2 to the power of five samples, 90 % sure.')
    assert "10" not in out
    assert progress.read()["predictions"] == {"03-one-layer": {"choice": "32", "sure": 90}}


def test_a_choice_that_is_none_is_said_so(capsys: pytest.CaptureFixture[str]) -> None:
    predict("03-one-layer", "eleven")
    assert "'eleven' is not one of the choices." in capsys.readouterr().out


def test_sure_is_a_percentage() -> None:
    with pytest.raises(ValueError, match="sure is a percentage from 0 to 100; it was 120"):
        predict("03-one-layer", "10", sure=120)


def test_an_unknown_prediction_names_the_nearest() -> None:
    with pytest.raises(KeyError, match="Did you mean 03-one-layer"):
        predict("03-onelayer", "10")


def test_calibration_compares_predictions_with_what_is_right(capsys: pytest.CaptureFixture[str]) -> None:
    calibration("03")
    assert capsys.readouterr().out.startswith("No predictions recorded. Lesson 03 asks 2.")
    predict("03-one-layer", "10", sure=60)
    predict("03-two-layers", "same", sure=80)
    capsys.readouterr()
    calibration("03")
    out = capsys.readouterr().out
    assert "1 of 2 came true. You were 70 % sure on average, and right in 50 % of those." in out
    assert '03-two-layers: you said "same"; it is "more" (differs)' in out


def test_a_quiz_lists_its_questions_without_the_feedback(capsys: pytest.CaptureFixture[str]) -> None:
    quiz("03")
    out = capsys.readouterr().out
    assert out.count("Answer with") == len(list_questions("QUIZ", "03"))
    assert "Yes:" not in out


def test_a_quiz_answer_gets_its_own_feedback_and_a_wrong_one_not_the_right(capsys: pytest.CaptureFixture[str]) -> None:
    quiz("03-q1", " B ")
    assert capsys.readouterr().out.startswith("Correct. Yes: u1 and u4 have the same column")
    quiz("03-q1", "c")
    out = capsys.readouterr().out
    assert out.startswith("Not quite. That is the number of units")
    assert "Try another answer." in out


def test_an_exhibit_is_shown_until_it_is_answered(capsys: pytest.CaptureFixture[str]) -> None:
    museum("03-kink", ...)
    out = capsys.readouterr().out
    assert "48 at 24, 52 at 28" in out
    assert "float32 has no digit left" not in out
    museum("03-kink", "b")
    out = capsys.readouterr().out
    assert "float32 has no digit left" in out
    assert "48 at 24" not in out
