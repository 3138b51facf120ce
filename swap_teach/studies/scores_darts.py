"""SWAP, V, parameters and multiply-accumulates of the 1,000 published DARTS genotypes. Read in lessons 05 and 06."""

from __future__ import annotations

import pandas as pd

from swap_teach.batch_scoring import score_many
from swap_teach.benchmarks import load_benchmark
from swap_teach.score_table import average_repeats
from swap_teach.spaces import get_space
from swap_teach.studies import Finding, Setting
from swap_teach.studies.image_kinds import Images

REPEATS = 8
SOURCES = {"swap": Images("photos"), "swap_cifar10": Images("cifar10"), "swap_blurred": Images("cifar10", blur=9)}


def study(setting: Setting) -> Finding:
    """Score every genotype's one-cell network on fresh images and weights, eight times for each kind of images."""
    space = get_space("darts")
    archs = load_benchmark("darts").arch.head(setting.sample or 1000)
    table = pd.DataFrame({"row": archs.index})
    for column, images in SOURCES.items():
        scores = score_many(
            space,
            archs,
            ["swap", "units", "params"],
            images,
            law="normal",
            repeats=REPEATS,
            store=setting.store,
            workers=setting.workers,
        )
        # By position: an architecture that stands twice in the table has both its rows here.
        means = average_repeats(scores.drop_duplicates(["arch", "repeat"])).set_index("arch").loc[list(archs)]
        if column == "swap":
            sizes = score_many(space, archs, ["flops"], images, law="normal", store=setting.store)
            table["units"] = means["units"].astype("int64").to_numpy()
            table["params_M"] = means["params_M"].round(6).to_numpy()
            table["macs_M"] = sizes["flops_MMAC"].round(6).to_numpy()
        table[column] = means["swap"].to_numpy()
        table[f"{column}_se"] = means["swap_se"].round(2).to_numpy()
    return Finding(
        title="SWAP, units, parameters and multiply-accumulates of the 1,000 published DARTS genotypes, one cell each",
        table=table,
        inputs=[images.id for images in SOURCES.values()],
        benchmarks=["darts"],
        n={"darts": len(table)},
        notes=f"The SWAP authors' one cell, a reduction cell of width 6 on the raw image; N(0, 1) weights; 16 images; "
        f"means of {REPEATS} repeats, each with fresh images and weights; BatchNorm in train mode.",
        kind="scores",
        record="darts",
    )
