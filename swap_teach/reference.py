"""The textbook algorithm, slow and obvious: what the packed count must equal, and what it is timed against."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import torch
    from numpy.typing import ArrayLike, NDArray
    from torch import nn


def count_patterns_reference(bits: ArrayLike) -> int:
    """Count the distinct columns of an S x V bit matrix one by one, each as a tuple in a set.

    >>> count_patterns_reference([[1, 0, 1, 1], [0, 0, 1, 0]])
    3
    """
    return len({tuple(column) for column in np.asarray(bits).T.tolist()})


def bit_matrix_reference(model: nn.Module, inputs: torch.Tensor) -> NDArray[np.bool_]:
    """Return the whole S x V bit matrix of a model whose activations are all *modules*, by forward hooks.

    Written apart from `listening.py` on purpose: it hears modules, keeps everything, and knows no packing. The model
    runs in the mode it is in, so in train mode BatchNorm's running statistics move.
    """
    import torch
    from torch import nn

    kinds = (nn.ReLU, nn.ReLU6, nn.LeakyReLU, nn.GELU, nn.SiLU)
    columns: list[NDArray[np.bool_]] = []

    def keep(_module: nn.Module, _inputs: object, output: torch.Tensor) -> None:
        columns.append((output > 0).reshape(len(output), -1).cpu().numpy())

    with torch.no_grad(), ExitStack() as hooks:
        for module in model.modules():
            if isinstance(module, kinds):
                hooks.enter_context(module.register_forward_hook(keep))
        model(inputs)
    return np.concatenate(columns, axis=1)
