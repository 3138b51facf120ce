"""SWAP's rivals on all NAS-Bench-201 cells, on the photographs of the record nb201. Read in lessons 08 and 09."""

from __future__ import annotations

import pandas as pd

from swap_teach.spaces import get_space
from swap_teach.studies import Finding, Setting
from swap_teach.studies.image_kinds import Images
from swap_teach.studies.scored_parts import Part, read_part, score_part, seven_digits
from swap_teach.studies.trained import order

FORWARD, BACKWARD = ("nwot", "synflow", "pattern_share"), ("jacov", "meco")  # a quarter of the time, and the rest
PARTS = tuple(Part("nb201", 15625, metrics, Images("photos")) for metrics in (FORWARD, BACKWARD))


def study(setting: Setting) -> Finding:
    """Score the whole space in a random order, so that what is there when it is stopped is a fair sample."""
    cells = [str(cell) for cell in get_space("nb201")]
    archs = [cells[i] for i in order("nb201", len(cells))[: setting.sample]]
    for part in () if setting.stored else PARTS:
        score_part(setting, part, archs)
    scores = seven_digits(pd.concat([read_part(setting, part, archs) for part in PARTS], axis=1))
    table = pd.DataFrame({"arch": archs}).join(scores).dropna(how="all", subset=list(scores))
    table = table.set_index("arch").reindex([cell for cell in cells if cell in set(table["arch"])]).reset_index()
    counts = table[list(scores)].count()
    few = ", ".join(f"{name} {n}" for name, n in counts.items() if n < len(cells))
    return Finding(
        title="Rivals' scores of NAS-Bench-201 cells",
        table=table,
        inputs=[PARTS[0].images.id],
        benchmarks=[],
        n={"nb201": len(table)},
        notes="The benchmark's own network (16 channels, 5 cells a stage, 10 classes), the 16 photographs of the "
        "record nb201, default law, seed 0, one repeat, BatchNorm in train mode. Columns with a "
        f"value for fewer than all {len(cells)} cells: {few or 'none'}; the other cells have no finite one, or their "
        "turn, in a random order, had not come.",
        kind="scores",
        record="nb201_rivals",
    )
