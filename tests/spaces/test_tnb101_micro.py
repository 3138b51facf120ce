import numpy as np
import pytest

from swap_teach.benchmarks import load_benchmark
from swap_teach.spaces import get_space
from swap_teach.spaces.tnb101_micro import OPERATIONS, Genotype

SPACE = get_space("tnb101-micro")
CELLS = list(SPACE)
TEXT = "64-41414-2_32_013"


def test_the_space_is_all_4096_cells_once():
    assert len(SPACE) == len(CELLS) == len(set(CELLS)) == 4096


def test_the_strings_are_the_tables(third_party):
    third_party("tnb101_micro.csv.gz")
    assert [str(g) for g in CELLS] == load_benchmark("tnb101-micro", "class_scene")["arch"].tolist()
    assert all(SPACE.parse(str(g)) == g for g in CELLS)


def test_parse_puts_each_operation_on_its_edge():
    assert set(SPACE.parse(TEXT).edges) == {
        (0, 1, "nor_conv_1x1"),
        (0, 2, "nor_conv_3x3"),
        (1, 2, "nor_conv_1x1"),
        (0, 3, "none"),
        (1, 3, "skip_connect"),
        (2, 3, "nor_conv_3x3"),
    }


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "'' is no cell of tnb101-micro. Write 64-41414-a_bc_def with six digits from: 0 none, 1 skip_connect"),
        ("64-41414-2_32_014", "is no cell of tnb101-micro"),
        ("64-41414-basic", "is no cell of tnb101-micro"),
        ("64-11414-2_32_013", "is no cell of tnb101-micro"),
        (TEXT + "\n", r"At character 17, .* expected '', found '\\n'"),
        ("64-41414-٢_32_013", "is no cell of tnb101-micro"),
    ],
)
def test_malformed_text_gets_its_reason(text, reason):
    with pytest.raises(ValueError, match=reason):
        SPACE.parse(text)


def test_a_genotype_can_only_be_a_cell():
    with pytest.raises(ValueError, match="has 6 edges, got 2 operations"):
        Genotype(("none", "none"))
    with pytest.raises(ValueError, match="edge 2->3 has the unknown operation 'avg_pool_3x3'"):
        Genotype(("none",) * 5 + ("avg_pool_3x3",))


def test_sampling_is_uniform_on_each_edge():
    rng = np.random.default_rng(0)
    drawn = [SPACE.sample(rng).ops for _ in range(2000)]
    for edge in range(6):
        counts = [sum(ops[edge] == op for ops in drawn) for op in OPERATIONS]
        assert sum(counts) == 2000
        assert max(abs(n - 500) for n in counts) < 5 * 500**0.5


def test_neighbours_are_the_18_cells_one_edge_away():
    g = SPACE.parse(TEXT)
    assert len(SPACE.neighbours(g)) == 18
    assert all(sum(a != b for a, b in zip(g.ops, n.ops, strict=True)) == 1 for n in SPACE.neighbours(g))


def test_crossover_takes_each_edge_from_a_parent_and_mixes():
    a, b, rng = Genotype(("none",) * 6), Genotype(("skip_connect",) * 6), np.random.default_rng(0)
    children = {SPACE.crossover(a, b, rng) for _ in range(1000)}
    assert children == {g for g in CELLS if set(g.ops) <= {"none", "skip_connect"}}


def test_the_key_names_the_configuration():
    g = SPACE.parse(TEXT)
    assert SPACE.executed_key(g, "small") == SPACE.executed_key(g) == f"tnb101-micro C=16 N=1 {TEXT}"
    assert SPACE.executed_key(g, "benchmark") == f"tnb101-micro C=64 N=2 {TEXT}"


def test_no_classes_is_an_error():
    with pytest.raises(ValueError, match="at least one class, got num_classes=0"):
        SPACE.build(CELLS[0], num_classes=0)
