import xml.etree.ElementTree as ET

import pytest

from swap_teach.spaces.darts_genotype import OPERATIONS as DARTS_OPERATIONS
from swap_teach.spaces.drawing import STYLES, arrow, document, per_edge, text
from swap_teach.spaces.nb201 import OPERATIONS as NB201_OPERATIONS

SVG = "{http://www.w3.org/2000/svg}"


def test_every_operation_has_a_style_and_no_two_in_a_space_look_alike():
    for operations in (NB201_OPERATIONS, DARTS_OPERATIONS):
        styles = [STYLES[op] for op in operations]
        assert len({s.words for s in styles}) == len(operations)
        # Without colour: dash and width, or words beside them, still tell convolutions from pools, skips and none.
        assert len({s[1:] for s in styles}) == len(operations)


def test_a_document_carries_title_and_description_and_escapes_them():
    drawing = document("A <cell>", "x & y", 10, 20, [text((5, 5), "<note>")])
    root = ET.fromstring(drawing.svg)
    assert root.attrib["role"] == "img"
    assert root.find(f"{SVG}title").text == root.attrib["aria-label"] == "A <cell>"
    assert root.find(f"{SVG}desc").text == "x & y"
    assert root.find(f"{SVG}text").text == "<note>"
    assert str(drawing) == drawing._repr_mimebundle_()["text/plain"] == "A <cell>. x & y"


def test_none_has_no_arrowhead():
    assert "polygon" in arrow((0, 0), (50, 0), "skip_connect", None)
    assert "polygon" not in arrow((0, 0), (50, 0), "none", None)


def test_a_width_replaces_the_styles():
    assert 'stroke-width="7.5"' in arrow((0, 0), (50, 0), "nor_conv_3x3", 7.5)
    assert 'stroke-width="0"' in arrow((0, 0), (50, 0), "nor_conv_3x3", 0)


def test_one_entry_for_each_edge():
    assert per_edge("notes", None, 2) == [None, None]
    with pytest.raises(ValueError, match="widths needs one entry for each of the 16 edges in string order, got 8"):
        per_edge("widths", [1.0] * 8, 16)
