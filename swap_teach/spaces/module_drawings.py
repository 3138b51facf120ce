"""Whole networks as pictures: a box for each module, from the image down to the head. Used in lesson 08."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from swap_teach.spaces.drawing import Drawing, arrow, document, node, text

WIDTH, ROW, BOX = 560, 62, 320
CHANNELS, SIDE = 64, 64  # what the stem makes of a 256x256 image


def draw_tnb101_macro(
    modules: Sequence[int],
    notes: Sequence[str] | None = None,
    widths: Sequence[float] | None = None,
) -> Drawing:
    """Draw modules by their digits: 1 keeps the shape, 2 doubles the channels, 3 halves the image, 4 does both."""
    notes, widths = _per_module("notes", notes, len(modules)), _per_module("widths", widths, len(modules))
    channels, side = CHANNELS, SIDE
    rows, sentences = [f"stem: {channels} channels, {side}×{side}"], []
    for k, (digit, note) in enumerate(zip(modules, notes, strict=True), start=1):
        channels *= 2 if digit in (2, 4) else 1
        side //= 2 if digit in (3, 4) else 1
        rows.append(f"module {k}: {channels} channels, {side}×{side}")
        change = ("keeps the shape", "doubles the channels", "halves the image", "doubles and halves")[digit - 1]
        sentences.append(f"Module {k} {change}: {channels} channels, {side}×{side}" + (f" ({note})." if note else "."))
    rows.append("head of the task")
    middle = 20 + BOX / 2
    shapes = []
    for k, words in enumerate(rows):
        y = 30.0 + ROW * k
        shapes.append(node((middle, y), words, BOX))
        if k:
            width = widths[k - 1] if k <= len(modules) else None
            shapes.append(arrow((middle, y - ROW + 17), (middle, y - 17), "skip_connect", width))
        if 0 < k <= len(modules) and notes[k - 1]:
            shapes.append(text((40 + BOX + (WIDTH - 60 - BOX) / 2, y), notes[k - 1], size=13))
    return document(
        "A TransNAS-Bench-101 network",
        f"The stem makes {CHANNELS} channels of {SIDE}×{SIDE} of a 256×256 image. {' '.join(sentences)}",
        WIDTH,
        int(60 + ROW * (len(rows) - 1)),
        shapes,
    )


def _per_module(name: str, values: Sequence[Any] | None, modules: int) -> Sequence[Any]:
    if values is not None and len(values) != modules:
        raise ValueError(f"{name} needs one entry for each of the {modules} modules, got {len(values)}.")
    return values or [None] * modules
