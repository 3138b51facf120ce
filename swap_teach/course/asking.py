"""The verbs of the questions in a notebook: predict and calibration, quiz, museum, inventory."""

from __future__ import annotations

from types import EllipsisType
from typing import Any

from swap_teach.course import progress
from swap_teach.course.message import Message, say
from swap_teach.course.questions import Exhibit, Question, get_question, list_questions

Unanswered = EllipsisType | None


def predict(id: str, choice: Any = ..., sure: int | None = None) -> None:
    """Record a prediction before the result is shown; `sure` is how sure you are, in percent.

    With no choice (`...`) it shows the question. What is right comes with the lesson, and in `calibration`.

    >>> predict("03-one-layer", ...)
    No prediction recorded. Ten thousand ReLUs in one layer look at five points on a line. How many different patterns
    do the units have? Put one of these in place of the `...`:
      "10000": each unit its own
      "32":    2 to the power of five samples
      "10":    two for each sample
      "5":     one for each sample
    """
    question = get_question("PREDICTIONS", id)
    key = None if choice is None or choice is ... else question.key_of(choice)
    if sure is not None and not 0 <= sure <= 100:
        raise ValueError(f"sure is a percentage from 0 to 100; it was {sure!r}.")
    if key is None:
        say(_unanswered(question, choice, "No prediction recorded"))
        return
    how_sure = "" if sure is None else f", {sure} % sure"
    say(Message("Prediction recorded", f'"{key}": {question.choices[key].text}{how_sure}. Now run on and see.'))
    progress.note("predictions", id, {"choice": key, "sure": sure})


def calibration(lesson: str) -> None:
    """Compare the predictions of one lesson with what came out, and how sure with how often right.

    >>> calibration("99")
    No predictions recorded. Lesson 99 asks none.
    """
    questions, noted = list_questions("PREDICTIONS", lesson), progress.read()["predictions"]
    made = [(question, noted[question.id]) for question in questions if question.id in noted]
    if not made:
        say(Message("No predictions recorded", f"Lesson {lesson} asks {len(questions) or 'none'}."))
        return
    right = sum(entry["choice"] == question.answer for question, entry in made)
    details = tuple(
        (
            question.id,
            f'you said "{entry["choice"]}"; it is "{question.answer}"'
            + ("" if entry["choice"] == question.answer else " (differs)"),
        )
        for question, entry in made
    )
    stated = [
        (entry["sure"], entry["choice"] == question.answer) for question, entry in made if entry["sure"] is not None
    ]
    text = f"{right} of {len(made)} came true."
    if stated:
        mean = sum(sure for sure, _ in stated) / len(stated)
        hits = 100 * sum(hit for _, hit in stated) / len(stated)
        text += f" You were {mean:.0f} % sure on average, and right in {hits:.0f} % of those."
    say(Message("Your predictions", text, details))


def quiz(id: str, choice: Any = ...) -> None:
    """Show the quiz of a lesson (`quiz("03")`), or answer one of its questions (`quiz("03-q1", "b")`).

    >>> quiz("03-q1", "a")
    Not quite. Rows are the patterns of samples; there are four of them, and none is repeated. Try another answer.
    """
    if "-" not in id:
        for question in list_questions("QUIZ", id):
            say(_unanswered(question, ..., question.id, _call("quiz", question)))
        return
    _answer(get_question("QUIZ", id), choice, "quiz")


def museum(id: str, choice: Any = ...) -> None:
    """Show an exhibit of the bug museum: a figure made by a faulty implementation; name the fault from it alone.

    Once it has been named, the same figure without the fault is shown, where the exhibit has one.
    """
    from swap_teach.figures import show

    exhibit = get_question("EXHIBITS", id)
    assert isinstance(exhibit, Exhibit)
    if choice is None or choice is ...:
        show(exhibit.picture())
    _answer(exhibit, choice, "museum")
    if exhibit.mended and exhibit.key_of(choice) == exhibit.answer:
        show(exhibit.mended())


def _answer(question: Question, choice: Any, verb: str) -> None:
    key = None if choice is None or choice is ... else question.key_of(choice)
    if key is None:
        say(_unanswered(question, choice, question.id, _call(verb, question)))
        return
    right = key == question.answer
    say(
        Message(
            "Correct" if right else "Not quite",
            question.choices[key].feedback + ("" if right else " Try another answer."),
        )
    )
    progress.note(verb, question.id, key)


def _call(verb: str, question: Question) -> str:
    return f'{verb}("{question.id}", "…")'


def _unanswered(question: Question, choice: Any, head: str, call: str | None = None) -> Message:
    how, listing = f"Answer with `{call}`:", question.listing()
    if call is None:  # the key alone is typed, and needs its quotes
        how, listing = "Put one of these in place of the `...`:", tuple((f'"{key}"', text) for key, text in listing)
    if choice is not None and choice is not ...:
        how = f"{choice!r} is not one of the choices. {how}"
    return Message(head, f"{question.prompt} {how}", listing)
