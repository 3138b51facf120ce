"""How many draws of weights, and the same images for all of them or fresh ones? Read in lesson 05.

A mean over repeats is less noisy. With the same images in each, the luck of those images stays in it.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from swap_teach.ranking import spearman
from swap_teach.studies import Finding, Setting
from swap_teach.studies.image_kinds import Images
from swap_teach.studies.trained import LAWS, Trained, by_repeat, quality, sample, score

SIZES = {"darts": 300}
SETS = 4
REPEATS = (1, 2, 4, 8, 16)
KIND = "cifar10"


def sources(images: str) -> list[Images]:
    """Return the images of each set: batches 0, 16, 32, ... for every repeat ("same"), or the 16 from there ("fresh").

    So both kinds begin with the same batch, and their draws of the weights are the same.
    """
    return [Images(KIND, fresh=images == "fresh", start=REPEATS[-1] * place) for place in range(SETS)]


def study(setting: Setting) -> Finding:
    """Rank a sample of each benchmark by means over more and more repeats."""
    rows: list[dict[str, object]] = []
    n, ids = {}, []
    for benchmark, size in SIZES.items():
        trained = sample(benchmark, setting.sample or size)
        n[benchmark] = len(trained)
        for images in ("same", "fresh"):
            ids += [source.id for source in sources(images)]
            tables = [score(trained, source, REPEATS[-1], setting) for source in sources(images)]
            for repeats in REPEATS:
                rows += _rank(trained, images, tables, repeats)
    return Finding(
        title="Rank correlation of SWAP with accuracy, by the number of repeats, on the same images or fresh ones",
        table=pd.DataFrame(rows),
        inputs=ids,
        benchmarks=list(SIZES),
        n=n,
        notes="16 CIFAR-10 images in a batch. Each set with the same images has a batch of its own; each set with "
        "fresh images has 16, and begins with that batch. The weights are the same in all sets, so both kinds agree "
        "for one repeat. Networks and laws as in the record inputs.",
    )


def spread(psi: np.ndarray) -> tuple[float, float]:
    """Split scores (architectures, repeats) into a standard deviation within architectures and one between.

    One-way analysis of variance: the mean square within, and what the means vary beyond their share of it.

    >>> spread(np.array([[1.0, 3.0], [11.0, 13.0]]))
    (1.41..., 7.0)
    """
    within = psi.var(axis=1, ddof=1).mean()
    between = psi.mean(axis=1).var(ddof=1) - within / psi.shape[1]
    return float(np.sqrt(within)), float(np.sqrt(max(between, 0)))


def _rank(trained: Trained, images: str, tables: list[pd.DataFrame], repeats: int) -> list[dict[str, object]]:
    params, units = (by_repeat(tables[0], column)[:, 0] for column in ("params_M", "units"))
    within, between = np.mean([spread(by_repeat(table)) for table in tables], axis=0)
    means = [by_repeat(table)[:, :repeats].mean(axis=1) for table in tables]
    rows: list[dict[str, object]] = []
    for dataset, accuracy in trained.truth.items():
        rhos = [round(spearman(psi, accuracy, resamples=0).value, 4) for psi in means]
        first: dict[str, object] = {**quality(means[0], params, units, accuracy)}
        rows.append(
            {"benchmark": trained.benchmark, "dataset": dataset, "inputs": KIND, "images": images, "repeats": repeats}
            | (first | {"spearman": round(float(np.mean(rhos)), 4)})
            | {"sets": len(tables), "lowest": min(rhos), "highest": max(rhos), "law": LAWS[trained.benchmark]}
            | {"sd_within": round(float(within), 1), "sd_between": round(float(between), 1)}
        )
    return rows
