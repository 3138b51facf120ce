import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from swap_teach import get_space, search
from swap_teach.narrowed import Limited, OneCell, full_macs, full_parameters, macs_at_most, parameters_at_most

DARTS, NB201 = get_space("darts"), get_space("nb201")
seeds = st.integers(0, 2**32 - 1)


@given(seed=seeds)
@settings(max_examples=30, deadline=None)
def test_one_cell_stays_one_cell_and_every_mutant_runs_another_network(seed):
    rng, space = np.random.default_rng(seed), OneCell()
    first, second = space.sample(rng), space.sample(rng)
    mutant, child = space.mutate(first, rng), space.crossover(first, second, rng)
    assert all(g.normal == g.reduce for g in (first, second, mutant, child))
    assert mutant in space.neighbours(first)
    assert DARTS.executed_key(mutant) != DARTS.executed_key(first)
    pairs = zip(*(np.array(g.reduce, object).reshape(4, 2, 2) for g in (child, first, second)), strict=True)
    assert all((node == one).all() or (node == other).all() for node, one, other in pairs)


def test_one_cell_has_each_neighbour_once_and_mutation_reaches_them_all():
    rng, space = np.random.default_rng(0), OneCell()
    g = space.sample(rng)
    neighbours = space.neighbours(g)
    assert len(set(neighbours)) == len(neighbours) == 8 * 6 + 2 * (0 + 1 + 2 + 3)
    assert {space.mutate(g, rng) for _ in range(1500)} == set(neighbours)
    assert space.name == "darts, one cell"


def test_tied_cells_need_no_torch_and_pairs_would_drift():
    rng = np.random.default_rng(1)
    g = DARTS.sample(rng)
    unseen = [DARTS.executed_key(DARTS.mutate(g, rng)) == DARTS.executed_key(g) for _ in range(60)]
    assert 10 < sum(unseen) < 50  # about half of the mutants of a pair run the very same network


EVEN = Limited(NB201, lambda cell: cell.ops.count("none") <= 1, "at most one zero")


@given(seed=seeds)
@settings(max_examples=30)
def test_a_limit_is_kept_by_every_move(seed):
    rng = np.random.default_rng(seed)
    first, second = EVEN.sample(rng), EVEN.sample(rng)
    moves = [first, second, EVEN.mutate(first, rng), EVEN.crossover(first, second, rng), *EVEN.neighbours(first)]
    assert all(cell.ops.count("none") <= 1 for cell in moves)
    assert set(EVEN.neighbours(first)) == {n for n in NB201.neighbours(first) if n.ops.count("none") <= 1}


def test_a_search_keeps_to_the_limit():
    def zeros(cells):
        return [float(cell.ops.count("none")) for cell in cells]

    for algorithm in ("swap-nas", "local-search", "ageing-evolution", "random"):
        assert search(EVEN, zeros, algorithm, budget=80).history["score"].max() == 1


def test_a_limit_that_leaves_nothing_is_an_error():
    none = Limited(NB201, lambda cell: False, "at most 0.01 M parameters")
    with pytest.raises(
        ValueError, match=r"No genotype among 10,000 draws has at most 0.01 M parameters: raise the lim"
    ):
        none.sample(np.random.default_rng(0))


def test_parameters_of_the_full_network_are_limited_and_counted_once(monkeypatch):
    calls = []
    monkeypatch.setattr("swap_teach.narrowed.full_parameters", lambda *given: calls.append(given) or full(*given))
    full = full_parameters
    space = parameters_at_most(NB201, 0.5, NB201)
    rng = np.random.default_rng(0)
    drawn = [space.sample(rng) for _ in range(5)]
    assert space.name == "nb201, at most 0.5 M parameters"
    assert all(full(NB201, cell) <= 0.5 for cell in drawn)
    before = len(calls)
    assert all(map(space.allowed, drawn))
    assert len(calls) == before


def test_the_full_network_is_the_one_that_is_trained():
    cell = OneCell().sample(np.random.default_rng(0))
    final = DARTS.build(cell, network="final", device="meta")
    assert full_parameters(DARTS, cell) == pytest.approx(
        sum(p.numel() for name, p in final.named_parameters() if "auxiliary" not in name) / 1e6, abs=1e-9
    )
    assert full_parameters(DARTS, cell, 1000) > full_parameters(DARTS, cell)


def by_hooks(network, side):
    """Count by hand: each output value of a convolution or linear layer takes as many products as it has weights."""
    counts = []
    for layer in network.modules():
        if isinstance(layer, nn.Conv2d | nn.Linear):
            layer.register_forward_hook(lambda m, _, out: counts.append(out.numel() * m.weight[0].numel()))
    with torch.no_grad():
        network.eval()(torch.empty(1, 3, side, side, device="meta"))
    return sum(counts) / 1e6


@pytest.mark.parametrize(("classes", "side"), [(10, 32), (1000, 224)])
def test_macs_are_those_of_the_network_that_is_trained_on_its_images(classes, side):
    cell = OneCell().sample(np.random.default_rng(3))
    network = DARTS.build(cell, classes, "final", device="meta")
    assert full_macs(DARTS, cell, classes) == pytest.approx(by_hooks(network, side))


def test_macs_of_the_full_network_are_limited_and_both_limits_can_be_kept():
    parameters = parameters_at_most(NB201, 0.5, NB201)
    both = macs_at_most(parameters, 60, NB201)
    rng = np.random.default_rng(1)
    drawn = [both.sample(rng) for _ in range(5)]
    assert both.name == "nb201, at most 0.5 M parameters, at most 60 M MACs"
    assert all(full_macs(NB201, cell) <= 60 and full_parameters(NB201, cell) <= 0.5 for cell in drawn)
    assert any(full_macs(NB201, cell) > 60 for cell in [NB201.sample(rng) for _ in range(20)])


@pytest.mark.parametrize("millions", [0, -1.0, float("nan")])
def test_a_limit_is_positive(millions):
    with pytest.raises(ValueError, match="limit on parameters is a positive number of millions, got"):
        parameters_at_most(NB201, millions, NB201)
    with pytest.raises(ValueError, match="limit on multiply-accumulates is a positive number of millions, got"):
        macs_at_most(NB201, millions, NB201)
