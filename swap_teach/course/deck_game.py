"""The card game on the deck of 32 cells: its moves, one game by SWAP-Score, and how many games go on average.

Used in lesson 09's card game; `deck_pages.py` prints the rules, and on the answer sheet how 200 games went.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from swap_teach.course.deck import CARDS, COINS, accuracies, all_coins, cards, cell_of
from swap_teach.spaces.nb201 import Genotype

if TYPE_CHECKING:
    import pandas as pd

POPULATION, SAMPLE, MUTATIONS = 4, 3, 2
"""P, S and M of the game: small enough for a table, and a sample isn't the whole population."""


@dataclass(frozen=True)
class Deck:
    """The 32 cards as a space to search, with the moves of the game.

    >>> deck = Deck()
    >>> len(deck), len(deck.neighbours(cell_of((0, 1, 0, 1, 0))))
    (32, 5)
    """

    name: str = "deck of 32"

    def __len__(self) -> int:
        return len(all_coins())

    def sample(self, rng: np.random.Generator) -> Genotype:
        """Toss five coins."""
        return cell_of(tuple(int(side) for side in rng.integers(2, size=len(COINS))))

    def neighbours(self, genotype: Genotype) -> list[Genotype]:
        """List the five cards with one coin turned."""
        coins = _coins(genotype)
        return [cell_of((*coins[:place], 1 - coins[place], *coins[place + 1 :])) for place in range(len(COINS))]

    def mutate(self, genotype: Genotype, rng: np.random.Generator) -> Genotype:
        """Throw a die, a six again, and turn that coin; never the parent."""
        return self.neighbours(genotype)[rng.integers(len(COINS))]

    def crossover(self, first: Genotype, second: Genotype, rng: np.random.Generator) -> Genotype:
        """Toss a coin for each edge: heads takes the first parent's, tails the second's."""
        pairs = zip(_coins(first), _coins(second), rng.integers(2, size=len(COINS)), strict=True)
        return cell_of(tuple(b if side else a for a, b, side in pairs))


def _coins(genotype: Genotype) -> tuple[int, ...]:
    return tuple(coin[1:].index(op) for coin, op in zip(COINS, genotype.ops[1:], strict=True))


def play(rng: np.random.Generator, rounds: int = 60) -> list[Genotype]:
    """Play one game by SWAP-Score and return the cards in the order in which they were first turned.

    It ends after so many rounds, long after a table would have stopped.
    """
    from swap_teach.swap_nas import SwapNAS

    score = {card.genotype: float(card.swap) for card in cards()}
    searcher = SwapNAS(Deck(), rng, population=POPULATION, sample=SAMPLE, mutations=MUTATIONS)
    turned: dict[Genotype, None] = {}
    for _ in range(rounds):
        asked = searcher.ask()
        turned |= dict.fromkeys(asked)
        searcher.tell(asked, [score[cell] for cell in asked])
    return list(turned)


def play_many(games: int = 200, budgets: tuple[int, ...] = (4, 8, 12, 16, 20, 24)) -> pd.DataFrame:
    """Play with seeds 0, 1, ..., and say how it stood after some numbers of cards; the leader has the highest score.

    Columns: cards; swap and test_acc, the means over games of the leader's; top_swap and best_cell, the percentage of
    games whose leader is the card of the highest score, or of the highest accuracy; random_acc, the mean accuracy of
    the leader where cards are turned in random order. A game that meets nothing new any more keeps its leader.
    """
    import pandas as pd

    from swap_teach.seeding import derived_rng

    deck, truth = {card.genotype: card for card in cards()}, accuracies().test_acc
    acc = {cell: float(truth[str(cell)]) for cell in deck}
    played = [play(derived_rng(seed, "deck")) for seed in range(games)]
    shuffled = [[list(deck)[k] for k in derived_rng(seed, "shuffle").permutation(CARDS)] for seed in range(games)]
    highest, best = max(deck, key=lambda cell: deck[cell].swap), max(acc, key=lambda cell: acc[cell])
    rows = []
    for budget in budgets:
        led, drawn = (
            [max(game[:budget], key=lambda cell: deck[cell].swap) for game in of] for of in (played, shuffled)
        )
        rows.append(
            {
                "cards": budget,
                "swap": np.mean([deck[cell].swap for cell in led]),
                "test_acc": np.mean([acc[cell] for cell in led]),
                "top_swap": 100 * np.mean([cell == highest for cell in led]),
                "best_cell": 100 * np.mean([cell == best for cell in led]),
                "random_acc": np.mean([acc[cell] for cell in drawn]),
            }
        )
    return pd.DataFrame(rows)
