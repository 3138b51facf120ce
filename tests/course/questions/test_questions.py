"""What must hold for every question of the course."""

from __future__ import annotations

import pytest

from swap_teach.course.questions import Exhibit, Question, get_question, list_questions

PREDICTIONS, QUIZ, EXHIBITS = (list_questions(kind) for kind in ("PREDICTIONS", "QUIZ", "EXHIBITS"))
every = pytest.mark.parametrize("question", [*PREDICTIONS, *QUIZ, *EXHIBITS], ids=lambda question: question.id)


@every
def test_the_answer_is_one_of_the_choices_and_keys_read_in_any_case(question: Question) -> None:
    assert question.answer in question.choices
    assert 3 <= len(question.choices) <= 4
    assert len({key.casefold() for key in question.choices}) == len(question.choices)
    assert question.key_of(question.answer.upper()) == question.answer
    assert question.key_of("no such choice") is None


@pytest.mark.parametrize("question", [*QUIZ, *EXHIBITS], ids=lambda question: question.id)
def test_every_choice_has_feedback_and_only_the_right_one_says_yes(question: Question) -> None:
    for key, choice in question.choices.items():
        assert choice.feedback
        assert choice.feedback.startswith("Yes:") == (key == question.answer)


@pytest.mark.parametrize("question", PREDICTIONS, ids=lambda question: question.id)
def test_a_prediction_does_not_tell(question: Question) -> None:
    assert not any(choice.feedback for choice in question.choices.values())


@pytest.mark.parametrize("exhibit", EXHIBITS, ids=lambda question: question.id)
def test_an_exhibit_draws_and_describes_its_figure(exhibit: Question) -> None:
    assert isinstance(exhibit, Exhibit)
    picture = exhibit.picture()
    assert len(picture.description) > 40
    assert picture.png().startswith(b"\x89PNG")


def test_the_faults_show_in_the_descriptions() -> None:
    def told(id: str) -> str:
        exhibit = get_question("EXHIBITS", id)
        assert isinstance(exhibit, Exhibit)
        return exhibit.picture().description

    assert "24 of 24 bits are 1; 1 distinct row" in told("02-said-to-be")
    assert "110111" in told("02-once-more"), "u5 and u6 agree"
    assert "16 at 20" in told("03-flat")
    assert "constant" in told("03-flat")
    assert "40 at 20, 48 at 24, 52 at 28, 56 at 32" in told("03-kink")
    assert "constant" in told("04-depth")
    assert "128 at 1, 256 at 2, 384 at 3" in told("04-calls")


def test_ids_are_unique() -> None:
    ids = [question.id for question in [*PREDICTIONS, *QUIZ, *EXHIBITS]]
    assert len(set(ids)) == len(ids)
