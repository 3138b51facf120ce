"""Build layers without drawing their weights: for a network whose weights are drawn next, all at once."""

from __future__ import annotations

from typing import Any

from torch import nn
from torch.overrides import TorchFunctionMode

_DRAWS = frozenset(function for name, function in vars(nn.init).items() if name.endswith("_") and name[0] != "_")


class Undrawn(TorchFunctionMode):
    """While it is on, the functions of `torch.nn.init` do nothing, so a new layer holds whatever is in memory.

    >>> import torch
    >>> before = torch.get_rng_state()
    >>> with Undrawn():
    ...     layer = nn.Linear(3, 2)
    >>> torch.equal(torch.get_rng_state(), before)
    True
    """

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        if func in _DRAWS:
            return args[0] if args else kwargs["tensor"]
        return func(*args, **(kwargs or {}))
