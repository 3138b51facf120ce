"""Lesson 05's exhibits: each fault shows in the figure's words, and is gone from the mended one."""

from __future__ import annotations

from swap_teach.course.questions.lesson05 import EXHIBITS


def test_the_faults_show_and_are_mended() -> None:
    below, stubborn = EXHIBITS
    assert "-67,312 at 6" in below.picture().description
    assert below.mended is not None
    assert "64 at 6, 128 at 7" in below.mended().description
    assert stubborn.mended is not None
    first, last = ([int(part.split(" at ")[0]) for part in told(p)] for p in (stubborn.picture, stubborn.mended))
    assert min(first) > 0.75 * max(first), "it does not shrink"
    assert last[-1] < last[0] / 3


def told(picture) -> list[str]:  # type: ignore[no-untyped-def]
    return picture().description.split("error: ")[1].split(";")[0].split(", ")
