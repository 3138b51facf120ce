"""Rank correlations of many bootstrap samples at once.

A bootstrap sample of n architectures is n counts: how often each was drawn. Ranks, ties and discordant pairs
of the sample follow from the counts and from the order of the *original* data, which is sorted only once;
so a sample costs a few passes over n numbers. Counts of one each are the data themselves.
Used through `ranking.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

# Takes counts of shape (n, samples), gives one correlation for each sample; NaN where it is undefined,
# because every draw has the same value. Samples lie side by side so that a step moves whole rows.
Statistic = Callable[[np.ndarray], np.ndarray]


def bootstrap_counts(n: int, resamples: int, rng: np.random.Generator) -> Iterator[np.ndarray]:
    """Yield float64 arrays of shape (n, samples), each column n draws with replacement; a few MB at a time."""
    at_once = max(1, 2**18 // n)
    for done in range(0, resamples, at_once):
        samples = min(at_once, resamples - done)
        cell = rng.integers(n, size=(samples, n)) * samples + np.arange(samples)[:, None]
        yield np.bincount(cell.ravel(), minlength=samples * n).reshape(n, samples).astype(float)


def spearman_statistic(x: np.ndarray, y: np.ndarray) -> Statistic:
    """Return Spearman's rho of (x, y) as a function of counts: Pearson's r of mid-ranks."""
    first, second = Groups(x), Groups(y)

    def rho(counts: np.ndarray) -> np.ndarray:
        a, b = first.centred_ranks(counts), second.centred_ranks(counts)
        weighted = counts * a
        variances = _dot(weighted, a) * _dot(counts * b, b)
        return _divide(_dot(weighted, b), np.sqrt(variances))

    return rho


def partial_statistic(xy: Statistic, xz: Statistic, yz: Statistic) -> Statistic:
    """Return what is left of the correlation xy when z is held fixed, NaN if x or y is ranked just like z."""

    def partial(counts: np.ndarray) -> np.ndarray:
        u, v = xz(counts), yz(counts)
        rest = (1 - u**2) * (1 - v**2)
        rest[rest < 1e-12] = 0  # a perfect correlation is 1 but for rounding
        return _divide(xy(counts) - u * v, np.sqrt(rest))

    return partial


def kendall_statistic(x: np.ndarray, y: np.ndarray) -> Statistic:
    """Return Kendall's tau-b of (x, y) as a function of counts.

    tau-b = (concordant - discordant) / sqrt((pairs - ties in x) * (pairs - ties in y)).
    """
    by_x, by_y = Groups(x), Groups(y)
    both = Groups(by_x.rank * len(y) + by_y.rank)
    # `both` is in the order of x, and within ties of x in that of y, where they can't count as discordant.
    levels = _levels(by_y.rank, both.order)

    def tau(counts: np.ndarray) -> np.ndarray:
        pairs = _pairs(counts.sum(axis=0))
        ties_x, ties_y, ties_both = (_pairs(group.sums(counts)).sum(axis=0) for group in (by_x, by_y, both))
        difference = pairs - ties_x - ties_y + ties_both - 2 * _inversions(counts, levels)
        return _divide(difference, np.sqrt((pairs - ties_x) * (pairs - ties_y)))

    return tau


class Groups:
    """The groups of equal values, in rising order: `rank` numbers each value's group from 0."""

    def __init__(self, values: np.ndarray) -> None:
        self.rank = np.unique(values, return_inverse=True)[1].ravel()
        self.order = np.argsort(self.rank, kind="stable")
        self.starts = np.flatnonzero(np.diff(self.rank[self.order], prepend=-1))

    def sums(self, counts: np.ndarray) -> np.ndarray:
        """Return how many draws fall into each group, of shape (groups, samples)."""
        ordered = counts[self.order]
        if len(self.starts) == len(ordered):  # no ties: nothing to add up
            return np.asarray(ordered)
        return np.asarray(np.add.reduceat(ordered, self.starts, axis=0))

    def centred_ranks(self, counts: np.ndarray) -> np.ndarray:
        """Return each value's rank among the draws, ties sharing the middle, less the mean rank."""
        draws = self.sums(counts)
        ranks = np.cumsum(draws, axis=0)
        centre = ranks[-1] / 2  # the mean rank is (draws + 1)/2, and the group's middle has the same 1/2
        ranks -= draws / 2
        ranks -= centre
        return np.asarray(ranks[self.rank])


Level = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]


def _levels(rank: np.ndarray, order: np.ndarray) -> list[Level]:
    """Prepare the count of inversions: one level for each binary digit of the ranks.

    Two ranks first differ in exactly one digit, and the one with a 1 there is the larger. So at each level
    the ranks that agree in all higher digits form a block, kept in the given order, and an inversion is a 1
    before a 0 of the same block. A level is: the rows of the ones, the rows of the zeros, and for each zero
    how many ones stand before it and before its block.
    """
    levels = []
    for digit in range(int(rank.max()).bit_length()):
        block = rank[order] >> (digit + 1)
        arranged = np.argsort(block, kind="stable")
        rows, block = order[arranged], block[arranged]
        one = (rank[rows] >> digit) & 1 == 1
        ones_before = np.concatenate([[0], np.cumsum(one)])
        first = np.searchsorted(block, block[~one])
        levels.append((rows[one], rows[~one], ones_before[:-1][~one], ones_before[first]))
    return levels


def _inversions(counts: np.ndarray, levels: list[Level]) -> np.ndarray:
    total = np.zeros(counts.shape[1])
    for ones, zeros, before, before_block in levels:
        drawn = np.zeros((len(ones) + 1, counts.shape[1]))
        np.cumsum(counts[ones], axis=0, out=drawn[1:])
        total += _dot(counts[zeros], drawn[before] - drawn[before_block])
    return total


def _pairs(draws: np.ndarray) -> np.ndarray:
    return np.asarray(draws * (draws - 1) / 2)


def _dot(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    return np.asarray(np.einsum("ns,ns->s", a, b))


def _divide(above: np.ndarray, below: np.ndarray) -> np.ndarray:
    return np.asarray(np.divide(above, below, out=np.full(len(above), np.nan), where=below > 0))
