from __future__ import annotations

from collections import Counter

import numpy as np

from swap_teach.course.deck import CARDS, accuracies, cards
from swap_teach.course.deck_game import Deck, play_many


def test_every_mutant_and_child_is_a_card_and_mutants_turn_one_coin():
    rng, deck = np.random.default_rng(0), [card.genotype for card in cards()]
    turned = Counter()
    for _ in range(300):
        one, other = deck[rng.integers(CARDS)], deck[rng.integers(CARDS)]
        child, mutant = Deck().crossover(one, other, rng), Deck().mutate(one, rng)
        assert {child, mutant, Deck().sample(rng)} <= set(deck)
        assert all(op in pair for op, pair in zip(child.ops, zip(one.ops, other.ops, strict=True), strict=True))
        [edge] = [k for k in range(6) if mutant.ops[k] != one.ops[k]]
        turned[edge] += 1
    assert turned.keys() == {1, 2, 3, 4, 5}


def test_the_game_can_be_played_and_more_cards_never_lower_the_score():
    told = play_many(20)
    assert list(told.cards) == [4, 8, 12, 16, 20, 24]
    assert told.swap.is_monotonic_increasing
    assert told.top_swap.is_monotonic_increasing
    assert told.test_acc.between(accuracies().test_acc.min(), accuracies().test_acc.max()).all()
