"""Questions of lesson 09, Evolution with the answer key."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import numpy as np

from swap_teach.course.exercises.lesson09 import mutate
from swap_teach.course.questions.question import Choice, Exhibit, Question
from swap_teach.figures import Picture, lines
from swap_teach.landscape import SHAPE
from swap_teach.records import load_scores
from swap_teach.seeding import derived_rng

MEMBERS, SAMPLE, CYCLES, STEP = 30, 8, 300, 50

Mutation = Callable[[list[int], np.random.Generator], list[int]]


class _State(NamedTuple):
    """What a population looks like after some cycles."""

    cycle: int
    different: int
    noted: float
    """The highest score that a member carries."""
    looked_up: float
    """The score of the cell that this member holds."""


def _evolution(mutation: Mutation, clones: bool) -> list[_State]:
    """Evolve cells by their recorded SWAP-Score: mutate the best of a sample, remove the worst member."""
    grid = load_scores("nb201").swap.to_numpy(float).reshape(SHAPE)
    rng = derived_rng(0, "questions of lesson 09")
    members: list[tuple[list[int], float]] = []
    while len(members) < MEMBERS:
        cell = rng.integers(SHAPE[0], size=len(SHAPE)).tolist()
        members.append((cell, grid[tuple(cell)]))
    states = []
    for cycle in range(CYCLES + 1):
        if cycle % STEP == 0:
            best, noted = max(members, key=lambda member: member[1])
            different = len({tuple(cell) for cell, _ in members})
            states.append(_State(cycle, different, noted, grid[tuple(best)]))
        drawn = rng.choice(MEMBERS, size=SAMPLE, replace=False)
        parent, _ = max((members[k] for k in drawn), key=lambda member: member[1])
        child = mutation(parent, rng)
        if clones or child not in [cell for cell, _ in members]:
            members.append((child, grid[tuple(child)]))
            members.remove(min(members, key=lambda member: member[1]))
    return states


def _in_place(parent: list[int], rng: np.random.Generator) -> list[int]:
    parent[:] = mutate(parent, rng)
    return parent


def _different(clones: bool) -> Picture:
    states = _evolution(mutate, clones)
    counts = [state.different for state in states]
    return lines(
        {"members": ([state.cycle for state in states], counts)}, "cycles", "different cells in the population"
    )


def _noted(mutation: Mutation) -> Picture:
    states = _evolution(mutation, clones=True)
    cycles = [state.cycle for state in states]
    return lines(
        {
            "its noted score": (cycles, [state.noted for state in states]),
            "its cell's score, looked up again": (cycles, [state.looked_up for state in states]),
        },
        "cycles",
        "the best member's score",
    )


PREDICTIONS = [
    Question(
        "09-peaks",
        "A cell is a strict peak if its score is higher than those of all 24 cells that differ from it on one edge. "
        "Size has one peak among the 15,625 cells. How many has the SWAP-Score?",
        {
            "1": Choice("one, too: it grows with size"),
            "5": Choice("a handful, about 5"),
            "50": Choice("some dozens, about 50"),
            "1000": Choice("very many, about 1,000"),
        },
        "50",
    ),
    Question(
        "09-harder",
        "All four find higher and higher scores between 10 and 200 evaluations. What does the mean test accuracy of "
        "the cell they return do on the way?",
        {
            "rises": Choice("it rises with all four"),
            "best": Choice("it rises with the three that beat random search"),
            "level": Choice("it stays level with all four, within a tenth of a point"),
            "falls": Choice("it falls with all four"),
        },
        "falls",
    ),
    Question(
        "09-repair",
        "Three searches, 200 evaluations each: one maximises Psi', with mu at the 95 % quantile of the sizes, one Psi "
        "alone, and one f alone (Psi = 1). How accurate are the cells of the first, on average? (A difference counts "
        "if its interval leaves out 0.)",
        {
            "both": Choice("better than Psi's, better than f's"),
            "psi": Choice("better than Psi's, worse than f's"),
            "f": Choice("worse than Psi's, better than f's"),
            "equal": Choice("better than Psi's, the same as f's"),
        },
        "psi",
    ),
    Question(
        "09-again",
        "250 cells were scored once each, and the best one is scored seven times more, with fresh weights and images. "
        "How does the mean of the seven compare with the score that won?",
        {
            "same": Choice("within one per cent of it"),
            "lower": Choice("lower by more than one per cent"),
            "higher": Choice("higher by more than one per cent"),
        },
        "lower",
    ),
]

QUIZ = [
    Question(
        "09-q1",
        "What leaves the population at the end of a cycle?",
        {
            "a": Choice("The worst in SWAP-NAS, the oldest in ageing evolution", "Yes: all else can be the same."),
            "b": Choice("The oldest in SWAP-NAS, the worst in ageing evolution", "It is the other way round."),
            "c": Choice("The parent in both, whose place the child takes", "The parent stays, if it is good enough."),
        },
        "a",
    ),
    Question(
        "09-q2",
        "Search A finds a higher score than search B on the same budget, and its cell is less accurate, over 20 seeds. "
        "What is to be mended?",
        {
            "a": Choice("Search A: it should be more like B.", "A did what it was asked for, and better than B."),
            "b": Choice("The score.", "Yes: what both maximise parts from accuracy near its top."),
            "c": Choice("The budget: A needs more.", "Then A finds a still higher score."),
        },
        "b",
    ),
    Question(
        "09-q3",
        "A paper's search with Psi' beats random search with Psi'. What else must be shown to say that Psi earned it?",
        {
            "a": Choice("That it beats local search, too", "All of them maximise the same product of two halves."),
            "b": Choice("The same search with f = 1", "That shows what f adds, and not what Psi does."),
            "c": Choice(
                "The same search with Psi = 1, over the same seeds",
                "Yes: what is found by size alone was not earned by Psi.",
            ),
        },
        "c",
    ),
    Question(
        "09-q4",
        "SWAP-NAS has P = 50 members and makes M = 4 children a cycle. How many networks are scored in C = 100 cycles, "
        "at most?",
        {
            "a": Choice("100", "A cycle scores M children, not one network."),
            "b": Choice("400", "The first population is scored as well."),
            "c": Choice("450", "Yes: P + C · M. Fewer where a child was scored before."),
            "d": Choice("5,000", "Members keep their scores; they aren't scored again each cycle."),
        },
        "c",
    ),
]

EXHIBITS = [
    Exhibit(
        "09-fewer",
        f"A program's population of {MEMBERS}, removing the worst. How many different cells are in it? Which fault "
        "made this figure?",
        {
            "a": Choice("Its mutation changes every edge.", "Children would be random cells, and hardly ever alike."),
            "b": Choice(
                "A child joins though it is a member already.",
                "Yes: the worst leaves and the best never does, so copies of few good cells fill the population.",
            ),
            "c": Choice("It removes the best in place of the worst.", "Then good cells would never pile up."),
            "d": Choice("Its crossover tosses one coin a child.", "There is no crossover in this program."),
        },
        "b",
        partial(_different, clones=True),
        partial(_different, clones=False),
    ),
    Exhibit(
        "09-two-lines",
        "The member with the highest noted score, in another program: its noted score, and the score of the cell it "
        "holds, looked up again in the same table. Which fault made this figure?",
        {
            "a": Choice("It looks at noisy scores.", "The table gives a cell the same score each time."),
            "b": Choice("It removes the oldest member.", "Whoever is there would still hold the cell that was scored."),
            "c": Choice(
                "Its mutation writes into the parent.",
                "Yes: the parent's cell changes, and its old score stays with it.",
            ),
            "d": Choice("It draws its sample with replacement.", "That changes who mates, not what a member holds."),
        },
        "c",
        partial(_noted, _in_place),
        partial(_noted, mutate),
    ),
]
