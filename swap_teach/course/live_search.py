"""Look on while a search runs: the best cell so far, drawn, its size, and the curve of the best score.

`live` wraps an objective, so any search can be watched and none knows. In JupyterLab a widget is kept up to date;
elsewhere nothing is shown while it runs, and `picture` is the static figure. It remembers what was scored: a search
that was interrupted goes on when its cell is run again. Used in lesson 10.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import KW_ONLY, dataclass, field
from html import escape
from typing import TYPE_CHECKING, Any, Protocol

from swap_teach.figures import Picture, lines, publish
from swap_teach.searchers import merit

if TYPE_CHECKING:
    from swap_teach.spaces.drawing import Drawing

TEXT = "In JupyterLab the best cell so far is drawn here while the search runs, with its size and the curve."


class Draws(Protocol):
    """What is needed of a space: a drawing of a genotype."""

    def draw(self, genotype: Any) -> Drawing:
        """Draw it."""


@dataclass
class LiveSearch:
    """An objective that shows what it is asked; as a search sees it, the objective itself. Made by `live`."""

    space: Draws
    objective: Callable[[list[Any]], Sequence[float]]
    _: KW_ONLY
    size: Callable[[Any], str] | None = None
    every: float = 0.5
    best: Any = field(default=None, init=False)
    curve: list[float] = field(default_factory=list, init=False)
    """The best score after each evaluation; NaN as long as there is none."""
    view: Any = field(default=None, init=False)
    """The widget whose value is kept up to date."""
    _shown: float = field(default=-float("inf"), init=False)
    _known: dict[str, float] = field(default_factory=dict, init=False)

    @property
    def id(self) -> str | None:
        """Name the scores as the objective does, so that a search's log can go on with or without a watcher."""
        return getattr(self.objective, "id", None)

    @property
    def repeats(self) -> int:
        """Of the objective."""
        return int(getattr(self.objective, "repeats", 1))

    def __call__(self, genotypes: list[Any]) -> Sequence[float]:
        """Score as the objective does, what is known from memory; show what is new, at most once in `every` seconds."""
        new = {str(genotype): genotype for genotype in genotypes if str(genotype) not in self._known}
        for (arch, genotype), score in zip(new.items(), self.objective(list(new.values())) if new else (), strict=True):
            self._known[arch] = float(score)
            highest = self.curve[-1] if self.curve else float("nan")
            if self.best is None or merit(score) > merit(highest):
                self.best, highest = genotype, float(score)
            self.curve.append(highest)
        if new and time.monotonic() - self._shown >= self.every:
            self.refresh()
        return [self._known[str(genotype)] for genotype in genotypes]

    def refresh(self) -> None:
        """Show the state of now: called once more at the end, it shows the last batch, too."""
        if self.view is not None and self.best is not None:
            self.view.value = self._html()
        self._shown = time.monotonic()

    def picture(self) -> Picture:
        """Return the curve so far as a figure. ValueError before anything was scored."""
        if not self.curve:
            raise ValueError("Nothing has been scored yet: run the search first, then ask for its picture.")
        marks = sorted({round(len(self.curve) * part / 12) for part in range(1, 13)} - {0})
        best = [round(self.curve[mark - 1], 1) for mark in marks]
        return lines({"best so far": (marks, best)}, "evaluations", "score")

    def _html(self) -> str:
        from swap_teach.course.explorers import figure_html

        size = "" if self.size is None else f"; {self.size(self.best)}"
        words = f"{len(self.curve):,} evaluated. Best score {self.curve[-1]:,.1f}{size}."
        curve = self.picture()
        curve.figure.set_size_inches(6.5, 2)  # so that words, cell and curve fit on one screen
        for line in curve.figure.axes[0].lines:
            line.set_clip_on(False)  # the best of all lies on the upper rim
        return f"<p>{escape(words)}</p>{self.space.draw(self.best).svg}{figure_html(curve)}"


def live(
    space: Draws,
    objective: Callable[[list[Any]], Sequence[float]],
    *,
    size: Callable[[Any], str] | None = None,
    every: float = 0.5,
) -> LiveSearch:
    """Wrap an objective, and put a widget below the cell that shows the search for as long as it runs.

    space  draws the genotypes. size  says how large one is, in words; asked for the best alone.
    every  seconds between two pictures at least: drawing shouldn't slow the search down.

    >>> from swap_teach import get_space
    >>> from swap_teach.searching import search
    >>> nb201 = get_space("nb201")
    >>> watched = live(nb201, lambda cells: [cell.ops.count("nor_conv_3x3") for cell in cells])
    In JupyterLab the best cell so far is drawn here while the search runs, with its size and the curve.
    >>> search(nb201, watched, budget=60).score == watched.curve[-1]
    True
    """
    import ipywidgets

    watched = LiveSearch(space, objective, size=size, every=every)
    watched.view = ipywidgets.HTML(TEXT)
    publish({**watched.view._repr_mimebundle_(), "text/plain": TEXT}, {})
    return watched
