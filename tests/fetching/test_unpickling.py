import io
import os
import pickle
import subprocess

import numpy as np
import pytest

from swap_teach.fetching.unpickling import load_arrays


class Runs:
    """What a malicious file does: name any function and its arguments."""

    def __init__(self, function, *arguments):
        self.call = (function, arguments)

    def __reduce__(self):
        return self.call


# Protocols 0 to 2 are Python 2's (below); 5 is newer than every source there is, and names another function.
@pytest.mark.parametrize("protocol", [3, 4])
def test_arrays_and_containers_come_through(protocol):
    value = {"x": np.arange(6, dtype=np.uint8).reshape(2, 3), "y": [1, 2.5, None, ("a",)]}
    loaded = load_arrays(io.BytesIO(pickle.dumps(value, protocol)))
    np.testing.assert_array_equal(loaded["x"], value["x"])
    assert loaded["y"] == value["y"]


def test_python_2_arrays_come_through():
    """Written by hand as Python 2 and NumPy 1 wrote them: text in single quotes, the old module's name."""
    old = (
        b"cnumpy.core.multiarray\n_reconstruct\np0\n(cnumpy\nndarray\np1\n(I0\ntS'b'\ntRp2\n"
        b"(I1\n(I3\ntcnumpy\ndtype\n(S'u1'\nI0\nI1\ntR(I3\nS'|'\nNNNI-1\nI-1\nI0\ntbI00\nS'\\x01\\x02\\xff'\ntb."
    )
    np.testing.assert_array_equal(load_arrays(io.BytesIO(old)), np.array([1, 2, 255], dtype=np.uint8))


@pytest.mark.parametrize(
    "evil",
    [
        Runs(os.system, "true"),
        Runs(eval, "1"),
        Runs(subprocess.Popen, "true"),
        Runs(np.load, "x"),
        Runs(getattr, 1, "real"),
    ],
)
def test_anything_that_runs_is_refused(evil):
    with pytest.raises(pickle.UnpicklingError, match=r"wants to use .* isn't allowed"):
        load_arrays(io.BytesIO(pickle.dumps([1, evil])))
