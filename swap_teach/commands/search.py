"""The command `swap-teach search`: search a space for the network that scores best, without training any."""

from __future__ import annotations

import argparse
import json
import os
import platform
from pathlib import Path
from typing import TYPE_CHECKING, Any

from swap_teach.commands.conditions import add_conditions, cluster

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from swap_teach.objectives import ScoredObjective
    from swap_teach.searchers import Moves
    from swap_teach.searching import SearchResult
    from swap_teach.spaces import Space

EXAMPLES = """\
examples:
  swap-teach search --space darts --dataset cifar10 --mu 1.2 --sigma 1.2 --out runs/a
  swap-teach search --space darts --dataset imagenet --mu 25 --sigma 25 --law normal --workers 2 --out runs/b
  swap-teach search --space nb201 --algorithm local-search --metrics nwot --seconds 60

With --mu and --sigma the score is the regularised SWAP-Score; mu is a size in thousands of parameters of the network
that is scored, sigma its square. Larger mu gives larger networks. The paper's authors draw weights with --law normal.

--out DIR gets history.csv, best.json and search.jsonl, the log. Stopped by you or by a crash, the same command goes on
where it stopped, to the history it would have had; with a larger --budget, further. The same command finds the same,
whatever --workers is, and on a Dask cluster (--dask, --local-cluster).
"""
CLASSES = {"cifar10": 10, "cifar100": 100, "imagenet": 1000}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Give `parser` the options of `swap-teach search`."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.description = "Evolve networks towards the best score that needs no training: SWAP-NAS."
    parser.epilog = EXAMPLES
    what = parser.add_argument_group("what to search")
    what.add_argument("--space", default="darts", help="darts (default), nb201, ...")
    what.add_argument("--dataset", choices=CLASSES, help="what the network is for: sets --classes; images: --inputs")
    what.add_argument("--max-params", type=float, metavar="M", help="at most M million in the network to be trained")
    what.add_argument("--max-macs", type=float, metavar="M", help="at most M million multiply-accumulates in it")
    search = parser.add_argument_group("how to search")
    search.add_argument("--mu", type=float, help="target size, thousands of parameters of the scored network")
    search.add_argument("--sigma", type=float, help="how far from it sizes may lie, thousands squared")
    search.add_argument("--algorithm", default="swap-nas", help="or ageing-evolution, local-search, random")
    search.add_argument("--budget", type=int, default=1000, help="networks to evaluate (default: %(default)s)")
    search.add_argument("--seconds", type=float, help="stop after so many, if the budget lasts longer")
    add_conditions(parser, metrics="swap")
    parser.set_defaults(repeats=4)
    out = parser.add_argument_group("where results go")
    out.add_argument("--out", type=Path, metavar="DIR", help="a folder, made if it isn't there")
    out.add_argument("--json", action="store_true", help="print the best as JSON")


def main(given: argparse.Namespace) -> int:
    """Search, print the best and return the exit status; what can't be done is an error with a reason."""
    from swap_teach.score_table import write_table
    from swap_teach.searching import search
    from swap_teach.spaces import get_space

    space = get_space(given.space)
    if given.dataset:
        given.classes = CLASSES[given.dataset]
    moves = _moves(given, space)
    if given.out:
        given.out.mkdir(parents=True, exist_ok=True)
    with cluster(given) as executor, _objective(given, space, executor) as objective:
        found = search(
            moves,
            objective,
            given.algorithm,
            budget=given.budget,
            seconds=given.seconds,
            seed=given.seed,
            store=given.out / "search.jsonl" if given.out else None,
        )
    best = _describe(given, space, moves, objective, found)
    if given.out:
        write_table(found.history, given.out / "history.csv")
        (given.out / "best.json").write_text(json.dumps(best, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(best, indent=1) if given.json else _as_text(best))
    return 0


def _moves(given: argparse.Namespace, space: Space[Any]) -> Moves[Any]:
    """Narrow the space: one cell where only one is scored, and the limits of size."""
    from swap_teach.narrowed import OneCell, macs_at_most, parameters_at_most

    one_cell = space.name == "darts" and given.network == "scoring"
    moves: Moves[Any] = OneCell(space) if one_cell else space
    if given.max_params is not None:
        moves = parameters_at_most(moves, given.max_params, space, given.classes)
    if given.max_macs is not None:
        moves = macs_at_most(moves, given.max_macs, space, given.classes)
    return moves


def _objective(given: argparse.Namespace, space: Space[Any], executor: Executor | None) -> ScoredObjective:
    from swap_teach.formulas import OneMetric, swap_formula
    from swap_teach.images import ImageSource, load_images
    from swap_teach.objectives import ScoredObjective

    regularised = given.mu is not None or given.sigma is not None
    if "," in given.metrics or (regularised and given.metrics != "swap"):
        raise ValueError(
            f"A search maximises one metric, and --mu and --sigma belong to swap; got --metrics {given.metrics}."
        )
    images = given.inputs, given.samples, given.size, given.seed
    return ScoredObjective(
        space,
        load_images(*images) if given.same_images else ImageSource(*images),
        swap_formula(given.mu, given.sigma) if given.metrics == "swap" else OneMetric(given.metrics),
        repeats=given.repeats,
        network=given.network,
        num_classes=given.classes,
        mode=given.mode,
        law=given.law,
        seed=given.seed,
        store=given.store,
        workers=given.workers,
        executor=executor,
    )


def _describe(
    given: argparse.Namespace,
    space: Space[Any],
    moves: Moves[Any],
    objective: ScoredObjective,
    found: SearchResult[Any],
) -> dict[str, Any]:
    """Say what was found, and all that the finding depends on."""
    from swap_teach.narrowed import full_macs, full_network, full_parameters
    from swap_teach.swap import theta

    scored = space.build(found.best, given.classes, given.network, device="meta")
    on = "a Dask cluster" if given.dask or given.local_cluster else f"{max(1, given.workers)} processes"
    return {
        "arch": str(found.best),
        "score": found.score if found.score == found.score else None,  # JSON has no NaN
        "scored_params_thousand": theta(scored),
        "full_network": full_network(space),
        "full_params_M": full_parameters(space, found.best, given.classes),
        "full_macs_M": round(full_macs(space, found.best, given.classes), 3),
        "evaluated": len(found.history),
        "repeats": objective.repeats,
        "seconds": round(float(found.history["seconds"].max()), 3),
        "device": f"CPU ({platform.machine()}, {os.cpu_count()} cores), {on}",
        "space": moves.name,
        "algorithm": given.algorithm,
        "seed": given.seed,
        "objective": objective.id,
    }


def _as_text(best: dict[str, Any]) -> str:
    score = "none: no network had a score" if best["score"] is None else f"{best['score']:,.1f}"
    return (
        f"{best['evaluated']:,} networks, {best['repeats']} draws of weights each, in {best['seconds']:.1f} s on "
        f"{best['device']}.\n"
        f"Best score: {score}; {best['scored_params_thousand']:.3f} thousand parameters as scored, "
        f"{best['full_params_M']:.3f} M and {best['full_macs_M']:.1f} million multiply-accumulates in the "
        f"{best['full_network']} network.\n{best['arch']}"
    )
