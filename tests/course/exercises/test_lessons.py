"""The reference solutions against the package, and against counting by hand."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from swap_teach import count_patterns, get_space, swap_score
from swap_teach.course import example
from swap_teach.course.exercises.lesson00 import read_a_cell
from swap_teach.course.exercises.lesson02 import distinct_rows
from swap_teach.course.exercises.lesson03 import ceiling, pack_bits, swap_by_loop
from swap_teach.course.exercises.lesson04 import capture_bits, count_units
from swap_teach.patterns import pack

bit_matrices = arrays.arrays(np.uint8, st.tuples(st.integers(1, 70), st.integers(1, 9)), elements=st.integers(0, 1))


@given(bit_matrices)
def test_the_loop_counts_what_the_package_counts(bits: np.ndarray) -> None:
    assert swap_by_loop([bits]) == swap_by_loop([bits, bits]) == count_patterns(bits) == distinct_rows(bits.T)


@given(bit_matrices)
def test_packing_agrees_with_the_packages_words(bits: np.ndarray) -> None:
    words = [sum(int(word) << (64 * i) for i, word in enumerate(unit)) for unit in pack(bits)]
    assert pack_bits(bits) == words
    assert len(set(pack_bits(bits))) == count_patterns(bits)


@pytest.mark.parametrize("samples", range(1, 7))
def test_on_a_line_the_ceiling_is_the_number_of_patterns_one_cut_can_make(samples: int) -> None:
    cuts = {tuple(int((s >= k) == up) for s in range(samples)) for k in range(samples + 1) for up in (True, False)}
    assert ceiling(10_000, samples, 1) == len(cuts)


def test_the_paths_are_those_of_the_running_cell() -> None:
    edges = get_space("nb201").parse(example.CELL)
    alive = {(source, target) for source, target, name in edges.edges if name != "none"}
    walks = [(0, *middle, 3) for n in range(3) for middle in itertools.combinations((1, 2), n)]
    assert set(read_a_cell()) == {walk for walk in walks if set(itertools.pairwise(walk)) <= alive}


@pytest.mark.parametrize("text", [example.CELL, "|none~0|+|none~0|none~1|+|none~0|none~1|nor_conv_3x3~2|"])
def test_the_counted_units_are_those_of_the_real_network(text: str) -> None:
    import torch

    space = get_space("nb201")
    cell = space.parse(text)
    network = space.build(cell, num_classes=10, network="small")
    images = torch.zeros(2, 3, 32, 32)
    names = [name for _, _, name in cell.edges]
    assert count_units(names, 8, 1, 32) == swap_score(network, images).neurons
    assert count_units(names, 8, 1, 32) == capture_bits(network, images).shape[1]
