"""Lesson A4's reference solutions against simulation and search."""

from __future__ import annotations

import heapq
import itertools

import numpy as np
import pytest

from swap_teach.course.exercises.lessonA4 import break_even, finish_time, networks_in_a_chunk


def test_the_queue_is_that_of_a_heap_and_within_graham_s_bound() -> None:
    rng = np.random.default_rng(0)
    for workers, chunks in itertools.product((1, 2, 3), (1, 4, 7)):
        seconds = rng.uniform(0.1, 5, chunks).tolist()
        heap = [0.0] * workers
        for chunk in seconds:
            heapq.heapreplace(heap, heap[0] + chunk)
        assert finish_time(seconds, workers) == pytest.approx(max(heap))
        owners = itertools.product(range(workers), repeat=chunks)
        best = min(
            max(sum(s for s, o in zip(seconds, who, strict=True) if o == k) for k in range(workers)) for who in owners
        )
        assert best - 1e-9 <= finish_time(seconds, workers) <= (2 - 1 / workers) * best + 1e-9


@pytest.mark.parametrize("loss", [0.01, 0.07, 0.5])
def test_one_network_fewer_loses_too_much(loss: float) -> None:
    def lost(n: int) -> float:
        return 0.03 / (0.03 + n * 0.011)

    n = networks_in_a_chunk(0.011, 0.03, loss)
    assert lost(n) <= loss + 1e-12
    assert n == 1 or lost(n - 1) > loss


def test_at_break_even_both_clocks_agree() -> None:
    n = break_even(0.06, 4, 0.004, 7.0)
    assert n * 0.06 == pytest.approx(7.0 + n * 0.064 / 4)
    assert break_even(1.0, 1, 0.0, 5.0) == float("inf")
