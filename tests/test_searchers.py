import math
from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from swap_teach import get_space
from swap_teach.searchers import AgeingEvolution, LocalSearch, RandomSearch, merit
from swap_teach.searching import ALGORITHMS, search
from swap_teach.spaces.nb201 import OPERATIONS
from swap_teach.swap_nas import SwapNAS

SPACE = get_space("nb201")
seeds = st.integers(0, 2**32 - 1)


def worth(cell):
    """Score a cell without any network: the later an operation is in the list, and its edge, the better."""
    return float(sum((edge + 1) * OPERATIONS.index(op) for edge, op in enumerate(cell.ops)))


def worths(cells):
    return [worth(cell) for cell in cells]


BEST = max(map(worth, SPACE))

SMALL = {
    "swap-nas": partial(SwapNAS, population=4, sample=2, mutations=2),
    "ageing-evolution": partial(AgeingEvolution, population=4, sample=2),
    "local-search": partial(LocalSearch, batch=2),
    "random": partial(RandomSearch, batch=2),
}
GOLDEN = {
    "swap-nas": "240420 343213 112444 431034 412043 412144 411144 212144 212114 212104 110444 132444 112134 412104",
    "ageing-evolution": (
        "240420 343213 112444 431034 112440 443213 443214 441034 241034 441024 403214 241014 241044 403244"
    ),
    "local-search": "240420 200420 240220 243420 210420 243424 343420 240424 243124 244424 043424 244444 244324 224444",
    "random": "240420 343213 112444 431034 431400 102214 210113 103403 101022 233014 100400 041130 013130 433303",
}


def digits(arch):
    """An architecture as six digits, the numbers of its operations."""
    return "".join(str(OPERATIONS.index(op)) for op in SPACE.parse(arch).ops)


@pytest.mark.parametrize("name", ALGORITHMS)
def test_the_golden_history(name):
    history = search(SPACE, worths, SMALL[name], budget=14, seed=5).history
    assert " ".join(map(digits, history["arch"])) == GOLDEN[name]


@pytest.mark.parametrize("name", ALGORITHMS)
def test_the_same_seed_gives_the_same_history_and_another_seed_another(name):
    histories = [search(SPACE, worths, name, budget=120, seed=seed).history["arch"].tolist() for seed in (1, 1, 2)]
    assert histories[0] == histories[1] != histories[2]


def test_equal_seeds_start_every_algorithm_with_the_same_draws():
    firsts = {name: search(SPACE, worths, name, budget=60, seed=3).history["arch"][0] for name in ALGORITHMS}
    assert len(set(firsts.values())) == 1


def test_each_algorithm_finds_the_optimum_faster_than_random():
    def needed(name, seed, budget=260):
        reached = np.flatnonzero(search(SPACE, worths, name, budget=budget, seed=seed).history["score"] == BEST)
        return reached[0] + 1 if len(reached) else budget

    mean = {name: np.mean([needed(name, seed) for seed in range(8)]) for name in ALGORITHMS}
    assert all(mean[name] < 0.75 * mean["random"] for name in ALGORITHMS if name != "random"), mean


def first_population(searcher, score=worth):
    while len(searcher.members) < searcher.population:
        asked = searcher.ask()
        searcher.tell(asked, [score(cell) for cell in asked])


@given(seed=seeds, crossover=st.sampled_from([0.0, 0.5, 1.0]))
@settings(max_examples=25, deadline=None)
def test_swap_nas_keeps_its_size_adds_the_best_child_and_removes_the_worst(seed, crossover):
    searcher = SwapNAS(SPACE, np.random.default_rng(seed), population=6, sample=3, mutations=3, crossover=crossover)
    first_population(searcher)
    for _ in range(15):
        before = list(searcher.members)
        children = searcher.ask()
        searcher.tell(children, worths(children))
        fresh = [child for child in children if child not in {member.genotype for member in before}]
        assert len(searcher.members) == 6
        assert len({member.genotype for member in searcher.members}) == 6
        scores = [member.score for member in before]
        if fresh:
            scores = sorted([*scores, max(worths(fresh))])[1:]
        assert sorted(member.score for member in searcher.members) == sorted(scores)


@given(seed=seeds)
@settings(max_examples=25, deadline=None)
def test_the_children_of_swap_nas_have_one_change_from_the_best_of_a_sample_and_are_never_the_parent(seed):
    everybody = SwapNAS(SPACE, np.random.default_rng(seed), population=5, sample=5, mutations=4, crossover=0)
    first_population(everybody)
    for _ in range(10):
        highest = max(member.score for member in everybody.members)
        best = [member.genotype for member in everybody.members if member.score == highest]
        children = everybody.ask()
        # Of several that are equally good any may be the parent: the sample comes in random order.
        assert any(parent not in children and set(children) <= set(SPACE.neighbours(parent)) for parent in best)
        assert 1 <= len(children) <= 4
        everybody.tell(children, worths(children))


def test_crossover_mixes_the_best_two_of_the_sample():
    searcher = SwapNAS(SPACE, np.random.default_rng(0), population=5, sample=5, mutations=4, crossover=1)
    first_population(searcher)
    best, second = sorted((member.genotype for member in searcher.members), key=worth, reverse=True)[:2]
    for child in searcher.ask():
        edges = zip(child.ops, best.ops, second.ops, strict=True)
        assert (
            sum(op not in parents for op, *parents in edges) <= 1
        )  # but for the one mutation, every edge is one parent's


def test_the_first_population_of_swap_nas_is_of_different_cells():
    class Narrow:
        name = "narrow"
        sample = staticmethod(lambda rng: int(rng.integers(8)))

    searcher = SwapNAS(Narrow(), np.random.default_rng(0), population=8, sample=2)
    first_population(searcher, score=float)
    assert sorted(member.genotype for member in searcher.members) == list(range(8))


def test_a_network_without_a_score_is_the_worst_member():
    searcher = SwapNAS(SPACE, np.random.default_rng(0), population=3, sample=3, mutations=1, crossover=0)
    asked = searcher.ask()
    searcher.tell(asked, [-5.0, math.nan, -7.0])
    child = searcher.ask()
    assert child[0] in SPACE.neighbours(asked[0])
    searcher.tell(child, [-9.0])
    assert [member.score for member in searcher.members] == [-5.0, -7.0, -9.0]
    assert merit(math.nan) == -math.inf


@given(seed=seeds)
@settings(max_examples=25, deadline=None)
def test_ageing_evolution_removes_the_oldest_however_good(seed):
    searcher = AgeingEvolution(SPACE, np.random.default_rng(seed), population=5, sample=2)
    first_population(searcher)
    for _ in range(10):
        before = [member.genotype for member in searcher.members]
        (child,) = searcher.ask()
        assert any(child in SPACE.neighbours(parent) for parent in before)
        searcher.tell([child], [worth(child)])
        assert [member.genotype for member in searcher.members] == [*before[1:], child]


@given(seed=seeds)
@settings(max_examples=25, deadline=None)
def test_local_search_only_climbs_and_starts_again_at_a_peak(seed):
    rugged = np.random.default_rng(seed).permutation(len(SPACE))
    score_of = dict(zip(SPACE, rugged.tolist(), strict=True))
    searcher = LocalSearch(SPACE, np.random.default_rng(seed), batch=5)
    here, starts = None, 0
    for _ in range(40):
        asked = searcher.ask()
        scores = [score_of[cell] for cell in asked]
        if searcher.here is None:
            starts += 1
            if here is not None:
                assert here.score > max(score_of[other] for other in SPACE.neighbours(here.genotype))
        else:
            assert set(asked) <= set(SPACE.neighbours(here.genotype))
            scores.append(here.score)
        searcher.tell(asked, [score_of[cell] for cell in asked])
        here = searcher.here
        assert here.score == max(scores)
    assert starts >= 2


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (partial(SwapNAS, sample=1), "got sample=1, population=50"),
        (partial(SwapNAS, population=9), "at most the whole population; got sample=10, population=9"),
        (partial(SwapNAS, mutations=0), "mutations must be at least 1, .* got mutations=0"),
        (partial(SwapNAS, crossover=1.5), "crossover between 0 and 1; got mutations=4, crossover=1.5"),
        (partial(AgeingEvolution, sample=0), "at least one member, .* got sample=0, population=50"),
        (partial(LocalSearch, batch=0), "batch must be at least 1, got 0"),
        (partial(RandomSearch, batch=0), "batch must be at least 1, got 0"),
    ],
)
def test_settings_that_make_no_sense_are_refused(make, message):
    with pytest.raises(ValueError, match=message):
        make(SPACE, np.random.default_rng(0))
