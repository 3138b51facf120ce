"""The seven tasks of TransNAS-Bench-101: what stands on the encoder, and how many outputs it has.

Duan et al., "TransNAS-Bench-101", CVPR 2021; numbers of outputs from the benchmark's public training configurations. Of
class_scene these say 47, but the published parameter counts are those of 63, and so is this table.
"""

from __future__ import annotations

from typing import NamedTuple


class Task(NamedTuple):
    """Kind of head ("linear", "jigsaw", "segmentation", "generation") and its outputs or output channels."""

    head: str
    outputs: int


TASKS = {
    "class_scene": Task("linear", 63),
    "class_object": Task("linear", 75),
    "room_layout": Task("linear", 9),
    "jigsaw": Task("jigsaw", 1000),
    "segmentsemantic": Task("segmentation", 17),
    "normal": Task("generation", 3),
    "autoencoder": Task("generation", 3),
}


def choose_task(name: str, outputs: int | None) -> Task:
    """Look up a task, with a number of outputs of your own in place of the published one unless it is None.

    >>> choose_task("class_scene", None)
    Task(head='linear', outputs=63)
    >>> choose_task("depth", None)
    Traceback (most recent call last):
    ValueError: TransNAS-Bench-101 has no task 'depth'; choose one of: class_scene, class_object, ...
    """
    if name not in TASKS:
        raise ValueError(f"TransNAS-Bench-101 has no task {name!r}; choose one of: {', '.join(TASKS)}.")
    return TASKS[name] if outputs is None else TASKS[name]._replace(outputs=outputs)
