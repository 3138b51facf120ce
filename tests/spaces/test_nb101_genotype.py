from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from swap_teach.benchmarks import load_benchmark
from swap_teach.spaces.nb101_cells import OPERATIONS, connected_shapes, module_hash
from swap_teach.spaces.nb101_genotype import Genotype, canonical, parse_genotype

CONV3, CONV1, POOL = OPERATIONS


def test_text_names_vertices_edges_and_operations():
    g = parse_genotype("4:51:02")
    assert g.edges == ((0, 1), (0, 2), (1, 3), (2, 3))
    assert g.ops == (CONV3, POOL)
    assert str(g) == "4:51:02"


def test_the_hash_is_the_benchmarks_function():
    assert parse_genotype("4:51:12").hash == module_hash(4, 51, [1, 2])


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "'' is no NAS-Bench-101 cell. Write vertices:edge bits:operation digits, such as 4:"),
        ("7-12-0", "'7-12-0' is no NAS-Bench-101 cell"),
        ("3:5:٠", "is no NAS-Bench-101 cell"),
        ("1:0:", "has 2 to 7 vertices, got 1"),
        ("8:1:000000", "has 2 to 7 vertices, got 8"),
        ("3:5:", "A cell of 3 vertices has 1 between input and output, got 0 operations"),
        (
            "3:5:4",
            "vertex 1 has the unknown operation digit '4'; 0 is conv3x3-bn-relu, 1 conv1x1-bn-relu, 2 maxpool3x3",
        ),
        ("3:9:0", "3 vertices have 3 possible edges; the edge bits 9 name others"),
        ("3:2:0", "Nothing leads to vertex 1; leave out what is on no way from input to output"),
        ("3:3:0", "Vertex 1 leads nowhere; leave out"),
        (f"5:{2**10 - 1}:000", "at most 9 edges, got 10"),
        ("3:05:0", "At character 2, after '3:', expected '5:0', found '05:0'"),
        ("3:5:0\n", "is no NAS-Bench-101 cell"),
    ],
)
def test_malformed_text_gets_its_reason(text, reason):
    with pytest.raises(ValueError, match=reason):
        parse_genotype(text)


def test_an_operation_must_be_known():
    with pytest.raises(
        ValueError, match=r"vertex 1 has the unknown operation 'conv3x3'.* did you mean 'conv3x3-bn-relu'"
    ):
        Genotype(3, 5, ("conv3x3",))


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_canonical_does_not_see_how_vertices_are_numbered(data):
    vertices = data.draw(st.integers(3, 6))
    between = range(1, vertices - 1)
    bits = data.draw(st.sampled_from(list(connected_shapes(vertices))))
    ops = data.draw(st.lists(st.sampled_from(OPERATIONS), min_size=len(between), max_size=len(between)))
    g = Genotype(vertices, bits, tuple(ops))
    expected = canonical(vertices, set(g.edges), g.ops)
    assert expected.hash == g.hash
    assert canonical(vertices, set(expected.edges), expected.ops) == expected
    for order in permutations(between):
        place = dict(zip([0, *order, vertices - 1], range(vertices), strict=True))
        renamed = {(place[x], place[y]) for x, y in g.edges}
        assert canonical(vertices, renamed, [g.ops[v - 1] for v in order]) == expected


def test_canonical_is_the_smallest_spelling():
    same = {
        str(g)
        for bits in connected_shapes(4)
        for a in OPERATIONS
        for b in OPERATIONS
        if (g := Genotype(4, bits, (a, b))).hash == parse_genotype("4:51:20").hash
    }
    assert same == {"4:51:02", "4:51:20"}
    assert str(canonical(4, {(0, 1), (0, 2), (1, 3), (2, 3)}, (POOL, CONV3))) == "4:51:02"


def test_the_tables_spelling_is_the_canonical_one(third_party):
    third_party("nb101_full.csv.gz")
    for text in load_benchmark("nb101")["arch"].iloc[::1500]:
        g = parse_genotype(text)
        assert str(g) == text
        assert canonical(g.vertices, set(g.edges), g.ops) == g


@pytest.mark.slow
def test_there_are_423624_canonical_spellings():
    """Count what `sample` accepts, by Burnside's lemma: labellings of a shape up to its own symmetries."""
    from swap_teach.spaces.nb101 import CELLS
    from swap_teach.spaces.nb101_genotype import _orders

    found = 0
    for vertices in range(2, 8):
        for bits in connected_shapes(vertices):
            edges = set(Genotype(vertices, bits, (CONV3,) * (vertices - 2)).edges)
            images = []
            for order in _orders(vertices, edges):
                place = {v: k for k, v in enumerate(order)}
                moved = ((place[x], place[y]) for x, y in edges)
                images.append((sum(1 << (x + y * (y - 1) // 2) for x, y in moved), order))
            if min(images)[0] == bits:
                symmetries = [order for image, order in images if image == bits]
                found += sum(3 ** (cycles(order) - 2) for order in symmetries) // len(symmetries)
    assert found == CELLS == 423_624


def cycles(order):
    seen, count = set(), 0
    for start in order:
        count += start not in seen
        while start not in seen:
            seen.add(start)
            start = order[start]
    return count
