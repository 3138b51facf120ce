import re

import pytest

from swap_teach.spaces import get_space

SPACE = get_space("tnb101-macro")
NETWORK = SPACE.parse("64-1234-basic")


def test_the_description_follows_the_shape():
    assert SPACE.draw(NETWORK).description == (
        "A TransNAS-Bench-101 network. The stem makes 64 channels of 64×64 of a 256×256 image. "
        "Module 1 keeps the shape: 64 channels, 64×64. Module 2 doubles the channels: 128 channels, 64×64. "
        "Module 3 halves the image: 128 channels, 32×32. Module 4 doubles and halves: 256 channels, 16×16."
    )


def test_the_picture_has_a_box_for_stem_modules_and_head():
    words = re.findall(r">([^<>]+)</text>", SPACE.draw(NETWORK).svg)
    assert [word.partition(":")[0] for word in words] == [
        "stem",
        "module 1",
        "module 2",
        "module 3",
        "module 4",
        "head of the task",
    ]


def test_notes_and_widths_reach_picture_and_description():
    drawing = SPACE.draw(NETWORK, notes=list("abcd"), widths=[11, 1, 1, 1])
    assert "256 channels, 16×16 (d)." in drawing.description
    assert ">d</text>" in drawing.svg
    assert 'stroke-width="11"' in drawing.svg


def test_wrong_number_of_notes():
    with pytest.raises(ValueError, match="notes needs one entry for each of the 4 modules, got 1"):
        SPACE.draw(NETWORK, notes=["a"])
