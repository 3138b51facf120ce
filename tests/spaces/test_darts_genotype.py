import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from swap_teach.spaces.darts_genotype import OPERATIONS, Genotype, ordered, parse_genotype

edges = [st.tuples(st.sampled_from(OPERATIONS), st.integers(0, 1 + k // 2)) for k in range(8)]
cells = st.tuples(*edges)
CELL = (("none", 0), ("sep_conv_3x3", 0), ("skip_connect", 2), ("dil_conv_5x5", 1)) * 2
TEXT = str(Genotype(CELL, CELL))


@given(cells, cells)
def test_any_input_any_order_and_none_round_trip(normal, reduce):
    g = Genotype(normal, reduce)
    assert parse_genotype(str(g)) == g


def test_the_1000_published_strings_round_trip_verbatim(third_party):
    with third_party("upstream/DARTS_archs_CIFAR10.csv").open(newline="") as file:
        texts = [row[0] for row in csv.reader(file)]
    assert len(texts) == 1000
    assert all(str(parse_genotype(text)) == text for text in texts)
    genotypes = [parse_genotype(text) for text in texts]
    assert all(g.normal == g.reduce for g in genotypes)
    assert sum(proper(g.normal) for g in genotypes) == 61


def proper(cell):
    distinct = all(cell[k][1] != cell[k + 1][1] for k in range(0, 8, 2))
    return distinct and all(op != "none" for op, _ in cell)


MALFORMED = [
    ("", r"has 16 edges \('operation', input\), found 0 in ''"),
    (TEXT.replace("('none', 0), ", "", 1), "found 15"),
    (
        TEXT.replace("none", "sep_conv_7x7", 1),
        r"edge 0 \(normal cell, node 2\) has the unknown operation 'sep_conv_7x7'",
    ),
    (TEXT.replace("connect', 2", "connect', 3", 1), "Edge 2 of the normal cell enters node 3.*0 to 2; got 3"),
    (
        TEXT.replace("[2, 3, 4, 5]", "range(2, 6)", 1),
        r"after '.*normal_concat=', expected '\[2, 3, 4, 5\], .*found 'range",
    ),
    (TEXT.replace("[2, 3, 4, 5]", "[2, 3, 4]", 1), r"after '.*\[2, 3, 4', expected ., 5\], .*found .\], "),
    (TEXT.replace("reduce=", "reduction="), r"after . 3, 4, 5\], reduc., expected .e=.*found .tion="),
    (TEXT + "\n", "expected '', found '.n'"),
]


@pytest.mark.parametrize(("text", "reason"), MALFORMED)
def test_malformed_text_gets_its_reason(text, reason):
    with pytest.raises(ValueError, match=reason):
        parse_genotype(text)


def test_a_genotype_can_only_be_two_cells():
    with pytest.raises(ValueError, match="The reduce cell needs 8 edges, two for each of four nodes; got 7"):
        Genotype(CELL, CELL[:7])
    with pytest.raises(
        ValueError, match="Edge 0 of the reduce cell enters node 2, so its input must be 0 to 1; got -1"
    ):
        Genotype(CELL, (("none", -1), *CELL[1:]))


@given(cells)
def test_ordering_keeps_each_nodes_edges(cell):
    tidy = ordered(cell)
    for k in range(0, 8, 2):
        assert sorted(tidy[k : k + 2]) == sorted(cell[k : k + 2])
        assert tidy[k][1] <= tidy[k + 1][1]
    assert ordered(tidy) == tidy
