"""The final training of one cell: epochs, checkpoints, log. Stopped at any moment, it goes on as if it hadn't.

The epochs themselves are the project's one training loop, `swap_teach/training.py`. Used in lesson A5.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from swap_teach.final_training.augment import cutout
from swap_teach.final_training.checkpoint import CheckpointError, load_latest, save
from swap_teach.final_training.data_sets import DataSet
from swap_teach.final_training.network import final_network
from swap_teach.final_training.recipe import FinalRecipe, drop_path_at, training_loss
from swap_teach.seeding import derived_rng
from swap_teach.spaces.darts_genotype import Genotype
from swap_teach.spaces.darts_network import Network
from swap_teach.training import Training

Row = dict[str, Any]
JUDGED_AT_ONCE = 500


@dataclass(frozen=True)
class TrainedNetwork:
    """What a final training leaves: the network, and its log, one row an epoch.

    A row has epoch, learning_rate, drop_path, train_loss (nats, all terms), test_loss (nats), test_accuracy
    (percent; both None where it wasn't judged) and seconds since the start, pauses left out.
    """

    network: Network
    log: list[Row]

    @property
    def accuracy(self) -> float:
        """Test accuracy after the last epoch, in percent."""
        return float(self.log[-1]["test_accuracy"])


@dataclass(frozen=True)
class AugmentedBatches:
    """An epoch of a data set as tensors on a device, with cutout: what `Training.epoch` takes."""

    data: DataSet
    recipe: FinalRecipe
    seed: int
    device: str

    def __len__(self) -> int:
        return len(self.data) // self.recipe.descent.batch_size

    def epoch(self, number: int) -> Iterator[tuple[Tensor, Tensor]]:
        """Yield images and labels; all that is random comes from the seed and this epoch's number."""
        rng = derived_rng(self.seed, "final training", "cutout", number)
        for x, y in self.data.epoch(self.seed, number, self.recipe.descent.batch_size):
            blanked = cutout(x, self.recipe.cutout, rng) if self.recipe.cutout else x
            yield torch.from_numpy(blanked).to(self.device), torch.from_numpy(y).to(self.device)


def final_training(
    genotype: Genotype,
    data: DataSet,
    recipe: FinalRecipe,
    out: Path | None = None,
    *,
    seed: int = 0,
    device: str = "cpu",
    mixed: bool = False,
    judge_every: int = 1,
    progress: bool = False,
) -> TrainedNetwork:
    """Train a DARTS cell's network and judge it on the test images.

    out          a folder for checkpoints (the last two) and log.csv; a training that is there is gone on with.
                 None keeps nothing.
    mixed        compute in bfloat16 what bears it; weights stay float32. Faster on GPUs since 2020.
    judge_every  epochs between two looks at the test images; the last epoch is always judged

    With the same seed, device and number of threads a CPU gives the same weights bit for bit, however often it was
    stopped. RuntimeError if the loss is no longer finite; CheckpointError if `out` holds another training.
    """
    batches = AugmentedBatches(data, recipe, seed, device)
    if not len(batches):
        raise ValueError(f"A batch of {recipe.descent.batch_size} is more than the {len(data)} training images.")
    network = final_network(genotype, data, recipe, seed, device)
    forward = network.forward if network.auxiliary_head is None else network.forward_with_auxiliary
    training = Training(network, recipe.descent, forward, torch.bfloat16 if mixed else None)
    settings = {"arch": str(genotype), "data": data.name, "seed": seed, "mixed": mixed, **recipe.choices}
    log: list[Row] = []
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
        if state := load_latest(out, device):
            _check(out, state["settings"], settings)
            training.load_state_dict(state)
            log = state["log"]
    bar = _bar(len(batches) * recipe.descent.epochs, len(batches) * training.epochs_done, progress)
    with bar:
        start = perf_counter() - (log[-1]["seconds"] if log else 0.0)
        while (epoch := training.epochs_done) < recipe.descent.epochs:
            drop = network.drop_path
            drop.p, drop.generator = drop_path_at(recipe, epoch), _torch_generator(seed, epoch, device)
            loss, mean = _tallied(training_loss(recipe), bar.update)
            training.epoch(batches, loss)
            if not mean() < float("inf"):
                raise RuntimeError(
                    f"The training loss of epoch {epoch + 1} is {mean()}: lower the learning rate "
                    f"({recipe.descent.learning_rate:g}), or clip gradients."
                )
            last = epoch + 1 == recipe.descent.epochs
            accuracy, test_loss = (
                judge(network, data, device) if last or (epoch + 1) % judge_every == 0 else (None,) * 2
            )
            row = {
                "epoch": epoch + 1,
                "learning_rate": training.optimiser.param_groups[0]["lr"],
                "drop_path": drop.p,
                "train_loss": mean(),
                "test_loss": test_loss,
                "test_accuracy": accuracy,
                "seconds": round(perf_counter() - start, 1),
            }
            log.append(row)
            if accuracy is not None:
                bar.set_postfix_str(f"epoch {epoch + 1}: test accuracy {accuracy:.2f} %")
            if out is not None:
                save(out, epoch + 1, {**training.state_dict(), "settings": settings, "log": log})
                write_log(out / "log.csv", log)
    return TrainedNetwork(network, log)


@torch.no_grad()
def judge(network: nn.Module, data: DataSet, device: str = "cpu") -> tuple[float, float]:
    """Return accuracy in percent and mean cross-entropy in nats over the images to judge on; eval mode."""
    network.eval()
    right, loss, n = 0, 0.0, 0
    for x, y in data.judged(JUDGED_AT_ONCE):
        labels = torch.from_numpy(y).to(device)
        logits = network(torch.from_numpy(x).to(device))
        right += int((logits.argmax(1) == labels).sum())
        loss += float(functional.cross_entropy(logits, labels, reduction="sum"))
        n += len(y)
    return 100 * right / n, loss / n


def write_log(path: Path, log: list[Row]) -> None:
    """Replace the table: whoever looks sees the old one or the new one, whole."""
    text = io.StringIO()
    table = csv.DictWriter(text, list(log[0]), lineterminator="\n")
    table.writeheader()
    table.writerows(log)
    unfinished = path.with_name(path.name + ".new")
    unfinished.write_text(text.getvalue(), encoding="utf-8")
    unfinished.replace(path)


def _tallied(loss: Callable[[Any, Tensor], Tensor], tick: Callable[[], Any]) -> tuple[Any, Callable[[], float]]:
    """Return the loss as one that remembers its values and moves the progress bar, and a way to ask for their mean."""
    values: list[Tensor] = []

    def tallied(outputs: Any, labels: Tensor) -> Tensor:
        value = loss(outputs, labels)
        values.append(value.detach())
        tick()
        return value

    return tallied, lambda: float(torch.stack(values).double().mean())


def _torch_generator(seed: int, epoch: int, device: str) -> torch.Generator:
    drawn = derived_rng(seed, "final training", "drop path", epoch).integers(2**63 - 1)
    return torch.Generator(device).manual_seed(int(drawn))


def _check(out: Path, there: dict[str, Any], now: dict[str, Any]) -> None:
    other = [f"{name} {there.get(name)!r}, now {now[name]!r}" for name in now if there.get(name) != now[name]]
    if other:
        raise CheckpointError(
            f"{out.name} holds another training: {'; '.join(other)}. Name another folder, or give the same command."
        )


def _bar(total: int, done: int, progress: bool) -> Any:
    from tqdm.auto import tqdm

    return tqdm(total=total, initial=done, unit="step", disable=not progress, dynamic_ncols=True)
