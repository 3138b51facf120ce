"""From what a public source offers to the tables the course reads: one function for each source.

A converter takes the downloaded files by name and returns the bytes of each file to keep. It checks that the
result is whole, so a source that changed its format fails here and not in a lesson.
"""

from __future__ import annotations

import io
import json
import tarfile
import zipfile
from ast import literal_eval
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from swap_teach.fetching.unpickling import load_arrays

if TYPE_CHECKING:
    import pandas as pd

Kept = dict[str, bytes]

# NB201's operations by digit, in the order of the arch string; NASLib numbers both otherwise (its edges go by source).
NB201_DIGIT = {"none": 0, "skip_connect": 1, "nor_conv_1x1": 2, "nor_conv_3x3": 3, "avg_pool_3x3": 4}
NASLIB_DIGIT = (1, 0, 3, 2, 4)
NASLIB_EDGE = (0, 1, 3, 2, 4, 5)
NASLIB_DATASET = {"cifar10": "c10", "cifar100": "c100", "ImageNet16-120": "in16"}


def convert_nb201(files: Mapping[str, Path], rows: int = 15_625) -> Kept:
    """Join test accuracies (nats_bench.csv) and validation accuracies (nb201_zen.zip) by architecture."""
    import pandas as pd

    source = pd.read_csv(files["nats_bench.csv"])
    table = pd.DataFrame({"arch_str": source["ArchitectureString"]})
    table["ops"] = table["arch_str"].map(_nb201_digits)
    table["iso_class"] = pd.factorize(source["UniqueString"])[0]
    # Exact: a 3x3 convolution adds 5 * sum(9 C^2 + 2 C) over C = 16, 32, 64; a 1x1 one 5 * sum(C^2 + 2 C).
    count = 73_306 + 243_040 * table["ops"].str.count("3") + 28_000 * table["ops"].str.count("2")
    table["params_c10_M"] = (count / 1e6).round(6)
    for prefix, dataset in (("c10", "CIFAR10"), ("c100", "CIFAR100"), ("in16", "ImageNet")):
        table[f"{prefix}_test"] = source[f"{dataset}TestAccuracy200Epochs"]
    validation: dict[str, dict[str, float]] = {prefix: {} for prefix in NASLIB_DATASET.values()}
    for (dataset, arch), accuracy in _naslib(files["nb201_zen.zip"]).items():
        digits = [str(NASLIB_DIGIT[operation]) for operation in arch]
        validation[NASLIB_DATASET[dataset]]["".join(digits[edge] for edge in NASLIB_EDGE)] = accuracy
    for prefix, accuracies in validation.items():
        table[f"{prefix}_val"] = table["ops"].map(accuracies)
    expect(len(table) == rows and table["ops"].is_unique, "nats_bench.csv", f"{rows} distinct cells")
    return {"nb201.csv.gz": to_csv(table.rename_axis("index").reset_index())}


def _nb201_digits(arch: str) -> str:
    edges = [edge for node in arch.strip("|").split("|+|") for edge in node.split("|")]
    return "".join(str(NB201_DIGIT[edge.split("~")[0]]) for edge in edges)


def convert_darts(files: Mapping[str, Path], rows: int = 1_000) -> Kept:
    """Keep the authors' table as it is."""
    import pandas as pd

    path = files["DARTS_archs_CIFAR10.csv"]
    table = pd.read_csv(path, header=None)
    good = table.shape == (rows, 2) and table[0].str.startswith("Genotype(").all()
    expect(bool(good), path.name, f"{rows} genotypes with an accuracy each")
    return {"upstream/DARTS_archs_CIFAR10.csv": path.read_bytes()}


def convert_tnb101_micro(files: Mapping[str, Path], rows: int = 4_096) -> Kept:
    """Spell micro cells 64-41414-a_bc_def, and give each task a column."""
    table = _tnb101(files["all_benchmarks_zen.zip"], lambda o: f"64-41414-{o[0]}_{o[1:3]}_{o[3:]}", rows)
    return {"tnb101_micro.csv.gz": to_csv(table)}


def convert_tnb101_macro(files: Mapping[str, Path], rows: int = 3_256) -> Kept:
    """Spell macro networks 64-digits-basic, and give each task a column."""
    table = _tnb101(files["tnb101_macro_zen.zip"], lambda o: f"64-{o}-basic", rows)
    return {"tnb101_macro.csv.gz": to_csv(table)}


def _tnb101(path: Path, spell: Callable[[str], str], rows: int) -> pd.DataFrame:
    import pandas as pd

    accuracies = pd.Series(_naslib(path)).unstack(level=0)
    expect(accuracies.shape == (rows, 7), path.name, f"{rows} architectures on 7 tasks")
    operations = ["".join(map(str, arch)) for arch in accuracies.index]
    table = accuracies.add_prefix("val_").set_axis(operations).sort_index()
    table.insert(0, "arch_str", [spell(o) for o in table.index])
    table.insert(1, "op_indices", [" ".join(o) for o in table.index])
    return table


def _naslib(path: Path) -> dict[tuple[str, tuple[int, ...]], float]:
    """Read one of NASLib's archives: validation accuracy by (data set or task, operation numbers)."""
    found = {}
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if name.endswith(".json"):
                dataset = name.split("--")[2]
                for entry in json.loads(archive.read(name)):
                    found[dataset, tuple(literal_eval(entry["arch"]))] = entry["val_accuracy"]
    return found


def convert_cifar10(files: Mapping[str, Path], rows: tuple[int, int] = (50_000, 10_000)) -> Kept:
    """Turn the official archive's pickled batches into two arrays of images, train and test."""
    return _cifar(
        files["cifar-10-python.tar.gz"],
        "cifar10",
        {"train": [f"data_batch_{i}" for i in range(1, 6)], "test": ["test_batch"]},
        ("batches.meta", b"label_names", b"labels"),
        rows,
    )


def convert_cifar100(files: Mapping[str, Path], rows: tuple[int, int] = (50_000, 10_000)) -> Kept:
    """Do the same for CIFAR-100, with the 100 fine labels."""
    return _cifar(
        files["cifar-100-python.tar.gz"],
        "cifar100",
        {"train": ["train"], "test": ["test"]},
        ("meta", b"fine_label_names", b"fine_labels"),
        rows,
    )


def _cifar(
    path: Path,
    name: str,
    splits: Mapping[str, list[str]],
    meta: tuple[str, bytes, bytes],
    rows: tuple[int, int],
) -> Kept:
    with tarfile.open(path) as archive:
        members = {Path(member.name).name: member for member in archive if member.isfile()}
        batches: dict[str, dict[bytes, Any]] = {
            batch: load_arrays(io.BytesIO(_member(archive, members, batch)))
            for batch in [meta[0], *splits["train"], *splits["test"]]
        }
    classes = np.array([label.decode() for label in batches[meta[0]][meta[1]]])
    kept = {}
    for (split, parts), expected in zip(splits.items(), rows, strict=True):
        flat = np.concatenate([batches[part][b"data"] for part in parts])
        y = np.concatenate([batches[part][meta[2]] for part in parts]).astype(np.uint8)
        expect(flat.shape == (expected, 3072) and y.shape == (expected,), path.name, f"{expected} images")
        x = flat.reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1)
        buffer = io.BytesIO()
        np.savez(buffer, x=x, y=y, classes=classes)
        kept[f"images/{name}_{split}.npz"] = buffer.getvalue()
    return kept


def _member(archive: tarfile.TarFile, members: Mapping[str, tarfile.TarInfo], name: str) -> bytes:
    expect(name in members, str(archive.name), f"a file {name}")
    file = archive.extractfile(members[name])
    assert file is not None  # extractfile gives None only for what isn't a regular file
    return file.read()


def to_csv(table: pd.DataFrame) -> bytes:
    """Return the table as a gzipped CSV file, the same bytes each time."""
    buffer = io.BytesIO()
    # Otherwise gzip writes the time of day into its header.
    table.to_csv(buffer, index=False, compression={"method": "gzip", "mtime": 0}, float_format="%.9g")
    return buffer.getvalue()


def expect(good: bool, name: str, what: str) -> None:
    """Raise ValueError unless a source turned out as it should."""
    if not good:
        raise ValueError(f"{name} isn't what it should be: expected {what}.")
