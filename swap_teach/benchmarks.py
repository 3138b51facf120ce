"""Ground truth: tables of architectures that somebody has really trained, all in one shape.

Only `mini` comes with the course. The others are third parties' tables: `swap-teach fetch NAME` gets one, or
`SWAP_TEACH_DATA` names a folder that holds it (`datafiles.py`). Used from lesson 01 on.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from swap_teach.datafiles import find, missing

if TYPE_CHECKING:
    import pandas as pd

FILES = {
    "mini": "mini/runs.csv",
    "nb201": "nb201.csv.gz",
    "darts": "upstream/DARTS_archs_CIFAR10.csv",
    "nb101": "nb101_full.csv.gz",
    "nb101-sample": "nb101_sample10k.csv.gz",
    "tnb101-micro": "tnb101_micro.csv.gz",
    "tnb101-macro": "tnb101_macro.csv.gz",
}
TASKS = ("class_scene", "class_object", "room_layout", "jigsaw", "segmentsemantic", "normal", "autoencoder")
NB201_DATASETS = {"cifar10": ("c10", 10), "cifar100": ("c100", 100), "imagenet16": ("in16", 120)}


def list_benchmarks() -> dict[str, Path | None]:
    """Return each benchmark's name with the file it would be read from, None where there isn't one."""
    return {name: find(file) for name, file in FILES.items()}


def load_benchmark(name: str, dataset: str | None = None) -> pd.DataFrame:
    """Read a benchmark: one row for each architecture (TransNAS-Bench-101: for each architecture and task).

    name     mini, nb201, darts, nb101, nb101-sample, tnb101-micro or tnb101-macro.
    dataset  nb201: cifar10 (the default), cifar100 or imagenet16. tnb101-*: one task, or None for all seven. The
             others have one data set and take None.

    Columns: arch (the space's string), params (a *count*, not millions, of the trained network), val_acc and test_acc
    (percent); NaN where the source has no such figure. The index is the row in the source (NB201: the official index;
    NB101: the rank of the module hash). TransNAS-Bench-101 adds task and val_metric (higher is better: percent, SSIM
    or minus loss); val_acc repeats it where it is an accuracy. mini adds val_acc_seed0, ..., test_acc_seed0, ...

    NB201's val_acc is one seed's, its test_acc the mean over seeds. DARTS has one accuracy, after 200 epochs, called
    validation accuracy by its authors (Peng et al. 2024). NB101's is a mean of 3 runs.

    ValueError for an unknown benchmark or data set; FileNotFoundError, which names the command that fetches it, if the
    table isn't on this machine. Used from lesson 01 on.

    >>> load_benchmark("nasbench")
    Traceback (most recent call last):
    ValueError: No benchmark 'nasbench'; there are mini, nb201, darts, nb101, nb101-sample, ...
    """
    if name not in FILES:
        raise ValueError(f"No benchmark {name!r}; there are {', '.join(FILES)}.")
    datasets = _datasets(name)
    if dataset is not None and dataset not in datasets:
        raise ValueError(
            f"{name} has no data set {dataset!r}; "
            + (f"it has {', '.join(datasets)}." if datasets else "it has only one: leave it out.")
        )
    path = find(FILES[name])
    if path is None:
        raise missing(f"The benchmark {name!r}", (FILES[name],), _advice(name))
    if name == "nb201":
        return _nb201(path, dataset or "cifar10")
    if name == "darts":
        return _darts(path)
    if name.startswith("nb101"):
        return _nb101(path)
    if name.startswith("tnb101"):
        return _tnb101(path, [dataset] if dataset else list(TASKS))
    return _mini(path)


def _datasets(name: str) -> tuple[str, ...]:
    if name == "nb201":
        return tuple(NB201_DATASETS)
    return TASKS if name.startswith("tnb101") else ()


def _advice(name: str) -> str:
    if name == "mini":
        return "It should come with the course: this installation is incomplete. Install the package again."
    if name == "nb101-sample":
        return "Fetch the whole table with `swap-teach fetch nb101` and load 'nb101'."
    return f"Fetch it with `swap-teach fetch {name}`."


def _nb201(path: Path, dataset: str) -> pd.DataFrame:
    import pandas as pd

    prefix, classes = NB201_DATASETS[dataset]
    table = pd.read_csv(path, index_col="index", usecols=lambda column: column not in ("ops", "iso_class"))
    if f"{prefix}_test" not in table and f"{prefix}_val" not in table:
        raise ValueError(f"The table {path} has no accuracy on {dataset}.")
    # The table counts the network for 10 classes; each further class is one row of 64 weights and a bias.
    params = (table["params_c10_M"] * 1e6).round().astype("int64") + 65 * (classes - 10)
    return pd.DataFrame(
        {
            "arch": table["arch_str"],
            "params": params,
            "val_acc": table.get(f"{prefix}_val", float("nan")),
            "test_acc": table.get(f"{prefix}_test", float("nan")),
        }
    )


def _darts(path: Path) -> pd.DataFrame:
    import pandas as pd

    table = pd.read_csv(path, header=None, names=["arch", "val_acc"])
    return table.assign(params=float("nan"), test_acc=float("nan"))[["arch", "params", "val_acc", "test_acc"]]


def _nb101(path: Path) -> pd.DataFrame:
    """Read either NB101 table. `arch` is vertices:edges:operations as in the full table's compact form."""
    import pandas as pd

    spelling = {"n": str, "bits": str, "ops": str}
    table = pd.read_csv(path, index_col="index", dtype=spelling, keep_default_na=False)
    if "matrix_rows" in table:
        table["bits"] = table["matrix_rows"].map(_edge_bits).astype(str)
        table["ops"] = table["ops"].map(_digits)
    arch = table["n"] + ":" + table["bits"] + ":" + table["ops"]
    return pd.DataFrame(
        {"arch": arch, "params": table["params"], "val_acc": float("nan"), "test_acc": 100 * table["test_acc"]}
    )


def _edge_bits(matrix_rows: str) -> int:
    """Pack an upper-triangular adjacency matrix: edge x -> y (x < y) is bit x + y(y-1)/2."""
    rows = matrix_rows.split("/")
    return sum(1 << (x + y * (y - 1) // 2) for x, row in enumerate(rows) for y, there in enumerate(row) if there == "1")


def _digits(operations: str) -> str:
    digit = {"conv3x3-bn-relu": "0", "conv1x1-bn-relu": "1", "maxpool3x3": "2"}
    return "".join(digit[operation] for operation in operations.split(",")[1:-1])


def _tnb101(path: Path, tasks: list[str]) -> pd.DataFrame:
    import pandas as pd

    table = pd.read_csv(path, usecols=["arch_str", *(f"val_{task}" for task in tasks)])
    parts = []
    for task in tasks:
        metric = table[f"val_{task}"]
        part = pd.DataFrame({"arch": table["arch_str"], "params": float("nan")})
        part["val_acc"] = metric if task in ("class_scene", "class_object", "jigsaw") else float("nan")
        parts.append(part.assign(test_acc=float("nan"), task=task, val_metric=metric))
    return pd.concat(parts)


def _mini(path: Path) -> pd.DataFrame:
    """Average the runs of each architecture; the seeds' own accuracies stay beside the means."""
    import pandas as pd

    runs = pd.read_csv(path).dropna().drop_duplicates(["arch", "seed"])  # a stopped training may leave half a cell
    runs = runs[runs.groupby("arch")["seed"].transform("size") == runs["seed"].nunique()]
    means = runs.groupby("arch", sort=False)[["params", "val_acc", "test_acc"]].mean()
    means["params"] = means["params"].astype("int64")
    for accuracy in ("val_acc", "test_acc"):
        seeds = runs.pivot(index="arch", columns="seed", values=accuracy)
        means = means.join(seeds.add_prefix(f"{accuracy}_seed"))
    return means.reset_index()
