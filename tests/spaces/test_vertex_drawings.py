import re
import xml.etree.ElementTree as ET

import pytest

from swap_teach.spaces import get_space
from swap_teach.spaces.drawing import STYLES
from swap_teach.spaces.nb101_cells import OPERATIONS
from swap_teach.spaces.vertex_drawings import STYLE_OF, draw_nb101

SPACE = get_space("nb101")
CELL = SPACE.parse("4:51:02")


def test_the_description_is_the_cell_in_words():
    assert SPACE.draw(CELL).description == (
        "A NAS-Bench-101 cell. Vertex 0 is the input, 1 is conv 3×3, 2 is max pool 3×3, 3 the output. "
        "Edges: 0 to 1; 0 to 2; 1 to 3; 2 to 3. Inner vertices add what leads to them. "
        "The output concatenates it, and adds the input if that leads to it."
    )


def test_arrows_start_and_end_on_the_lines_of_their_vertices():
    svg = SPACE.draw(CELL).svg
    posts = [float(x) for x in re.findall(r'<path d="M([\d.]+),30 V', svg)]
    starts = [float(x) for x in re.findall(r'<circle cx="([\d.]+)"', svg)]
    ends = [float(x) for x in re.findall(r'<polygon points="([\d.]+),', svg)]
    assert [(posts.index(a), posts.index(b)) for a, b in zip(starts, ends, strict=True)] == list(CELL.edges)


def test_every_operation_has_a_line_of_its_own():
    assert len({STYLES[STYLE_OF[op]] for op in OPERATIONS}) == 3


def test_notes_and_widths_reach_picture_and_description():
    drawing = SPACE.draw(CELL, notes=list("abcd"), widths=[11, 1, 1, 1])
    assert "0 to 1 (a); 0 to 2 (b)" in drawing.description
    assert ">d</text>" in drawing.svg
    assert 'stroke-width="11"' in drawing.svg


def test_the_smallest_cell_is_one_arrow():
    drawing = draw_nb101(((0, 1),), ())
    assert "Vertex 0 is the input, 1 the output. Edges: 0 to 1." in drawing.description
    assert ET.fromstring(drawing.svg) is not None


def test_wrong_number_of_notes():
    with pytest.raises(ValueError, match="notes needs one entry for each of the 4 edges in string order, got 1"):
        SPACE.draw(CELL, notes=["a"])
