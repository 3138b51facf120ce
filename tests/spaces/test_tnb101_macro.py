from collections import Counter
from itertools import product

import numpy as np
import pytest

from swap_teach.benchmarks import load_benchmark
from swap_teach.spaces import get_space
from swap_teach.spaces.tnb101_macro import Genotype

SPACE = get_space("tnb101-macro")
NETWORKS = list(SPACE)


def test_the_space_is_all_3256_networks_once():
    assert len(SPACE) == len(NETWORKS) == len(set(NETWORKS)) == 3256
    assert Counter(len(g.modules) for g in NETWORKS) == {4: 210, 5: 750, 6: 2296}


def test_the_strings_are_the_tables(third_party):
    third_party("tnb101_macro.csv.gz")
    assert {str(g) for g in NETWORKS} == set(load_benchmark("tnb101-macro", "class_scene")["arch"])
    assert all(SPACE.parse(str(g)) == g for g in NETWORKS)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "'' is no network of tnb101-macro. Write 64-<4 to 6 digits from 1 to 4>-basic"),
        ("64-4105-basic", "is no network of tnb101-macro"),
        ("32-4132-basic", "is no network of tnb101-macro"),
        ("64-413-basic", "has 4 to 6 modules, got 3"),
        ("64-4131111-basic", "has 4 to 6 modules, got 7"),
        ("64-1111-basic", r"From 1 to 3 modules double the channels \(digits 2 and 4\), got 0"),
        ("64-4422-basic", "double the channels .*, got 4"),
        ("64-1222-basic", r"From 1 to 4 modules halve the image \(digits 3 and 4\), got 0"),
        ("64-433333-basic", "halve the image .*, got 6"),
        ("64-4132-basic\n", r"At character 13, .* expected '', found '\\n'"),
    ],
)
def test_malformed_text_gets_its_reason(text, reason):
    with pytest.raises(ValueError, match=reason):
        SPACE.parse(text)


def test_a_genotype_can_only_be_a_network():
    with pytest.raises(ValueError, match="Modules are digits from 1 to 4, got 4, 1, 5, 2"):
        Genotype((4, 1, 5, 2))


def test_each_length_is_drawn_as_often_as_it_has_networks():
    rng, draws = np.random.default_rng(0), 3000
    lengths = Counter(len(SPACE.sample(rng).modules) for _ in range(draws))
    for length, size in {4: 210, 5: 750, 6: 2296}.items():
        expected = draws * size / 3256
        assert abs(lengths[length] - expected) < 5 * expected**0.5


def test_neighbours_are_one_edit_away():
    g = SPACE.parse("64-1114-basic")
    changed = {
        m for m in product((1, 2, 3, 4), repeat=4) if sum(a != b for a, b in zip(m, g.modules, strict=True)) == 1
    }
    put_in = {(*g.modules[:k], digit, *g.modules[k:]) for k in range(5) for digit in (1, 2, 3, 4)}
    assert {n.modules for n in SPACE.neighbours(g)} == {n.modules for n in NETWORKS} & (changed | put_in)
    shorter = {n.modules for n in SPACE.neighbours(SPACE.parse("64-11124-basic")) if len(n.modules) == 4}
    assert shorter == {(1, 1, 2, 4), (1, 1, 1, 4)}


def test_crossover_has_a_parents_length_and_each_module_from_a_parent():
    a, b, rng = SPACE.parse("64-1114-basic"), SPACE.parse("64-224311-basic"), np.random.default_rng(0)
    children = {str(SPACE.crossover(a, b, rng)) for _ in range(600)}
    pool = [sorted(pair) for pair in zip(a.modules, b.modules, strict=False)]
    tails = ((), (1, 1))
    allowed = {g for g in NETWORKS if any(g.modules == (*head, *tail) for tail in tails for head in product(*pool))}
    assert children == {str(g) for g in allowed}


def test_the_key_names_the_configuration():
    g = SPACE.parse("64-4132-basic")
    assert SPACE.executed_key(g) == SPACE.executed_key(g, "small") == "tnb101-macro C=16 N=1 64-4132-basic"
    assert SPACE.executed_key(g, "benchmark") == "tnb101-macro C=64 N=2 64-4132-basic"
