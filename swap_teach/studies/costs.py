"""What each metric costs a network: processor time of one thread. Read in lesson 08."""

from __future__ import annotations

import statistics
import time

import pandas as pd
import torch

from swap_teach.initialisation import weight_generator
from swap_teach.input_batches import input_batches
from swap_teach.scoring import score_network
from swap_teach.studies import Finding, Setting
from swap_teach.studies.scored_parts import Part, sample
from swap_teach.studies.scores_metrics import ALL, PARTS
from swap_teach.workers import one_thread

NETWORKS = 3


def study(setting: Setting) -> Finding:
    """Time each metric alone on a few networks of every benchmark, the network built before."""
    parts = {(part.benchmark, part.network): part for part in PARTS if len(part.metrics) > 5}
    rows = [row for part in parts.values() for row in _costs(part, setting.sample or NETWORKS)]
    return Finding(
        title="Processor time of each metric for one network",
        table=pd.DataFrame(rows),
        inputs=[part.images.id for part in parts.values()],
        benchmarks=[],
        n={"networks of each benchmark": setting.sample or NETWORKS},
        notes="Processor time of one thread, in milliseconds, median and range over the networks. Each metric runs "
        "alone, after a first run that isn't timed; metrics that share a pass cost little more together. Building the "
        "network "
        "and drawing its weights isn't counted.",
    )


def _costs(part: Part, networks: int) -> list[dict[str, object]]:
    """Return a row for each metric: samples, pixels, milliseconds (median), least, most."""
    x, y = input_batches(part.images, 1).of_repeat[0]
    targets = None if y is None else torch.from_numpy(y)
    milliseconds: dict[str, list[float]] = {name: [] for name in ALL}
    with one_thread():
        for i, arch in enumerate(sample(part.benchmark)[:networks]):
            generator = weight_generator(0, arch, part.law, 0)
            classes = part.space.num_classes
            net = part.space.build(part.space.parse(arch), classes, part.network, generator, law=part.law)
            for name, times in milliseconds.items():
                if i == 0:  # what is loaded and allocated once isn't a metric's cost
                    score_network(net, torch.from_numpy(x), targets, [name])
                start = time.process_time()
                score_network(net, torch.from_numpy(x), targets, [name])
                times.append(1000 * (time.process_time() - start))
    about = {"benchmark": part.benchmark, "network": part.network, "samples": len(x), "pixels": x.shape[-1]}
    return [
        about
        | {"metric": name, "milliseconds": round(statistics.median(times), 1)}
        | {"least": round(min(times), 1), "most": round(max(times), 1)}
        for name, times in milliseconds.items()
    ]
