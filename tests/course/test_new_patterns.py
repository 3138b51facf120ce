"""The account of patterns: it adds up, in the order of execution, and knows repeats and zeros."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import nn

from swap_teach import capture, get_space, swap_score
from swap_teach.course import example
from swap_teach.course.new_patterns import new_patterns
from swap_teach.listening import Activation

BATCH = np.random.default_rng(0).normal(size=(14, 3, 8, 8)).astype("float32")
SPACE = get_space("nb201")


def network(text: str) -> nn.Module:
    generator = torch.Generator().manual_seed(0)
    return SPACE.build(SPACE.parse(text), network="small", generator=generator).double()


def test_the_account_adds_up_to_v_and_to_the_score() -> None:
    model = network(example.CELL)
    table, score = new_patterns(capture(model, BATCH)), swap_score(model, BATCH)
    assert (table.units.sum(), table.new.sum()) == (score.neurons, score.count)
    assert (table.new <= table.distinct).all()
    assert (table.distinct <= table.units).all()
    assert list(table.index) == ["edge 0->1", "edge 0->2", "edge 1->2", "residual blocks", "last ReLU"]


def test_a_second_reader_of_a_node_brings_nothing() -> None:
    table = new_patterns(capture(network(example.CELL), BATCH))
    assert table.new["edge 0->2"] == 0
    assert table.distinct["edge 0->2"] == table.distinct["edge 0->1"] > 0


@pytest.mark.parametrize("mode", ["train", "eval"])
def test_a_relu_that_reads_only_zeros_has_one_pattern(mode: str) -> None:
    model = network("|none~0|+|none~0|nor_conv_3x3~1|+|skip_connect~0|none~1|none~2|")
    assert new_patterns(capture(model, BATCH, mode=mode)).distinct["edge 1->2"] == 1


def test_new_is_counted_in_the_order_of_execution() -> None:
    one, other = torch.tensor([[1.0, 0.0], [0.0, 1.0]]), torch.tensor([[1.0, 1.0], [0.0, 1.0]])
    heard = [Activation("cells.0.edges.0->1.relu", one), Activation("last.1", other)]
    forwards, backwards = new_patterns(heard), new_patterns(heard[::-1])
    assert forwards.new.to_dict() == {"edge 0->1": 2, "last ReLU": 1}
    assert backwards.new.to_dict() == {"last ReLU": 2, "edge 0->1": 1}
