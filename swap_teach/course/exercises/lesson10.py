"""Exercises of lesson 10, The full search: how large the space is, what a budget buys, how large the network gets."""

# mypy: disable-error-code="no-any-return"
# (NumPy's own annotations leave many results open, and a solution should stay free of casts.)
from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from swap_teach.course.exercises.exercise import Case, Exercise, Misconception


def count_cells(nodes: int, operations: int) -> int:
    """Return how many cells a space like DARTS has.

    A cell has two inputs, then `nodes` nodes. Each node adds two edges, from two different of all that comes before
    it: the inputs and the earlier nodes. Each edge carries one of `operations` operations.
    """
    count = 1
    for node in range(nodes):
        before = 2 + node  # two inputs, and the earlier nodes
        pairs = before * (before - 1) // 2
        count *= pairs * operations**2
    return count


def _added(nodes: int, operations: int) -> int:
    return sum((2 + node) * (1 + node) // 2 * operations**2 for node in range(nodes))


def _ordered_pairs(nodes: int, operations: int) -> int:
    count = 1
    for node in range(nodes):
        count *= (2 + node) * (1 + node) * operations**2
    return count


def _one_operation_a_node(nodes: int, operations: int) -> int:
    count = 1
    for node in range(nodes):
        count *= (2 + node) * (1 + node) // 2 * operations
    return count


def _same_source_twice(nodes: int, operations: int) -> int:
    count = 1
    for node in range(nodes):
        count *= (2 + node) ** 2 * operations**2
    return count


def _pairs_of_cells(nodes: int, operations: int) -> int:
    return count_cells(nodes, operations) ** 2


def _spaces(rng: np.random.Generator) -> Iterator[Case]:
    yield Case((2, 2))
    yield Case((1, 3))
    yield Case((4, 7))
    for nodes, operations in rng.integers((1, 2), (7, 9), size=(4, 2)):
        yield Case((int(nodes), int(operations)))


def cycles(budget: int, population: int, mutations: int) -> int:
    """Return how many whole cycles of SWAP-NAS a budget of evaluations pays for.

    The first population is drawn and scored before the first cycle; a cycle scores `mutations` children. Nothing
    is scored twice. The budget pays for the first population at least.
    """
    return (budget - population) // mutations


def _a_cycle_costs_one(budget: int, population: int, mutations: int) -> int:
    return budget - population


def _population_forgotten(budget: int, population: int, mutations: int) -> int:
    return budget // mutations


def _rounded_up(budget: int, population: int, mutations: int) -> int:
    return -(-(budget - population) // mutations)


def _population_in_each_cycle(budget: int, population: int, mutations: int) -> int:
    return budget // (population + mutations)


def _parts_of_cycles(budget: int, population: int, mutations: int) -> float:
    return (budget - population) / mutations


def _parent_again(budget: int, population: int, mutations: int) -> int:
    return (budget - population) // (mutations + 1)


def _budgets(rng: np.random.Generator) -> Iterator[Case]:
    yield Case((20, 9, 4))
    yield Case((1000, 50, 4))
    for population, mutations, rest in rng.integers((2, 2, 0), (60, 9, 900), size=(5, 3)):
        yield Case((int(population + rest), int(population), int(mutations)))


def forecast(thetas: np.ndarray, full: np.ndarray, theta: float) -> float:
    """Return the parameters that the full network of a new cell will have, in millions.

    thetas  of some cells: thousands of parameters of the network that is scored, one cell
    full    of the same cells: millions of parameters of the full network
    theta   of the new cell

    Draw the straight line that fits the known cells best (least squares), and read it at the new cell.
    """
    slope, start = np.polyfit(thetas, full, 1)
    return start + slope * theta


def _times_twenty(thetas: np.ndarray, full: np.ndarray, theta: float) -> float:
    return 20 * theta / 1000


def _read_as_millions(thetas: np.ndarray, full: np.ndarray, theta: float) -> float:
    return theta


def _through_zero(thetas: np.ndarray, full: np.ndarray, theta: float) -> float:
    return theta * float(np.mean(np.asarray(full) / np.asarray(thetas)))


def _best_through_zero(thetas: np.ndarray, full: np.ndarray, theta: float) -> float:
    return theta * float(np.dot(thetas, full) / np.dot(thetas, thetas))


def _nearest_cell(thetas: np.ndarray, full: np.ndarray, theta: float) -> float:
    return float(full[np.abs(thetas - theta).argmin()])


def _between_neighbours(thetas: np.ndarray, full: np.ndarray, theta: float) -> float:
    order = np.argsort(thetas)
    return float(np.interp(theta, thetas[order], full[order]))


def _axes_exchanged(thetas: np.ndarray, full: np.ndarray, theta: float) -> float:
    slope, start = np.polyfit(full, thetas, 1)
    return float((theta - start) / slope)


def _known_cells(rng: np.random.Generator) -> Iterator[Case]:
    yield Case((np.array([1.0, 2.0]), np.array([2.0, 3.5]), 3.0))
    for count in (3, 8, 20):
        thetas = rng.uniform(0.5, 2.5, count)
        full = 1.0 + 1.2 * thetas + rng.normal(0, 0.1, count)
        yield Case((thetas.round(3), full.round(3), round(float(rng.uniform(0.5, 2.5)), 2)))


EXERCISES = [
    Exercise(
        id="10-size-of-the-space",
        title="How many cells?",
        prompt="DARTS has four nodes and seven operations (without `none`). Write the count for any number of both, "
        "from the docstring's description. A node adds what its two edges bring, so their order changes nothing.",
        reference=count_cells,
        cases=_spaces,
        hints=(
            "One node first: in how many ways can it choose its two sources? Then: in how many ways can the two edges "
            "be given operations?",
            "Node k has 2 + k things before it. Two of n different things, order aside, can be chosen in "
            "n (n - 1) / 2 ways.",
            "Choices that don't depend on one another multiply: within a node, and over the nodes.",
        ),
        misconceptions=(
            Misconception(
                "nodes added up",
                _added,
                "You add the nodes' possibilities up. Each choice at one node goes together with each at the next: "
                "independent choices multiply.",
                "fresh readers who count the edges of a supernet",
            ),
            Misconception(
                "ordered pairs of sources",
                _ordered_pairs,
                "You count the sources (0, 1) and (1, 0) as two. The node adds both edges, and a sum doesn't know an "
                "order; and the operation goes with its edge.",
                "sizes given in papers that count each wiring more than once",
            ),
            Misconception(
                "one operation for a node",
                _one_operation_a_node,
                "You give each node one operation. Each of its two edges has its own.",
                "readers who know NAS-Bench-101, where the operation sits on the node",
            ),
            Misconception(
                "pairs of cells",
                _pairs_of_cells,
                "You count pairs of a normal and a reduction cell, which is the size of the whole space. One cell was "
                "asked for.",
                "papers' figure for DARTS, which is that of pairs",
            ),
            Misconception(
                "the same source twice",
                _same_source_twice,
                "You let both edges come from the same place, and tell them apart by their order. The two sources are "
                "different, and their order changes nothing.",
                "n choices for each edge",
            ),
        ),
        advice="write the cells of one node down: sources, then operations.",
        minutes=6,
        starred=True,
    ),
    Exercise(
        id="10-budget",
        title="What a budget buys",
        prompt="A search is told how many networks it may score. How many cycles of SWAP-NAS is that?",
        reference=cycles,
        cases=_budgets,
        hints=(
            "What is scored before the first cycle begins?",
            "Of 20 evaluations 9 are spent on the first population. How many times can four children be scored?",
            "A cycle that can't be paid in full isn't whole: `//` divides and rounds down.",
        ),
        misconceptions=(
            Misconception(
                "a cycle costs one evaluation",
                _a_cycle_costs_one,
                "You take a cycle for one evaluation. That is ageing evolution's price; here a cycle scores all the "
                "children of one parent, and only then keeps the best.",
                "comparisons by cycles, in which SWAP-NAS has M times the budget of the others",
            ),
            Misconception(
                "the first population forgotten",
                _population_forgotten,
                "You divide the whole budget. The first population is scored, too, before any cycle.",
                "readers of Algorithm 1, where it stands before the loop",
            ),
            Misconception(
                "the population scored in each cycle",
                _population_in_each_cycle,
                "You score the whole population in each cycle. It is scored once, before the first; members keep "
                "their scores, and a cycle pays for its children alone.",
                "readers who know genetic algorithms that score every generation anew",
            ),
            Misconception(
                "rounded up",
                _rounded_up,
                "You count the last cycle although the budget ends inside it. Whole cycles were asked for.",
                "fresh readers who use ceil",
            ),
            Misconception(
                "parts of cycles",
                _parts_of_cycles,
                "You return a fraction. Whole cycles were asked for: `//` rounds down.",
                "`/` for `//`",
            ),
            Misconception(
                "the parent scored again",
                _parent_again,
                "You pay for the parent in each cycle. It has its score already: a cycle pays for its children alone.",
                "fresh readers",
            ),
        ),
        advice="tick evaluations off on paper: nine, then four at a time, until 20.",
        minutes=4,
        importance="useful",
    ),
    Exercise(
        id="10-size-forecast",
        title="From one cell to twenty",
        prompt="A search steers the size of the cell that is *scored*, in thousands of parameters; a phone cares about "
        "the network of 20 cells, in millions. Given both for some cells, forecast the second from the first.",
        reference=forecast,
        cases=_known_cells,
        hints=(
            "Plot the known cells in your mind: one straight line goes through or near all of them, and it doesn't "
            "begin at zero.",
            "What the line has at Theta = 0 are parts that every full network has: stem, classifier, preprocessing.",
            "`np.polyfit(x, y, 1)` returns slope and start of the line with the least squares.",
        ),
        misconceptions=(
            Misconception(
                "times twenty",
                _times_twenty,
                "You take 20 times the scored cell. The full network's cells are far wider, 36 channels and more where "
                "the scored one has 6, and a convolution's weights grow with the width squared.",
                "fresh readers",
            ),
            Misconception(
                "Theta read as millions",
                _read_as_millions,
                "You return Theta itself. It counts thousands of the scored network, not millions of the full one: mu "
                "= 1.5 doesn't ask for a network of 1.5 million.",
                "readers who meet mu = 1.5 beside networks of some million parameters",
            ),
            Misconception(
                "a line through zero",
                _through_zero,
                "Your line goes through zero. Stem, classifier and preprocessing are in every full network, whatever "
                "its cell: the line begins above zero.",
                "the rule of three",
            ),
            Misconception(
                "the best line through zero",
                _best_through_zero,
                "You fit a slope alone, so your line goes through zero, however well it fits. Fit a start as well: "
                "stem, classifier and preprocessing are in every full network.",
                "`(x * y).sum() / (x * x).sum()`",
            ),
            Misconception(
                "the nearest known cell",
                _nearest_cell,
                "You take the known cell that is nearest, and with it all that is special about this one. A line "
                "through all of them averages that out, and also reaches beyond them.",
                "fresh readers who look the answer up",
            ),
            Misconception(
                "between the two neighbours",
                _between_neighbours,
                "You read between the two neighbouring cells. Two cells scatter; the line of least squares uses all of "
                "them, and also reaches beyond them.",
                "`np.interp`",
            ),
            Misconception(
                "Theta fitted from the full size",
                _axes_exchanged,
                "You fit Theta from the full size and turn the line round. Least squares then makes the errors in "
                "Theta small: fit what you forecast.",
                "`np.polyfit` with its arguments exchanged",
            ),
        ),
        advice="from 1 to 2 the full network grows by 1.5; go one step further.",
        minutes=6,
        difficulty="medium",
        importance="useful",
    ),
]
