"""TransNAS-Bench-101, macro: four to six modules of ResNet's basic block, each with its own change of shape; 3,256.

Duan et al., "TransNAS-Bench-101: Improving Transferability and Generalizability of Cross-Task Neural Architecture
Search", CVPR 2021. Torch is imported only when a network is built. Used from lesson 08 on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import TYPE_CHECKING, Any

from swap_teach.spaces.building import choose_network, materialise
from swap_teach.spaces.spelling import check_spelling, check_text, quote
from swap_teach.spaces.tnb101_tasks import choose_task

if TYPE_CHECKING:
    import numpy as np
    import torch

    from swap_teach.initialisation import Law
    from swap_teach.spaces.drawing import Drawing

DIGITS = (1, 2, 3, 4)
LENGTHS, DOUBLINGS, HALVINGS = range(4, 7), range(1, 4), range(1, 5)
# Channels after the stem and blocks per module.
NETWORKS = {"benchmark": (64, 2), "scoring": (16, 1), "small": (16, 1)}


@dataclass(frozen=True)
class Genotype:
    """A digit for each module: 1 keeps the shape, 2 doubles the channels, 3 halves the image, 4 does both.

    >>> str(Genotype((4, 1, 3, 2)))
    '64-4132-basic'
    """

    modules: tuple[int, ...]

    def __post_init__(self) -> None:
        problem = _problem(self.modules)
        if problem:
            raise ValueError(problem)

    def __str__(self) -> str:
        return f"64-{''.join(map(str, self.modules))}-basic"

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return {**TNB101Macro().draw(self)._repr_mimebundle_(), "text/plain": str(self)}


@dataclass(frozen=True)
class TNB101Macro:
    """The search space `tnb101-macro`; see `swap_teach.spaces.Space` for what each method promises.

    >>> space = TNB101Macro()
    >>> len(space), [str(g) for g in space.neighbours(space.parse("64-1114-basic"))][:3]
    (3256, ['64-2114-basic', '64-3114-basic', '64-4114-basic'])
    """

    name: str = "tnb101-macro"
    num_classes: int = 63

    def parse(self, text: str) -> Genotype:
        """Read `64-<digits 1..4>-basic`; ValueError says what is wrong with any other text."""
        check_text(text)
        found = re.fullmatch(r"64-([1-4]*)-basic\n?", text)
        if not found:
            raise ValueError(
                f"{quote(text)} is no network of tnb101-macro. Write 64-<4 to 6 digits from 1 to 4>-basic, such as "
                "64-4132-basic."
            )
        genotype = Genotype(tuple(int(digit) for digit in found[1]))
        check_spelling(text, str(genotype))
        return genotype

    def __len__(self) -> int:
        return len(_all())

    def __iter__(self) -> Iterator[Genotype]:
        """All networks, shorter ones first, then in the order of their digits."""
        return iter(_all())

    def sample(self, rng: np.random.Generator) -> Genotype:
        """One network, each of the 3,256 equally likely."""
        return _all()[rng.integers(len(self))]

    def neighbours(self, genotype: Genotype) -> list[Genotype]:
        """List the networks with one digit changed, one taken out or one put in."""
        here = genotype.modules
        found = [(*here[:k], digit, *here[k + 1 :]) for k in range(len(here)) for digit in DIGITS]
        found += [(*here[:k], *here[k + 1 :]) for k in range(len(here))]
        found += [(*here[:k], digit, *here[k:]) for k in range(len(here) + 1) for digit in DIGITS]
        return [Genotype(modules) for modules in dict.fromkeys(found) if modules != here and not _problem(modules)]

    def mutate(self, genotype: Genotype, rng: np.random.Generator) -> Genotype:
        """One neighbour, equally likely; never the parent."""
        neighbours = self.neighbours(genotype)
        return neighbours[rng.integers(len(neighbours))]

    def crossover(self, first: Genotype, second: Genotype, rng: np.random.Generator) -> Genotype:
        """As many modules as either parent, each from either where both have it; drawn again until it is allowed."""
        frame, other = (first, second) if rng.integers(2) else (second, first)
        while True:
            coins = rng.integers(2, size=len(frame.modules))
            mixed = [b if coin else a for a, b, coin in zip(frame.modules, other.modules, coins, strict=False)]
            child = (*mixed, *frame.modules[len(mixed) :])
            if not _problem(child):
                return Genotype(child)

    def build(
        self,
        genotype: Genotype,
        num_classes: int | None = None,
        network: str = "scoring",
        generator: torch.Generator | None = None,
        device: torch.device | str = "cpu",
        law: Law = "default",
        task: str = "class_scene",
    ) -> torch.nn.Module:
        """Build encoder (`.encoder`) and the `task`'s head (`.head`); images of 256x256 in training.

        benchmark         64 channels after the stem, 2 blocks a module, as published
        scoring = small   16 channels, 1 block a module: this course's own, for speed

        num_classes is the published number of outputs if None: 63 for class_scene; `tnb101_tasks.TASKS` has all.
        H and W must be multiples of 2^(2 + halving modules). The jigsaw takes nine tiles, (N, 9, 3, 64, 64).
        """
        channels, depth = choose_network(NETWORKS, network, self.name)
        chosen = choose_task(task, num_classes)

        def make() -> torch.nn.Module:
            from swap_teach.spaces.tnb101_network import Network

            return Network(genotype.modules, None, channels, depth, chosen)

        return materialise(make, chosen.outputs, generator, device, law)

    def executed_key(self, genotype: Genotype, network: str = "scoring") -> str:
        """Name what runs: here each network is its own."""
        channels, depth = choose_network(NETWORKS, network, self.name)
        return f"{self.name} C={channels} N={depth} {genotype}"

    def draw(
        self,
        genotype: Genotype,
        notes: Sequence[str] | None = None,
        widths: Sequence[float] | None = None,
    ) -> Drawing:
        """Draw the modules below one another; `notes` and `widths` (pixels) give one entry for each module."""
        from swap_teach.spaces.module_drawings import draw_tnb101_macro

        return draw_tnb101_macro(genotype.modules, notes, widths)


def _problem(modules: tuple[int, ...]) -> str:
    """Say what keeps these modules out of the space; an empty string if nothing does."""
    if len(modules) not in LENGTHS:
        return f"A network of tnb101-macro has 4 to 6 modules, got {len(modules)}."
    if not set(modules) <= set(DIGITS):
        return f"Modules are digits from 1 to 4, got {', '.join(map(str, modules))}."
    doublings, halvings = sum(d in (2, 4) for d in modules), sum(d in (3, 4) for d in modules)
    if doublings not in DOUBLINGS:
        return f"From 1 to 3 modules double the channels (digits 2 and 4), got {doublings}."
    if halvings not in HALVINGS:
        return f"From 1 to 4 modules halve the image (digits 3 and 4), got {halvings}."
    return ""


@cache
def _all() -> tuple[Genotype, ...]:
    every = (modules for length in LENGTHS for modules in product(DIGITS, repeat=length))
    return tuple(Genotype(modules) for modules in every if not _problem(modules))
