"""A space with fewer genotypes to search: one cell for both kinds, or only those that fit a limit.

Nothing here imports torch until a network is counted. Used in lesson 10.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any, Generic

from swap_teach.searchers import G, Moves
from swap_teach.spaces import get_space
from swap_teach.spaces.darts_genotype import Genotype

if TYPE_CHECKING:
    import numpy as np

    from swap_teach.spaces import Space

TRIES = 10_000  # draws before a limit is taken to leave nothing


@dataclass(frozen=True)
class OneCell:
    """The DARTS space with the normal cell tied to the reduction cell: 180 * 7^8 genotypes, about 1e9.

    The SWAP authors' scoring network runs one cell, the reduction cell. In a search over pairs the other cell has no
    influence on the score and drifts at random; so it is tied, as it is in each of their 1,000 published genotypes.

    >>> import numpy as np
    >>> g = OneCell().sample(np.random.default_rng(0))
    >>> g.normal == g.reduce
    True
    """

    space: Moves[Genotype] = field(default_factory=lambda: get_space("darts"))

    @property
    def name(self) -> str:
        """The name of the pairs' space, and what is special."""
        return f"{self.space.name}, one cell"

    def sample(self, rng: np.random.Generator) -> Genotype:
        """Draw one cell, each equally likely."""
        return _tied(self.space.sample(rng))

    def mutate(self, genotype: Genotype, rng: np.random.Generator) -> Genotype:
        """Draw one neighbour, each equally likely; never the parent."""
        mutant = self.space.mutate(genotype, rng)
        while mutant.reduce == genotype.reduce:  # it was the other cell that changed
            mutant = self.space.mutate(genotype, rng)
        return _tied(mutant)

    def crossover(self, first: Genotype, second: Genotype, rng: np.random.Generator) -> Genotype:
        """Each node, with both its edges, from either parent."""
        return _tied(self.space.crossover(first, second, rng))

    def neighbours(self, genotype: Genotype) -> list[Genotype]:
        """All cells that differ in one operation or one input."""
        return [_tied(other) for other in self.space.neighbours(genotype) if other.reduce != genotype.reduce]


def _tied(genotype: Genotype) -> Genotype:
    return Genotype(genotype.reduce, genotype.reduce)


@dataclass(frozen=True)
class Limited(Generic[G]):
    """A space without the genotypes that `allowed` refuses: draws that it refuses are drawn again.

    `limit` names what is allowed, in a search's log. ValueError where 10,000 draws bring nothing that is allowed.
    """

    space: Moves[G]
    allowed: Callable[[G], bool]
    limit: str

    @property
    def name(self) -> str:
        """The name of the whole space, and the limit."""
        return f"{self.space.name}, {self.limit}"

    def sample(self, rng: np.random.Generator) -> G:
        """Draw one that is allowed, each equally likely."""
        return self._until_allowed(lambda: self.space.sample(rng), "genotype")

    def mutate(self, genotype: G, rng: np.random.Generator) -> G:
        """Draw one neighbour that is allowed, each equally likely."""
        return self._until_allowed(lambda: self.space.mutate(genotype, rng), "neighbour")

    def crossover(self, first: G, second: G, rng: np.random.Generator) -> G:
        """Mix two parents to a child that is allowed, as the parents themselves are."""
        return self._until_allowed(lambda: self.space.crossover(first, second, rng), "crossover")

    def neighbours(self, genotype: G) -> list[G]:
        """All neighbours that are allowed."""
        return [other for other in self.space.neighbours(genotype) if self.allowed(other)]

    def _until_allowed(self, draw: Callable[[], G], what: str) -> G:
        for _ in range(TRIES):
            if self.allowed(drawn := draw()):
                return drawn
        raise ValueError(f"No {what} among {TRIES:,} draws has {self.limit}: raise the limit.")


def full_network(space: Space[Any]) -> str:
    """Name the network that is trained in the end: `final` where the space has one, else `benchmark`."""
    return "final" if space.name == "darts" else "benchmark"


def full_parameters(space: Space[Any], genotype: Any, num_classes: int = 10) -> float:
    """Count the parameters, in millions, of the network that is trained in the end (no auxiliary head).

    >>> nb201 = get_space("nb201")
    >>> largest = nb201.parse("|{0}~0|+|{0}~0|{0}~1|+|{0}~0|{0}~1|{0}~2|".format("nor_conv_3x3"))
    >>> full_parameters(nb201, largest)
    1.531546
    """
    from swap_teach.swap import theta

    return theta(space.build(genotype, num_classes, full_network(space), device="meta")) / 1000


def full_macs(space: Space[Any], genotype: Any, num_classes: int = 10) -> float:
    """Count the multiply-accumulates, in millions, of that network for one image; convolutions and classifier.

    The image has 32 x 32 pixels; 224 x 224 for the DARTS network with 1,000 classes, whose stem is made for it.

    >>> nb201 = get_space("nb201")
    >>> largest = nb201.parse("|{0}~0|+|{0}~0|{0}~1|+|{0}~0|{0}~1|{0}~2|".format("nor_conv_3x3"))
    >>> f"{full_macs(nb201, largest):.1f}"
    '220.1'
    """
    import torch

    from swap_teach.scoring import score_network

    side = 224 if space.name == "darts" and num_classes == 1000 else 32
    network = space.build(genotype, num_classes, full_network(space), device="meta")
    return score_network(network, torch.empty(1, 3, side, side, device="meta"), metrics=["flops"])["flops"].value


def parameters_at_most(moves: Moves[Any], millions: float, space: Space[Any], num_classes: int = 10) -> Limited[Any]:
    """Keep the genotypes of `moves` whose full network has at most so many parameters; ValueError unless positive.

    Each is counted once. For a DARTS network of 20 cells that takes about as long as a score, and local search counts
    all neighbours before it moves.
    """
    return _at_most(moves, millions, "M parameters", lambda genotype: full_parameters(space, genotype, num_classes))


def macs_at_most(moves: Moves[Any], millions: float, space: Space[Any], num_classes: int = 10) -> Limited[Any]:
    """Keep those whose full network needs at most so many million multiply-accumulates; else as above.

    Each is counted once, which takes a few times as long as its parameters: where both are limited, limit these last.
    """
    return _at_most(moves, millions, "M MACs", lambda genotype: full_macs(space, genotype, num_classes))


def _at_most(moves: Moves[Any], millions: float, unit: str, count: Callable[[Any], float]) -> Limited[Any]:
    if not millions > 0:
        what = {"M parameters": "parameters", "M MACs": "multiply-accumulates"}[unit]
        raise ValueError(f"A limit on {what} is a positive number of millions, got {millions}.")
    counted = cache(count)  # genotypes are hashable
    return Limited(moves, lambda genotype: counted(genotype) <= millions, f"at most {millions:g} {unit}")
