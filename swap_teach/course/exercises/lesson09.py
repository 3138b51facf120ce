"""Exercises of lesson 09, Evolution with the answer key: a mutation, a child of two parents, who survives."""

# mypy: disable-error-code="no-any-return"
# (NumPy's own annotations leave many results open, and a solution should stay free of casts.)
from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from swap_teach.course.exercises.answers import numbers
from swap_teach.course.exercises.exercise import Case, Exercise, Misconception

DRAWS = 600
OPS = 5


def mutate(parent: list[int], rng: np.random.Generator) -> list[int]:
    """Return a child that differs from its parent in the operation of one edge; all such children equally likely.

    A cell is a list of operation numbers, 0 to 4, one an edge. The parent stays as it is.
    """
    edge = int(rng.integers(len(parent)))
    others = [op for op in range(5) if op != parent[edge]]
    child = list(parent)
    child[edge] = others[int(rng.integers(4))]
    return child


def _may_return_the_parent(parent: list[int], rng: np.random.Generator) -> list[int]:
    child = list(parent)
    child[int(rng.integers(len(parent)))] = int(rng.integers(OPS))
    return child


def _in_place(parent: list[int], rng: np.random.Generator) -> list[int]:
    edge = int(rng.integers(len(parent)))
    parent[edge] = [op for op in range(OPS) if op != parent[edge]][int(rng.integers(4))]
    return parent


def _every_edge(parent: list[int], rng: np.random.Generator) -> list[int]:
    return [[op for op in range(OPS) if op != old][int(rng.integers(4))] for old in parent]


def _one_step(parent: list[int], rng: np.random.Generator) -> list[int]:
    child = list(parent)
    edge = int(rng.integers(len(parent)))
    child[edge] = (child[edge] + 1) % OPS
    return child


def _first_edge(parent: list[int], rng: np.random.Generator) -> list[int]:
    child = list(parent)
    child[0] = [op for op in range(OPS) if op != parent[0]][int(rng.integers(4))]
    return child


def _never_none(parent: list[int], rng: np.random.Generator) -> list[int]:
    child = list(parent)
    edge = int(rng.integers(len(parent)))
    others = [op for op in range(1, OPS) if op != parent[edge]]
    child[edge] = others[int(rng.integers(len(others)))]
    return child


def _never_the_last_edge(parent: list[int], rng: np.random.Generator) -> list[int]:
    return [*_every_change(parent[:-1], OPS, rng), parent[-1]]


def _never_the_last_operation(parent: list[int], rng: np.random.Generator) -> list[int]:
    return _every_change(parent, OPS - 1, rng)


def _every_change(parent: list[int], operations: int, rng: np.random.Generator) -> list[int]:
    edge = int(rng.integers(len(parent)))
    others = [op for op in range(operations) if op != parent[edge]]
    return [*parent[:edge], others[int(rng.integers(len(others)))], *parent[edge + 1 :]]


def _each_edge_by_chance(parent: list[int], rng: np.random.Generator) -> list[int]:
    return [(op + int(rng.integers(1, OPS))) % OPS if rng.random() < 1 / len(parent) else op for op in parent]


def _children(function: Callable[..., Any], args: tuple[Any, ...]) -> dict[str, Any]:
    """Mutate a parent again and again; tell what the children have in common, as facts that chance can't change."""
    parent, rng = args
    children, became_the_child = [], False
    for _ in range(DRAWS):
        given = list(parent)
        child = _cell(function(given, rng))
        became_the_child |= given != parent and given == list(child)
        children.append(child)
    changed = {sum(a != b for a, b in zip(child, parent, strict=True)) for child in children}
    seen = Counter(child for child in children if list(child) != parent)
    fair = DRAWS / (len(parent) * (OPS - 1))
    return {
        "edges that differ from the parent": sorted(changed),
        "different children": len(seen),
        "all about equally often": not seen or max(seen.values()) < 2 * fair,
        "the parent stays as it was": not became_the_child,
    }


def _parents(rng: np.random.Generator) -> Iterator[Case]:
    for parent in ([0, 3], [1, 4, 0]):
        shown = f"parent = {parent}, again and again: {DRAWS} children"
        yield Case((parent, np.random.default_rng(int(rng.integers(2**32)))), shown=shown)


def child_of_two(cells: list[list[int]], scores: list[float], sample: int, rng: np.random.Generator) -> list[int]:
    """Cross the best two of a random sample of the population; each edge comes from either with equal chance.

    Draw `sample` different members; of those take the two with the highest scores.
    """
    drawn = rng.choice(len(cells), size=sample, replace=False)
    best, second = sorted(drawn, key=lambda k: scores[k], reverse=True)[:2]
    return [cells[(best, second)[int(rng.integers(2))]][edge] for edge in range(len(cells[0]))]


def _mix(one: list[int], other: list[int], rng: np.random.Generator) -> list[int]:
    return [a if rng.integers(2) else b for a, b in zip(one, other, strict=True)]


def _with_replacement(cells: list[list[int]], scores: list[float], sample: int, rng: np.random.Generator) -> list[int]:
    drawn = sorted(rng.integers(len(cells), size=sample), key=lambda k: scores[k], reverse=True)
    return _mix(cells[drawn[0]], cells[drawn[1]], rng)


def _always_the_best(cells: list[list[int]], scores: list[float], sample: int, rng: np.random.Generator) -> list[int]:
    ranked = sorted(range(len(cells)), key=lambda k: scores[k], reverse=True)
    return _mix(cells[ranked[0]], cells[ranked[1]], rng)


def _any_two(cells: list[list[int]], scores: list[float], sample: int, rng: np.random.Generator) -> list[int]:
    one, other = rng.choice(len(cells), size=2, replace=False)
    return _mix(cells[one], cells[other], rng)


def _lowest(cells: list[list[int]], scores: list[float], sample: int, rng: np.random.Generator) -> list[int]:
    drawn = sorted(rng.choice(len(cells), size=sample, replace=False), key=lambda k: scores[k])
    return _mix(cells[drawn[0]], cells[drawn[1]], rng)


def _no_mixing(cells: list[list[int]], scores: list[float], sample: int, rng: np.random.Generator) -> list[int]:
    drawn = sorted(rng.choice(len(cells), size=sample, replace=False), key=lambda k: scores[k], reverse=True)
    return list(cells[drawn[int(rng.integers(2))]])


def _first_half(cells: list[list[int]], scores: list[float], sample: int, rng: np.random.Generator) -> list[int]:
    drawn = sorted(rng.choice(len(cells), size=sample, replace=False), key=lambda k: scores[k], reverse=True)
    half = len(cells[0]) // 2
    return [*cells[drawn[0]][:half], *cells[drawn[1]][half:]]


def _crossings(function: Callable[..., Any], args: tuple[Any, ...]) -> dict[str, Any]:
    """Cross again and again where member k has operation k on all six edges, so a child shows its parents."""
    cells, scores, sample, rng = args
    pairs: Counter[str] = Counter()
    copies, from_better = 0, np.zeros(len(cells[0]))
    for _ in range(DRAWS):
        child = _cell(function([list(cell) for cell in cells], list(scores), sample, rng))
        members = sorted(set(child), key=lambda k: -scores[k])
        if len(members) == 1:
            copies += 1
            continue
        pairs["+".join(map(str, members))] += 1
        from_better += np.array(child) == members[0]
    mixed = max(1, DRAWS - copies)
    even = int(np.sum(abs(from_better / mixed - 0.5) < 0.1))
    return {
        "parents": sorted(pair for pair, count in pairs.items() if count >= 0.02 * DRAWS),
        "children that copy one member": "few" if copies < 0.1 * DRAWS else "many",
        "edges that come from either parent equally often": even,
    }


def _populations(rng: np.random.Generator) -> Iterator[Case]:
    for scores, sample in (([5.0, 9.0, 7.0, 1.0], 3), ([4.0, 3.0, 2.0, 1.0, 5.0], 2)):
        cells = [[k] * 6 for k in range(len(scores))]
        shown = (
            f"{len(scores)} members, of which member k has operation k on all six edges; scores {scores}; "
            f"sample = {sample}; {DRAWS} children"
        )
        yield Case((cells, scores, sample, np.random.default_rng(int(rng.integers(2**32)))), shown=shown)


def survivors(scores: np.ndarray) -> list[int]:
    """Return the rows of all members but the worst one, which leaves the population.

    scores has a row a member, the oldest first, the new child last; and a column for each batch of images. NaN
    stands where a member was not scored on a batch. Compare means over the batches that *all* were scored on.
    """
    shared = ~np.isnan(scores).any(axis=0)
    worst = int(scores[:, shared].mean(axis=1).argmin())
    return [row for row in range(len(scores)) if row != worst]


def _without(scores: np.ndarray, worst: int) -> list[int]:
    return [row for row in range(len(scores)) if row != worst]


def _oldest_leaves(scores: np.ndarray) -> list[int]:
    return _without(scores, 0)


def _other_images(scores: np.ndarray) -> list[int]:
    return _without(scores, int(np.nanmean(scores, axis=1).argmin()))


def _unscored_is_zero(scores: np.ndarray) -> list[int]:
    return _without(scores, int(np.nan_to_num(scores).mean(axis=1).argmin()))


def _child_stays(scores: np.ndarray) -> list[int]:
    shared = ~np.isnan(scores).any(axis=0)
    return _without(scores, int(scores[:-1, shared].mean(axis=1).argmin()))


def _best_leaves(scores: np.ndarray) -> list[int]:
    shared = ~np.isnan(scores).any(axis=0)
    return _without(scores, int(scores[:, shared].mean(axis=1).argmax()))


def _first_batch(scores: np.ndarray) -> list[int]:
    return _without(scores, int(scores[:, 0].argmin()))


def _sorted_by_score(scores: np.ndarray) -> list[int]:
    shared = ~np.isnan(scores).any(axis=0)
    return [int(row) for row in scores[:, shared].mean(axis=1).argsort()[1:]]


def _best_first(scores: np.ndarray) -> list[int]:
    return _sorted_by_score(scores)[::-1]


def _who_leaves(scores: np.ndarray) -> list[int]:
    return [row for row in range(len(scores)) if row not in survivors(scores)]


def _score_tables(rng: np.random.Generator) -> Iterator[Case]:
    nan = np.nan
    yield Case((np.array([[30, 70, 10], [20, 60, 90], [40, 90, nan]]),))
    yield Case((np.array([[9.0], [8.0], [3.0]]),))
    yield Case((np.array([[10, 50, nan, 1], [20, 30, 90, 1], [12, 60, 5, 1], [90, 10, 99, 1]]),))
    for members, batches in ((6, 3), (20, 5)):
        scores = rng.integers(3000, 6000, (members, batches)).astype(float)
        scores[rng.integers(members, size=members // 3), rng.integers(1, batches, size=members // 3)] = nan
        yield Case((scores,))


def _cell(answer: Any) -> tuple[int, ...]:
    return tuple(int(op) for op in numbers(answer).tolist())


def _facts(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise TypeError(f"facts about many children are expected, not {value!r}")
    return value


EXERCISES = [
    Exercise(
        id="09-mutate",
        title="One change",
        prompt="Write the smallest step through the space: a child that differs from its parent on exactly one edge. "
        "Draw the edge, then another operation for it. Cells are lists of numbers, one an edge: "
        "0 `none`, 1 `skip_connect`, 2 `nor_conv_1x1`, 3 `nor_conv_3x3`, 4 `avg_pool_3x3`.",
        reference=mutate,
        cases=_parents,
        hints=(
            "A cell of two edges has 2 × 4 = 8 children. `rng.integers(n)` draws a whole number from 0 to n - 1.",
            "Five operations, and the one that is there already is no change: how many are left to draw from?",
            "`child = parent` gives the same list a second name. `list(parent)` makes a new one.",
        ),
        misconceptions=(
            Misconception(
                "may return the parent",
                _may_return_the_parent,
                "One child in five *is* the parent: you draw from all five operations, also the one that is there. A "
                "search then scores cells that it knows.",
                "mutations in published searches that draw from all operations",
            ),
            Misconception(
                "the parent is changed in place",
                _in_place,
                "You write into the parent's own list and return it. Parent and child are one object: in a population "
                "the parent would change, and keep the score of what it was.",
                "`child = parent` in ports; a deep copy left out",
            ),
            Misconception(
                "every edge changes",
                _every_edge,
                "You change every edge, so the child has nothing of its parent: that is a random draw, not a step.",
                "fresh readers who loop over the edges",
            ),
            Misconception(
                "the next operation only",
                _one_step,
                "You move to the next number only, so each edge has one change in place of four. The numbers are "
                "names; 3 is no nearer to 4 than to 0.",
                "fresh readers who take operation numbers for quantities",
            ),
            Misconception(
                "always the same edge",
                _first_edge,
                "You change the first edge only. Draw the edge, too.",
                "fresh readers",
            ),
            Misconception(
                "none is left out",
                _never_none,
                "You never draw operation 0, `none`. It is an operation like the others: by it a search finds cells "
                "with fewer edges.",
                "fresh readers who count operations from 1",
            ),
            Misconception(
                "the last operation left out",
                _never_the_last_operation,
                "You never draw operation 4. `rng.integers(n)` leaves n out itself, as `range(n)` does.",
                "`rng.integers(4)`",
            ),
            Misconception(
                "the last edge left out",
                _never_the_last_edge,
                "You never change the last edge. `rng.integers(n)` leaves n out itself: pass the number of edges, not "
                "one less.",
                "`rng.integers(len(parent) - 1)`",
            ),
            Misconception(
                "each edge by chance",
                _each_edge_by_chance,
                "You toss a coin for each edge, so some children differ on two edges or more, and some on none. Draw "
                "one edge.",
                "mutation rates in textbooks on genetic algorithms",
            ),
        ),
        advice="write down the eight children of [0, 3] and see which of them yours can't make, or makes too often.",
        minutes=7,
        starred=True,
        normal=_facts,
        attempt=_children,
    ),
    Exercise(
        id="09-parents-and-crossover",
        title="A child of two parents",
        prompt="Draw `sample` different members of the population, take the best two of *those*, and mix them: each "
        "edge of the child comes from one or the other, with equal chance.",
        reference=child_of_two,
        cases=_populations,
        hints=(
            "Of members with scores 5, 9, 7, 1 three are drawn. Member 3, the worst, is never among the best two.",
            "`rng.choice(n, size=k, replace=False)` draws k different numbers below n.",
            "`sorted(drawn, key=..., reverse=True)` puts the best first. Then toss a coin for each edge, not one for "
            "the whole child.",
        ),
        misconceptions=(
            Misconception(
                "drawn with replacement",
                _with_replacement,
                "A member can be drawn twice, and then mates with its own clone: many children copy one member. Draw "
                "different members (`replace=False`).",
                "`random.choices` and `rng.integers` for a sample, in ports",
            ),
            Misconception(
                "always the best two of all",
                _always_the_best,
                "Your parents are always the best two of the whole population. Soon everybody descends from them: "
                "take the best two of the *sample*.",
                "ports that sort the population and take the first two",
            ),
            Misconception(
                "any two of the population",
                _any_two,
                "You draw two members, good or bad. Draw `sample` of them, and take the best two of those: that is "
                "the pressure that moves the population.",
                "fresh readers",
            ),
            Misconception(
                "the lowest two",
                _lowest,
                "You take the two *lowest* scores of the sample: sorting puts the smallest first.",
                "a `reverse=True` left out",
            ),
            Misconception(
                "one coin for the whole child",
                _no_mixing,
                "You toss one coin for the whole child, so it copies one parent. Toss one for each edge.",
                "fresh readers",
            ),
            Misconception(
                "always the same half",
                _first_half,
                "Each edge always comes from the same parent: the first half from one, the rest from the other. Toss "
                "a coin for each edge.",
                "one-point crossover with a fixed point, in textbooks",
            ),
        ),
        advice="take the smallest example and list the three pairs that a sample of three can give.",
        minutes=8,
        difficulty="medium",
        normal=_facts,
        attempt=_crossings,
    ),
    Exercise(
        id="09-survival",
        title="Who leaves",
        prompt="A child has joined the population, and one member leaves: the worst. Return the rows of those who "
        "stay, in their order. A batch of images moves all scores up or down together (lesson 05), so compare "
        "means over the batches on which *all* members were scored.",
        reference=survivors,
        cases=_score_tables,
        hints=(
            "In the smallest example the third member has no score on the third batch. Which columns are left?",
            "`np.isnan(scores).any(axis=0)` says which columns have a gap.",
            "The child is a member like the others: if it is the worst, it leaves.",
        ),
        misconceptions=(
            Misconception(
                "the oldest leaves",
                _oldest_leaves,
                "You remove the oldest member, however good. That is another algorithm, ageing evolution; SWAP-NAS "
                "removes the worst.",
                "Real and others' regularised evolution, which many ports start from",
            ),
            Misconception(
                "means over different images",
                _other_images,
                "Each member's mean is over its own batches. A batch that is easy for all lifts those who saw it: "
                "compare on shared batches only.",
                "`np.nanmean`; searches that draw fresh images for each child",
            ),
            Misconception(
                "a gap counted as 0",
                _unscored_is_zero,
                "You take a gap for a score of 0, so whoever was scored less often looks worse.",
                "fresh readers who fill gaps",
            ),
            Misconception(
                "the child always stays",
                _child_stays,
                "Your child never leaves, even if it is the worst of all. Compare all rows.",
                "programs that replace the worst *by* the child",
            ),
            Misconception(
                "the best leaves",
                _best_leaves,
                "You remove the member with the highest score.",
                "argmax for argmin",
            ),
            Misconception(
                "who leaves",
                _who_leaves,
                "You return the one who leaves. Return the rows of all others.",
                "fresh readers",
            ),
            Misconception(
                "those who stay, sorted from the worst",
                _sorted_by_score,
                "The right members stay, but you return them sorted by score. Keep their order in the table: the "
                "oldest first.",
                "`means.argsort()[1:]`",
            ),
            Misconception(
                "those who stay, sorted from the best",
                _best_first,
                "The right members stay, but you return them with the best first. Keep their order in the table: the "
                "oldest first.",
                "`sorted(..., reverse=True)[:-1]`",
            ),
            Misconception(
                "the first batch alone",
                _first_batch,
                "You compare on the first batch alone. Take all the batches that everybody shares.",
                "fresh readers",
            ),
        ),
        advice="do the smallest example by hand: cross out the column with a gap, take each row's mean.",
        minutes=6,
        difficulty="medium",
    ),
]
