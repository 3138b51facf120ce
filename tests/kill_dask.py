"""Score on a Dask cluster of two workers; kill one on the way, then the scheduler; start another, resume, compare.

    python tests/kill_dask.py --archs 500 --network small

The cluster is a process of its own. The resumed table must equal that of an undisturbed run in one process, bit for
bit, and what was scored twice must not be more than the chunks that were in hand at the two kills.
"""

import argparse
import logging
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from concurrent.futures import BrokenExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from swap_teach.spaces.nb201 import NB201

METRICS = ["swap", "units", "params"]
CLUSTER = """
import sys, time
from distributed import LocalCluster
if __name__ == "__main__":
    LocalCluster(2, threads_per_worker=1, host="127.0.0.1", scheduler_port=int(sys.argv[1]), dashboard_address=None)
    print("ready", flush=True)
    time.sleep(3600)
"""


@dataclass(frozen=True)
class Watched(NB201):
    """Leaves a line in a file of the worker's for each architecture it takes up; one may raise, or kill its worker.

    pace  seconds that each takes at least, for chunks as long as they are in earnest, when compared with a message
    """

    folder: str = ""
    parent: int = 0
    raises: str = ""
    kills: str = ""
    pace: float = 0.0

    def parse(self, text):
        """As ever; but in a worker with what `Watched` says."""
        if os.getpid() != self.parent:
            with Path(self.folder, f"{os.getpid()}.log").open("a") as log:
                log.write(text + "\n")
            if text == self.kills:
                os.kill(os.getpid(), signal.SIGKILL)
            if text == self.raises:
                raise ArithmeticError("poisoned")
            time.sleep(self.pace)
        return super().parse(text)


def watched(folder, **how):
    """Return the space, watched from this process."""
    return Watched(folder=str(folder), parent=os.getpid(), **how)


def taken_up(folder):
    """How often each architecture was taken up by workers."""
    return Counter(line for log in Path(folder).glob("*.log") for line in log.read_text().splitlines())


def cells(n, seed=0):
    """Draw n cells that run n different networks."""
    space, rng, drawn = NB201(), np.random.default_rng(seed), {}
    while len(drawn) < n:
        cell = space.sample(rng)
        drawn.setdefault(space.executed_key(cell), str(cell))
    return list(drawn.values())


def score(space, archs, given, **where):
    """Score on fresh noise."""
    from swap_teach.batch_scoring import score_many
    from swap_teach.images import ImageSource

    images = ImageSource("noise", n=given.samples, size=given.size)
    return score_many(space, archs, METRICS, images, network=given.network, chunk=given.chunk, progress=False, **where)


def stored(store):
    """Every score in a store in a fixed order, seconds left out."""
    from swap_teach.store import Store

    with Store(store) as opened:
        table = opened.read().drop(columns="seconds")
    return table.sort_values(["arch", "repeat", "metric"], ignore_index=True)


@contextmanager
def cluster(port):
    """Start a scheduler and two workers in a process group of their own; kill what is left of it at the end."""
    tests = {**os.environ, "PYTHONPATH": str(Path(__file__).parent)}
    process = subprocess.Popen(
        [sys.executable, "-c", CLUSTER, str(port)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=tests,
        start_new_session=True,
    )
    with process:
        try:
            if process.stdout.readline() != "ready\n":
                raise RuntimeError("The cluster did not start.")
            yield process
        finally:
            os.killpg(process.pid, signal.SIGKILL)


def free_port():
    """Return a port that nobody listens on."""
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return asked.getsockname()[1]


def when(folder, enough, do):
    """Do something, in a thread, as soon as workers have taken up enough architectures."""

    def wait():
        while taken_up(folder).total() < enough:
            time.sleep(0.005)
        do()

    thread = threading.Thread(target=wait, daemon=True)
    thread.start()
    return thread


def disturbed(folder, archs, given):
    """Score with a worker killed after a third and the scheduler after two thirds; then resume on another cluster."""
    from swap_teach.clusters import dask_executor

    space, store, port = watched(folder, pace=given.pace), folder / "disturbed.sqlite", free_port()
    address, lost = f"tcp://127.0.0.1:{port}", None
    with cluster(port) as process, dask_executor(address) as executor:
        victim = min(executor._client.run(os.getpid).values())
        when(folder, len(archs) // 3, lambda: os.kill(victim, signal.SIGKILL))
        when(folder, 2 * len(archs) // 3, process.kill)
        try:
            score(space, archs, given, store=store, executor=executor)
        except BrokenExecutor as error:
            lost = str(error)
    there = len(stored(store)) // len(METRICS)
    with cluster(port), dask_executor(address) as executor:
        table = score(space, archs, given, store=store, executor=executor)
    return table, store, there, lost


def run(folder, given):
    """Do the experiment; return what happened, in numbers, and whether all is as it must be."""
    archs = cells(given.archs)
    table, store, there, lost = disturbed(folder, archs, given)
    whole = score(NB201(), archs, given, store=folder / "undisturbed.sqlite")
    equal = table.equals(whole) and stored(store).equals(stored(folder / "undisturbed.sqlite"))
    times = taken_up(folder)
    again = times.total() - len(archs)
    at_most = 4 * given.chunk  # one chunk in the killed worker, two in those that lost the scheduler, one on its way
    told = {
        "architectures": len(archs),
        "stored when the scheduler died": there,
        "error": lost,
        "tables equal": equal,
        "workers that scored": len(list(folder.glob("*.log"))),
        "taken up again": again,
    }
    return told, equal and lost is not None and len(times) == len(archs) and again <= at_most


def parse(argv=None):
    """Read the options."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--archs", type=int, default=500)
    parser.add_argument("--network", default="small")
    parser.add_argument("--samples", type=int, default=16)
    parser.add_argument("--size", type=int, default=32)
    parser.add_argument("--chunk", type=int, default=8)
    parser.add_argument("--pace", type=float, default=0.0, help="seconds that each architecture takes at least")
    return parser.parse_args(argv)


if __name__ == "__main__":
    import distributed

    given = parse()
    logging.getLogger(distributed.client.__name__).setLevel(logging.CRITICAL)  # it would tell of its tries to reconnect
    with tempfile.TemporaryDirectory() as name:
        start = time.monotonic()
        told, good = run(Path(name), given)
    told["seconds"] = round(time.monotonic() - start)
    print("\n".join(f"{what}: {value}" for what, value in told.items()))
    sys.exit(0 if good else 1)
