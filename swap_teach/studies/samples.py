"""How many images? Read in lesson 05.

With few, networks reach 2^S patterns and tie. With many, nearly every unit has a pattern of its own and SWAP is V.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from swap_teach.choices import expected_distinct
from swap_teach.studies import Finding, Setting
from swap_teach.studies.image_kinds import Images
from swap_teach.studies.trained import LAWS, Trained, at_ceiling, by_repeat, quality, sample, score

SAMPLES = {"darts": (4, 8, 12, 16, 20, 24, 32, 64), "nb201": (8, 12, 16, 20, 32)}
SIZES = {"darts": 300, "nb201": 300}
REPEATS = {"darts": 4, "nb201": 1}
KINDS = {"darts": ("cifar10",), "nb201": ("cifar10",)}


def study(setting: Setting) -> Finding:
    """Rank a sample of each benchmark by its scores on 4 to 64 images."""
    rows, n, ids = [], {}, []
    for benchmark, size in SIZES.items():
        trained = sample(benchmark, setting.sample or size)
        n[benchmark] = len(trained)
        for kind in KINDS[benchmark]:
            for samples in SAMPLES[benchmark]:
                images = Images(kind, samples=samples)
                ids.append(images.id)
                rows += _rank(trained, images, setting)
    return Finding(
        title="Rank correlation of SWAP with accuracy, by the number of images S",
        table=pd.DataFrame(rows),
        inputs=list(dict.fromkeys(ids)),
        benchmarks=list(SIZES),
        n=n,
        notes="Fresh images for each repeat; a smaller S takes the first of the same images. Networks and laws as in "
        "the record inputs.",
    )


def _rank(trained: Trained, images: Images, setting: Setting) -> list[dict[str, object]]:
    scores = score(trained, images, REPEATS[trained.benchmark], setting)
    psi, params, units = (by_repeat(scores, column).mean(axis=1) for column in ("swap", "params_M", "units"))
    ceiling = np.minimum(units, 2.0**images.samples)
    shares = {
        "psi_over_v": psi / units,
        "chance_over_v": expected_distinct(units, images.samples) / units,
        "ceiling_over_v": ceiling / units,
    }
    return [
        {
            "benchmark": trained.benchmark,
            "dataset": dataset,
            "inputs": images.kind,
            "samples": images.samples,
            **quality(psi, params, units, accuracy),
            "repeats": REPEATS[trained.benchmark],
            "law": LAWS[trained.benchmark],
            **{name: round(float(np.median(share)), 6) for name, share in shares.items()},
            "at_ceiling": round(at_ceiling(scores), 4),
        }
        for dataset, accuracy in trained.truth.items()
    ]
