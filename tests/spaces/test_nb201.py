from collections import Counter

import numpy as np
import pandas as pd
import pytest

from swap_teach.spaces import get_space
from swap_teach.spaces.nb201 import OPERATIONS, Genotype

SPACE = get_space("nb201")
CELLS = list(SPACE)
TEXT = "|nor_conv_3x3~0|+|none~0|skip_connect~1|+|none~0|nor_conv_1x1~1|avg_pool_3x3~2|"


def test_the_space_is_all_15625_cells_once():
    assert len(SPACE) == len(CELLS) == len(set(CELLS)) == 15_625


def test_every_cell_round_trips():
    assert all(SPACE.parse(str(g)) == g for g in CELLS)


def test_parse_puts_each_operation_on_its_edge():
    g = SPACE.parse(TEXT)
    assert set(g.edges) == {
        (0, 1, "nor_conv_3x3"),
        (0, 2, "none"),
        (1, 2, "skip_connect"),
        (0, 3, "none"),
        (1, 3, "nor_conv_1x1"),
        (2, 3, "avg_pool_3x3"),
    }
    assert str(g) == TEXT


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "has 6 edges 'operation~input', found 0 in ''"),
        (TEXT[:-20], "found 4"),
        (
            TEXT.replace("none", "conv_9x9", 1),
            "edge 0->2 has the unknown operation 'conv_9x9';.* Known: none, skip_connect",
        ),
        (TEXT.replace("skip_connect", "skip_conect"), "edge 1->2 .*did you mean 'skip_connect'?"),
        (TEXT.replace("skip_connect~1", "skip_connect~0"), r"At character 38, after '.*skip_connect~', expected '1\|"),
        (TEXT + " ", "At character 79, .* expected '', found ' '"),
        (TEXT.replace("~0", "~٠", 1), "At character 14, "),
    ],
)
def test_malformed_text_gets_its_reason(text, reason):
    with pytest.raises(ValueError, match=reason):
        SPACE.parse(text)


def test_a_genotype_can_only_be_a_cell():
    with pytest.raises(ValueError, match="has 6 edges, got 2 operations"):
        Genotype(("none", "none"))
    with pytest.raises(ValueError, match="edge 2->3 has the unknown operation 'pool'"):
        Genotype(("none",) * 5 + ("pool",))


def test_sampling_is_uniform_on_each_edge():
    rng = np.random.default_rng(0)
    drawn = [SPACE.sample(rng).ops for _ in range(2000)]
    for edge in range(6):
        counts = Counter(ops[edge] for ops in drawn)
        assert set(counts) == set(OPERATIONS)
        assert max(abs(n - 400) for n in counts.values()) < 5 * 400**0.5


def test_neighbours_are_the_24_cells_one_edge_away():
    g = SPACE.parse(TEXT)
    assert len(SPACE.neighbours(g)) == 24
    assert all(sum(a != b for a, b in zip(g.ops, n.ops, strict=True)) == 1 for n in SPACE.neighbours(g))


def test_crossover_takes_each_edge_from_a_parent_and_mixes():
    a, b, rng = Genotype(("none",) * 6), Genotype(("skip_connect",) * 6), np.random.default_rng(0)
    children = {SPACE.crossover(a, b, rng) for _ in range(1000)}
    assert children == {g for g in CELLS if set(g.ops) <= {"none", "skip_connect"}}


def test_6466_classes_by_the_benchmarks_rule_and_4930_functions():
    assert len({SPACE.isomorphism_class(g) for g in CELLS}) == 6466
    assert len({SPACE.canonical_class(g) for g in CELLS}) == 4930


def test_isomorphism_classes_are_those_of_the_table(third_party):
    table = pd.read_csv(third_party("nb201.csv.gz"), usecols=["arch_str", "iso_class"])
    ours = [SPACE.isomorphism_class(SPACE.parse(text)) for text in table["arch_str"]]
    pairs = set(zip(ours, table["iso_class"], strict=True))
    assert len(pairs) == len(set(ours)) == table["iso_class"].nunique() == 6466


def test_every_cell_is_executed_as_its_own():
    assert len({SPACE.executed_key(g) for g in CELLS}) == 15_625


def test_the_key_names_the_configuration_not_its_alias():
    g = SPACE.parse(TEXT)
    assert SPACE.executed_key(g, "scoring") == SPACE.executed_key(g, "benchmark") == f"nb201 C=16 N=5 {TEXT}"
    assert SPACE.executed_key(g, "small") == f"nb201 C=8 N=1 {TEXT}"


def test_final_is_not_a_network_of_this_space():
    with pytest.raises(ValueError, match="nb201 has no network 'final'; choose one of: benchmark, scoring, small"):
        SPACE.build(CELLS[0], network="final")
