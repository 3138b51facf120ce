"""A question with choices: a prediction, a quiz item, an item of the inventory, an exhibit of the bug museum."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from swap_teach.figures import Picture


class Choice(NamedTuple):
    """One choice: its text, and what to tell whoever takes it."""

    text: str
    feedback: str = ""


@dataclass(frozen=True)
class Question:
    """A question, its choices by the key the learner types, and the right key."""

    id: str
    prompt: str
    choices: Mapping[str, Choice]
    answer: str

    @property
    def lesson(self) -> str:
        """The lesson's number, `"03"` of `"03-one-layer"`."""
        return self.id.split("-", 1)[0]

    def key_of(self, choice: Any) -> str | None:
        """Return the key a learner means (`"B"`, `10` and `" b "` are read), or None where there is none such."""
        wanted = str(choice).strip().casefold()
        return next((key for key in self.choices if key.casefold() == wanted), None)

    def listing(self) -> tuple[tuple[str, str], ...]:
        """List the choices as the details of a message."""
        return tuple((key, choice.text) for key, choice in self.choices.items())


@dataclass(frozen=True)
class Exhibit(Question):
    """A question of the bug museum: `picture` computes a figure with a faulty implementation.

    `mended`, where there is one, computes it without the fault; `museum` shows it once the fault has been named.
    """

    picture: Callable[[], Picture]
    mended: Callable[[], Picture] | None = None
