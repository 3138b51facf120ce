"""The course's questions: predictions, quizzes, the bug museum, the concept inventory.

One module a lesson, with the lists PREDICTIONS, QUIZ and EXHIBITS; a new question is one object in one of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from importlib import import_module
from typing import Literal

from swap_teach.course.questions.question import Choice, Exhibit, Question

__all__ = ["LESSONS", "Choice", "Exhibit", "Question", "get_question", "list_questions"]

LESSONS = ("00", "01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "A1", "A2", "A3", "A4", "A5")
"""The lessons that have questions; lesson NN's are in the module `lessonNN`."""

Kind = Literal["PREDICTIONS", "QUIZ", "EXHIBITS"]


def list_questions(kind: Kind, lesson: str | None = None) -> list[Question]:
    """List the questions of one kind, of all lessons or of one.

    >>> [question.id for question in list_questions("PREDICTIONS", "03")]
    ['03-one-layer', '03-two-layers']
    """
    lessons: Sequence[str] = LESSONS if lesson is None else [number for number in LESSONS if number == lesson]
    return [question for number in lessons for question in getattr(import_module(f"{__name__}.lesson{number}"), kind)]


def get_question(kind: Kind, id: str) -> Question:
    """Return the question with an id such as `"03-one-layer"`; KeyError names the nearest ids."""
    known = {question.id: question for question in list_questions(kind)}
    if id not in known:
        near = get_close_matches(id, known, n=3) or list(known)
        raise KeyError(f"There is no {id!r} among the {kind.lower()}. Did you mean {', '.join(near)}?")
    return known[id]
