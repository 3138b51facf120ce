"""How far does SWAP get on the DARTS cells, with the best images, S, law and repeats? Read in lesson 05.

One thing after another is chosen on 300 genotypes; what comes out is measured once on the other 700.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from swap_teach.initialisation import Law
from swap_teach.studies import Finding, Setting, inputs
from swap_teach.studies.image_kinds import Images
from swap_teach.studies.trained import Trained, by_repeat, quality, sample, score

CHOOSE, ALL = 300, 1000
FIRST_REPEATS = inputs.REPEATS["darts"]
MORE_IMAGES = (Images("cifar10", blur=15),)
SAMPLES = (12, 20)
REPEATS = (8, 16)


@dataclass(frozen=True)
class Protocol:
    """A way of scoring: what is tried."""

    images: Images
    law: Law = "normal"
    repeats: int = FIRST_REPEATS


def study(setting: Setting) -> Finding:
    """Choose on 300 genotypes, report on the other 700; `--sample` makes these numbers smaller."""
    everything = sample("darts", setting.sample or ALL)
    cut = len(everything) * CHOOSE // ALL
    choose = everything.of(np.arange(cut))
    best, rows = choose_protocol(choose, setting)
    report = everything.of(np.arange(cut, len(everything)))
    rows.append(row(best, "report", report, setting, chosen=True))
    tried = [Protocol(images) for images in (*inputs.kinds("darts"), *MORE_IMAGES)]
    return Finding(
        title="The best protocol for SWAP on the DARTS cells, chosen on 300 genotypes, reported on the other 700",
        table=pd.DataFrame(rows),
        inputs=[protocol.images.id for protocol in (*tried, best)],
        benchmarks=["darts"],
        n={"choose": len(choose), "report": len(report)},
        notes="Chosen step by step, images, S, law, repeats, by Spearman's rho on the 300; every try is a row.",
    )


def choose_protocol(choose: Trained, setting: Setting) -> tuple[Protocol, list[dict[str, object]]]:
    """Try the images, then S, then the other law, then more repeats; return the best, and a row for each try."""
    rows: list[dict[str, object]] = []

    def better(tries: list[Protocol], best: Protocol | None = None, reached: float = -1.0) -> tuple[Protocol, float]:
        for protocol in tries:
            rows.append(row(protocol, "choose", choose, setting))
            rho = float(str(rows[-1]["spearman"]))
            if best is None or rho > reached:
                best, reached = protocol, rho
        assert best is not None
        return best, reached

    best, reached = better([Protocol(images) for images in (*inputs.kinds("darts"), *MORE_IMAGES)])
    sizes = [replace(best, images=replace(best.images, samples=samples)) for samples in SAMPLES]
    best, reached = better(sizes, best, reached)
    best, reached = better([replace(best, law="default")], best, reached)
    best, reached = better([replace(best, repeats=repeats) for repeats in REPEATS], best, reached)
    for tried in rows:
        tried["chosen"] = tried["spearman"] == reached
    return best, rows


def row(protocol: Protocol, split: str, trained: Trained, setting: Setting, chosen: bool = False) -> dict[str, object]:
    """Score and rank by one protocol."""
    scores = score(trained, protocol.images, protocol.repeats, setting, protocol.law)
    psi, params, units = (by_repeat(scores, column).mean(axis=1) for column in ("swap", "params_M", "units"))
    images = protocol.images
    return {
        "benchmark": trained.benchmark,
        "dataset": "cifar10",
        "split": split,
        "inputs": images.kind,
        "exponent": images.exponent if images.kind == "noise" else np.nan,
        "blur": images.blur,
        "samples": images.samples,
        "images": "fresh" if images.fresh else "same",
        "repeats": protocol.repeats,
        "law": protocol.law,
        "chosen": chosen,
        **quality(psi, params, units, trained.truth["cifar10"]),
    }
