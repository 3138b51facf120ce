"""Score architectures while being killed (kill -9) at random moments, resume, and compare with an undisturbed run.

    python tests/kill_and_resume.py --kills 20 --archs 500 --network scoring --workers 2

The victim is this file in a process of its own; each time it is killed after a random number of further scores
have reached the store. The two tables must be equal bit for bit, seconds apart.
"""

import argparse
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

METRICS = ["swap", "units", "params"]


def score(store, archs, network, samples, size, workers):
    """Score the first `archs` random NAS-Bench-201 cells, two repeats of fresh images."""
    from swap_teach import get_space
    from swap_teach.batch_scoring import score_many
    from swap_teach.images import ImageSource

    space, rng = get_space("nb201"), np.random.default_rng(0)
    cells = [space.sample(rng) for _ in range(archs)]
    inputs = ImageSource("noise", n=samples, size=size)
    return score_many(space, cells, METRICS, inputs, network=network, repeats=2, store=store, workers=workers, chunk=4)


def stored(store):
    """Every score in a store in a fixed order, seconds left out."""
    from swap_teach.store import Store

    with Store(store) as opened:
        table = opened.read().drop(columns="seconds")
    return table.sort_values(["arch", "repeat", "metric"], ignore_index=True)


def count(store):
    """How many scores have reached the store."""
    return len(stored(store)) if Path(store).exists() else 0


def kill_at_random(store, kills, rng, arguments):
    """Start the victim and kill it, `kills` times at most; return how often it was killed at work."""
    killed = 0
    per_run = arguments.archs * 2 * len(METRICS) // (kills + 1)
    for number in range(kills):
        workers = arguments.workers if number % 2 else 0
        command = [sys.executable, __file__, "--victim", str(store), "--workers", str(workers)]
        command += [f"--{name}={getattr(arguments, name)}" for name in ("archs", "network", "samples", "size")]
        victim = subprocess.Popen(command)
        enough = count(store) + rng.randrange(1, max(2, per_run))
        while victim.poll() is None and count(store) < enough:
            time.sleep(rng.random() / 20)
        killed += victim.poll() is None
        victim.kill()
        if victim.wait() not in (0, -9):
            raise RuntimeError(f"The victim failed by itself, with exit status {victim.returncode}.")
    return killed


def parse(argv=None):
    """Read the options."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--archs", type=int, default=500)
    parser.add_argument("--network", default="small")
    parser.add_argument("--samples", type=int, default=16)
    parser.add_argument("--size", type=int, default=32)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--victim", metavar="STORE", help=argparse.SUPPRESS)
    return parser.parse_args(argv)


def run(folder, arguments):
    """Do the whole experiment in a folder; return (kills that hit a run at work, scores, tables equal)."""
    rng = random.Random(arguments.seed)
    disturbed, undisturbed = folder / "disturbed.sqlite", folder / "undisturbed.sqlite"
    killed = kill_at_random(disturbed, arguments.kills, rng, arguments)
    shape = (arguments.archs, arguments.network, arguments.samples, arguments.size)
    resumed = score(disturbed, *shape, workers=0)
    whole = score(undisturbed, *shape, workers=0)
    return killed, count(undisturbed), resumed.equals(whole) and stored(disturbed).equals(stored(undisturbed))


if __name__ == "__main__":
    given = parse()
    if given.victim:
        score(given.victim, given.archs, given.network, given.samples, given.size, given.workers)
    else:
        with tempfile.TemporaryDirectory() as name:
            start = time.monotonic()
            killed, scores, equal = run(Path(name), given)
        print(f"killed {killed} of {given.kills} times at work; {scores} scores; ", end="")
        print(f"tables {'equal' if equal else 'DIFFER'}; {time.monotonic() - start:.0f} s")
        sys.exit(0 if equal and killed else 1)
