"""The studies behind data/results and data/scores: one module each, and `python -m swap_teach.studies NAME` runs it.

Each takes a `Setting` and returns a `Finding`, which `__main__.py` writes as a record (`swap_teach/records.py`). They
need the third parties' tables, which the course doesn't ship; lessons read what is recorded.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from swap_teach.records import Kind

if TYPE_CHECKING:
    import pandas as pd

STUDIES = {
    "inputs": "which images to score with: noise, photographs, CIFAR-10, blurred or not",
    "samples": "how many images: from all networks tied to all patterns distinct",
    "repeats": "how many draws of weights, with the same images or fresh ones",
    "darts_protocol": "the best inputs and repeats for DARTS cells, chosen on 300, reported on 700",
    "size_target": "what f(Theta) buys on NAS-Bench-201, chosen on 1,000 cells, reported on the others",
    "final_training": "found against random DARTS cells of equal size, trained on the digit scenes",
    "scores_nb201": "SWAP, units, parameters and MACs of all 15,625 NAS-Bench-201 cells",
    "scores_darts": "the same of the 1,000 published DARTS genotypes, one cell each",
    "scores_metrics": "every metric on samples of NB101, NB201, DARTS and TransNAS-Bench-101",
    "scores_nb201_rivals": "NWOT, synflow, jacov, MeCo and the pattern share of all 15,625 NAS-Bench-201 cells",
    "costs": "processor time of each metric for one network of each benchmark",
    "published_agreement": "the metrics against the scores that others published for the same architectures",
    "label_free": "the best sum of log ranks, chosen on one half of the cells, reported on the other",
    "rivals": "how well every metric ranks and picks, on every benchmark",
    "mini_images": "how many images, which, how often, on 250 cells of the self-made benchmark",
    "searches": "what searches of NAS-Bench-201 find, by what they maximise, by algorithm and budget",
    "darts_searches": "full searches of the DARTS space: sizes, ImageNet, each factor alone; the cells",
    "scaling_out": "what a cluster costs: a network, the start, a chunk, a stored row, what travels",
    "search_settings": "SWAP-NAS with other P, S, M and rates of crossover: the score it finds",
}


@dataclass(frozen=True)
class Setting:
    """How a study is run: the store it goes on from, processes, and a smaller sample to try it out on."""

    store: Path
    workers: int = 0
    sample: int | None = None
    stored: bool = False
    """Score nothing more, take what the store holds: for a long study that was stopped."""


@dataclass(frozen=True)
class Finding:
    """What a study found, and what only it can say about itself; see `records.FIELDS`.

    `benchmarks` are the names of the ground-truth tables that were used.
    """

    title: str
    table: pd.DataFrame
    inputs: list[str]
    benchmarks: list[str]
    n: dict[str, int]
    notes: str = ""
    kind: Kind = "results"
    record: str = ""
    """The record's name, where it isn't the study's."""
