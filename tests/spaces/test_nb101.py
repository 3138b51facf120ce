import numpy as np
import pytest

from swap_teach.spaces import get_space, nb101, nb101_cells
from swap_teach.spaces.nb101_cells import OPERATIONS
from swap_teach.spaces.nb101_genotype import canonical

SPACE = get_space("nb101")
CONV3, CONV1, POOL = OPERATIONS


@pytest.fixture
def four_vertices(monkeypatch):
    """The space of all cells with at most four vertices, small enough to list."""
    monkeypatch.setattr(nb101_cells, "MAX_VERTICES", 4)
    monkeypatch.setattr(nb101, "MAX_VERTICES", 4)
    for cached in (nb101._neighbours, nb101._shapes):
        cached.cache_clear()
    yield list(SPACE)
    for cached in (nb101._neighbours, nb101._shapes):
        cached.cache_clear()


def test_size_is_the_published_one():
    assert len(SPACE) == 423_624


def test_listing_goes_by_module_hash_and_gives_each_cell_once(four_vertices):
    hashes = [g.hash for g in four_vertices]
    assert hashes == sorted(set(hashes))
    assert all(canonical(g.vertices, set(g.edges), g.ops) == g for g in four_vertices)


def test_sampling_is_uniform_over_cells_not_spellings(four_vertices):
    rng, times = np.random.default_rng(0), 60
    drawn = [SPACE.sample(rng) for _ in range(times * len(four_vertices))]
    counts = [drawn.count(g) for g in four_vertices]
    assert sum(counts) == len(drawn)
    assert min(counts) > times - 5 * times**0.5
    assert max(counts) < times + 5 * times**0.5


def test_samples_of_the_whole_space_have_seven_vertices_as_often_as_its_cells():
    rng = np.random.default_rng(1)
    drawn = [SPACE.sample(rng) for _ in range(1500)]
    expected = 1 - 64_542 / 423_624  # cells of up to six vertices: see test_nb101_cells.py
    spread = (expected * (1 - expected) / len(drawn)) ** 0.5
    assert abs(np.mean([g.vertices == 7 for g in drawn]) - expected) < 4 * spread


def test_steps_lead_from_any_cell_to_every_other(four_vertices):
    found, front = {SPACE.parse("2:1:")}, [SPACE.parse("2:1:")]
    while front:
        front = list({n for g in front for n in SPACE.neighbours(g)} - found)
        found |= set(front)
    assert found == set(four_vertices)


def test_neighbours_of_a_small_cell_by_hand():
    g = SPACE.parse("3:5:0")  # input -> conv 3x3 -> output
    near = {str(n) for n in SPACE.neighbours(g)}
    assert {"3:5:1", "3:5:2", "3:7:0", "2:1:"} <= near  # operation, edge, vertex taken out
    chains = {f"4:37:{a}{b}" for a, b in ("00", "01", "02", "10", "20")}
    assert chains <= near  # a vertex on either edge
    assert len(near) == 4 + len(chains) + 6  # and six where the edge it sits on stays


def test_an_edge_may_be_added_against_the_numbering():
    g = SPACE.parse("4:51:02")  # two vertices side by side: either may lead to the other
    near = SPACE.neighbours(g)
    assert sum(n.vertices == 4 and len(n.edges) == 5 and set(n.ops) == {CONV3, POOL} for n in near) == 3


def test_an_uncommon_numbering_has_the_neighbours_of_its_cell():
    common, uncommon = SPACE.parse("4:51:02"), SPACE.parse("4:51:20")
    assert set(SPACE.neighbours(common)) == set(SPACE.neighbours(uncommon))
    assert common not in SPACE.neighbours(uncommon)


def test_crossover_keeps_one_parents_edges_and_mixes_operations():
    a, b, rng = SPACE.parse("4:37:00"), SPACE.parse("5:549:222"), np.random.default_rng(0)
    children = {str(SPACE.crossover(a, b, rng)) for _ in range(300)}
    assert children == {f"4:37:{x}{y}" for x in "02" for y in "02"} | {f"5:549:{x}{y}2" for x in "02" for y in "02"}


def test_the_key_names_the_configuration_and_the_numbering():
    g = SPACE.parse("4:51:20")
    assert SPACE.executed_key(g) == SPACE.executed_key(g, "small") == "nb101 C=16 N=1 4:51:20"
    assert SPACE.executed_key(g, "benchmark") == "nb101 C=128 N=3 4:51:20"


def test_final_is_not_a_network_of_this_space():
    with pytest.raises(ValueError, match="nb101 has no network 'final'; choose one of: benchmark, scoring, small"):
        SPACE.build(SPACE.parse("2:1:"), network="final")
