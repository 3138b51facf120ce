"""SWAP-NAS watched cycle by cycle: a small population, its parents, the child that joins, the member that leaves.

The search is the course's own (`SwapNAS`), on the recorded scores of NAS-Bench-201; it is only listened to, through
the space that it moves in. Used in lesson 09.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from swap_teach.figures import BLACK, BLUE, GREEN, ORANGE, VERMILION, Picture, style
from swap_teach.seeding import derived_rng
from swap_teach.spaces.nb201 import NB201, Genotype
from swap_teach.swap_nas import SwapNAS

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from swap_teach.searchers import Member

CYCLES, POPULATION, SAMPLE, MUTATIONS = 40, 12, 4, 3
"""A population that can be drawn, and as many cycles as it takes to see it rise."""


@dataclass(frozen=True)
class Cycle:
    """One cycle: the members before it, the oldest first; who was crossed or copied; the children; who came and went.

    `parents` has the two that were crossed, or the one that was copied. `joined` and `left` are None where every
    child was a member already; where they are equal, the best child was the worst of all and left at once.
    """

    before: tuple[Member[Genotype], ...]
    parents: tuple[Genotype, ...]
    children: tuple[Genotype, ...]
    joined: Genotype | None
    left: Genotype | None


@dataclass
class Watched(NB201):
    """NAS-Bench-201, noting the parents of the children that a searcher has it make.

    >>> space, rng = Watched(), np.random.default_rng(0)
    >>> first, second = space.sample(rng), space.sample(rng)
    >>> child = space.mutate(space.crossover(first, second, rng), rng)
    >>> space.parents == (first, second)
    True
    """
