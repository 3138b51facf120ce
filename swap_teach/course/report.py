"""The capstone: one page on what a learner did, guessed, knew before and after, and found.

What was recorded comes from the learner's own progress file; cell and score are handed in. Used in lesson 10.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from swap_teach.course import progress
from swap_teach.course.exercises import list_exercises
from swap_teach.course.exercises.grading import CORRECT
from swap_teach.course.message import Message, say
from swap_teach.course.questions import list_questions
from swap_teach.course.questions.inventory import ITEMS
from swap_teach.figures import number, show

if TYPE_CHECKING:
    from swap_teach.spaces.drawing import Drawing


def place(value: float, others: Sequence[float]) -> str:
    """Say where a score stands among others: the highest is place 1, equals share the better place.

    >>> place(5.0, [7.0, 5.0, 1.0])
    'place 2 among 3 others'
    """
    return f"place {1 + sum(other > value for other in others):,} among {len(others):,} others"


def report(cell: Drawing, cell_says: str, score_says: str, to: str | Path | None = None) -> None:
    """Show your report: game, predictions, inventory, exercises, your score's row, your cell and its place.

    cell        your cell, drawn: `space.draw(genotype)`
    cell_says   where it stands: score, size, `place`
    score_says  your score's row: rank correlation with its interval and n, parameters beside it
    to          a file for the page, one HTML file without links; none is written otherwise

    What isn't recorded yet is told as missing, with the lesson that records it.
    """
    lines = (*own_lines(progress.read()), ("your score", score_says), ("your cell", cell_says))
    say(Message("Your report", "One page; nothing leaves this machine.", lines))
    show(cell)
    if to is not None:
        Path(to).write_text(page(lines, cell), encoding="utf-8")
        print(f"Written to {Path(to).name}.")


def own_lines(record: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    """Return (label, text) for what a progress record knows: game, predictions, inventory, exercises."""
    return (
        ("game", _game(record["game"])),
        ("predictions", _predictions(record["predictions"])),
        ("inventory", _inventory(record["inventory"])),
        ("exercises", _exercises(record["exercises"])),
    )


def page(lines: Sequence[tuple[str, str]], cell: Drawing) -> str:
    """Return the report as one HTML page: headings, a table, the drawing and its words."""
    rows = "".join(f'<tr><th scope="row">{escape(label)}</th><td>{escape(text)}</td></tr>' for label, text in lines)
    return (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>My SWAP-NAS report</title>'
        "<style>body{font-family:sans-serif;max-width:50rem;margin:2rem auto;line-height:1.5}"
        "th{text-align:left;vertical-align:top;padding-right:1rem}svg{max-width:100%}</style></head>"
        f"<body><main><h1>My SWAP-NAS report</h1><table>{rows}</table>{cell.svg}"
        f"<p>{escape(cell.description)}</p></main></body></html>\n"
    )


def _game(noted: dict[str, Any]) -> str:
    if "00" not in noted:
        return "not played: lesson 00"
    correct = noted["00"]["correct"]
    return ", ".join(f"{name} {number(points)}" for name, points in correct.items()) + " of 10 pairs"


def _predictions(noted: dict[str, Any]) -> str:
    asked = {question.id: question.answer for question in list_questions("PREDICTIONS")}
    made = {id: entry for id, entry in noted.items() if id in asked}
    if not made:
        return "none recorded: each lesson asks some"
    right = {id: entry["choice"] == asked[id] for id, entry in made.items()}
    told = f"{sum(right.values())} of {len(made)} came true"
    sure = {id: entry["sure"] for id, entry in made.items() if entry["sure"] is not None}
    if not sure:
        return told
    hits = 100 * sum(right[id] for id in sure) / len(sure)
    return f"{told}; {sum(sure.values()) / len(sure):.0f} % sure on average, right in {hits:.0f} % of those"


def _inventory(noted: dict[str, str]) -> str:
    told = []
    for moment, lesson in (("before", "00"), ("after", "10")):
        if moment in noted:
            right = sum(item.answer == letter for item, letter in zip(ITEMS, noted[moment], strict=True))
            told.append(f"{moment} {right} of {len(ITEMS)}")
        else:
            told.append(f"{moment}: not answered (lesson {lesson})")
    return ", ".join(told)


def _exercises(noted: dict[str, Any]) -> str:
    known = [exercise.id for exercise in list_exercises()]
    passed = [id for id in known if noted.get(id, {}).get("outcome") == CORRECT]
    return f"{len(passed)} of {len(known)} passed"
