"""The ten-item inventory as a verb: ask, record, and compare before with after. Ungraded."""

from __future__ import annotations

from typing import Literal

from swap_teach.course import progress
from swap_teach.course.message import Message, say
from swap_teach.course.questions.inventory import ITEMS
from swap_teach.course.questions.question import Question

SKIPPED = "?"


def inventory(moment: Literal["before", "after"], answers: str = "") -> None:
    """Ask the ten items, or record ten letters such as `"abcd?abcd?"` (`?` where you don't know). Nothing is graded.

    `moment` is "before" (lesson 00) or "after" (lesson 10). No answer is shown: `inventory_report` does that.

    >>> inventory("before", "abc")
    Nothing recorded. The inventory needs ten letters, one an item (`?` where you don't know); 'abc' has 3.
    """
    if moment not in ("before", "after"):
        raise ValueError(f'moment is "before" (lesson 00) or "after" (lesson 10); it was {moment!r}.')
    given = answers.replace(" ", "").casefold()
    if not given:
        for number, item in enumerate(ITEMS, 1):
            say(Message(f"Item {number}", item.prompt, item.listing()))
        text = f'Put your ten letters into `inventory("{moment}", "…")`, with `?` where you don\'t know.'
        say(Message("Nothing recorded yet", text))
        return
    if len(given) != len(ITEMS):
        text = "The inventory needs ten letters, one an item (`?` where you don't know);"
        say(Message("Nothing recorded", f"{text} {answers!r} has {len(given)}."))
        return
    strange = [
        f"item {number} has no {letter!r}"
        for number, (item, letter) in enumerate(zip(ITEMS, given, strict=True), 1)
        if letter != SKIPPED and letter not in item.choices
    ]
    if strange:
        say(Message("Nothing recorded", f"{'; '.join(strange).capitalize()}."))
        return
    say(Message("Recorded", "Ten answers, kept on this machine. Lesson 10 asks the same ten again, then compares."))
    progress.note("inventory", moment, given)


def inventory_report() -> None:
    """Compare the answers before and after, item by item, with what is right and why. Used in lesson 10.

    Answers are shown only once both rounds are recorded.
    """
    noted = progress.read()["inventory"]
    missing = [moment for moment in ("before", "after") if moment not in noted]
    if missing:
        text = f"The comparison needs both rounds; missing: {', '.join(missing)}."
        say(Message("No comparison yet", text))
        return
    before, after = noted["before"], noted["after"]
    details = tuple(
        (f"item {number}", _line(item, first, second))
        for number, (item, first, second) in enumerate(zip(ITEMS, before, after, strict=True), 1)
    )
    right = [sum(item.answer == letter for item, letter in zip(ITEMS, given, strict=True)) for given in (before, after)]
    say(Message("Your inventory", f"{right[0]} of {len(ITEMS)} before the course, {right[1]} after it.", details))


def _line(item: Question, before: str, after: str) -> str:
    right = item.choices[item.answer]
    return f"before {before}, after {after}, right {item.answer}: {right.text}\n{right.feedback}"
