"""Four ways to search a space: each proposes genotypes (`ask`) and learns their scores (`tell`).

A searcher knows neither how scores come about nor how long it may go on; `search` in `searching.py` brings the
three together. Larger scores are better; NaN, the score of a network that has none, ranks below every number.
NumPy only. Used in lessons 09 and 10.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import KW_ONLY, dataclass, field, fields
from typing import Any, ClassVar, Generic, NamedTuple, Protocol, TypeVar

import numpy as np

G = TypeVar("G")


class Moves(Protocol[G]):
    """What a search needs of a space: see `swap_teach.spaces.Space`, or a narrowed one in `narrowed.py`."""

    @property
    def name(self) -> str:
        """What a search's log calls the space."""

    def sample(self, rng: np.random.Generator) -> G:
        """Draw one genotype."""

    def mutate(self, genotype: G, rng: np.random.Generator) -> G:
        """Draw one neighbour; never the parent."""

    def crossover(self, first: G, second: G, rng: np.random.Generator) -> G:
        """Mix two parents."""

    def neighbours(self, genotype: G) -> list[G]:
        """All genotypes one choice away."""


class Member(NamedTuple, Generic[G]):
    """A genotype with its score."""

    genotype: G
    score: float


def merit(score: float) -> float:
    """Return what scores are compared by: the score, and minus infinity for NaN.

    >>> max([1.0, float("nan"), 2.0], key=merit)
    2.0
    """
    return -np.inf if np.isnan(score) else score


def _best(members: Sequence[Member[G]]) -> Member[G]:
    return max(members, key=lambda member: merit(member.score))  # of equals the first


def _check_batch(batch: int) -> None:
    if batch < 1:
        raise ValueError(f"batch must be at least 1, got {batch}.")


@dataclass
class Searcher(Generic[G]):
    """What all searchers share: a space to move in, and a generator of their own."""

    space: Moves[G]
    rng: np.random.Generator

    name: ClassVar[str]

    @property
    def settings(self) -> dict[str, Any]:
        """The numbers that steer it, by name."""
        return {f.name: getattr(self, f.name) for f in fields(self) if f.kw_only}

    def ask(self) -> list[G]:
        """Propose genotypes to be scored together."""
        raise NotImplementedError

    def tell(self, genotypes: Sequence[G], scores: Sequence[float]) -> None:
        """Learn the scores of all that `ask` proposed last."""
        raise NotImplementedError


@dataclass
class RandomSearch(Searcher[G]):
    """Draw and draw again: the bar that every other search has to clear."""

    name = "random"
    _: KW_ONLY
    batch: int = 16

    def __post_init__(self) -> None:
        _check_batch(self.batch)

    def ask(self) -> list[G]:
        """Draw `batch` genotypes."""
        return [self.space.sample(self.rng) for _ in range(self.batch)]

    def tell(self, genotypes: Sequence[G], scores: Sequence[float]) -> None:
        """Learn nothing."""


@dataclass
class LocalSearch(Searcher[G]):
    """Climb: look at the neighbours in random order, `batch` at a time, and move as soon as one of them is better.

    It moves to the best of that batch. Where no neighbour is better, it starts again at a random genotype. Compare
    White, Nolen and Savani, "Exploring the loss landscape in neural architecture search", UAI 2021, who look at all
    neighbours before they move.
    """

    name = "local-search"
    _: KW_ONLY
    batch: int = 8
    here: Member[G] | None = field(default=None, init=False, kw_only=False)
    ahead: list[G] = field(default_factory=list, init=False, kw_only=False)

    def __post_init__(self) -> None:
        _check_batch(self.batch)

    def ask(self) -> list[G]:
        """Propose the next neighbours; or a fresh start, if none are left."""
        if not self.ahead:
            self.here = None
            return [self.space.sample(self.rng)]
        proposed, self.ahead = self.ahead[: self.batch], self.ahead[self.batch :]
        return proposed

    def tell(self, genotypes: Sequence[G], scores: Sequence[float]) -> None:
        """Move to the best of these if it is better than where we are."""
        found = _best([Member(*pair) for pair in zip(genotypes, scores, strict=True)])
        if self.here is None or merit(found.score) > merit(self.here.score):
            self.here = found
            neighbours = self.space.neighbours(found.genotype)
            self.ahead = [neighbours[k] for k in self.rng.permutation(len(neighbours))]


@dataclass
class AgeingEvolution(Searcher[G]):
    """Mutate the best of a sample of the population; the child joins it, and the *oldest* leaves.

    Real et al., "Regularized evolution for image classifier architecture search", AAAI 2019.
    """

    name = "ageing-evolution"
    _: KW_ONLY
    population: int = 50
    sample: int = 10
    members: list[Member[G]] = field(default_factory=list, init=False, kw_only=False)

    def __post_init__(self) -> None:
        if not 1 <= self.sample <= self.population:
            raise ValueError(
                "A sample has at least one member, and at most the whole population; "
                f"got sample={self.sample}, population={self.population}."
            )

    def ask(self) -> list[G]:
        """Propose the first population, and then one child at a time."""
        if missing := self.population - len(self.members):
            return [self.space.sample(self.rng) for _ in range(missing)]
        chosen = self.rng.choice(len(self.members), size=self.sample, replace=False)
        return [self.space.mutate(_best([self.members[k] for k in chosen]).genotype, self.rng)]

    def tell(self, genotypes: Sequence[G], scores: Sequence[float]) -> None:
        """Add them as the youngest, and keep the youngest `population`."""
        self.members += [Member(*pair) for pair in zip(genotypes, scores, strict=True)]
        self.members = self.members[-self.population :]


Start = Callable[[Moves[Any], np.random.Generator], Searcher[Any]]
