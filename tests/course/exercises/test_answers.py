"""One answer in many forms."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from swap_teach.course.exercises.answers import names, numbers, paths, same

matrices = st.integers(1, 4).flatmap(
    lambda width: st.lists(
        st.lists(st.integers(-(2**40), 2**40), min_size=width, max_size=width), min_size=1, max_size=4
    )
)


@given(matrices)
def test_list_array_and_tensor_are_the_same_answer(values: list[list[int]]) -> None:
    forms: list[Any] = [
        values,
        tuple(map(tuple, values)),
        np.array(values),
        torch.tensor(values),
        np.array(values, object),
    ]
    forms += [iter(values), [torch.tensor(row) for row in values], np.array(values, float)]
    forms += [[[kind(value) for value in row] for row in values] for kind in (torch.tensor, np.array)]
    first = numbers(forms[0])
    assert all(same(first, numbers(form)) for form in forms[1:])


@given(matrices, st.data())
def test_one_changed_entry_is_another_answer(values: list[list[int]], data: st.DataObject) -> None:
    changed = [list(row) for row in values]
    row = data.draw(st.integers(0, len(values) - 1))
    changed[row][data.draw(st.integers(0, len(values[0]) - 1))] += data.draw(st.sampled_from([-1, 1]))
    assert not same(numbers(values), numbers(changed))


def test_integers_are_exact_at_any_size_and_other_numbers_within_a_tolerance() -> None:
    assert not same(numbers([2**70]), numbers([2**70 + 1]))
    assert not same(numbers(2**24 + 1), numbers(np.float32(2**24 + 1)))
    assert same(numbers(0.1 + 0.2), numbers(0.3))
    assert same(numbers(float("nan")), numbers(float("nan")))
    assert not same(numbers(0.30001), numbers(0.3001))


def test_a_number_is_a_number_whatever_holds_it() -> None:
    assert same(numbers(1), numbers(np.array([True])))
    assert same(numbers(torch.tensor(1, dtype=torch.uint8)), numbers(np.bool_(True)))
    assert not same(numbers([1, 1]), numbers([[1], [1]]))


@pytest.mark.parametrize("value", ["3", None, {"a": 1}, [1, "2"], 1j, np.array(["a"])])
def test_what_is_no_number_is_refused_by_name(value: Any) -> None:
    with pytest.raises(TypeError, match="a number, or an array or list of numbers, is expected"):
        numbers(value)


def test_a_ragged_list_is_refused() -> None:
    with pytest.raises((TypeError, ValueError)):
        numbers([[1, 2], [3]])


def test_names_and_paths_forget_order_and_repeats() -> None:
    assert names("a") == names({"a"})
    assert paths([["0", "3"]]) == paths({(0, 3)})
    with pytest.raises(TypeError, match="a list of names"):
        names([1, 2])
