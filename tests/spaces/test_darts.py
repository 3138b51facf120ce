from collections import Counter
from dataclasses import replace
from itertools import combinations, product
from math import prod

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from swap_teach.spaces import get_space
from swap_teach.spaces.darts_genotype import NODES, OPERATIONS, Genotype, ordered

SPACE = get_space("darts")
seeds = st.integers(0, 2**32 - 1)
REPEATS = (("none", 0), ("sep_conv_3x3", 0)) * 4


def proper(cell):
    pairs = [cell[k : k + 2] for k in range(0, 8, 2)]
    return all(a[1] < b[1] for a, b in pairs) and all(op != "none" for op, _ in cell)


def swap_edges(cell):
    return tuple(edge for k in range(0, 8, 2) for edge in (cell[k + 1], cell[k]))


def test_size_counts_wirings_and_operations_of_both_cells():
    wirings = prod(len(list(combinations(range(node), 2))) for node in NODES)
    assert wirings == 180
    assert len(SPACE) == (wirings * 7**8) ** 2


def test_listing_1e18_genotypes_is_refused():
    with pytest.raises(TypeError, match=r"darts has 1.1e\+18 genotypes, too many to list; draw some with sample"):
        list(SPACE)


@given(seeds)
def test_samples_mutants_and_children_are_proper(seed):
    rng = np.random.default_rng(seed)
    a, b = SPACE.sample(rng), SPACE.sample(rng)
    for g in (a, b, SPACE.mutate(a, rng), SPACE.crossover(a, b, rng)):
        assert proper(g.normal)
        assert proper(g.reduce)


def test_sampling_is_uniform_over_pairs_of_inputs_and_operations():
    rng = np.random.default_rng(0)
    drawn = [SPACE.sample(rng).normal for _ in range(3000)]
    inputs, ops = Counter((c[6][1], c[7][1]) for c in drawn), Counter(op for c in drawn for op, _ in c)
    assert set(inputs) == set(combinations(range(5), 2))
    assert max(abs(n - 300) for n in inputs.values()) < 5 * 300**0.5
    assert set(ops) == set(OPERATIONS) - {"none"}
    assert max(abs(n - 24000 / 7) for n in ops.values()) < 5 * (24000 / 7) ** 0.5


def test_neighbours_are_all_single_changes():
    g = SPACE.sample(np.random.default_rng(0))
    changes = set()
    for k, which in product(range(8), ("normal", "reduce")):
        cell = getattr(g, which)
        for edge in product(OPERATIONS[1:], range(NODES[k // 2])):
            same = (edge[0] == cell[k][0], edge[1] == cell[k][1])
            if sum(same) == 1 and edge[1] != cell[k ^ 1][1]:
                changes.add(replace(g, **{which: ordered((*cell[:k], edge, *cell[k + 1 :]))}))
    assert set(SPACE.neighbours(g)) == changes


@given(seeds)
def test_a_parent_outside_the_sampled_space_still_mutates(seed):
    parent = Genotype(REPEATS, REPEATS)
    child = SPACE.mutate(parent, np.random.default_rng(seed))
    assert (ordered(child.normal), ordered(child.reduce)) != (ordered(parent.normal), ordered(parent.reduce))
    assert child in SPACE.neighbours(parent)


@given(seeds)
def test_crossover_takes_each_node_from_a_parent(seed):
    rng = np.random.default_rng(seed)
    a, b = SPACE.sample(rng), SPACE.sample(rng)
    child = SPACE.crossover(a, b, rng)
    for which, k in product(("normal", "reduce"), range(0, 8, 2)):
        mine = getattr(child, which)[k : k + 2]
        assert mine in (getattr(a, which)[k : k + 2], getattr(b, which)[k : k + 2])


def test_scoring_executes_the_reduction_cell_alone():
    rng = np.random.default_rng(0)
    a, b = SPACE.sample(rng), SPACE.sample(rng)
    mixed = Genotype(b.normal, a.reduce)
    assert SPACE.executed_key(a) == SPACE.executed_key(mixed)
    assert SPACE.executed_key(a, "small") != SPACE.executed_key(mixed, "small")
    assert SPACE.executed_key(a) != SPACE.executed_key(b)


@pytest.mark.parametrize("network", ["scoring", "small"])
def test_one_key_means_one_score(network):
    """Edges of a node in either order: one key, and from one generator the same logits, bit for bit."""
    rng, x = np.random.default_rng(0), torch.randn(2, 3, 16, 16)
    for _ in range(5):
        g = SPACE.sample(rng)
        h = Genotype(swap_edges(g.normal), swap_edges(g.reduce))
        assert g != h
        assert SPACE.executed_key(g, network) == SPACE.executed_key(h, network)
        a, b = (SPACE.build(k, network=network, generator=torch.Generator().manual_seed(1)) for k in (g, h))
        assert torch.equal(a(x), b(x))


def test_no_two_keys_for_different_edges():
    rng = np.random.default_rng(0)
    g = SPACE.sample(rng)
    for n in SPACE.neighbours(g):
        same = n.reduce == g.reduce
        assert (SPACE.executed_key(n) == SPACE.executed_key(g)) is same
