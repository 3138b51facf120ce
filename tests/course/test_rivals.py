"""The published cells are the ones that were trained: built here, they have the parameters that their authors print."""

from __future__ import annotations

import pytest

from swap_teach.course.rivals import RIVALS
from swap_teach.narrowed import full_parameters
from swap_teach.spaces import get_space

KNOWN = [rival for rival in RIVALS if rival.genotype is not None]


@pytest.mark.parametrize("rival", KNOWN, ids=lambda rival: rival.name)
def test_the_printed_parameters_are_counted_here(rival) -> None:
    darts = get_space("darts")
    assert round(full_parameters(darts, darts.parse(rival.genotype)), 1) == rival.params
