"""How to choose S, mu and sigma before looking at any accuracy; and what a score would be by chance.

NumPy only. Used in lessons 05 and 06.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from swap_teach.swap import SwapScore


def expected_distinct(units: ArrayLike, samples: ArrayLike) -> NDArray[np.float64]:
    """Return how many distinct patterns V units would show if every bit were the toss of a fair coin.

    2^S (1 - (1 - 2^-S)^V): the expected number of occupied boxes when V balls fall into 2^S boxes. Scalars or
    arrays that broadcast. Exact to rounding for every V and S, where the formula as it stands loses all digits.
    ValueError for negative units, or fewer than one sample. Used in lesson 05.

    >>> expected_distinct(units=[1, 2, 1000], samples=1).round(6).tolist()
    [1.0, 1.5, 2.0]
    >>> round(float(expected_distinct(units=330_000, samples=64)))  # every pattern its own
    330000
    """
    v, s = np.asarray(units, np.float64), np.asarray(samples)
    if (v < 0).any() or (s < 1).any():
        raise ValueError(f"units must be 0 or more and samples 1 or more; got units={units!r}, samples={samples!r}.")
    chance = np.ldexp(1.0, -np.minimum(s, 1000))  # beyond 1000 samples any two patterns differ
    expected: NDArray[np.float64] = -np.expm1(v * np.log1p(-chance)) / chance
    return expected


def describe_score(score: SwapScore) -> str:
    """Put in words a score beside what it could be at most, and what random bits would give.

    >>> from swap_teach.swap import SwapScore
    >>> describe_score(SwapScore(count=20_000, neurons=330_000, samples=16))
    '20,000 distinct patterns of 330,000 units on 16 samples; at most 65,536; random bits would give 65,110'
    """
    by_chance = float(expected_distinct(score.neurons, score.samples))
    return (
        f"{score.count:,} distinct patterns of {score.neurons:,} units on {score.samples} samples; "
        f"at most {score.ceiling:,}; random bits would give {by_chance:,.0f}"
        + ("; saturated" if score.saturated else "")
    )


def samples_for(units: float) -> int:
    """Choose S from V, the number of units, say the median over a sample of the space: log2 V, rounded.

    There are 2^S patterns to be had. With far fewer than V, networks reach that ceiling and tie. With far more,
    every unit has a pattern of its own and the score counts units, no more. In between lies 2^S = V.
    ValueError for less than one unit. Used in lesson 05.

    >>> samples_for(330_000)
    18
    """
    if not units >= 1:
        raise ValueError(f"units must be at least 1, got {units}.")
    return max(1, round(math.log2(units)))


class SizeTarget(NamedTuple):
    """mu in the unit of the sizes it was made from, sigma in that unit squared: as `regularised_swap` takes them."""

    mu: float
    sigma: float


def size_target(sizes: ArrayLike, quantile: float = 0.9) -> SizeTarget:
    """Choose mu and sigma from the sizes of a sample of the space, without any accuracy.

    sizes     parameters of sampled networks, in any unit. quantile  where among them the target lies.

    mu is that quantile, sigma = mu^2. Then f is 1 at the target and 1/e at nothing and at twice the target,
    whatever the unit. That is the paper's mu = sigma in a unit where Theta is about 1: the two are a length and a
    length squared, so they can only be equal in such a unit. mu low in the range punishes most of the space for
    its size; high in the range it prefers the larger ones. One network is no sample: f would be 1 for all.
    ValueError for fewer than 2 sizes, sizes that aren't positive, or a quantile outside 0 ... 1.
    Used in lesson 06.

    >>> size_target([0.1, 0.3, 0.5, 0.7, 0.9, 1.0], quantile=1)
    SizeTarget(mu=1.0, sigma=1.0)
    """
    theta = np.asarray(sizes, np.float64).ravel()
    if len(theta) < 2 or not (np.isfinite(theta) & (theta > 0)).all():
        raise ValueError(
            "sizes must be at least 2 positive numbers, the parameters of networks sampled from the space."
        )
    if not 0 <= quantile <= 1:
        raise ValueError(f"quantile must be in 0 ... 1, got {quantile}.")
    mu = float(np.quantile(theta, quantile))
    return SizeTarget(mu, mu**2)
