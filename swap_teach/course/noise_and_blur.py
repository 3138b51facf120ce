"""What an image's smoothness does to the patterns of a first layer, and to the ranking of trained cells.

The maps are live: the running cell's small network, as lesson 05 builds it. The rank correlations are recorded
(`load_record("inputs")`): whole networks, scored on images made in the same way. Used in lesson 05.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from swap_teach.course.frames_05 import shared_by
from swap_teach.figures import BLACK, BLUE, GREEN, Picture, style
from swap_teach.patterns import count_patterns

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from torch import nn

EXPONENTS, BLURS = (0, 1, 2, 3), (1, 3, 5, 9)
DIALS: Mapping[str, Sequence[int]] = {"exponent": list(EXPONENTS), "blur": list(BLURS)}
"""The controls, for `explore`: how steeply the noise's power falls, and the pixels that a photograph is blurred by."""
NAMES = {"darts": "DARTS", "nb201": "NAS-Bench-201"}


def noise_and_blur(exponent: int = 0, blur: int = 1) -> tuple[Picture, pd.DataFrame]:
    """Return noise of power 1/f^exponent beside photographs blurred by so many pixels: their maps, how they rank.

    For each kind of images its first one (32 x 32), how many of a channel's 1,024 units share each unit's pattern on
    16 images, and the recorded rank correlation of SWAP with accuracy (CIFAR-10). The table has the rank correlations
    with their 95 % intervals, a row for each kind of images and for each count that needs none. ValueError for an
    exponent or a blur that wasn't recorded.

    >>> print(noise_and_blur(exponent=2, blur=5)[0].description.split(";")[0])
    Noise, power 1/f^2: 1,011 different patterns of 1,024 units on 16 images
    """
    import pandas as pd

    for name, value, known in (("exponent", exponent, EXPONENTS), ("blur", blur, BLURS)):
        if value not in known:
            raise ValueError(f"{name} is one of {', '.join(map(str, known))}, which were recorded; it was {value}.")
    kinds = {_noise(exponent): ("noise", exponent), _photographs(blur): ("photos", blur)}
    counts = {kind: patterns(*which) for kind, which in kinds.items()}
    columns = {f"{NAMES[name]}, n = {_rows(name).n.iloc[0]}": name for name in NAMES}
    rows = [
        (kind, f"{counts[kind]:,}", *(_interval(name, *which) for name in columns.values()))
        for kind, which in kinds.items()
    ]
    for beside, column in (("number of parameters", "params_spearman"), ("number of units V", "units_spearman")):
        rows.append((beside, "", *(f"{_rows(name)[column].iloc[0]:.2f}" for name in columns.values())))
    table = pd.DataFrame(rows, columns=["ranked by SWAP on", "patterns", *columns])
    told = "; ".join(
        f"{kind[0].upper()}{kind[1:]}: {counts[kind]:,} different patterns of 1,024 units on 16 images; rank "
        "correlation " + ", ".join(f"{head} {cell}" for head, cell in zip(columns, ranked, strict=True))
        for kind, _, *ranked in rows[:2]
    )
    beside = ", ".join(f"{head} {cell}" for head, cell in zip(columns, rows[2][2:], strict=True))
    return Picture(_figure(exponent, blur), f"{told}. Number of parameters alone: {beside}."), table


def _noise(exponent: int) -> str:
    return f"noise, power 1/f^{exponent}" if exponent else "white noise"


def _photographs(blur: int) -> str:
    return f"photographs blurred by {blur} px" if blur > 1 else "photographs"


@cache
def _rows(benchmark: str) -> pd.DataFrame:
    """Return a benchmark's rows of the record, with one dataset's accuracies."""
    from swap_teach.records import load_record

    return load_record("inputs").table.query("benchmark == @benchmark and dataset == 'cifar10'")


@cache
def _row(benchmark: str, kind: str, value: int) -> pd.Series | None:
    rows = _rows(benchmark)
    chosen = rows[(rows.inputs == kind) & ((rows.exponent if kind == "noise" else rows.blur) == value)]
    return None if chosen.empty else chosen.iloc[0]


def _interval(benchmark: str, kind: str, value: int) -> str:
    row = _row(benchmark, kind, value)
    return "not recorded" if row is None else f"{row.spearman:.2f} [{row.low:.2f}, {row.high:.2f}]"


@cache
def _stem() -> nn.Module:
    """Return the running cell's first layer, which its first ReLU reads: 8 channels of 3 x 3 and a BatchNorm."""
    import torch

    from swap_teach.course.example import CELL
    from swap_teach.spaces.nb201 import NB201

    generator = torch.Generator().manual_seed(0)
    return next(NB201().build(NB201().parse(CELL), network="small", generator=generator).double().children())


@cache
def _maps(kind: str, value: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the first of 16 images for the eye (32 x 32 x 3), and a channel's bits on all of them (16 x 32 x 32)."""
    import torch

    from swap_teach.images import blur, load_images, noise_images, to_rgb

    x = noise_images(16, 32, value) if kind == "noise" else blur(load_images("photos", n=16, size=32)[0], value)
    with torch.no_grad():
        bits = (_stem()(torch.from_numpy(x).double())[:, 0] > 0).numpy()
    return to_rgb(x[:1], kind)[0], bits


def patterns(kind: str, value: int) -> int:
    """Count a channel's different patterns on 16 images: "noise" with an exponent, or "photos" with a blur.

    >>> patterns("noise", 2), patterns("photos", 5)
    (1011, 309)
    """
    return count_patterns(_maps(kind, value)[1].reshape(16, -1))


def _figure(exponent: int, blur: int) -> Figure:
    from matplotlib.figure import Figure

    with style():
        figure = Figure(figsize=(7.5, 3.4))
        # Fixed places: a layout that is worked out anew at each step makes an explorer slow.
        _draw_maps(figure.add_axes((0.02, 0.03, 0.42, 0.81)), exponent, blur)
        _draw_ranking(figure.add_axes((0.56, 0.17, 0.42, 0.67)), {"noise": exponent, "photos": blur})
    return figure


def _draw_maps(axes: Axes, exponent: int, blur: int) -> None:
    """Draw the first images above the channel's maps: the brighter a unit, the more units have its pattern.

    One picture of 66 x 68 pixels: each panel more would make the explorer's steps slower.
    """
    from matplotlib import colormaps

    sheet = np.ones((66, 68, 3))
    noise, photographs = f"noise, 1/f^{exponent}" if exponent else "white noise", f"photos, blur {blur}"
    shown = ("noise", exponent, noise, 0), ("photos", blur, photographs if blur > 1 else "photos", 36)
    for kind, value, title, left in shown:
        image, bits = _maps(kind, value)
        sheet[:32, left : left + 32] = image / 255
        sheet[34:, left : left + 32] = colormaps["cividis"](np.log2(shared_by(bits)) / 6)[..., :3]
        axes.text(left + 15.5, -1.5, f"{title}\n{patterns(kind, value):,} patterns", ha="center", va="bottom")
    axes.imshow(sheet, interpolation="nearest")
    axes.axis("off")


def _draw_ranking(axes: Axes, chosen: Mapping[str, int]) -> None:
    """Draw all recorded rank correlations with their intervals, the rougher images first, the chosen ones shaded."""
    order = [("noise", exponent) for exponent in EXPONENTS] + [("photos", blur) for blur in BLURS]
    for name, colour, marker, dash, shift in (("darts", BLUE, "o", "--", -0.1), ("nb201", GREEN, "^", ":", 0.1)):
        found = [(place + shift, row) for place, which in enumerate(order) if (row := _row(name, *which)) is not None]
        places, rows = [place for place, _ in found], [row for _, row in found]
        axes.vlines(places, [row.low for row in rows], [row.high for row in rows], color=colour)
        axes.plot(places, [row.spearman for row in rows], marker, color=colour, label=f"{NAMES[name]}, SWAP")
        axes.axhline(rows[0].params_spearman, color=colour, linestyle=dash, linewidth=1, label="its parameters")
    for place, (kind, value) in enumerate(order):
        if chosen[kind] == value:
            axes.axvspan(place - 0.4, place + 0.4, color="0.9", zorder=0)
    axes.axvline(len(EXPONENTS) - 0.5, color=BLACK, linewidth=0.8)
    axes.set_xticks(range(len(order)), [str(value) for _, value in order])
    axes.set(xlim=(-0.6, len(order) - 0.4), ylim=(0.4, 1), title="rank correlation with accuracy")
    axes.set_xlabel("noise exponent | photographs' blur, px")
    axes.legend(loc="lower right", ncols=2, fontsize=8, columnspacing=1)
