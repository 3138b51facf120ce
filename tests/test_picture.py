"""What is displayed carries the words of the picture."""

from __future__ import annotations

from typing import Any

import pytest

from swap_teach import picture
from swap_teach.figures import bit_matrix, lines
from swap_teach.picture import show
from swap_teach.spaces.drawing import Drawing


def test_show_displays_alternative_text_plain_text_and_a_caption(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Any] = []
    monkeypatch.setattr(picture, "publish", lambda *output: seen.append(output))
    show(bit_matrix([[1, 0]]))
    (image, image_metadata), (caption, caption_metadata) = seen
    told = "Bit matrix, 1 samples (rows) x 2 units (columns), 1 of 2 bits are 1; 2 distinct columns: 1 once, 0 once."
    assert image["image/png"].startswith("iVBOR")
    assert image["text/plain"] == told
    assert image_metadata == {"image/png": {"alt": told}}
    assert caption["text/markdown"] == f"*Figure: {told}*"
    assert caption_metadata == {"swap_teach": {"caption": True}}


def test_show_displays_a_drawing_as_the_svg_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[tuple[dict[str, str], dict[str, object]]] = []
    monkeypatch.setattr("swap_teach.picture.publish", lambda bundle, metadata: shown.append((bundle, metadata)))
    show(Drawing("<svg/>", "A cell."))
    assert shown[0] == ({"image/svg+xml": "<svg/>", "text/plain": "A cell."}, {"image/svg+xml": {"alt": "A cell."}})
    assert shown[1][0]["text/plain"] == "Figure: A cell."


def test_drawing_leaves_pyplot_and_its_settings_alone() -> None:
    import matplotlib as mpl

    before = dict(mpl.rcParams)
    lines({"a": ([1, 2], [1, 2])}, "x", "y").png()
    assert dict(mpl.rcParams) == before
