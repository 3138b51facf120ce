"""The course's exercises, one module a lesson; a new exercise is one object in its lesson's list."""

from __future__ import annotations

from difflib import get_close_matches
from importlib import import_module

from swap_teach.course.exercises.exercise import Case, Exercise, Misconception

__all__ = ["LESSONS", "Case", "Exercise", "Misconception", "get_exercise", "list_exercises"]

LESSONS = ("00", "01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "A1", "A2", "A3", "A4", "A5")
"""The lessons that have exercises; lesson NN's are `EXERCISES` of the module `lessonNN`."""


def list_exercises(lesson: str | None = None) -> list[Exercise]:
    """List all exercises, or one lesson's, in the order they are met.

    >>> [exercise.id for exercise in list_exercises("03")]
    ['03-swap-by-loop', '03-pack-bits', '03-ceiling']
    """
    lessons = LESSONS if lesson is None else (lesson,) if lesson in LESSONS else ()
    return [exercise for number in lessons for exercise in import_module(f"{__name__}.lesson{number}").EXERCISES]


def get_exercise(id: str) -> Exercise:
    """Return the exercise with an id such as `"03-pack-bits"`; KeyError names the nearest ids.

    >>> get_exercise("03-pack-bits").function
    'pack_bits'
    """
    known = {exercise.id: exercise for exercise in list_exercises()}
    if id not in known:
        near = get_close_matches(id, known, n=3) or list(known)
        raise KeyError(f"There is no exercise {id!r}. Did you mean {', '.join(near)}?")
    return known[id]
