"""Run a study and write its record: `python -m swap_teach.studies inputs --workers 2`."""

from __future__ import annotations

import argparse
import importlib
import sys
import time
from pathlib import Path

from swap_teach.records import write_record
from swap_teach.studies import STUDIES, Finding, Setting
from swap_teach.studies.bookkeeping import about


def main(arguments: list[str] | None = None) -> int:
    """Run one study; exit status 0, or 2 with a reason where it can't be run."""
    parser = argparse.ArgumentParser(
        prog="python -m swap_teach.studies",
        description="Run a study and write its record into data/results or data/scores.",
        epilog="studies:\n" + "\n".join(f"  {name:15} {what}" for name, what in STUDIES.items()),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("study", choices=STUDIES, metavar="NAME", help="one of the studies below")
    parser.add_argument("--workers", type=int, default=0, metavar="N", help="processes; 0: this one (default)")
    parser.add_argument(
        "--store", type=Path, default=Path("build/scores.sqlite"), help="keeps every score (default: %(default)s)"
    )
    parser.add_argument("--sample", type=int, metavar="N", help="try it on N architectures; prints, records nothing")
    parser.add_argument("--stored", action="store_true", help="scores_...: record what the store holds, score no more")
    given = parser.parse_args(arguments)
    given.store.parent.mkdir(parents=True, exist_ok=True)
    start = time.perf_counter()
    try:
        finding: Finding = importlib.import_module(f"swap_teach.studies.{given.study}").study(
            Setting(given.store, given.workers, given.sample, given.stored)
        )
        print(finding.table.to_string(index=False) if len(finding.table) < 200 else finding.table.describe())
        if given.sample is None:
            path = write_record(finding.record or given.study, finding.table, about(given.study, finding), finding.kind)
            print(f"Wrote {path.name} and {path.name.partition('.')[0]}.json into data/{finding.kind}.")
    except (ValueError, OSError, RuntimeError) as error:
        print(f"{parser.prog} {given.study}: {error}", file=sys.stderr)
        return 2
    print(f"{time.perf_counter() - start:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
