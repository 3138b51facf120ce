"""How metrics become the one score that a search maximises. Torch is imported only when they do. Used in lesson 10."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Formula(Protocol):
    """How metrics become one score; its `repr` names it."""

    @property
    def metrics(self) -> tuple[str, ...]:
        """The metrics it needs."""

    def __call__(self, means: Mapping[str, NDArray[np.float64]]) -> NDArray[np.float64]:
        """Turn each metric's mean over the repeats, (architectures,), into scores, (architectures,)."""


@dataclass(frozen=True)
class RegularisedSwap:
    """Psi' = Psi * f(Theta): see `regularised_swap`. Theta, mu in thousands of the scoring network's parameters."""

    mu: float
    sigma: float
    metrics = ("swap", "params")

    def __call__(self, means: Mapping[str, NDArray[np.float64]]) -> NDArray[np.float64]:
        """Multiply the mean SWAP-Score by the size factor."""
        from swap_teach.swap import regularised_swap

        return regularised_swap(means["swap"], means["params"] * 1000, self.mu, self.sigma)


@dataclass(frozen=True)
class OneMetric:
    """A metric's mean, with its sign turned where smaller is better. ValueError for one that there isn't."""

    name: str

    @property
    def metrics(self) -> tuple[str, ...]:
        """Only itself."""
        return (self.name,)

    def __call__(self, means: Mapping[str, NDArray[np.float64]]) -> NDArray[np.float64]:
        """Give it the direction of a search."""
        from swap_teach.metrics import get_metric

        return -means[self.name] if get_metric(self.name).direction == "smaller is better" else means[self.name]


def swap_formula(mu: float | None, sigma: float | None) -> Formula:
    """Choose Psi' for mu and sigma, Psi for neither.

    >>> swap_formula(1.2, 1.2)
    RegularisedSwap(mu=1.2, sigma=1.2)
    >>> swap_formula(1.2, None)
    Traceback (most recent call last):
    ValueError: mu and sigma go together; got mu=1.2, sigma=None.
    """
    if mu is None and sigma is None:
        return OneMetric("swap")
    if mu is None or sigma is None:
        raise ValueError(f"mu and sigma go together; got mu={mu}, sigma={sigma}.")
    from swap_teach.swap import size_factor

    size_factor(0.0, mu, sigma)  # its errors now, and not after the first batch
    return RegularisedSwap(mu, sigma)
