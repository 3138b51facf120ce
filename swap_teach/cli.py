"""The one face outside a notebook: `swap-teach VERB`. Each verb's `--help` shows how it is used."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module

# Verb: the module with its `add_arguments(parser)` and `main(given) -> exit status`, and what it does.
VERBS = {
    "doctor": ("swap_teach.course.doctor_command", "is this machine ready? versions, device, data, lessons"),
    "course": ("swap_teach.course.course_command", "run the lessons headless and make their pages"),
    "score": ("swap_teach.commands.score", "score architectures, or a network of your own, without training"),
    "search": ("swap_teach.commands.search", "search a space for the network that scores best: SWAP-NAS"),
    "train": ("swap_teach.commands.train", "train a found cell in earnest, or go on with it"),
    "rank": ("swap_teach.commands.rank", "rank trained architectures by a score, and say how well it did"),
    "mini-benchmark": ("swap_teach.commands.mini_benchmark", "train the self-made benchmark, or go on with it"),
    "bench": ("swap_teach.commands.bench", "what scoring costs here, against the textbook's algorithm"),
    "fetch": ("swap_teach.commands.fetch", "get a public benchmark's table or CIFAR, checked by its hash"),
    "handout": ("swap_teach.course.handout_command", "copies of lessons to give away, with or without solutions"),
    "progress": ("swap_teach.course.progress_command", "what you have done so far; or what a class has"),
    "lint-notebooks": ("swap_teach.course.lint_command", "check notebooks against the course's rules"),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one verb. Exit status: 0 done, 1 found a problem, 2 can't do what was asked, 130 stopped by you."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    overview = argparse.ArgumentParser(
        prog="swap-teach",
        description="SWAP-NAS, taught and really run: training-free neural architecture search.",
        epilog="verbs:\n" + "\n".join(f"  {verb:15} {what}" for verb, (_, what) in VERBS.items()),
        formatter_class=argparse.RawDescriptionHelpFormatter,
        usage="swap-teach VERB ...   (swap-teach VERB --help shows examples)",
    )
    overview.add_argument("verb", choices=VERBS, metavar="VERB", help="one of the verbs below")
    if not words:
        overview.print_help()
        return 2
    verb = overview.parse_args(words[:1]).verb
    module = import_module(VERBS[verb][0])  # only now: `--help` answers without loading torch
    parser = argparse.ArgumentParser(prog=f"swap-teach {verb}")
    module.add_arguments(parser)
    try:
        return int(module.main(parser.parse_args(words[1:])))
    except (ValueError, OSError, RuntimeError) as error:
        print(f"swap-teach {verb}: {error}", file=sys.stderr)
        for note in getattr(error, "__notes__", ()):
            print(note, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print(f"\nswap-teach {verb}: stopped by you.", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main())
