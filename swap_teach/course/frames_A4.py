"""The pictures of lesson A4: who does which chunk and when, what a chunk's own time costs, and what a cluster buys."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from swap_teach.figures import BLUE, SKY, VERMILION, Picture, lines, number, panels, style

Span = tuple[int, float, float]
"""A chunk's worker, and when it begins and ends."""


def on_demand(work: Sequence[float], speeds: Sequence[float]) -> list[Span]:
    """Let the worker that is free take the next chunk. `work` in seconds at speed 1.

    >>> on_demand([1, 1, 1], [1, 0.5])
    [(0, 0.0, 1.0), (1, 0.0, 2.0), (0, 1.0, 2.0)]
    """
    free_at = [0.0] * len(speeds)
    spans = []
    for chunk in work:
        worker = min(range(len(speeds)), key=lambda k: free_at[k])
        spans.append((worker, free_at[worker], free_at[worker] + chunk / speeds[worker]))
        free_at[worker] = spans[-1][2]
    return spans


def beforehand(work: Sequence[float], speeds: Sequence[float]) -> list[Span]:
    """Give each worker a block of equally many chunks before anybody begins.

    >>> beforehand([1, 1, 1, 1], [1, 0.5])
    [(0, 0.0, 1.0), (0, 1.0, 2.0), (1, 0.0, 2.0), (1, 2.0, 4.0)]
    """
    spans = []
    for worker, block in enumerate(np.array_split(np.asarray(work, float), len(speeds))):
        ends = np.cumsum(block / speeds[worker])
        spans += [(worker, float(begin), float(end)) for begin, end in zip([0, *ends], ends, strict=False)]
    return spans


def timelines(ways: dict[str, list[Span]]) -> Picture:
    """Draw a panel for each way of handing out: a line for each worker, a box for each chunk."""
    figure, axes = panels(len(ways), width=7.5, height=2.6, sharex=True, sharey=True)
    told = []
    for panel, (name, spans) in zip(axes, ways.items(), strict=True):
        workers = 1 + max(worker for worker, _, _ in spans)
        ends = [max((end for who, _, end in spans if who == worker), default=0.0) for worker in range(workers)]
        with style():
            for number_of, (worker, begin, end) in enumerate(spans):
                colour, hatch = ((BLUE, ""), (SKY, "//"))[number_of % 2]
                panel.barh(worker, end - begin, left=begin, color=colour, hatch=hatch, edgecolor="white", height=0.7)
            panel.axvline(max(ends), color=VERMILION, linestyle="--")
            panel.set(title=f"{name}: {number(max(ends))} s", xlabel="seconds")
            panel.set_yticks(range(workers), [f"worker {k + 1}" for k in range(workers)])
            panel.invert_yaxis() if panel is axes[0] else None
        told.append(f"{name}: the workers end at {', '.join(number(end) for end in ends)} s")
    return Picture(figure, f"Who does which chunk, and when. {'; '.join(told)}.")


def lost(overhead: float, seconds: Sequence[float]) -> Picture:
    """Draw the share of a worker's time that chunks of these lengths lose to their own cost (seconds)."""
    lengths = np.asarray(seconds, float)
    share = 100 * overhead / (overhead + lengths)
    return lines(
        {f"a chunk's own time {1000 * overhead:.0f} ms": (lengths, share.round(2))},
        "scoring in a chunk (s)",
        "time lost (%)",
        log="x",
    )


def wall_hours(
    networks: float, workers: ArrayLike, seconds: float, overhead: float, chunk: float, busy: float
) -> np.ndarray:
    """Return the hours of the clock for so many networks, with each number of workers.

    seconds  of a network. chunk  seconds of scoring in one chunk. overhead  of a chunk, for its worker. busy  seconds
    of the scheduler for a chunk: it has one pair of hands, so that is the least that a chunk can take.
    """
    chunks = networks * seconds / chunk
    return chunks * np.maximum((chunk + overhead) / np.asarray(workers, float), busy) / 3600


def hours(networks: dict[str, float], seconds: float, overhead: float, busy: float, chunks: Sequence[float]) -> Picture:
    """Draw the hours of the clock against the number of workers; a curve for each job and length of chunk."""
    workers = np.array([1, 4, 16, 64, 256, 1024, 4096])
    curves = {
        f"{name}, chunks of {number(chunk)} s": (
            workers,
            [float(f"{h:.2g}") for h in wall_hours(count, workers, seconds, overhead, chunk, busy)],
        )
        for name, count in networks.items()
        for chunk in chunks
    }
    return lines(curves, "workers", "hours", log="xy")
