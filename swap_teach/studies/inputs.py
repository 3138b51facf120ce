"""Which images to score with? Read in lesson 05.

The same architectures with the same weights, on noise of several colours, photographs, CIFAR-10, and both blurred.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from swap_teach.ranking import correlation_difference
from swap_teach.studies import Finding, Setting
from swap_teach.studies.image_kinds import Images
from swap_teach.studies.trained import LAWS, Trained, at_ceiling, by_repeat, quality, sample, score

SIZES = {"darts": 300, "nb201": 400}
REPEATS = {"darts": 4, "nb201": 1}
EXPONENTS = {"darts": (0, 1, 2, 3), "nb201": (0,)}
BLURS = {"darts": (1, 3, 5, 9), "nb201": (1, 9)}


def kinds(benchmark: str) -> list[Images]:
    """List the images that are compared."""
    noise = [Images("noise", exponent) for exponent in EXPONENTS[benchmark]]
    return noise + [Images(kind, blur=blur) for kind in ("photos", "cifar10") for blur in BLURS[benchmark]]


def study(setting: Setting) -> Finding:
    """Rank a sample of each benchmark by its scores on each kind of images."""
    rows, n, ids = [], {}, []
    for benchmark, size in SIZES.items():
        trained = sample(benchmark, setting.sample or size)
        n[benchmark] = len(trained)
        sharp: dict[str, np.ndarray] = {}  # the scores on each kind of images as they are
        for images in kinds(benchmark):
            ids.append(images.id)
            rows += _rank(trained, images, setting, sharp)
    table = pd.DataFrame(rows)
    return Finding(
        title="Rank correlation of SWAP with accuracy, by the images it is scored on",
        table=table,
        inputs=list(dict.fromkeys(ids)),
        benchmarks=list(SIZES),
        n=n,
        notes="Fresh images for each repeat. NAS-Bench-201: its own network, default law. DARTS: the SWAP authors' one "
        "cell, normal law; the sample is that on which darts_protocol chooses.",
    )


def _rank(trained: Trained, images: Images, setting: Setting, sharp: dict[str, np.ndarray]) -> list[dict[str, object]]:
    scores = score(trained, images, REPEATS[trained.benchmark], setting)
    psi, params, units = (by_repeat(scores, column).mean(axis=1) for column in ("swap", "params_M", "units"))
    if images.blur == 1:
        sharp[images.kind] = psi
    return [
        {
            "benchmark": trained.benchmark,
            "dataset": dataset,
            "inputs": images.kind,
            "exponent": images.exponent if images.kind == "noise" else np.nan,
            "blur": images.blur,
            **quality(psi, params, units, accuracy),
            **_blur_gain(psi, sharp[images.kind], accuracy, images.blur),
            "samples": images.samples,
            "repeats": REPEATS[trained.benchmark],
            "law": LAWS[trained.benchmark],
            "swap_median": round(float(np.median(psi)), 1),
            "units_median": float(np.median(units)),
            "at_ceiling": round(at_ceiling(scores), 4),
        }
        for dataset, accuracy in trained.truth.items()
    ]


def _blur_gain(psi: np.ndarray, sharp: np.ndarray, accuracy: np.ndarray, blur: int) -> dict[str, float]:
    """Return what blurring these images gains, paired; NaN for images that aren't blurred."""
    names = ("blur_gain", "blur_gain_low", "blur_gain_high")
    if blur == 1:
        return dict.fromkeys(names, np.nan)
    gain = correlation_difference(psi, sharp, accuracy, resamples=2000)
    return {name: round(value, 4) for name, value in zip(names, (gain.value, gain.low, gain.high), strict=True)}
