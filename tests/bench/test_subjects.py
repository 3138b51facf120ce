import pytest
import torch

from swap_teach.bench.subjects import DARTS_CELLS, NB201_CELL, in_order, subject
from swap_teach.bench.timing import Place


@pytest.mark.parametrize(("space", "arch"), [("nb201", NB201_CELL), ("darts", DARTS_CELLS)])
def test_all_ways_count_the_same(space, arch):
    one = subject(space, arch, "small", 4, Place(), size=8)
    assert one.score().count == one.textbook() == one.authors()


def test_the_cells_have_no_pooling_which_would_flatter_a_score():
    assert "pool" not in NB201_CELL + DARTS_CELLS


def test_a_forward_is_bare_and_weights_are_drawn_anew_alike():
    one = subject("darts", DARTS_CELLS, "scoring", 2, Place(), law="normal", size=8)
    before = [p.clone() for p in one.net.parameters()]
    with torch.no_grad():
        for p in one.net.parameters():
            p.add_(1)
    in_order(one.draw, one.forward)()
    assert all(torch.equal(a, b) for a, b in zip(before, one.net.parameters(), strict=True))
    assert all(p.grad is None for p in one.net.parameters())
