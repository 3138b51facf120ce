"""The command `swap-teach score`: score architectures of a space, or a network of your own, from a shell."""

from __future__ import annotations

import argparse
import importlib
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from swap_teach.commands.conditions import add_conditions, score_space

if TYPE_CHECKING:
    import pandas as pd

    from swap_teach.spaces import Space

EXAMPLES = """\
examples:
  swap-teach score --space nb201 --sample 20
  swap-teach score --space nb201 --all --metrics swap,params --workers 2 --store scores.sqlite
  swap-teach score --space darts --archs genotypes.txt --repeats 8 --law normal --out scores.csv
  swap-teach score --model my_module:make_network --inputs folder/
  swap-teach score --space nb201 --all --dask tcp://10.0.0.1:8786 --store scores.sqlite

An interrupted run goes on where it stopped when it is given the same --store. The same command gives the same
scores, whatever --workers is, and on a Dask cluster too; `dask scheduler` starts one, and on each machine
`dask worker ADDRESS --nthreads 1 --nworkers 8`. `--list-metrics` says what can be measured.
"""
LARGEST_WHOLE_SPACE = 1_000_000  # beyond it, a slip of the hand would run for days


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Give `parser` the options of `swap-teach score`."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.description = "Score networks without training them; weights are random, images few."
    parser.epilog = EXAMPLES
    what = parser.add_argument_group("what to score")
    what.add_argument("--space", help="a search space: nb201, darts, ...")
    which = what.add_mutually_exclusive_group()
    which.add_argument("--all", action="store_true", help="every architecture of the space")
    which.add_argument("--sample", type=int, metavar="N", help="N architectures drawn with --seed")
    which.add_argument("--archs", metavar="FILE", help="architectures in a file, one a line; - reads standard input")
    what.add_argument("--model", metavar="MODULE:FUNCTION", help="a function that returns a network, scored as it is")
    how = add_conditions(parser, metrics="swap,units,params")
    how.add_argument(
        "--layout", choices=("contiguous", "channels_last"), help="of images in memory; channels_last is quicker"
    )
    how.add_argument(
        "--chunk", type=int, metavar="N", help="networks that travel together; else a second's work, or 16"
    )
    how.add_argument("--list-metrics", action="store_true", help="list the metrics and stop")
    out = parser.add_argument_group("where scores go")
    out.add_argument("--out", metavar="FILE", help="a table: .csv, .csv.gz or .parquet")
    out.add_argument("--json", action="store_true", help="print rows as JSON in place of a table")


def main(given: argparse.Namespace) -> int:
    """Score what is asked for, print it, and return the exit status; what can't be done is an error with a reason."""
    from swap_teach.metrics import list_metrics
    from swap_teach.score_table import write_table
    from swap_teach.spaces import get_space

    if given.list_metrics:
        print(list_metrics()[["column", "direction", "needs", "what"]].to_string())
        return 0
    if (given.space is None) == (given.model is None):
        raise ValueError(
            "Say what to score: --space NAME with --all, --sample N or --archs FILE; or --model MODULE:FUNCTION."
        )
    if given.model:
        table = _score_model(given)
    else:
        space = get_space(given.space)
        table = score_space(given, space, _architectures(space, given))
    if given.out:
        write_table(table, given.out)
    print(_as_json(table) if given.json else _as_text(table, given.samples))
    return 0


def _architectures(space: Space[Any], given: argparse.Namespace) -> Iterable[Any]:
    import numpy as np

    if given.all:
        if len(space) > LARGEST_WHOLE_SPACE:
            raise ValueError(f"{space.name} has {len(space):.2g} architectures, too many for --all: use --sample N.")
        return list(space)
    if given.sample is not None:
        if given.sample < 1:
            raise ValueError(f"--sample must be at least 1, got {given.sample}.")
        rng = np.random.default_rng(given.seed)
        return [space.sample(rng) for _ in range(given.sample)]
    if given.archs:
        text = sys.stdin.read() if given.archs == "-" else Path(given.archs).read_text(encoding="utf-8-sig")
        archs = [line.strip() for line in text.splitlines() if line.strip()]
        if not archs:
            raise ValueError(f"--archs {given.archs} holds no architecture: write one a line.")
        return archs
    raise ValueError(f"Which architectures of {space.name}? Add --all, --sample N or --archs FILE.")


def _score_model(given: argparse.Namespace) -> pd.DataFrame:
    """Score what MODULE:FUNCTION returns, a row; modules of the current folder are found."""
    import pandas as pd

    from swap_teach.images import load_images
    from swap_teach.metrics import get_metric
    from swap_teach.scoring import score_network

    module, colon, function = given.model.partition(":")
    if not (module and colon and function):
        raise ValueError(f"--model takes MODULE:FUNCTION, say my_module:make_network; got {given.model!r}.")
    if given.repeats != 1 or given.law != "default" or given.layout != "contiguous" or given.store or given.workers:
        raise ValueError(
            "--model scores the network once, as your function gives it: --repeats, --law, --layout, --store and "
            "--workers belong to --space."
        )
    if given.dask or given.local_cluster:
        raise ValueError("--model scores one network in this process: --dask and --local-cluster belong to --space.")
    sys.path.insert(0, str(Path.cwd()))
    try:
        make = getattr(importlib.import_module(module), function)
    except (ModuleNotFoundError, AttributeError) as error:
        raise ValueError(f"Can't find {given.model}: {error}. Run this in the folder that holds {module}.") from error
    x, y = load_images(given.inputs, given.samples, given.size, given.seed)
    scores = score_network(make(), x, y, given.metrics.split(","), given.seed, given.mode)
    row: dict[str, Any] = {"arch": given.model, "repeat": 0}
    row |= {get_metric(name).column: float(score) for name, score in scores.items()}
    row["note"] = "; ".join(dict.fromkeys(score.note for score in scores.values() if score.note))
    return pd.DataFrame([row])


def _as_json(table: pd.DataFrame) -> str:
    return json.dumps(json.loads(table.to_json(orient="records", double_precision=15)), indent=1)


def _as_text(table: pd.DataFrame, samples: int) -> str:
    """Lay out the rows, or what they have in common where they are many; then the flags, and chance."""
    from swap_teach.choices import expected_distinct
    from swap_teach.score_table import describe_flags

    shown = table if len(table) <= 40 else table.drop(columns="repeat").describe().drop("count")
    lines = [shown.to_string(index=len(table) > 40), describe_flags(table)]
    if {"swap", "units"} <= set(table.columns):
        units = table["units"].median()
        by_chance = float(expected_distinct(units, samples))
        lines.append(
            f"Median V = {units:,.0f}, S = {samples}: random bits would give {by_chance:,.0f} distinct patterns, "
            f"of {1 << samples:,} that there can be."
        )
    return "\n".join(lines)
