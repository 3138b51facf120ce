"""What a search can maximise: SWAP, regularised or not; any metric; size alone; or a table of known scores.

Each is called with a list of genotypes and returns their scores. Its `id` names the scores, so that a search can't
be resumed with others. Torch is imported only when networks are scored. Used in lessons 09 and 10.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from concurrent.futures import Executor, ProcessPoolExecutor
from dataclasses import KW_ONLY, dataclass, field
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from swap_teach.formulas import Formula, swap_formula

if TYPE_CHECKING:
    from swap_teach.initialisation import Law
    from swap_teach.input_batches import InputBatches
    from swap_teach.listening import Mode
    from swap_teach.spaces import Space


@dataclass
class ScoredObjective:
    """Score by a formula on the means over `repeats` draws of the weights; other arguments as in `score_many`.

    With workers it starts that many processes once, and keeps them until `close`, or the end of a `with`; an executor,
    say `clusters.dask_executor`'s, takes their place, and stays open. Scores are the same on any number of them. An
    `ImageSource` as inputs gives each repeat other images, but all architectures the same.
    """

    space: Space[Any]
    inputs: Any
    formula: Formula
    _: KW_ONLY
    repeats: int = 4
    network: str = "scoring"
    num_classes: int = 10
    mode: Mode = "train"
    law: Law = "default"
    seed: int = 0
    store: str | Path | None = None
    workers: int = 0
    executor: Executor | None = None
    _pool: ProcessPoolExecutor | None = field(default=None, init=False, repr=False)

    def __post_init__(self) -> None:
        from swap_teach.input_batches import input_batches
        from swap_teach.metrics import get_metrics

        self.columns = {metric.name: metric.column for metric in get_metrics(self.formula.metrics)}
        self._images = _Ready(input_batches(self.inputs, self.repeats))  # once, and not anew for each batch of children

    @property
    def id(self) -> str:
        """Name all that a score depends on."""
        import torch

        return (
            f"{self.formula!r} of {self.space.name} {self.network}, {self.num_classes} classes, on {self._images.id}, "
            f"{self.mode} mode, {self.law} law, seed {self.seed}, {self.repeats} repeats, torch {torch.__version__}"
        )

    def __call__(self, genotypes: list[Any]) -> list[float]:
        """Score them together; NaN where a repeat has no value."""
        from swap_teach.batch_scoring import score_many

        table = score_many(
            self.space,
            genotypes,
            list(self.columns),
            self._images,
            network=self.network,
            num_classes=self.num_classes,
            mode=self.mode,
            law=self.law,
            seed=self.seed,
            repeats=self.repeats,
            store=self.store,
            executor=self._executor(),
            chunk=self.repeats,  # an architecture is what travels
            progress=False,
        )
        values = {name: table[column].to_numpy(np.float64) for name, column in self.columns.items()}
        means = {name: column.reshape(len(genotypes), self.repeats).mean(axis=1) for name, column in values.items()}
        return [float(score) for score in self.formula(means)]

    def _executor(self) -> Executor | None:
        if self.executor is not None:
            return self.executor
        if self.workers and self._pool is None:
            from swap_teach.workers import end_with_parent

            self._pool = ProcessPoolExecutor(self.workers, get_context("spawn"), end_with_parent)
        return self._pool

    def close(self) -> None:
        """Let the worker processes end; the next call would start others."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None

    def __enter__(self) -> ScoredObjective:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


@dataclass(frozen=True)
class _Ready:
    """A source whose batches are made."""

    batches: InputBatches

    @property
    def id(self) -> str:
        return self.batches.id

    def __call__(self, repeat: int) -> Any:
        return self.batches.of_repeat[repeat]


def swap_objective(
    space: Space[Any],
    inputs: Any,
    mu: float | None = None,
    sigma: float | None = None,
    *,
    repeats: int = 4,
    network: str = "scoring",
    num_classes: int = 10,
    mode: Mode = "train",
    law: Law = "default",
    seed: int = 0,
    store: str | Path | None = None,
    workers: int = 0,
    executor: Executor | None = None,
) -> ScoredObjective:
    """Return the regularised SWAP-Score Psi' as an objective; without mu and sigma Psi itself.

    mu (thousands of the scoring network's parameters), sigma (its square) as in `regularised_swap`; the rest as in
    `ScoredObjective`, to be used in a `with` if it has workers. ValueError for one of mu and sigma without the other.
    """
    return ScoredObjective(
        space,
        inputs,
        swap_formula(mu, sigma),
        repeats=repeats,
        network=network,
        num_classes=num_classes,
        mode=mode,
        law=law,
        seed=seed,
        store=store,
        workers=workers,
        executor=executor,
    )


@dataclass(frozen=True)
class EachAlone:
    """An objective that scores one genotype at a time with a function; `id` names its scores."""

    function: Callable[[Any], float]
    id: str

    def __call__(self, genotypes: list[Any]) -> list[float]:
        """Score one after the other."""
        return [self.function(genotype) for genotype in genotypes]


def size_objective(
    space: Space[Any], mu: float, sigma: float, network: str = "scoring", num_classes: int = 10
) -> EachAlone:
    """Return f(Theta) alone, Psi' with Psi = 1: what a search finds that looks at nothing but size."""
    from swap_teach.swap import size_factor, theta

    def score(genotype: Any) -> float:
        return float(size_factor(theta(space.build(genotype, num_classes, network, device="meta")), mu, sigma))

    return EachAlone(score, f"f(mu={mu}, sigma={sigma}) of {space.name} {network}, {num_classes} classes")


def table_objective(scores: Mapping[str, float]) -> EachAlone:
    """Return known scores as an objective, by architecture string: a dictionary, or a Series with that index.

    ValueError, when it is called, for an architecture without a score.

    >>> table_objective({"a": 1.0})(["a"])
    [1.0]
    """
    known = {str(arch): float(score) for arch, score in scores.items()}

    def look_up(genotype: Any) -> float:
        if str(genotype) not in known:
            raise ValueError(f"The table of {len(known):,} scores has none for {genotype}.")
        return known[str(genotype)]

    digest = hashlib.sha256(repr(sorted(known.items())).encode()).hexdigest()[:12]
    return EachAlone(look_up, f"table#{digest}")
