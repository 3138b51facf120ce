"""Every metric on samples of five benchmarks, part by part, the most useful parts first. Read in lessons 07 and 08."""

from __future__ import annotations

import pandas as pd

from swap_teach.benchmarks import load_benchmark
from swap_teach.metrics import list_metrics
from swap_teach.studies import Finding, Setting
from swap_teach.studies.image_kinds import Images
from swap_teach.studies.mini_images import Scenes
from swap_teach.studies.scored_parts import Part, read_part, sample, score_part, seven_digits
from swap_teach.studies.trained import order

COSTLY = ("grasp", "tenas_ntk")  # half of the time of all metrics together
ALL = tuple(list_metrics().index)
CHEAP = tuple(name for name in ALL if name not in COSTLY)
AZ_NAS = ("az_expressivity", "az_progressivity", "az_trainability")
NOISE_64 = Images("noise", samples=64)  # what AZ-NAS's authors feed
CIFAR_64, CIFAR_16 = Images("cifar10", samples=64), Images("cifar10")
PHOTOS, LARGE_PHOTOS = Images("photos"), Images("photos", size=256)
MINI = 615  # cells of the self-made benchmark when it was scored; more may be trained
PARTS = (
    Part("mini", MINI, ALL, Scenes(64), network="small"),
    Part("mini", MINI, ("swap", "nwot"), Images("photos", size=12), network="small", suffix="_16"),
    Part("nb101", 200, ALL, CIFAR_16),
    Part("darts", 1000, ("nwot",), PHOTOS, repeats=8, law="normal", suffix="_8"),
    Part("nb201", 200, CHEAP, CIFAR_64),
    Part("tnb101-micro", 100, CHEAP, LARGE_PHOTOS),
    Part("tnb101-macro", 100, CHEAP, LARGE_PHOTOS),
    Part("darts", 100, CHEAP, CIFAR_16, network="small"),
    Part("nb201", 500, CHEAP, CIFAR_64),
    Part("nb201", 500, AZ_NAS, NOISE_64, suffix="_noise"),
    Part("nb201", 500, ("grasp",), CIFAR_64),
    Part("nb201", 500, ("jacov", "epe_nas"), CIFAR_64, repeats=3, suffix="_3"),
    Part("tnb101-micro", 150, ALL, LARGE_PHOTOS),
    Part("tnb101-macro", 150, ALL, LARGE_PHOTOS),
    Part("darts", 300, CHEAP, CIFAR_16, network="small"),
    Part("nb201", 1000, CHEAP, CIFAR_64),
    Part("darts", 300, ALL, CIFAR_16, network="small"),
    Part("nb201", 1000, ALL, CIFAR_64),
    Part("nb201", 200, ("grasp",), CIFAR_64, repeats=3, suffix="_3"),
)


def study(setting: Setting) -> Finding:
    """Score part after part, and tabulate what the store then holds; with `setting.stored`, score nothing more."""
    tables: dict[tuple[str, str], pd.DataFrame] = {}
    for part in PARTS:
        archs = list(sample(part.benchmark)[: min(part.n, setting.sample or part.n)])
        if not setting.stored:
            score_part(setting, part, archs)
        found = read_part(setting, part, archs).assign(arch=archs)
        key = part.benchmark, part.network
        tables[key] = found.combine_first(tables[key]) if key in tables else found
    table = pd.concat([_rows(*key, found) for key, found in tables.items()]).dropna(axis=1, how="all")
    counts = table.drop(columns="arch").groupby(["benchmark", "network"]).count()
    return Finding(
        title="Every metric on samples of the mini benchmark, NAS-Bench-101, -201, DARTS and TransNAS-Bench-101",
        table=table,
        inputs=list(dict.fromkeys(part.images.id for part in PARTS)),
        benchmarks=["mini", "darts", "tnb101-macro"],
        n={" ".join(map(str, key)): int(row.max()) for key, row in zip(counts.index, counts.to_numpy(), strict=True)},
        notes=_notes(counts),
        kind="scores",
        record="metrics",
    )


def _rows(benchmark: str, network: str, found: pd.DataFrame) -> pd.DataFrame:
    """Name the rows, and drop those with no score yet."""
    values = found.drop(columns="arch").dropna(how="all")
    arch = found["arch"].loc[values.index]
    if benchmark == "darts":  # the genotypes stay in their authors' table: a row number says which
        rows = order("darts", len(load_benchmark("darts")))
        arch = pd.Series([str(rows[place]) for place in values.index], index=values.index, dtype=str)
    names = pd.DataFrame({"benchmark": benchmark, "network": network, "arch": arch})
    return names.join(seven_digits(values))


def _notes(counts: pd.DataFrame) -> str:
    """Say how everything was scored, and which columns have fewer architectures than there are rows."""
    fewer = []
    for key, row in zip(counts.index, counts.to_dict("records"), strict=True):
        few = [f"{name} {n}" for name, n in row.items() if 0 < n < max(row.values())]
        fewer += [f"{' '.join(map(str, key))}: {', '.join(few)}"] if few else []
    return (
        "One draw of weights, seed 0, default law, BatchNorm in train mode; NTK on 16 images. mini: the network that "
        "was trained, 64 scenes of its own task; swap_16 and nwot_16 on 16 photographs of 12 pixels. nb201: its own "
        "network, 64 CIFAR-10 images, cells that NAS-Bench-Suite-Zero scored; a column in _3 is the mean of three "
        "draws of weights and images; az_..._noise on 64 images of Gaussian noise, as AZ-NAS's authors do. nb101: "
        "16 channels, one cell a stack, 16 CIFAR-10 images. tnb101: 16 channels, one cell "
        "or block a module, 16 photographs of 256 pixels, their ten labels, 63 classes; micro: cells without dead "
        "edges. darts: 8 cells, 16 channels, 16 CIFAR-10 images (small), and the SWAP authors' one cell with N(0, 1) "
        "weights, 16 "
        "photographs, mean of 8 repeats (scoring). Scored on fewer than its rows: " + ("; ".join(fewer) or "none") + "."
    )
