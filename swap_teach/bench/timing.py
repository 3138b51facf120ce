"""Time several ways of doing a thing in turns, so that what drifts drifts for all of them; and what memory one takes.

`torch.utils.benchmark` times one statement after another, and warms up twice before each: taking turns would cost it
three runs for each that it counts.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from swap_teach.device import device_name
from swap_teach.store import Layout
from swap_teach.workers import one_thread

Ways = Mapping[str, Callable[[], object]]
"""Ways of doing a thing, by name."""
Times = dict[str, NDArray[np.float64]]
"""Seconds of each, round by round."""


@dataclass(frozen=True)
class Place:
    """Where and how networks run: device, layout of images in memory, and whether in bfloat16 where PyTorch may."""

    device: torch.device = field(default_factory=lambda: torch.device("cpu"))
    layout: Layout = "contiguous"
    amp: bool = False

    def put(self, net: nn.Module, images: torch.Tensor) -> tuple[nn.Module, torch.Tensor]:
        """Move a network and its images (S, C, H, W) there."""
        form = torch.channels_last if self.layout == "channels_last" else torch.contiguous_format
        return net.to(self.device), images.to(self.device).contiguous(memory_format=form)

    @contextmanager
    def running(self) -> Iterator[None]:
        """Run what is inside on one thread of the processor, in the place's precision."""
        with one_thread(), torch.autocast(self.device.type, torch.bfloat16, enabled=self.amp):
            yield

    @property
    def about(self) -> dict[str, Any]:
        """What every row says: the device's name, torch's version, threads, layout, dtype and clock."""
        return {
            "device": device_name(self.device),
            "device_type": self.device.type,
            "torch": torch.__version__,
            "threads": 1,
            "layout": self.layout,
            "dtype": "bfloat16 (amp)" if self.amp else "float32",
            "clock": "CUDA events" if self.device.type == "cuda" else "processor time",
        }


def take_turns(ways: Ways, rounds: int, place: Place) -> Times:
    """Do each once without a clock, then all in turns, every second round backwards: seconds, round by round.

    On a CPU the clock is the processor time of this process, in which a busy neighbour shows least; on a GPU, events
    in its own queue. ValueError for rounds < 1.

    >>> times = take_turns({"sum": lambda: sum(range(1000)), "nothing": lambda: None}, 5, Place())
    >>> float(np.median(times["sum"] / times["nothing"])) > 1
    True
    """
    if rounds < 1:
        raise ValueError(f"rounds must be at least 1, got {rounds}.")
    taken: dict[str, list[float]] = {name: [] for name in ways}
    with place.running():
        for do in ways.values():
            do()
        for turn in range(rounds):
            for name in list(ways)[:: -1 if turn % 2 else 1]:
                taken[name].append(_seconds(ways[name], place.device))
    return {name: np.array(seconds) for name, seconds in taken.items()}


def _seconds(do: Callable[[], object], device: torch.device) -> float:
    if device.type == "cuda":
        start: Any = torch.cuda.Event(enable_timing=True)  # type: ignore[no-untyped-call]
        end: Any = torch.cuda.Event(enable_timing=True)  # type: ignore[no-untyped-call]
        torch.cuda.synchronize(device)
        start.record()
        do()
        end.record()
        end.synchronize()
        return float(start.elapsed_time(end)) / 1000
    before = time.process_time()
    do()
    return time.process_time() - before


def peak_bytes(do: Callable[[], object], place: Place) -> int:
    """Return the most bytes that PyTorch held at once while `do` ran, beyond what it held before.

    What NumPy takes isn't counted. On a CPU, PyTorch's profiler writes each allocation down, and may greet you.

    >>> peak_bytes(lambda: torch.zeros(1000) + 1, Place()) >= 8000
    True
    """
    with place.running():
        do()  # what is fetched and kept once is no part of it
        if place.device.type == "cuda":
            torch.cuda.synchronize(place.device)
            torch.cuda.reset_peak_memory_stats(place.device)
            before = torch.cuda.memory_allocated(place.device)
            do()
            torch.cuda.synchronize(place.device)
            return torch.cuda.max_memory_allocated(place.device) - before
        with torch.profiler.profile(
            activities=[torch.profiler.ProfilerActivity.CPU], profile_memory=True, acc_events=True
        ) as profile:
            do()
    told = profile.profiler
    assert told is not None
    assert told.kineto_results is not None
    steps = [event for event in told.kineto_results.events() if event.name() == "[memory]"]
    held = np.cumsum([event.nbytes() for event in sorted(steps, key=lambda event: event.start_ns())])
    return int(max(0, *held)) if len(held) else 0
