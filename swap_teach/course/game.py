"""The game of lesson 00 as a verb: ten pairs of cells, which trains better? Then two scores play the same pairs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from swap_teach.course import progress
from swap_teach.course.frames_game import SIDES, pair_of_cells, scoreboard
from swap_teach.course.message import Message, say
from swap_teach.course.pairs import Pair, Side, game_pairs
from swap_teach.figures import Picture, number, publish, show

HOW = 'Write ten letters, L for left, R for right, between the quotes of `play("")`, and run the cell again'


def play(answers: str | Sequence[str] = "", export: str | Path | None = None) -> None:
    """Show ten pairs of cells, or, given ten letters such as "LRLLRLRRLR", who was correct on each.

    answers  L (left), R (right) or ? (you can't decide: half a pair, as for a guess), in the order of the pairs. With
             none, the pairs are shown, and in JupyterLab buttons below each.
    export   a file for the answers as JSON, which a class can put together: see `majority`.

    No accuracy is shown before all ten are chosen. The first game is kept in the progress file. Used in lesson 00.

    >>> play("LRL")
    Nothing recorded. The game needs ten letters, L or R (? where you can't decide); 'LRL' has 3.
    """
    pairs = game_pairs()
    given = "".join(answers).replace(" ", "").replace(",", "").upper()
    if not given:
        _ask(pairs)
        return
    strange = sorted(set(given) - set(SIDES))
    if len(given) != len(pairs) or strange:
        what = f"has {', '.join(map(repr, strange))}" if strange else f"has {len(given)}"
        text = f"The game needs ten letters, L or R (? where you can't decide); {answers!r} {what}."
        say(Message("Nothing recorded", text))
        return
    message, picture = result(pairs, given)
    say(message)
    show(picture)
    if export is not None:
        text = json.dumps({"answers": given, "correct": _points(pairs, _sides(given))})
        Path(export).write_text(text + "\n", encoding="utf-8")


def result(pairs: Sequence[Pair], answers: str) -> tuple[Message, Picture]:
    """Keep a finished game, and return what it says: totals, a line for each pair, the scoreboard."""
    players = {
        "you": _sides(answers),
        "size": [pair.higher("params") for pair in pairs],
        "SWAP": [pair.higher("swap") for pair in pairs],
    }
    totals = {name: _points(pairs, sides) for name, sides in players.items()}
    if "00" not in progress.read()["game"]:
        progress.note("game", "00", {"answers": answers, "correct": totals})
        kept = "This game is kept for lesson 10; later ones are not."
    else:
        kept = "Your first game stays the one that is kept."
    text = (
        f"You took the better cell in {number(totals['you'])} of {len(pairs)} pairs. On the same pairs, taking the "
        f"cell with more parameters is correct in {number(totals['size'])}, the one with the higher SWAP-Score in "
        f"{number(totals['SWAP'])}, tossing a coin in {len(pairs) // 2} on average. {kept}"
    )
    return Message("Played", text), scoreboard(pairs, players)


def majority(files: Iterable[str | Path]) -> str:
    """Return what most of a class chose on each pair, as letters for `play`; "?" where the votes are equal.

    files  what `play(..., export=...)` wrote, one a player. A class that votes is itself a score: play it.
    """
    games = [_sides(json.loads(Path(file).read_text(encoding="utf-8"))["answers"]) for file in files]
    if not games:
        raise ValueError(
            "A majority needs at least one exported game, got none: pass files that play(export=...) wrote."
        )
    votes = [votes.count("L") - votes.count("R") for votes in zip(*games, strict=True)]
    return "".join("L" if lead > 0 else "R" if lead < 0 else "?" for lead in votes)


def _points(pairs: Sequence[Pair], sides: Sequence[Side]) -> float:
    return sum(pair.points(side) for pair, side in zip(pairs, sides, strict=True))


def _sides(answers: str) -> list[Side]:
    known: dict[str, Side] = {side: side for side in SIDES}
    return [known[letter] for letter in answers]


def _ask(pairs: Sequence[Pair]) -> None:
    """Show the pairs, each with its buttons, which a notebook without a kernel shows as a line of text."""
    board = Board(pairs)
    for place, (pair, buttons) in enumerate(zip(pairs, board.buttons, strict=True), 1):
        show(pair_of_cells(pair, place))
        publish({**buttons._repr_mimebundle_(), "text/plain": f"Pair {place}: left or right?"}, {})
    say(Message("Not played yet", f"{HOW}; or choose with the buttons below each pair, then press the last one."))
    publish({**board.end._repr_mimebundle_(), "text/plain": "In JupyterLab there are buttons here."}, {})


class Board:
    """The game's buttons: one row for each pair, and a last button that shows the result in `view`."""

    def __init__(self, pairs: Sequence[Pair]) -> None:
        import ipywidgets

        self.pairs = pairs
        self.buttons = [
            ipywidgets.ToggleButtons(
                options=[("left", "L"), ("right", "R")],
                value=None,
                description=f"Pair {place}",
                tooltips=[f"pair {place}: the left cell trains better", f"pair {place}: the right cell trains better"],
            )
            for place in range(1, len(pairs) + 1)
        ]
        self.finish = ipywidgets.Button(description="Show the result")
        self.finish.on_click(self._finish)
        self.view = ipywidgets.HTML()
        self.end = ipywidgets.VBox([self.finish, self.view])

    def _finish(self, _button: Any) -> None:
        from swap_teach.course.explorers import figure_html

        open_pairs = [str(place) for place, row in enumerate(self.buttons, 1) if row.value is None]
        if open_pairs:
            text = f"No choice yet for pair {', '.join(open_pairs)}."
            self.view.value = Message("Not finished", text)._repr_html_()
            return
        message, picture = result(self.pairs, "".join(row.value for row in self.buttons))
        self.view.value = message._repr_html_() + figure_html(picture)
