"""SWAP-NAS watched cycle by cycle: a small population, its parents, the child that joins, the member that leaves.

The search is the course's own (`SwapNAS`), on the recorded scores of NAS-Bench-201; it is only listened to, through
the space that it moves in. Used in lesson 09.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from swap_teach.figures import BLACK, BLUE, GREEN, ORANGE, VERMILION, Picture, style
from swap_teach.seeding import derived_rng
from swap_teach.spaces.nb201 import NB201, Genotype
from swap_teach.swap_nas import SwapNAS

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from swap_teach.searchers import Member

CYCLES, POPULATION, SAMPLE, MUTATIONS = 40, 12, 4, 3
"""A population that can be drawn, and as many cycles as it takes to see it rise."""


@dataclass(frozen=True)
class Cycle:
    """One cycle: the members before it, the oldest first; whose children are made; the children; who came and went.

    `parents` has the two that were crossed, or the one whose children these are. `joined` and `left` are None where
    every child was a member already; where they are equal, the best child was the worst of all and left at once.
    """

    before: tuple[Member[Genotype], ...]
    parents: tuple[Genotype, ...]
    children: tuple[Genotype, ...]
    joined: Genotype | None
    left: Genotype | None


@dataclass(frozen=True)
class Watched(NB201):
    """NAS-Bench-201, noting in order whom a searcher crosses and whom it mutates.

    >>> space, rng = Watched(), np.random.default_rng(0)
    >>> first, second = space.sample(rng), space.sample(rng)
    >>> mixed = space.crossover(first, second, rng)
    >>> child = space.mutate(mixed, rng)
    >>> space.noted == [(first, second), (mixed,)]
    True
    """

    noted: list[tuple[Genotype, ...]] = field(default_factory=list)

    def mutate(self, genotype: Genotype, rng: np.random.Generator) -> Genotype:
        """Note whose child it is."""
        self.noted.append((genotype,))
        return super().mutate(genotype, rng)

    def crossover(self, first: Genotype, second: Genotype, rng: np.random.Generator) -> Genotype:
        """Note both parents."""
        self.noted.append((first, second))
        return super().crossover(first, second, rng)


@cache
def watch(seed: int = 0) -> tuple[Cycle, ...]:
    """Run the search and return its cycles.

    >>> cycles = watch()
    >>> len(cycles), len(cycles[0].before), len(cycles[0].children)
    (40, 12, 3)
    """
    space, scores = Watched(), _scores()
    searcher = SwapNAS(space, derived_rng(seed, "search"), population=POPULATION, sample=SAMPLE, mutations=MUTATIONS)
    while len(searcher.members) < POPULATION:
        drawn = searcher.ask()
        searcher.tell(drawn, [scores[str(cell)] for cell in drawn])
    cycles = []
    for _ in range(CYCLES):
        before = tuple(searcher.members)
        space.noted.clear()
        children = searcher.ask()
        searcher.tell(children, [scores[str(cell)] for cell in children])
        members, after = ({member.genotype for member in some} for some in (before, searcher.members))
        best = max((cell for cell in children if cell not in members), key=lambda cell: scores[str(cell)], default=None)
        left = None if best is None else next(iter(members - after), best)
        cycles.append(Cycle(before, space.noted[0], tuple(children), best, left))
    return tuple(cycles)


def evolution_step(cycle: int = 1, seed: int = 0) -> tuple[Picture, pd.DataFrame]:
    """Return a picture of one cycle, 1 to 40, and a table of all who take part: role, cell, SWAP-Score.

    Left the members by age, with the parents, the children, and who leaves; right the population so far, from its
    best to its worst member. ValueError for a cycle that the search doesn't have.

    >>> picture, table = evolution_step(1)
    >>> print(picture.description.split(":")[0])
    Cycle 1 of 40
    """
    import pandas as pd

    cycles, scores = watch(seed), _scores()
    if not 1 <= cycle <= len(cycles):
        raise ValueError(f"The search has cycles 1 to {len(cycles)}; it was asked for {cycle}.")
    now = cycles[cycle - 1]
    role = "crossed" if len(now.parents) == 2 else "as it is"
    rows = [(f"parent, {role}", cell) for cell in now.parents] + [("child", cell) for cell in now.children]
    rows += [("joins", now.joined), ("leaves", now.left)] if now.joined and now.left else []
    table = pd.DataFrame([(who, str(cell), scores[str(cell)]) for who, cell in rows], columns=["role", "cell", "SWAP"])
    return Picture(_figure(cycles[:cycle]), _told(cycle, len(cycles), now)), table


@cache
def _scores() -> dict[str, int]:
    from swap_teach.records import load_scores

    table = load_scores("nb201")
    return {str(arch): int(score) for arch, score in zip(table.arch, table.swap, strict=True)}


def _score(cell: Genotype) -> int:
    return _scores()[str(cell)]


def _told(cycle: int, of: int, now: Cycle) -> str:
    among = sorted(int(member.score) for member in now.before)
    parents = " and ".join(f"{_score(cell):,}" for cell in now.parents)
    made = "a crossover of" if len(now.parents) == 2 else "the best of a sample,"
    children = ", ".join(f"{_score(cell):,}" for cell in now.children)
    if now.joined is None or now.left is None:
        end = "All are members already: nobody joins, nobody leaves"
    elif now.joined == now.left:
        end = f"The best that is new, {_score(now.joined):,}, is the worst of all and leaves at once"
    else:
        end = f"The best that is new, {_score(now.joined):,}, joins; the worst member, {_score(now.left):,}, leaves"
    return (
        f"Cycle {cycle} of {of}: {len(among)} members, SWAP-Scores {among[0]:,} to {among[-1]:,}. Parent: {made} "
        f"{parents}. Its children have {children}. {end}."
    )


def _figure(cycles: tuple[Cycle, ...]) -> Figure:
    from matplotlib.figure import Figure

    now = cycles[-1]
    top = 1.05 * max(_scores().values())
    with style():
        figure = Figure(figsize=(7.5, 3.1))
        # Fixed places: a layout that is worked out anew at each step makes an explorer slow.
        members = figure.add_axes((0.12, 0.17, 0.48, 0.62))
        history = figure.add_axes((0.7, 0.17, 0.28, 0.62))
    _draw_members(members, now)
    spread = [np.quantile([member.score for member in cycle.before], (1, 0.5, 0)) for cycle in cycles]
    with style():
        for values, dash, name in zip(np.transpose(spread), ("-", "--", ":"), ("best", "median", "worst"), strict=True):
            history.plot(range(len(cycles)), values, color=BLUE, linestyle=dash, marker="o", markevery=[-1], label=name)
        history.set(xlim=(0, CYCLES), xlabel="cycles done", title="the population so far")
        history.legend(loc="lower right")
        members.set(ylabel="SWAP-Score", xlabel="member, the oldest first", title=f"cycle {len(cycles)}")
        for axes in (members, history):
            axes.set_ylim(0, top)
            axes.yaxis.set_major_formatter("{x:,.0f}")
    return figure


def _draw_members(axes: Axes, now: Cycle) -> None:
    """Draw the members as dots in the order they came, marks on those who take part, and the children after them."""
    place = {member.genotype: k for k, member in enumerate(now.before, 1)}
    child = len(place) + 1
    marks = {
        "parent": ([(place[cell], cell) for cell in now.parents if cell in place], "s", BLUE),
        "child": ([(child, cell) for cell in now.children], "^", GREEN),
        "joins": ([(child, now.joined)] if now.joined else [], "o", ORANGE),
        "leaves": ([(place.get(now.left, child), now.left)] if now.left else [], "x", VERMILION),
    }
    with style():
        axes.plot([*place.values()], [member.score for member in now.before], "o", color=BLACK, markersize=4)
        for name, (cells, marker, colour) in marks.items():
            across, up = [x for x, _ in cells], [_score(cell) for _, cell in cells]
            hollow = "none" if marker in "so" else colour
            axes.plot(
                across,
                up,
                marker,
                color=colour,
                markerfacecolor=hollow,
                markersize=8 if marker == "^" else 12,
                linestyle="",
                label=name,
            )
        axes.set_xticks([*range(1, child, 5), child], [*map(str, range(1, child, 5)), "new"])
        axes.legend(loc="lower center", ncols=4, bbox_to_anchor=(0.5, 1.08), columnspacing=1, handletextpad=0.2)
