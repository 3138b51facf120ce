"""Read a pickle that may hold arrays and plain containers, and nothing that runs.

A pickle is a program. Two of the sources that `swap-teach fetch` knows are pickles: they are read only after
their hash matched, and here every name they could call but a handful is refused.
"""

from __future__ import annotations

import pickle
from collections.abc import Mapping
from typing import Any, BinaryIO

import numpy as np

# Rebuilding an array calls a private function that has moved between modules; ask an array for it.
_rebuild_array = np.empty(0).__reduce__()[0]
ARRAYS: dict[tuple[str, str], Any] = {
    ("numpy", "dtype"): np.dtype,
    ("numpy", "ndarray"): np.ndarray,
    ("numpy.core.multiarray", "_reconstruct"): _rebuild_array,
    ("numpy._core.multiarray", "_reconstruct"): _rebuild_array,
}


class _Unpickler(pickle.Unpickler):
    def __init__(self, file: BinaryIO, allowed: Mapping[tuple[str, str], Any]) -> None:
        super().__init__(file, encoding="bytes")
        self.allowed = allowed

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) not in self.allowed:
            raise pickle.UnpicklingError(
                f"This pickle wants to use {module}.{name}, which isn't allowed: it is not the file it should be."
            )
        return self.allowed[module, name]


def load_arrays(file: BinaryIO, allowed: Mapping[tuple[str, str], Any] = ARRAYS) -> Any:
    """Load a pickle of arrays, numbers, strings and containers; what Python 2 called a string comes as bytes.

    pickle.UnpicklingError if it uses anything that isn't `allowed`.

    >>> import io
    >>> load_arrays(io.BytesIO(pickle.dumps({"x": [1, 2]})))
    {'x': [1, 2]}
    >>> load_arrays(io.BytesIO(pickle.dumps(print)))
    Traceback (most recent call last):
    _pickle.UnpicklingError: This pickle wants to use builtins.print, which isn't allowed: ...
    """
    return _Unpickler(file, allowed).load()
