"""The command `swap-teach bench`: what scoring costs here, against the textbook's algorithm, and how it grows."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

    from swap_teach.bench.rows import Row
    from swap_teach.bench.timing import Place

PARTS = ("promises", "scaling", "stages", "throughput")
EXAMPLES = """\
examples:
  swap-teach bench                                 everything, on the CPU: some ten minutes
  swap-teach bench --only promises                 ratios that are promised, each with its bound
  swap-teach bench --only stages --spaces nb201,darts --metrics swap,nwot
  swap-teach bench --device cuda --layout channels_last --amp --json

Times are taken in turns, so ratios hold on a busy machine too; seconds don't. Exit status 1: a promise isn't kept. What
is worse than in the recorded bench of the same kind of device is said, by ratios.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Give `parser` the options of `swap-teach bench`."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.description = "Time construction, weights, forward, hearing and counting; each metric; growth; throughput."
    parser.epilog = EXAMPLES
    parser.add_argument("--only", default=",".join(PARTS), metavar="PARTS", help="of %(default)s (default: all)")
    parser.add_argument("--device", default="cpu", help="best, cpu (default), cuda, cuda:1, ...")
    parser.add_argument(
        "--layout", choices=("contiguous", "channels_last"), default="contiguous", help="of images in memory"
    )
    parser.add_argument("--amp", action="store_true", help="bfloat16 where PyTorch may (autocast)")
    parser.add_argument("--spaces", help="for stages; names with commas (default: all)")
    parser.add_argument("--metrics", help="for stages; names with commas (default: all)")
    parser.add_argument(
        "--rounds", type=int, default=9, metavar="N", help="turns that each takes (default: %(default)s)"
    )
    parser.add_argument("--json", action="store_true", help="print rows as JSON in place of text")
    parser.add_argument("--record", action="store_true", help="for developers: write data/results/bench.csv and .json")


def main(given: argparse.Namespace) -> int:
    """Measure what is asked for, print it as it comes, compare with what is recorded; 1 if a promise isn't kept."""
    from swap_teach.bench.rows import as_table
    from swap_teach.bench.timing import Place
    from swap_teach.device import chosen_device

    place = Place(chosen_device(given.device), given.layout, given.amp)
    if not given.json:
        print(", ".join(f"{what.replace('_', ' ')}: {value}" for what, value in place.about.items()), flush=True)
    rows = []
    for found in _measure(given, place):
        rows.append(found)
        if not given.json:
            print(found, flush=True)
    table = as_table(rows, place)
    if given.json:
        print(json.dumps(json.loads(table.to_json(orient="records", double_precision=15)), indent=1))
    for sentence in _slips(table):
        print(f"Slower than recorded: {sentence}", file=sys.stderr)
    if given.record:
        _record(table, given)
    return 0 if table.kept.all() else 1


def _measure(given: argparse.Namespace, place: Place) -> Iterator[Row]:
    from swap_teach.bench.promises import promises
    from swap_teach.bench.scaling import scaling, throughput
    from swap_teach.bench.stages import every_metric, stages
    from swap_teach.metrics import get_metrics
    from swap_teach.spaces import get_space, list_spaces

    parts = given.only.split(",")
    unknown = [part for part in parts if part not in PARTS]
    if unknown:
        raise ValueError(f"--only {given.only}: no part is called {', '.join(unknown)}; there are {', '.join(PARTS)}.")
    spaces = given.spaces.split(",") if given.spaces else list_spaces()
    names = given.metrics.split(",") if given.metrics else every_metric()
    [get_space(name) for name in spaces]  # a slip of the pen shows now, not after minutes
    metrics = [metric.name for metric in get_metrics(names)]
    if "promises" in parts:
        yield from promises(place, given.rounds)
    if "scaling" in parts:
        yield from scaling(place, given.rounds)
    if "stages" in parts:
        yield from stages(spaces, metrics, place, given.rounds)
    if "throughput" in parts and place.device.type == "cpu" and not place.amp:  # what `score_many` can do
        yield from throughput(place, min(given.rounds, 5))


def _slips(table: pd.DataFrame) -> list[str]:
    from swap_teach.bench.baseline import slips
    from swap_teach.records import list_records, load_record

    return slips(table, load_record("bench").table) if "bench" in list_records() else []


def _record(table: pd.DataFrame, given: argparse.Namespace) -> None:
    """Write the table in place of earlier rows of the same device, layout and dtype; rows of others stay."""
    import pandas as pd

    from swap_teach.records import list_records, load_record, write_record
    from swap_teach.studies import Finding
    from swap_teach.studies.bookkeeping import about

    kind = ["device", "layout", "dtype"]
    if "bench" in list_records():
        earlier = load_record("bench").table
        others = earlier.merge(table[kind].drop_duplicates(), how="left", indicator=True)["_merge"] == "left_only"
        table = pd.concat([earlier[others.to_numpy()], table], ignore_index=True)
    finding = Finding(
        title="What scoring costs, against the textbook's algorithm, and how it grows",
        table=table,
        inputs=["photos, S and size as each row says"],
        benchmarks=[],
        n={"rows": len(table), "turns": given.rounds},
        notes="value is the median over the turns, low and high the quartiles; of an exponent the turns' mean and its "
        "95 % interval. kept: whether a promise is; compare ratios, never milliseconds.",
    )
    devices: Any = {"device": "; ".join(table.device.unique()), "command": "swap-teach bench --record"}
    path = write_record("bench", table, about("bench", finding) | devices)
    print(f"Wrote {path.name} and bench.json into data/results.", file=sys.stderr)
