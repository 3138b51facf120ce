from collections import defaultdict

from swap_teach.spaces import get_space
from swap_teach.spaces.nb201_classes import benchmark_string, function_string

SPACE = get_space("nb201")
PRIME = 2**61 - 1
COEFFICIENTS = {"nor_conv_1x1": 1_234_567, "nor_conv_3x3": 7_654_321, "avg_pool_3x3": 3_141_592}


def fingerprint(edges):
    """Node 3 as a number, each operation a fixed nonlinear polynomial with f(0) = 0: equal functions, equal numbers."""
    nodes = [271_828_182_845, 0, 0, 0]
    for source, target, op in edges:
        x = nodes[source]
        if op == "skip_connect":
            nodes[target] += x
        elif op != "none":
            nodes[target] += COEFFICIENTS[op] * pow(x, 3, PRIME) + pow(x, 5, PRIME)
        nodes[target] %= PRIME
    return nodes[3]


def test_function_classes_are_exactly_the_distinct_functions():
    by_class, by_number = defaultdict(set), defaultdict(set)
    for g in SPACE:
        name, number = function_string(g.edges), fingerprint(g.edges)
        by_class[name].add(number)
        by_number[number].add(name)
    assert all(len(numbers) == 1 for numbers in by_class.values())
    assert all(len(names) == 1 for names in by_number.values())


def test_function_classes_are_coarser():
    owner = {}
    for g in SPACE:
        assert owner.setdefault(benchmark_string(g.edges), function_string(g.edges)) == function_string(g.edges)


def test_the_disconnected_cell_is_zero():
    g = SPACE.parse("|nor_conv_3x3~0|+|none~0|nor_conv_3x3~1|+|none~0|none~1|none~2|")
    assert function_string(g.edges) == "#"
    assert benchmark_string(g.edges) == "#+#+#"


def test_nested_sums_tell_the_two_rules_apart():
    a = SPACE.parse("|skip_connect~0|+|skip_connect~0|none~1|+|none~0|skip_connect~1|skip_connect~2|")
    b = SPACE.parse("|skip_connect~0|+|skip_connect~0|none~1|+|skip_connect~0|skip_connect~1|none~2|")
    assert benchmark_string(a.edges) != benchmark_string(b.edges)
    assert function_string(a.edges) == function_string(b.edges) == "0+0"
