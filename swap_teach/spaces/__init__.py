"""Search spaces: genotype, string, network, sample, mutate, crossover and a drawing, one object for each space.

Nothing here imports torch until a network is built. Used from lesson 01 on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from swap_teach.spaces.darts import Darts
from swap_teach.spaces.nb101 import NB101
from swap_teach.spaces.nb201 import NB201
from swap_teach.spaces.tnb101_macro import TNB101Macro
from swap_teach.spaces.tnb101_micro import TNB101Micro

if TYPE_CHECKING:
    import numpy as np
    import torch

    from swap_teach.initialisation import Law
    from swap_teach.spaces.drawing import Drawing

__all__ = ["Space", "get_space", "list_spaces"]

G = TypeVar("G")


class Space(Protocol[G]):
    """What every search space can do. `G` is its genotype: a small frozen dataclass, hashable, no module inside."""

    @property
    def name(self) -> str:
        """The name `get_space` knows it by."""

    @property
    def num_classes(self) -> int:
        """How many outputs its benchmark's networks have: 10 of CIFAR-10, 63 of Taskonomy's scenes."""

    def parse(self, text: str) -> G:
        """Read a genotype; `str(parse(text)) == text`. ValueError gives the reason for anything malformed."""

    def sample(self, rng: np.random.Generator) -> G:
        """Draw one genotype, each equally likely."""

    def mutate(self, genotype: G, rng: np.random.Generator) -> G:
        """Draw one neighbour, equally likely; never the parent."""

    def crossover(self, first: G, second: G, rng: np.random.Generator) -> G:
        """Mix two parents."""

    def neighbours(self, genotype: G) -> list[G]:
        """All genotypes one choice away."""

    def build(
        self,
        genotype: G,
        num_classes: int = 10,
        network: str = "scoring",
        generator: torch.Generator | None = None,
        device: torch.device | str = "cpu",
        law: Law = "default",
    ) -> torch.nn.Module:
        """Make a network with fresh weights of `law`, drawn from `generator` (global state if None).

        `network` is "benchmark", "scoring", "small" or "final"; ValueError names those that the space has.
        `device="meta"` gives shapes without numbers.
        """

    def executed_key(self, genotype: G, network: str = "scoring") -> str:
        """Name what runs: two genotypes share a key only if modules, wiring and order of summation are one.

        Then one generator state gives them equal weights and equal scores, bit for bit.
        """

    def draw(self, genotype: G, notes: Sequence[str] | None = None, widths: Sequence[float] | None = None) -> Drawing:
        """Draw the cell, with an optional note and line width (pixels) for each edge in string order."""

    def __len__(self) -> int: ...

    def __iter__(self) -> Iterator[G]: ...


_SPACES: dict[str, Space[Any]] = {
    space.name: space for space in (NB101(), NB201(), Darts(), TNB101Micro(), TNB101Macro())
}


def list_spaces() -> list[str]:
    """Names that `get_space` takes.

    >>> list_spaces()
    ['darts', 'nb101', 'nb201', 'tnb101-macro', 'tnb101-micro']
    """
    return sorted(_SPACES)


def get_space(name: str) -> Space[Any]:
    """Look up a search space by name; ValueError lists the names there are.

    >>> len(get_space("nb201"))
    15625
    """
    if name not in _SPACES:
        raise ValueError(f"No search space {name!r}; there are: {', '.join(list_spaces())}.")
    return _SPACES[name]
