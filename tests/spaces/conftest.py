import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def third_party():
    """Path of a third-party table by its name in $SWAP_TEACH_DATA; skips where there is none."""

    def find(name):
        folder = os.environ.get("SWAP_TEACH_DATA", "none")
        path = Path(folder) / name
        if folder == "none" or not path.exists():
            pytest.skip(f"needs {name} in the folder that SWAP_TEACH_DATA names")
        return path

    return find
