"""What does f(Theta) buy on NAS-Bench-201, and what without looking at any accuracy? Read in lesson 06.

mu and sigma are chosen on 1,000 cells by validation accuracy, and reported on all others by test accuracy; cells that
compute the same function are on the same side.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.stats import rankdata

from swap_teach.benchmarks import NB201_DATASETS, load_benchmark
from swap_teach.choices import SizeTarget, size_target
from swap_teach.ranking import spearman, split
from swap_teach.records import load_record
from swap_teach.spaces.nb201 import NB201
from swap_teach.studies import Finding, Setting
from swap_teach.studies.image_kinds import Images
from swap_teach.studies.trained import quality, sample, score
from swap_teach.swap import regularised_swap

if TYPE_CHECKING:
    from numpy.typing import NDArray

CALIBRATION = 1000
LARGEST = 0.05  # of them, one function: else 460 copies of one cell may be half of what is chosen on
SCORES = {"photos": "swap", "cifar10": "swap_cifar10"}  # images, and the column of data/scores/nb201.csv.gz
QUANTILES = (0.3, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 0.98, 1.0)  # mu, among the sizes
WIDTHS = (0.1, 0.2, 0.35, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 5.0, 10.0)  # sigma / mu^2
RESAMPLES = 500


@dataclass(frozen=True)
class Cells:
    """NAS-Bench-201 cells: Psi, Theta in millions, V."""

    psi: NDArray[np.float64]
    theta: NDArray[np.float64]
    units: NDArray[np.float64]

    def of(self, rows: np.ndarray) -> Cells:
        """Keep these rows."""
        return Cells(self.psi[rows], self.theta[rows], self.units[rows])


def study(setting: Setting) -> Finding:
    """Choose and report for each data set and each kind of images there are scores for."""
    scores, about = _scores(setting)
    truth = truth_of(list(scores.arch))
    space = NB201()
    groups = [space.canonical_class(space.parse(arch)) for arch in scores.arch]
    sides = split(groups, min(CALIBRATION, len(scores) // 2), largest=LARGEST)
    rows: list[dict[str, object]] = []
    for images, column in SCORES.items():
        if column not in scores:
            continue
        cells = Cells(*(scores[name].to_numpy(float) for name in (column, "params_M", "units")))
        for dataset, table in truth.items():
            rows += _report(cells, table.val_acc.to_numpy(), table.test_acc.to_numpy(), sides, dataset, images)
    absent = [dataset for dataset in NB201_DATASETS if dataset not in truth]
    return Finding(
        title="Regularised SWAP on NAS-Bench-201: mu and sigma chosen on 1,000 cells, reported on the others",
        table=pd.DataFrame(rows),
        inputs=about,
        benchmarks=["nb201"],
        n={"calibration": len(sides[0]), "report": len(sides[1])},
        notes=f"Split by function (canonical_class), seed 0; one function makes at most {LARGEST:.0%} of calibration. "
        "Calibration: validation accuracy of one seed; report: mean "
        "test accuracy. Theta counts the network for 10 classes. "
        + (f"Not in the table that was used: {', '.join(absent)}." if absent else ""),
    )


def _scores(setting: Setting) -> tuple[pd.DataFrame, list[str]]:
    """Read the recorded scores of all cells; or score a sample, to try the study out."""
    if setting.sample is None:
        record = load_record("nb201", "scores")
        return record.table, list(record.about["inputs"])
    images = Images("photos")
    return score(sample("nb201", setting.sample), images, 1, setting), [images.id]


def truth_of(archs: list[str]) -> dict[str, pd.DataFrame]:
    """Load validation and test accuracy in the order of `archs`, of the data sets that the table has both for."""
    found = {}
    for dataset in NB201_DATASETS:
        try:
            table = load_benchmark("nb201", dataset)
        except ValueError:  # the table has no such column, which the record's notes say
            continue
        if table[["val_acc", "test_acc"]].notna().all(axis=None):
            found[dataset] = table.set_index("arch").loc[archs]
    return found


def _report(
    cells: Cells,
    validation: np.ndarray,
    test: np.ndarray,
    sides: tuple[np.ndarray, np.ndarray],
    dataset: str,
    images: str,
) -> Iterator[dict[str, object]]:
    calibration, report = sides
    chosen = rules(cells.of(calibration), validation[calibration])
    for side, rows, truth, accuracy in (
        ("calibration", calibration, "validation", validation),
        ("report", report, "test", test),
    ):
        kept = cells.of(rows)
        for (rule, chosen_by), target in chosen.items():
            yield {
                "benchmark": "nb201",
                "dataset": dataset,
                "inputs": images,
                "rule": rule,
                "chosen_by": chosen_by,
                "mu_M": np.nan if target is None else float(f"{target.mu:.6g}"),
                "sigma_M2": np.nan if target is None else float(f"{target.sigma:.6g}"),
                "split": side,
                "truth": truth,
                **quality(apply(rule, target, kept), kept.theta, kept.units, accuracy[rows], RESAMPLES),
            }


def rules(cells: Cells, accuracy: np.ndarray) -> dict[tuple[str, str], SizeTarget | None]:
    """Return the rules, each with how mu and sigma were chosen and what came out."""
    one = np.ones_like(cells.psi)
    thousands = 1000 * cells.theta
    median = float(np.median(thousands))
    sizes = size_target(cells.theta)
    return {
        ("swap", "nothing"): None,
        ("params", "nothing"): None,
        ("units", "nothing"): None,
        ("rank average of swap and params", "nothing"): None,
        ("regularised swap", "accuracy"): best_target(cells.psi, cells.theta, accuracy),
        ("f alone", "accuracy"): best_target(one, cells.theta, accuracy),
        ("regularised swap", "sizes"): sizes,
        ("f alone", "sizes"): sizes,
        # The rule for DARTS cells, in the authors' unit, the thousand: a length and a length squared made equal.
        ("regularised swap", "darts rule"): SizeTarget(median / 1e3, median / 1e6),
        ("f alone", "darts rule"): SizeTarget(median / 1e3, median / 1e6),
    }


def best_target(psi: np.ndarray, theta: np.ndarray, accuracy: np.ndarray) -> SizeTarget:
    """Return the mu and sigma of the grid whose Psi' ranks these accuracies best."""
    grid = [SizeTarget(mu, width * mu**2) for mu in np.quantile(theta, QUANTILES).tolist() for width in WIDTHS]
    rhos = [spearman(regularised_swap(psi, theta, *target), accuracy, resamples=0).value for target in grid]
    return grid[int(np.argmax(rhos))]


def apply(rule: str, target: SizeTarget | None, cells: Cells) -> NDArray[np.float64]:
    """Score cells by a rule of `rules`."""
    if target is not None:
        psi = cells.psi if rule == "regularised swap" else np.ones_like(cells.psi)
        return regularised_swap(psi, cells.theta, *target)
    if rule.startswith("rank average"):
        return np.asarray(rankdata(cells.psi) + rankdata(cells.theta))
    return {"swap": cells.psi, "params": cells.theta, "units": cells.units}[rule]
