"""The command `swap-teach train`: train a found cell at full length, or go on with it."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from swap_teach.final_training.data_sets import DataSet
    from swap_teach.final_training.recipe import FinalRecipe

EXAMPLES = """\
examples:
  swap-teach search --space darts --dataset cifar10 --mu 1.2 --sigma 1.2 --out runs/a
  swap-teach train --arch runs/a/best.json --dataset cifar10 --device cuda --mixed --out runs/t
  swap-teach train --arch "Genotype(normal=[...], ...)" --dataset mini --epochs 30 --cells 3 --out runs/small
  swap-teach train --arch cell.txt --dataset imagenet-folder --data FOLDER --device cuda --out runs/imagenet

The recipe is that of the DARTS paper: for CIFAR 600 epochs of 20 cells and 36 channels, for image folders 250 epochs of
14 cells and 48 channels. Both take a GPU for days. `mini`, scenes of 12 pixels that the course makes itself, takes
minutes on a CPU.

--out DIR gets log.csv, result.json and the last two checkpoints. Stopped by you or by a crash, the same command goes
on from the last one, on a CPU to the same weights bit for bit.
"""
DATASETS = ("mini", "cifar10", "cifar100", "imagenet-folder")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Give `parser` the options of `swap-teach train`."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.description = "Train the network of a found cell: the recipe of the DARTS paper."
    parser.epilog = EXAMPLES
    what = parser.add_argument_group("what to train, on what")
    what.add_argument("--space", default="darts", help="darts, the only one with a final network")
    what.add_argument("--arch", required=True, help="a genotype, or a file with one: text, or a search's best.json")
    what.add_argument("--dataset", choices=DATASETS, default="mini", help="default: %(default)s")
    what.add_argument("--data", type=Path, metavar="DIR", help="for imagenet-folder: with train/CLASS/ and val/CLASS/")
    how = parser.add_argument_group("choices of the recipe (default: the data set's own)")
    how.add_argument("--epochs", type=int)
    how.add_argument("--batch", type=int, dest="batch_size")
    how.add_argument("--learning-rate", type=float, help="the highest; it falls to 0 along half a cosine")
    how.add_argument("--weight-decay", type=float)
    how.add_argument("--clip", type=float, help="longest gradient")
    how.add_argument("--channels", type=int, help="before the first reduction")
    how.add_argument("--cells", type=int)
    how.add_argument("--cutout", type=int, help="side in pixels of the blanked square; 0: none")
    how.add_argument("--drop-path", type=float, help="probability at the end of the training; 0: none")
    how.add_argument("--auxiliary", type=float, help="weight of the second classifier's loss; 0: no such head")
    how.add_argument("--label-smoothing", type=float)
    run = parser.add_argument_group("how to run")
    run.add_argument("--seed", type=int, default=0, help="of weights, images and drop-path (default: %(default)s)")
    run.add_argument("--device", default="cpu", help="cpu (default), cuda, cuda:1, ...")
    run.add_argument("--mixed", action="store_true", help="compute in bfloat16 what bears it")
    run.add_argument("--threads", type=int, default=4, help="that read pictures from folders (default: %(default)s)")
    run.add_argument("--judge-every", type=int, default=1, metavar="N", help="epochs between looks at the test images")
    run.add_argument("--out", type=Path, required=True, metavar="DIR", help="a folder, made if it isn't there")
    run.add_argument("--quiet", action="store_true", help="no progress bar")
    run.add_argument("--json", action="store_true", help="print the result as JSON")


def main(given: argparse.Namespace) -> int:
    """Train to the end, print what came out and return the exit status; what can't be done is an error."""
    from swap_teach.final_training.loop import final_training
    from swap_teach.spaces import get_space
    from swap_teach.swap import theta

    if given.space != "darts":
        raise ValueError(f"Only darts has a final network to train, got --space {given.space}.")
    if given.judge_every < 1 or given.threads < 1:
        raise ValueError(
            f"--judge-every and --threads are at least 1, got {given.judge_every} and {given.threads}."
        )  # fmt: skip
    genotype = get_space("darts").parse(_genotype_text(given.arch))
    recipe, data = _recipe(given), _data(given)
    trained = final_training(
        genotype,
        data,
        recipe,
        given.out,
        seed=given.seed,
        device=given.device,
        mixed=given.mixed,
        judge_every=given.judge_every,
        progress=not given.quiet,
    )
    result = {
        "arch": str(genotype),
        "data": data.name,
        "epochs": recipe.descent.epochs,
        "cells": recipe.cells,
        "channels": recipe.channels,
        "params_M": theta(trained.network) / 1000,
        "test_accuracy": trained.accuracy,
        "test_loss": trained.log[-1]["test_loss"],
        "seed": given.seed,
        "seconds": trained.log[-1]["seconds"],
        "device": given.device,
    }
    (given.out / "result.json").write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(result, indent=1) if given.json else _as_text(result))
    return 0


def _genotype_text(arch: str) -> str:
    """Read a genotype from the command itself, from a text file or from a search's best.json."""
    if arch.lstrip().startswith("Genotype("):
        return arch
    path = Path(arch)
    if not path.is_file():
        raise ValueError(f"--arch is neither a genotype, Genotype(normal=[...], ...), nor a file that is there: {arch}")
    text = path.read_text(encoding="utf-8").strip()
    return str(json.loads(text)["arch"]) if path.suffix == ".json" else text


def _recipe(given: argparse.Namespace) -> FinalRecipe:
    from dataclasses import fields

    from swap_teach.final_training.recipe import RECIPES, FinalRecipe
    from swap_teach.training import Recipe

    names = {field.name for kind in (FinalRecipe, Recipe) for field in fields(kind)} & vars(given).keys()
    return RECIPES[given.dataset].changed(**{name: getattr(given, name) for name in sorted(names)})


def _data(given: argparse.Namespace) -> DataSet:
    from swap_teach.final_training.data_sets import Scenes, cifar
    from swap_teach.final_training.folders import image_folders

    if (given.data is None) == (given.dataset == "imagenet-folder"):
        raise ValueError("--data FOLDER goes with --dataset imagenet-folder, and with no other.")
    if given.dataset == "mini":
        return Scenes()
    return cifar(given.dataset) if given.data is None else image_folders(given.data, threads=given.threads)


def _as_text(result: dict[str, object]) -> str:
    return (
        f"{result['data']}: {result['test_accuracy']:.2f} % right after {result['epochs']} epochs "
        f"({result['seconds']:,.0f} s on {result['device']}); {result['params_M']:.3f} M parameters, "
        f"{result['cells']} cells of {result['channels']} channels."
    )
