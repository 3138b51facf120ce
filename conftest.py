"""What every test and doctest needs: no progress file, and no memory of earlier hints and answers."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def fresh_learner(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let each test begin as a learner who has done nothing, and leave nothing in the checkout."""
    from swap_teach.course import progress, verbs

    monkeypatch.setenv("SWAP_TEACH_PROGRESS", "none")
    monkeypatch.setattr(progress, "_in_this_kernel", {})
    monkeypatch.setattr(verbs, "_hints_shown", type(verbs._hints_shown)())
