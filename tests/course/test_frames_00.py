"""The picture of lesson 00 shows the network that is really built."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from swap_teach import get_space
from swap_teach.course.example import CELL
from swap_teach.course.frames_00 import cell_and_network


@pytest.fixture
def cell():
    return get_space("nb201").parse(CELL)


def test_the_drawing_is_sound_xml_and_holds_the_cell_s_own_words(cell) -> None:
    drawing = cell_and_network(cell)
    shown = " ".join(ElementTree.fromstring(drawing.svg).itertext())
    for words in ("conv 3×3", "average pool 3×3", "none", "stem", "halve", "classifier", "10 classes"):
        assert words in shown
    assert "2 to 3: average pool 3×3." in drawing.description


def test_squares_channels_and_sizes_are_those_of_the_built_network(cell) -> None:
    import torch

    from swap_teach.spaces.nb201_network import Cell

    drawing = cell_and_network(cell)
    network = get_space("nb201").build(cell, network="benchmark", device="meta")
    outputs: list[tuple[int, int]] = []
    for module in network.modules():
        if isinstance(module, Cell):
            module.register_forward_hook(lambda module, given, out: outputs.append(tuple(out.shape[1:3])))
    network(torch.zeros(1, 3, 32, 32, device="meta"))
    told = re.findall(r"(\d+) cells with (\d+) channels at (\d+) ×", drawing.description)
    assert [(int(width), int(side)) for count, width, side in told for _ in range(int(count))] == outputs
    assert f"{len(outputs)} squares, one cell" in drawing.description
    assert drawing.svg.count('fill="#CFE3F2"') == len(outputs)
