"""Under which conditions networks are scored: the options that `score`, `rank` and `search` share, and what they do."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from concurrent.futures import Executor

    import pandas as pd

    from swap_teach.spaces import Space


def add_conditions(parser: argparse.ArgumentParser, metrics: str) -> argparse._ArgumentGroup:
    """Give `parser` the options that say how architectures are scored, shared by every verb that scores."""
    how = parser.add_argument_group("how")
    how.add_argument("--metrics", default=metrics, help="names with commas (default: %(default)s)")
    how.add_argument("--inputs", default="photos", help="photos, cifar10, cifar100, noise or a folder of images")
    how.add_argument("--samples", type=int, default=16, metavar="S", help="images in the batch (default: %(default)s)")
    how.add_argument("--size", type=int, default=32, help="their width and height in pixels (default: %(default)s)")
    how.add_argument("--same-images", action="store_true", help="the same for every repeat; else fresh ones")
    how.add_argument("--network", default="scoring", help="which network the space builds (default: %(default)s)")
    how.add_argument("--classes", type=int, default=10, help="of its classifier (default: %(default)s)")
    how.add_argument("--mode", choices=("train", "eval"), default="train", help="of BatchNorm (default: %(default)s)")
    how.add_argument("--law", choices=("default", "normal"), default="default", help="of the random weights")
    how.add_argument("--seed", type=int, default=0, help="of images and weights (default: %(default)s)")
    how.add_argument("--repeats", type=int, default=1, help="draws of the weights (default: %(default)s)")
    how.add_argument("--workers", type=int, default=0, metavar="N", help="processes; 0: this one (default)")
    how.add_argument("--dask", metavar="ADDRESS", help="of a Dask scheduler whose workers do the scoring")
    how.add_argument("--local-cluster", type=int, default=0, metavar="N", help="a Dask cluster of N processes here")
    how.add_argument("--store", metavar="FILE", help="an SQLite file that keeps every score: runs go on from it")
    parser.set_defaults(layout="contiguous", chunk=None)
    return how


def score_space(given: argparse.Namespace, space: Space[Any], archs: Iterable[Any]) -> pd.DataFrame:
    """Score architectures under the conditions that `add_conditions` reads: the table of `score_many`."""
    from swap_teach.batch_scoring import score_many
    from swap_teach.images import ImageSource, load_images

    images = given.inputs, given.samples, given.size, given.seed
    with cluster(given) as executor:
        score = partial(
            score_many,
            space,
            metrics=given.metrics.split(","),
            inputs=load_images(*images) if given.same_images else ImageSource(*images),
            network=given.network,
            num_classes=given.classes,
            mode=given.mode,
            law=given.law,
            seed=given.seed,
            repeats=given.repeats,
            layout=given.layout,
            workers=given.workers,
            executor=executor,
        )
        archs = list(archs)
        chunk = given.chunk
        if chunk is None:
            chunk = 16 if executor is None else _chunk(score, archs, given.repeats)
        return score(archs, store=given.store, chunk=chunk)


def cluster(given: argparse.Namespace) -> AbstractContextManager[Executor | None]:
    """Open the Dask cluster that `add_conditions` reads, or None where neither option asks for one."""
    if given.dask is None and not given.local_cluster:
        return nullcontext()
    from swap_teach.clusters import dask_executor

    if given.workers:
        raise ValueError("A cluster has workers of its own: leave --workers out, or --dask and --local-cluster.")
    return dask_executor(given.dask, given.local_cluster)


def _chunk(score: Callable[..., object], archs: list[Any], repeats: int) -> int:
    """Measure on the first architectures, without the store, how many networks a worker scores in a second."""
    from swap_teach.clusters import networks_in

    few = archs[:64]
    score(few[:1], progress=False)  # the worker's first has images to fetch, and code to load

    def score_few(n: int) -> None:
        score(few[:n], chunk=n * repeats, progress=False)

    return repeats * networks_in(1.0, score_few, most=len(few))
