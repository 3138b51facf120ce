"""A figure and what it shows in words: one style, and one way to display a picture so that everybody gets it.

`show` displays a picture with its description as alternative text, as plain text (which proofs compare, ignoring
pixels) and as a visible caption. Used in every lesson, through `figures.py`.
"""

from __future__ import annotations

import io
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from swap_teach.spaces.drawing import Drawing

if TYPE_CHECKING:
    from matplotlib.figure import Figure

STYLE: Any = {
    "figure.dpi": 100,
    "font.size": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlesize": 10,
    "axes.titlelocation": "left",
    "legend.frameon": False,
    "lines.markersize": 5,
    "image.cmap": "cividis",
}


@dataclass(frozen=True)
class Picture:
    """A figure, and what it shows in words: axes, extremes, counts, trend, all computed from the data."""

    figure: Figure
    description: str

    def png(self, quick: bool = False) -> bytes:
        """Return the figure as a PNG file; `quick` makes a larger one in a fifth of the time, for a step's view."""
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from PIL import Image

        canvas: Any = FigureCanvasAgg(self.figure)  # untyped
        small = io.BytesIO()
        with style():
            canvas.draw()  # once; savefig draws twice, and an explorer's step waits for it
        pixels = Image.fromarray(np.asarray(canvas.buffer_rgba())).convert("RGB")
        if quick:
            pixels.save(small, "png", compress_level=1)
            return small.getvalue()
        # A palette makes it a third of the size, and a lesson with ten pictures small enough to review.
        pixels.quantize(256, dither=Image.Dither.NONE).save(small, "png", optimize=True)
        return small.getvalue()


def show(picture: Picture | Drawing) -> None:
    """Display a picture in a notebook: the image, its description as alternative text, and a caption below it.

    A drawing, such as `space.draw(genotype)`, is shown as the SVG it is.
    """
    if isinstance(picture, Drawing):
        image = {"image/svg+xml": picture.svg}
    else:
        image = {"image/png": b64encode(picture.png()).decode()}
    publish({**image, "text/plain": picture.description}, {mime: {"alt": picture.description} for mime in image})
    caption = f"Figure: {picture.description}"
    publish({"text/markdown": f"*{caption}*", "text/plain": caption}, {"swap_teach": {"caption": True}})


def publish(bundle: dict[str, str], metadata: dict[str, Any]) -> None:
    """Display one output in several formats with its metadata; outside IPython print its plain text."""
    from IPython.core.interactiveshell import InteractiveShell
    from IPython.display import display

    if InteractiveShell.initialized():
        display(bundle, metadata=metadata, raw=True)  # type: ignore[no-untyped-call, unused-ignore]
    else:
        print(bundle["text/plain"])


@contextmanager
def style() -> Iterator[None]:
    """Apply the course's one style inside a `with` block, and nowhere else."""
    import matplotlib as mpl

    with mpl.rc_context(STYLE):
        yield
