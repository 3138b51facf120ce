"""One exercise as one object: what the learner sees, what the check runs, and what it says."""

from __future__ import annotations

import ast
import inspect
import re
import textwrap
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from swap_teach.course.exercises.answers import numbers


@dataclass(frozen=True)
class Case:
    """One input of a check. `shown` replaces the printed arguments where those say nothing (a network, say)."""

    args: tuple[Any, ...]
    shown: str | None = None


@dataclass(frozen=True)
class Misconception:
    """A wrong implementation somebody really wrote, and what to tell whoever writes it again.

    `wrong` returns a plausible value of the right type; `source` says where it was seen.
    """

    name: str
    wrong: Callable[..., Any]
    message: str
    source: str


def call_once(function: Callable[..., Any], args: tuple[Any, ...]) -> Any:
    """Run a function on one case: how most exercises are run."""
    return function(*args)


@dataclass(frozen=True)
class Exercise:
    """An exercise of one lesson. Adding one is adding one object to the lesson's module.

    `reference` is the solution: its source is what `solution` shows, and its signature and docstring make the stub.
    `cases` yields the inputs of the check, first the smallest that can be done by hand, then those that tell the
    misconceptions apart, then random shapes; it draws from the generator it is given. `normal` brings an answer to
    a form that can be compared, and raises TypeError or ValueError on what it can't read. `attempt` runs a function
    on one case. `slower_than` (seconds) is where a right answer is told it is slow, with `faster` as advice.
    """

    id: str
    title: str
    prompt: str
    reference: Callable[..., Any]
    cases: Callable[[np.random.Generator], Iterable[Case]]
    hints: tuple[str, ...]
    misconceptions: tuple[Misconception, ...]
    advice: str
    minutes: int
    difficulty: Literal["easy", "medium", "hard"] = "easy"
    importance: Literal["core", "useful", "extra"] = "core"
    starred: bool = False
    normal: Callable[[Any], Any] = numbers
    attempt: Callable[[Callable[..., Any], tuple[Any, ...]], Any] = call_once
    slower_than: float = 2.0
    faster: str = "It is right all the same; whole-array operations would be faster."

    @property
    def lesson(self) -> str:
        """The lesson's number, `"03"` of `"03-pack-bits"`."""
        return self.id.split("-", 1)[0]

    @property
    def function(self) -> str:
        """The name of the function the learner writes."""
        return self.reference.__name__

    @property
    def solution(self) -> str:
        """The reference's source, which runs in a notebook that has `import numpy as np`."""
        source = textwrap.dedent(inspect.getsource(self.reference)).rstrip()
        return re.sub(r"  # type: ignore\[.*?\]", "", source)  # mypy's business, not the learner's

    @property
    def stub(self) -> str:
        """The reference's signature and docstring with a body left to write: the stub cell of the notebook."""
        definition = ast.parse(self.solution).body[0]
        assert isinstance(definition, ast.FunctionDef)
        last_line_of_docstring = definition.body[0].end_lineno
        return "\n".join([*self.solution.splitlines()[:last_line_of_docstring], "    ..."])

    @property
    def card(self) -> str:
        """The exercise's card: the Markdown cell above its stub."""
        star = "starred, part of the minimal path" if self.starred else "may be skipped without loss"
        return (
            f"### Exercise: {self.title}\n\n"
            f"`{self.id}` · {self.difficulty} · {self.importance} · {self.minutes} minutes · {star}\n\n"
            f"{self.prompt}\n\n"
            f'Stuck? Run `hint("{self.id}")`, as often as you like: hints cost nothing. '
            f'`solution("{self.id}")` shows one way to write it.'
        )
