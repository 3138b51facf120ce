"""Exercises of lesson A1, How a benchmark is made: reliability, the difference of two cells, a table after a crash."""

# mypy: disable-error-code="no-any-return"
# (NumPy's own annotations leave many results open, and a solution should stay free of casts.)
from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from swap_teach.course.exercises.answers import paths
from swap_teach.course.exercises.exercise import Case, Exercise, Misconception


def table_reliability(accuracies: np.ndarray) -> float:
    """Return the reliability of the mean over the seeds.

    accuracies has one row a cell and one column a seed, two seeds or more.
    """
    from itertools import combinations

    from scipy.stats import spearmanr

    seeds = accuracies.shape[1]
    pairs = [spearmanr(accuracies[:, a], accuracies[:, b]).statistic for a, b in combinations(range(seeds), 2)]
    r = np.mean(pairs)
    return float(seeds * r / (1 + (seeds - 1) * r))


def _correlations(accuracies: np.ndarray) -> np.ndarray:
    """Spearman's correlation of each seed with each, ones on the diagonal."""
    from scipy.stats import rankdata

    return np.corrcoef(rankdata(accuracies, axis=0), rowvar=False)


def _mean_pair(between: np.ndarray) -> float:
    return float(between[np.triu_indices(len(between), 1)].mean())


def _stepped_up(r: float, seeds: int) -> float:
    return seeds * r / (1 + (seeds - 1) * r)


def _times_the_seeds(accuracies: np.ndarray) -> float:
    return accuracies.shape[1] * _mean_pair(_correlations(accuracies))


def _always_two_seeds(accuracies: np.ndarray) -> float:
    return _stepped_up(_mean_pair(_correlations(accuracies)), 2)


def _one_seed_only(accuracies: np.ndarray) -> float:
    return _mean_pair(_correlations(accuracies))


def _mean_with_its_parts(accuracies: np.ndarray) -> float:
    with_mean = np.column_stack([accuracies.mean(axis=1), accuracies])
    return float(_correlations(with_mean)[0, 1:].mean())


def _diagonal_counted(accuracies: np.ndarray) -> float:
    return _stepped_up(float(_correlations(accuracies).mean()), accuracies.shape[1])


def _pearson(accuracies: np.ndarray) -> float:
    return _stepped_up(_mean_pair(np.corrcoef(accuracies, rowvar=False)), accuracies.shape[1])


def _first_pair_only(accuracies: np.ndarray) -> float:
    return _stepped_up(float(_correlations(accuracies)[0, 1]), accuracies.shape[1])


def _neighbours_only(accuracies: np.ndarray) -> float:
    return _stepped_up(float(np.diag(_correlations(accuracies), 1).mean()), accuracies.shape[1])


def _tables(rng: np.random.Generator) -> Iterator[Case]:
    yield Case((np.array([[80.0, 81.0], [85.0, 88.0], [90.0, 86.0]]),))
    yield Case((np.array([[10.0, 10.5, 10.2], [80.0, 83.0, 81.0], [84.0, 82.0, 85.0], [86.0, 87.0, 84.0]]),))
    for cells, seeds in ((20, 3), (12, 2), (30, 5)):
        yield Case((np.round(rng.normal(85, 3, (cells, 1)) + rng.normal(0, 2, (cells, seeds)), 2),))


def errors_apart(one: np.ndarray, other: np.ndarray) -> float:
    """Return how many standard errors lie between the mean accuracies of two cells; above 0 if `one` is better.

    one[s] and other[s] were trained with the same seed s, so on the same scenes in the same order.
    """
    difference = np.asarray(one) - np.asarray(other)
    return float(difference.mean() / (difference.std(ddof=1) / np.sqrt(len(difference))))


def _standard_deviations(one: np.ndarray, other: np.ndarray) -> float:
    difference = one - other
    return float(difference.mean() / difference.std(ddof=1))


def _divided_by_n(one: np.ndarray, other: np.ndarray) -> float:
    difference = one - other
    return float(difference.mean() / (difference.std() / np.sqrt(len(difference))))


def _unpaired(one: np.ndarray, other: np.ndarray) -> float:
    return float((one.mean() - other.mean()) / np.sqrt((one.var(ddof=1) + other.var(ddof=1)) / len(one)))


def _one_cells_error(one: np.ndarray, other: np.ndarray) -> float:
    return float((one.mean() - other.mean()) / (one.std(ddof=1) / np.sqrt(len(one))))


def _without_sign(one: np.ndarray, other: np.ndarray) -> float:
    return abs(errors_apart(one, other))


def _the_other_way(one: np.ndarray, other: np.ndarray) -> float:
    return errors_apart(other, one)


def _root_forgotten(one: np.ndarray, other: np.ndarray) -> float:
    difference = one - other
    return float(difference.mean() / (difference.var(ddof=1) / len(difference)))


def _pairs_of_cells(rng: np.random.Generator) -> Iterator[Case]:
    yield Case((np.array([80.0, 84.0, 88.0]), np.array([78.0, 83.0, 85.0])))
    yield Case((np.array([70.0, 74.0]), np.array([73.0, 75.0])))
    for seeds in (3, 5, 10):
        luck = rng.normal(0, 3, seeds)
        one, other = (np.round(level + luck + rng.normal(0, 1, seeds), 2) for level in (80, 81))
        yield Case((one, other))


def rows_missing(text: str, cells: int, seeds: int) -> list[tuple[int, int]]:
    """List the (cell, seed) pairs still to train: cells 0, 1, ... with seeds 0, 1, ...

    text is the table as it lies on the disk: a header, then lines `cell,seed,accuracy`, in any order. A crash may
    have torn the last line; a whole line ends in a line break.
    """
    whole = text[: text.rfind("\n") + 1].splitlines()[1:]
    done = {tuple(int(number) for number in line.split(",")[:2]) for line in whole}
    return [(cell, seed) for cell in range(cells) for seed in range(seeds) if (cell, seed) not in done]


def _left(done: set[tuple[int, int]], cells: int, seeds: int) -> list[tuple[int, int]]:
    return [(cell, seed) for cell in range(cells) for seed in range(seeds) if (cell, seed) not in done]


def _read(lines: list[str], fields: int = 2) -> set[tuple[int, int]]:
    """(cell, seed) of the lines that have so many fields, none of them empty."""
    split = [line.split(",") for line in lines]
    return {(int(f[0]), int(f[1])) for f in split if len(f) >= fields and all(f[:fields])}


def _torn_line_counted(text: str, cells: int, seeds: int) -> list[tuple[int, int]]:
    return _left(_read(text.splitlines()[1:]), cells, seeds)


def _three_fields_are_whole(text: str, cells: int, seeds: int) -> list[tuple[int, int]]:
    return _left(_read(text.splitlines()[1:], fields=3), cells, seeds)


def _last_line_always_dropped(text: str, cells: int, seeds: int) -> list[tuple[int, int]]:
    return _left(_read(text.splitlines()[1:-1]), cells, seeds)


def _by_number_of_rows(text: str, cells: int, seeds: int) -> list[tuple[int, int]]:
    return _left(set(), cells, seeds)[max(0, text.count("\n") - 1) :]


def _a_row_makes_a_cell(text: str, cells: int, seeds: int) -> list[tuple[int, int]]:
    begun = {cell for cell, _ in set(_left(set(), cells, seeds)) - set(rows_missing(text, cells, seeds))}
    return [pair for pair in rows_missing(text, cells, seeds) if pair[0] not in begun]


def _whole_cells(text: str, cells: int, seeds: int) -> list[tuple[int, int]]:
    unfinished = {cell for cell, _ in rows_missing(text, cells, seeds)}
    return [(cell, seed) for cell in range(cells) if cell in unfinished for seed in range(seeds)]


def _already_done(text: str, cells: int, seeds: int) -> list[tuple[int, int]]:
    missing = rows_missing(text, cells, seeds)
    return [pair for pair in _left(set(), cells, seeds) if pair not in missing]


def _crashes(rng: np.random.Generator) -> Iterator[Case]:
    head = "cell,seed,accuracy\n"
    yield Case((head + "0,0,84.1\n0,1,8", 1, 2))
    yield Case((head + "0,0,84.1\n0,1,83.9\n1,0", 2, 2))
    yield Case((head + "0,0,84.1\n1,0,80.2\n1,1,80.7\n", 2, 2))
    yield Case(("cell,se", 1, 2))
    for cells, seeds in ((4, 3), (6, 2)):
        rows = [f"{cell},{seed},{rng.uniform(70, 90):.2f}\n" for cell in range(cells) for seed in range(seeds)]
        text = head + "".join(np.array(rows)[rng.permutation(len(rows))][: len(rows) - 3])
        yield Case((text[:-4], cells, seeds))


EXERCISES = [
    Exercise(
        id="A1-spearman-brown",
        title="The reliability of a table",
        prompt="Correlate every seed with every other (Spearman), take the mean r of these pairs, and step it up to "
        "the mean over all k seeds: k r / (1 + (k - 1) r). The table may have two seeds, three or more. "
        "`scipy.stats.spearmanr(x, y).statistic` is one correlation.",
        reference=table_reliability,
        cases=_tables,
        hints=(
            "In the smallest example the seeds rank the cells 1, 2, 3 and 1, 3, 2: r = .5. Two seeds: "
            "2 x .5 / (1 + .5) = .667.",
            "`itertools.combinations(range(k), 2)` gives each pair of columns once.",
            "Three steps: a list of correlations, one a pair; its mean; the formula with k, the number of columns.",
        ),
        misconceptions=(
            Misconception(
                "r times the number of seeds",
                _times_the_seeds,
                "You multiply r by the number of seeds, which may exceed 1. Further seeds add less and less: the noise "
                "that is left shrinks, the cells stay as different as they are. Divide by 1 + (k - 1) r.",
                "readers who take the numerator for the formula",
            ),
            Misconception(
                "2r / (1 + r) whatever the number of seeds",
                _always_two_seeds,
                "2r / (1 + r) is the formula for two halves of a test, as most textbooks print it. With k seeds it is "
                "k r / (1 + (k - 1) r).",
                "the split-half formula copied from a textbook",
            ),
            Misconception(
                "not stepped up",
                _one_seed_only,
                "This is the reliability of one seed. The table's accuracy is the mean over all seeds, which is more "
                "reliable: step r up.",
                "papers that report the correlation between two runs as that of their mean",
            ),
            Misconception(
                "the mean correlated with its own parts",
                _mean_with_its_parts,
                "You correlate the mean with the seeds it is made of. A third of the mean *is* that seed, noise and "
                "all, so they agree too well. Correlate seeds with each other, never with a sum they are part of.",
                "item-total correlations, uncorrected",
            ),
            Misconception(
                "the diagonal counted",
                _diagonal_counted,
                "The mean of a whole correlation matrix counts each seed's correlation with itself, a 1. Take the "
                "pairs above the diagonal alone.",
                "`np.corrcoef(...).mean()`",
            ),
            Misconception(
                "Pearson",
                _pearson,
                "These are Pearson's correlations, of the accuracies. One cell that learns nothing lies so far out "
                "that all seeds seem to agree. A ranking is judged by ranks: Spearman's.",
                "`np.corrcoef` of the accuracies, or pandas' `.corr()`, whose default is Pearson's",
            ),
            Misconception(
                "one pair of seeds",
                _first_pair_only,
                "You use one pair of seeds. Every pair says something: take the mean of all.",
                "`spearmanr(accuracies[:, 0], accuracies[:, 1])` with a third column at hand",
            ),
            Misconception(
                "neighbouring seeds only",
                _neighbours_only,
                "You correlate each seed with the next. The first and the third are a pair as well: take every pair.",
                "a loop over `range(k - 1)`",
            ),
        ),
        advice="rank the three cells of the smallest example by hand for each seed, then put r into the formula.",
        minutes=8,
        difficulty="medium",
        starred=True,
    ),
    Exercise(
        id="A1-errors-apart",
        title="Is the difference real?",
        prompt="Two cells were trained with the same seeds: seed s showed both the same scenes in the same order. Take "
        "the differences, seed by seed, and say how many standard errors their mean lies from zero. The standard error "
        "of a mean of n numbers is their standard deviation (dividing by n - 1) over the square root of n.",
        reference=errors_apart,
        cases=_pairs_of_cells,
        hints=(
            "In the smallest example the differences are 2, 1 and 3: mean 2, standard deviation 1.",
            "NumPy's `std` divides by n unless it is told `ddof=1`.",
            "Mean of the differences, over (standard deviation of the differences over the root of their number).",
        ),
        misconceptions=(
            Misconception(
                "standard deviation for standard error",
                _standard_deviations,
                "You divide by the standard deviation of one difference. The *mean* of n differences is less "
                "uncertain, by the square root of n.",
                "error bars of one sd drawn around a mean",
            ),
            Misconception(
                "divided by n, not n - 1",
                _divided_by_n,
                "Your standard deviation divides by n, NumPy's default. Of so few seeds that is too small (by 18 % "
                "with three), and every difference looks surer than it is: `ddof=1`.",
                "`np.std` without `ddof`",
            ),
            Misconception(
                "unpaired",
                _unpaired,
                "You add the variances of the two cells, as for unrelated trainings. A hard or lucky seed moves both "
                "cells, and their difference is free of it: subtract seed by seed first.",
                "the usual formula for two independent groups",
            ),
            Misconception(
                "one cell's error alone",
                _one_cells_error,
                "You take the error of one cell and treat the other as exact. Both were measured: use the standard "
                "deviation of the differences.",
                "comparing a new method's error bar with a single number of the old one",
            ),
            Misconception(
                "sign lost",
                _without_sign,
                "The size is right and the sign is lost: above 0 must mean that `one` is better.",
                "an `abs` that was meant for the test that follows",
            ),
            Misconception(
                "other less one",
                _the_other_way,
                "You subtract the other way round: above 0 must mean that `one` is better.",
                "a slip",
            ),
            Misconception(
                "the variance of the mean",
                _root_forgotten,
                "You divide by the variance of the mean. Its square root is the standard error.",
                "a root forgotten",
            ),
        ),
        advice="write the three differences of the smallest example down; the rest is a mean and a standard deviation.",
        minutes=6,
        importance="useful",
    ),
    Exercise(
        id="A1-resume",
        title="Go on after a crash",
        prompt="A run was killed, perhaps in the middle of writing a line. Which trainings are still to do? Rows come "
        "in any order, because several processes write them.",
        reference=rows_missing,
        cases=_crashes,
        normal=paths,
        hints=(
            "In the smallest example `0,1,8` has no line break behind it: it may have been going to be 83.9. Only "
            "(0, 0) is done.",
            'Where does the last whole line end? `text.rfind("\\n")` finds the last line break, or -1.',
            "Make a set of the pairs that are done, from whole lines without the header; go through all pairs.",
        ),
        misconceptions=(
            Misconception(
                "the torn line counted",
                _torn_line_counted,
                "You count the last line as done although the crash tore it: no line break follows. Its accuracy is "
                "lost or cut short.",
                "`text.splitlines()`, which gives the torn line too",
            ),
            Misconception(
                "three fields make a line",
                _three_fields_are_whole,
                "Three fields don't make a whole line: `0,1,8` may be the beginning of `0,1,83.9`, and would enter the "
                "table as 8 %. Only the line break tells.",
                "pandas' `read_csv`, which reads a torn number without complaint",
            ),
            Misconception(
                "the last line always dropped",
                _last_line_always_dropped,
                "You always drop the last line. If a line break follows it, it is whole, and you would train it again.",
                "`lines[:-1]` as a remedy against torn lines",
            ),
            Misconception(
                "counted, not compared",
                _by_number_of_rows,
                "You count the rows and go on from there. Rows come in any order: the one that is missing may be in "
                "the middle.",
                "`todo[len(rows):]`, written for one process and used with two",
            ),
            Misconception(
                "one seed makes a cell",
                _a_row_makes_a_cell,
                "A cell with one row passes for finished here, so its other seeds are never trained. Compare pairs of "
                "cell and seed.",
                "`if cell in table: continue`",
            ),
            Misconception(
                "what is done",
                _already_done,
                "You list what is done. Asked is what is still to do.",
                "a `not` forgotten",
            ),
            Misconception(
                "unfinished cells anew",
                _whole_cells,
                "You train every seed of an unfinished cell, also those whose rows are there. (The course's runner "
                "does that, because its seeds train as one stack. Here each row is a training of its own.)",
                "the course's own `runner.py`",
            ),
        ),
        advice="mark each whole line of the smallest example, and cross its pair off the list of all pairs.",
        minutes=7,
        difficulty="medium",
        importance="useful",
    ),
]
