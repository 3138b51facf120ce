"""What networks are scored on: one batch for all repeats, or a source that gives a fresh one for each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from swap_teach.images import inputs_id

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Arrays = tuple[NDArray[np.float32], NDArray[np.int64] | None]

Inputs = Any
"""x, or (x, y), or source(repeat) -> (x, y) with an `id`. x: (S, ...) array or tensor; y: S class numbers."""


@dataclass(frozen=True)
class InputBatches:
    """The batch of each repeat, and the name of the inputs that a stored score is kept under."""

    id: str
    of_repeat: Mapping[int, Arrays]

    @property
    def samples(self) -> int:
        """S, the same in every repeat."""
        return len(self.of_repeat[0][0])


def input_batches(inputs: Inputs, repeats: int) -> InputBatches:
    """Make the batches of repeats 0 ... repeats - 1, and check them.

    ValueError for a source without an id, labels that don't match the samples, values that aren't finite, or
    batches of different shapes. Arrays are named by the hash of every value, a source by its own id.

    >>> input_batches(np.zeros((4, 3, 8, 8)), repeats=2).samples
    4
    """
    if repeats < 1:
        raise ValueError(f"repeats must be at least 1, got {repeats}.")
    if callable(inputs):
        name = _source_id(inputs)
        batches = {repeat: _as_arrays(inputs(repeat)) for repeat in range(repeats)}
    else:
        x, y = _as_arrays(inputs)
        name = inputs_id(x) if y is None else f"{inputs_id(x)} {inputs_id(y, 'labels')}"
        batches = dict.fromkeys(range(repeats), (x, y))
    shapes = {x.shape for x, _ in batches.values()}
    if len(shapes) > 1:
        raise ValueError(
            f"The source gives batches of different shapes: {sorted(shapes)}. Every repeat needs one shape."
        )
    return InputBatches(name, batches)


def _source_id(source: Callable[[int], Any]) -> str:
    name = getattr(source, "id", None)
    if not (isinstance(name, str) and name):
        raise ValueError(
            "A source of inputs needs an `id`, a string that names its images, since scores are stored under it: "
            "use swap_teach.images.ImageSource, or set source.id yourself."
        )
    return name


def _as_arrays(batch: Any) -> Arrays:
    """Turn x or (x, y), arrays or tensors, into a float32 array and int64 labels or None."""
    x, y = batch if isinstance(batch, tuple | list) and len(batch) == 2 else (batch, None)
    try:
        if x is None:
            raise TypeError("no inputs")
        images = np.ascontiguousarray(x, np.float32)
        labels = None if y is None else np.ascontiguousarray(y, np.int64)
    except (TypeError, ValueError) as error:
        raise ValueError(
            f"Inputs are x or (x, y), arrays or tensors on the CPU; got {type(batch).__name__}."
        ) from error
    if images.ndim < 2 or not len(images):
        raise ValueError(f"x must have shape (samples, ...), at least one sample; got {images.shape}.")
    if not np.isfinite(images).all():
        raise ValueError("The inputs hold NaN or infinity: every network would look broken.")
    if labels is not None and labels.shape != (len(images),):
        raise ValueError(f"y must be {len(images)} class numbers, one for each sample; got shape {labels.shape}.")
    return images, labels
