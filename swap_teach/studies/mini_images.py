"""How many images, which, and how often, on cells of the self-made benchmark. Read and ranked in lesson 05.

The lesson correlates these scores with `load_benchmark("mini")` itself, so every architecture's score is kept.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from swap_teach.images import inputs_id
from swap_teach.mini.digit_scenes import SIZE, draw_scenes
from swap_teach.mini.trainer import normalised
from swap_teach.studies import Finding, Setting
from swap_teach.studies.image_kinds import Images
from swap_teach.studies.trained import sample, score

CELLS = 250
SAMPLES = (4, 6, 8, 10, 12, 14, 16, 20, 24, 32, 64)
REPEATS = 4
MORE_REPEATS = 8


@dataclass(frozen=True)
class Scenes:
    """Training scenes of the benchmark's own task, as a source of images for `score_many`.

    >>> Scenes(samples=4)(repeat=0)[0].shape
    (4, 3, 12, 12)
    """

    samples: int = 16

    def __call__(self, repeat: int) -> tuple[np.ndarray, np.ndarray]:
        """Return the scenes and labels of this repeat."""
        x, y = draw_scenes("train", self.samples, "scoring", repeat)
        return normalised(x, copies=1).contiguous().numpy(), y

    @property
    def id(self) -> str:
        """The settings, and a hash of the scenes of repeat 0."""
        return inputs_id(self(0)[0], f"digit scenes n={self.samples} size={SIZE} fresh")


Source = Callable[[int], tuple[np.ndarray, np.ndarray]]


def conditions() -> list[tuple[str, int, int, Images | Scenes]]:
    """List what is compared: the name of the images, how many, how often, and their source."""
    photos = [
        ("photos", s, MORE_REPEATS if s == 16 else REPEATS, Images("photos", samples=s, size=SIZE)) for s in SAMPLES
    ]
    return [
        *photos,
        ("same photos", 16, MORE_REPEATS, Images("photos", fresh=False, size=SIZE)),
        ("blurred photos", 16, REPEATS, Images("photos", blur=3, size=SIZE)),
        ("digit scenes", 16, REPEATS, Scenes()),
        ("white noise", 16, REPEATS, Images("noise", size=SIZE)),
        ("smooth noise", 16, REPEATS, Images("noise", exponent=2, size=SIZE)),
    ]


def study(setting: Setting) -> Finding:
    """Score the first cells of the benchmark's table in every way."""
    trained = sample("mini", setting.sample or CELLS)
    tables = []
    for name, samples, repeats, source in conditions():
        scores = score(trained, source, repeats, setting)  # type: ignore[arg-type]
        about = scores.assign(inputs=name, samples=samples).astype({"swap": "int64", "units": "int64"})
        tables.append(about[["arch", "inputs", "samples", "repeat", "swap", "units"]])
    return Finding(
        title="SWAP of 250 cells of the self-made benchmark on 4 to 64 images of six kinds, again and again",
        table=pd.concat(tables),
        inputs=[source.id for *_, source in conditions()],
        benchmarks=[],
        n={"mini": len(trained)},
        notes="The network that the benchmark trained (8 channels, one cell a stage), 12 x 12 pixels, default law, "
        "seed 0, BatchNorm in train mode. Fresh weights for each repeat, and fresh images but for `same photos`. A "
        "smaller S takes the first of the same images. Smooth noise: power falls like 1/f^2.",
        kind="scores",
    )
