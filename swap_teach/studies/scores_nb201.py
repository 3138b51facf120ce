"""SWAP, V, parameters and multiply-accumulates of all 15,625 NAS-Bench-201 cells. Read in lessons 05, 06 and 09."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from swap_teach.batch_scoring import score_many
from swap_teach.datafiles import MissingDataError
from swap_teach.images import ImageSource, load_images
from swap_teach.scoring import score_network
from swap_teach.spaces import get_space
from swap_teach.spaces.nb201 import Genotype
from swap_teach.studies import Finding, Setting

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

SOURCES = {"swap": "photos", "swap_cifar10": "cifar10"}


def study(setting: Setting) -> Finding:
    """Score the whole space, one repeat, on 16 photographs, and on 16 CIFAR-10 images where they are at hand.

    The store is shared with `swap-teach score --space nb201 --all --metrics swap,units,params`.
    """
    space = get_space("nb201")
    cells = list(space)[:: 1 if setting.sample is None else len(space) // setting.sample]
    table = pd.DataFrame({"arch": [str(cell) for cell in cells]})
    ids, notes = [], ""
    for column, source in SOURCES.items():
        images = ImageSource(source)
        try:
            ids.append(images.id)
        except MissingDataError:
            if column == "swap":
                raise
            notes = f" No column {column}: the images {source} weren't at hand."
            continue
        metrics = ["swap", "units", "params"] if column == "swap" else ["swap"]
        scores = score_many(space, cells, metrics, images, store=setting.store, workers=setting.workers)
        if column == "swap":
            table["units"] = scores["units"].astype("int64")
            table["params_M"] = scores["params_M"].round(6)
            table["macs_M"] = macs(cells)
            table["dead"] = scores["note"].str.contains("dead: ").astype("int8")
        table[column] = scores["swap"].astype("int64")
    return Finding(
        title="SWAP, units, parameters and multiply-accumulates of all NAS-Bench-201 cells",
        table=table,
        inputs=ids,
        benchmarks=[],
        n={"nb201": len(table)},
        notes="The benchmark's own network (16 channels, 5 cells a stage, 10 classes), 16 images, default law, seed 0, "
        "one repeat, BatchNorm in train mode." + notes,
        kind="scores",
        record="nb201",
    )


def macs(cells: Iterable[Genotype]) -> NDArray[np.float64]:
    """Return the multiply-accumulates of each cell's network, in millions, from three that are measured.

    Convolutions of one size cost the same on each of the six edges, and nothing else on an edge multiplies.
    """
    convolutions = ("nor_conv_1x1", "nor_conv_3x3")
    empty = _measure(Genotype(("none",) * 6))
    each = {op: _measure(Genotype((op, *["none"] * 5))) - empty for op in convolutions}
    return np.array([empty + sum(cell.ops.count(op) * each[op] for op in convolutions) for cell in cells]).round(6)


def _measure(cell: Genotype) -> float:
    net = get_space("nb201").build(cell)
    return score_network(net, load_images("photos", n=1)[0], metrics=["flops"])["flops"].value
