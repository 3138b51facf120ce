from itertools import permutations, product

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from swap_teach.spaces import nb101_cells
from swap_teach.spaces.nb101_cells import OPERATIONS, all_cells, connected_shapes, module_hash


def edges(vertices, bits):
    return {(x, y) for y in range(vertices) for x in range(y) if bits >> (x + y * (y - 1) // 2) & 1}


def textbook_shapes(vertices):
    """Every set of edges that leaves each vertex reachable from the input and the output from it."""
    for bits in range(1 << (vertices * (vertices - 1) // 2)):
        there = edges(vertices, bits)
        down, up = {0}, {vertices - 1}
        for _ in range(vertices):
            down |= {y for x, y in there if x in down}
            up |= {x for x, y in there if y in up}
        if len(there) <= 9 and len(down & up) == vertices:
            yield bits


@pytest.mark.parametrize("vertices", [2, 3, 4, 5])
def test_shapes_are_those_without_dangling_vertices(vertices):
    assert list(connected_shapes(vertices)) == list(textbook_shapes(vertices))


def test_edges_are_at_most_nine():
    assert max(bits.bit_count() for bits in connected_shapes(6)) == 9


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_the_hash_does_not_see_how_vertices_are_numbered(data):
    bits = data.draw(st.sampled_from(list(connected_shapes(5))))
    operations = data.draw(st.lists(st.integers(0, 2), min_size=3, max_size=3))
    original = module_hash(5, bits, operations)
    for order in permutations(range(1, 4)):
        place = [0, *order, 4]
        moved = {(place[x], place[y]) for x, y in edges(5, bits)}
        if all(x < y for x, y in moved):
            renamed = [0] * 3
            for vertex, operation in zip(order, operations, strict=True):
                renamed[vertex - 1] = operation
            packed = sum(1 << (x + y * (y - 1) // 2) for x, y in moved)
            assert module_hash(5, packed, renamed) == original


def test_no_cell_of_five_vertices_is_lost_by_reducing_shapes_first(monkeypatch):
    monkeypatch.setattr(nb101_cells, "MAX_VERTICES", 5)
    found = all_cells()
    every = {
        module_hash(vertices, bits, operations)
        for vertices in range(2, 6)
        for bits in connected_shapes(vertices)
        for operations in product(range(3), repeat=vertices - 2)
    }
    assert set(found) == every
    assert list(found) == sorted(found)
    assert len(found) == 2532


def test_hashes_are_the_benchmarks_own(third_party):
    sample = pd.read_csv(third_party("nb101_sample10k.csv.gz")).head(500)
    for row in sample.itertuples():
        matrix = row.matrix_rows.split("/")
        bits = sum(
            1 << (x + y * (y - 1) // 2) for x, line in enumerate(matrix) for y, there in enumerate(line) if there == "1"
        )
        operations = [OPERATIONS.index(name) for name in row.ops.split(",")[1:-1]]
        assert module_hash(row.n, bits, operations) == row.hash


@pytest.mark.slow
def test_the_cells_of_up_to_six_vertices_are_the_published_ones(third_party, monkeypatch):
    """All 423,624 take a minute; these 64,542 are the rows of the table that have as many vertices."""
    monkeypatch.setattr(nb101_cells, "MAX_VERTICES", 6)
    hashes = all_cells()
    table = pd.read_csv(third_party("nb101_full.csv.gz"), usecols=["n"])
    assert len(hashes) == (table["n"] <= 6).sum() == 64_542
    sample = pd.read_csv(third_party("nb101_sample10k.csv.gz"))
    assert set(sample["hash"][sample["n"] <= 6]) <= set(hashes)
