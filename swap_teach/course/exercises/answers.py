"""Bring a learner's answer to one comparable form: a list, an array or a tensor is the same answer."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np

TOLERANCE = 1e-5


def numbers(value: Any) -> np.ndarray:
    """Read an answer made of numbers as an object array of Python int and float, exact at any size.

    Reads int, float, bool, lists, tuples, ranges, iterators, NumPy arrays and torch tensors; TypeError on others.

    >>> numbers([True, 2**70])
    array([1, 1180591620717411303424], dtype=object)
    >>> numbers("3")
    Traceback (most recent call last):
        ...
    TypeError: a number, or an array or list of numbers, is expected, not the str '3'
    """
    plain = np.array(_unwrap(value), dtype=object)
    for index, item in np.ndenumerate(plain):
        if isinstance(item, np.generic):
            item = item.item()
        if not isinstance(item, int | float):
            raise TypeError(
                f"a number, or an array or list of numbers, is expected, not the {type(value).__name__} {value!r}"
            )
        plain[index] = int(item) if isinstance(item, int) else float(item)
    return plain


def names(value: Any) -> frozenset[str]:
    """Read an answer made of names: any collection of strings, order and repeats ignored.

    >>> names(["b", "a", "b"]) == names(("a", "b"))
    True
    """
    if isinstance(value, str):
        return frozenset([value])
    items = frozenset(value)
    if not all(isinstance(item, str) for item in items):
        raise TypeError(f"a list of names is expected, not {value!r}")
    return items


def paths(value: Any) -> frozenset[tuple[int, ...]]:
    """Read an answer made of paths through a cell: any collection of node sequences, order and repeats ignored.

    >>> paths(["0-1-3", (0, 3)]) == paths([[0, 3], [0, 1, 3]])
    True
    """
    found = []
    for path in value:
        nodes = [part for part in path if part.isdigit()] if isinstance(path, str) else path
        found.append(tuple(int(node) for node in nodes))
    return frozenset(found)


def same(one: Any, other: Any) -> bool:
    """Tell whether two normal forms agree: integers exactly, other numbers within a relative 1e-5.

    >>> same(numbers(2.0000001), numbers(2.0)), same(numbers(3), numbers([3])), same(numbers([1, 2]), numbers([2, 1]))
    (True, True, False)
    """
    if not (isinstance(one, np.ndarray) and isinstance(other, np.ndarray)):
        return type(one) is type(other) and bool(one == other)
    if one.shape != other.shape and not one.size == other.size == 1:
        return False
    return all(_close(a, b) for a, b in zip(one.flat, other.flat, strict=True))


def _close(one: int | float, other: int | float) -> bool:
    if isinstance(one, int) or isinstance(other, int):
        return one == other
    return math.isclose(one, other, rel_tol=TOLERANCE, abs_tol=1e-9) or (math.isnan(one) and math.isnan(other))


def _unwrap(value: Any) -> Any:
    """Turn tensors into arrays and iterators into lists, at any depth; leave the rest."""
    if hasattr(value, "detach"):
        return value.detach().cpu().numpy().astype(object)[()]  # of no dimension: the number itself
    if isinstance(value, np.ndarray):
        return value[()]
    if isinstance(value, (list, tuple, range, Iterator)):
        return [_unwrap(item) for item in value]
    if hasattr(value, "to_numpy"):
        return value.to_numpy().astype(object)
    return value
