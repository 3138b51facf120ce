"""SWAP-NAS, the paper's evolutionary search (Algorithm 1). NumPy only. Used in lessons 09 and 10."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass, field
from typing import Any

from swap_teach.searchers import G, Member, Searcher, merit


@dataclass
class SwapNAS(Searcher[G]):
    """Steady-state evolution: the best child of one parent joins the population, and the *worst* member leaves.

    population  P, the number of members; the first P are drawn at random, all different.
    sample      S, how many members are drawn, without replacement, to find a parent among.
    mutations   M, how many times a parent is mutated; each mutant is a child with one change.
    crossover   how often the parent is a crossover of the sample's best two, and not its best member itself.

    C, the number of cycles, is what the budget leaves: about (evaluations - P) / M. A cycle scores the children
    together, so they can be scored in parallel. A child that is a member already doesn't join again: since the
    worst leaves and the best never does, the population would otherwise fill with copies of one cell. Where every
    child is a member, the population stays as it is.

    Source: SWAP-NAS, Algorithm 1. The paper doesn't publish P, C, S, M or the rate of crossover, nor what it does
    with a child that is there already: these defaults are our choice, and not yet tuned.
    """

    name = "swap-nas"
    _: KW_ONLY
    population: int = 50
    sample: int = 10
    mutations: int = 4
    crossover: float = 0.5
    members: list[Member[G]] = field(default_factory=list, init=False, kw_only=False)

    def __post_init__(self) -> None:
        if not 2 <= self.sample <= self.population:
            raise ValueError(
                "A sample has at least two members, for a crossover, and at most the whole population; "
                f"got sample={self.sample}, population={self.population}."
            )
        if self.mutations < 1 or not 0 <= self.crossover <= 1:
            raise ValueError(
                "mutations must be at least 1, and crossover between 0 and 1; "
                f"got mutations={self.mutations}, crossover={self.crossover}."
            )

    def ask(self) -> list[G]:
        """Propose what the first population lacks, and then one parent's children at a time."""
        if missing := self.population - len(self.members):
            return [self.space.sample(self.rng) for _ in range(missing)]
        parent = self._parent()
        return list(dict.fromkeys(self.space.mutate(parent, self.rng) for _ in range(self.mutations)))

    def _parent(self) -> G:
        chosen = self.rng.choice(len(self.members), size=self.sample, replace=False)
        ranked: list[Member[G]] = sorted((self.members[k] for k in chosen), key=_merit, reverse=True)
        best, second = ranked[:2]
        if self.rng.random() < self.crossover:
            return self.space.crossover(best.genotype, second.genotype, self.rng)
        return best.genotype

    def tell(self, genotypes: Sequence[G], scores: Sequence[float]) -> None:
        """Add the best child and remove the worst member, maybe that same child; or add to the first population."""
        there = {member.genotype for member in self.members}
        scored = dict(zip(genotypes, scores, strict=True))
        fresh = [Member(genotype, score) for genotype, score in scored.items() if genotype not in there]
        if len(self.members) < self.population:
            self.members += fresh
        elif fresh:
            self.members.append(max(fresh, key=_merit))
            self.members.remove(min(self.members, key=_merit))  # of equals the oldest


def _merit(member: Member[Any]) -> float:
    return merit(member.score)
