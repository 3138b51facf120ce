import re
import xml.etree.ElementTree as ET
from itertools import combinations

import numpy as np
import pytest

from swap_teach.spaces import get_space

SVG = "{http://www.w3.org/2000/svg}"
NB201, DARTS = get_space("nb201"), get_space("darts")
EDGES = {
    "nb201": lambda g: 6,
    "darts": lambda g: 16,
    "nb101": lambda g: len(g.edges),
    "tnb101-micro": lambda g: 6,
    "tnb101-macro": lambda g: len(g.modules),
}
CELL = NB201.parse("|nor_conv_3x3~0|+|none~0|skip_connect~1|+|avg_pool_3x3~0|nor_conv_1x1~1|avg_pool_3x3~2|")


def boxes(drawing):
    """Every text as (left, top, right, bottom), at a generous 0.6 of its size for each character."""
    found = []
    for group in ET.fromstring(drawing.svg).iter():
        shift = float(re.search(r"translate\(0 (\d+)\)", group.get("transform", "translate(0 0)"))[1])
        for t in group.findall(f"{SVG}text"):
            x, y, size = float(t.get("x")), float(t.get("y")) + shift, float(t.get("font-size", 14))
            half = 0.3 * size * len(t.text)
            left = x if t.get("text-anchor") == "start" else x - half
            found.append((left, y - size / 2, left + 2 * half, y + size / 2, t.text))
    return found


def overlap(a, b):
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("name", EDGES)
def test_no_label_overlaps_another_or_leaves_the_picture(name, seed):
    space = get_space(name)
    g = space.sample(np.random.default_rng(seed))
    for notes in (None, ["123,456 new"] * EDGES[name](g)):
        drawing = space.draw(g, notes=notes)
        root, texts = ET.fromstring(drawing.svg), boxes(drawing)
        assert not [(a, b) for a, b in combinations(texts, 2) if overlap(a, b)]
        _, _, width, height = (float(v) for v in root.get("viewBox").split())
        assert all(t[0] >= 0 and t[1] >= 0 and t[2] <= width and t[3] <= height for t in texts)


def test_the_description_is_the_cell_in_words():
    assert NB201.draw(CELL).description == (
        "A NAS-Bench-201 cell. Each node adds what its edges bring. 0 to 1: conv 3×3; 0 to 2: none; 1 to 2: skip; "
        "0 to 3: average pool 3×3; 1 to 3: conv 1×1; 2 to 3: average pool 3×3."
    )


def test_notes_and_widths_reach_picture_and_description():
    notes = [f"{k} new" for k in range(6)]
    drawing = NB201.draw(CELL, notes=notes, widths=[11, 1, 1, 1, 1, 1])
    assert all(f">{note}</text>" in drawing.svg for note in notes)
    assert "0 to 1: conv 3×3 (0 new)" in drawing.description
    assert 'stroke-width="11"' in drawing.svg


def test_wrong_number_of_notes():
    with pytest.raises(ValueError, match="notes needs one entry for each of the 6 edges in string order, got 1"):
        NB201.draw(CELL, notes=["a"])


def test_two_darts_cells_are_drawn_once_if_equal():
    g = DARTS.sample(np.random.default_rng(0))
    twins = type(g)(g.normal, g.normal)
    assert DARTS.draw(twins).svg.count("<g ") == 1
    assert "Normal and reduction cell: 0 to 2" in DARTS.draw(twins).description
    assert DARTS.draw(g).svg.count("<g ") == 2
    assert DARTS.draw(twins, widths=[1.0] * 16).svg.count("<g ") == 2


def test_a_cell_is_drawn_the_same_every_time():
    g = DARTS.sample(np.random.default_rng(0))
    assert DARTS.draw(g) == DARTS.draw(g)
