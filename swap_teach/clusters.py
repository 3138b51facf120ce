"""An executor on a Dask cluster: the same scores from many machines, whichever of them die on the way.

Genotypes travel, never modules; images go once to each worker. A worker does one thing at a time, on one thread, and
has the PyTorch whose version the scores are stored under. What a lost worker had in hand, another does again. Needs
the extra `dask`. Used in lesson A4.
"""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import torch

from swap_teach.batch_scoring import Chunk
from swap_teach.input_batches import InputBatches

if TYPE_CHECKING:
    import distributed

LOOPBACK = "127.0.0.1"


@contextmanager
def dask_executor(address: str | None = None, local: int = 0, wait: float = 10.0) -> Iterator[Executor]:
    """Open an executor for `score_many` and `ScoredObjective`: on a running cluster, or on a passing one made here.

    address  of a scheduler, as "tcp://10.0.0.1:8786" (`dask scheduler`; `dask worker ADDRESS --nthreads 1`).
    local    so many processes of this machine in its place, that nothing outside it can reach.
    wait     seconds for the scheduler to answer, and for the first worker to join.

    Raises ValueError unless one of the two is given, or if the workers don't fit; RuntimeError without Dask; OSError
    or TimeoutError where nobody answers. While it is open: BrokenExecutor, with advice, for a lost scheduler, and for
    a task that several workers died of. Workers may come and go; while there are none, it waits.
    """
    if (address is None) == (local == 0) or local < 0:
        raise ValueError(f"Give the address of a cluster, or local >= 1 processes; got {address!r} and local={local}.")
    try:
        import dask
        from distributed import Client, LocalCluster
    except ImportError as error:
        raise RuntimeError(
            'Dask is not installed; in the folder of the course: .venv/bin/python -m pip install -e ".[dask]"'
        ) from error
    with ExitStack() as stack:
        if local:
            # A worker gets one task at a time, so only the guilty one is suspected when it dies.
            with dask.config.set({"distributed.scheduler.worker-saturation": 1.0}):
                cluster = LocalCluster(
                    local,
                    threads_per_worker=1,
                    host=LOOPBACK,
                    dashboard_address=f"{LOOPBACK}:0",
                    silence_logs=logging.ERROR,  # a lost worker is no news: it is replaced
                )
            address = stack.enter_context(cluster).scheduler_address
        client = stack.enter_context(Client(address, timeout=wait, set_as_default=False))
        client.wait_for_workers(1, timeout=wait)
        _refuse(client.run(misfit, torch.__version__).values())
        yield ClusterExecutor(client)


class ClusterExecutor(Executor):
    """Hands tasks to a Dask client; the images of `score_many` are one task of their own, so that they travel once."""

    def __init__(self, client: distributed.Client) -> None:
        self._client = client
        self._images: dict[tuple[str, int], distributed.Future[InputBatches]] = {}

    def submit(self, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Return at once a future of `function(*args, **kwargs)`."""
        future: Future[Any] = Future()
        if len(args) == 1 and isinstance(args[0], Chunk):
            light = replace(args[0], batches=InputBatches(args[0].batches.id, {}))
            images = self._travelled(args[0].batches)
            # A data producer waits with the scheduler, even one of few. Else all go to the worker that has the images,
            # and when it dies of one, all are suspected. A Dask that doesn't know the word hands it on.
            remote = self._client.submit(score_there, function, light, images, pure=False, _data_producer=True)
        else:
            remote = self._client.submit(function, *args, **kwargs, pure=False)
        future.add_done_callback(lambda done: remote.cancel() if done.cancelled() and not remote.done() else None)
        remote.add_done_callback(lambda done: _hand_over(done, future, args))
        return future

    def _travelled(self, batches: InputBatches) -> distributed.Future[InputBatches]:
        """Put the images on the cluster, as a task and not as data: a lost one is done again."""
        key = batches.id, len(batches.of_repeat)
        if key not in self._images:
            self._images[key] = self._client.submit(_same, batches, pure=False)
        return self._images[key]


def score_there(function: Callable[[Chunk], Any], chunk: Chunk, batches: InputBatches, **_: bool) -> Any:
    """Put the images back into a chunk and score it; runs in a worker, one that joined late perhaps."""
    from distributed import get_worker

    _refuse([misfit(chunk.conditions.torch, get_worker())])
    return function(replace(chunk, batches=batches))


def misfit(version: str, dask_worker: distributed.Worker) -> str:
    """Say why a worker's scores could be others, or nothing: it runs tasks side by side, or another PyTorch."""
    if dask_worker.state.nthreads != 1:
        return (
            f"The worker {dask_worker.address} runs {dask_worker.state.nthreads} tasks side by side, and PyTorch's "
            "threads belong to all of them: start it with --nthreads 1, and --nworkers for more processes."
        )
    if torch.__version__ != version:
        return f"The worker {dask_worker.address} has torch {torch.__version__}; here is {version}. Install the same."
    return ""


def _refuse(complaints: Iterable[str]) -> None:
    for complaint in filter(None, complaints):
        raise ValueError(complaint)


def networks_in(seconds: float, score: Callable[[int], object], most: int = 1024) -> int:
    """Return how many networks take so long, measured: `score(n)` scores n of them, at most `most`; called a few times.

    A chunk of a second makes the cluster's own time for it, some milliseconds, small change.

    >>> networks_in(0.2, lambda n: time.sleep(0.02 * n)) in (9, 10)
    True
    """
    n = 1
    while True:
        began = time.perf_counter()
        score(n)
        took = time.perf_counter() - began
        if took >= seconds / 2 or n >= most:
            return max(1, math.ceil(n * seconds / took))
        n = min(most, 2 * n)


def _same(batches: InputBatches) -> InputBatches:
    return batches


def _hand_over(remote: distributed.Future[Any], future: Future[Any], args: tuple[Any, ...]) -> None:
    """Give the outcome of a task on the cluster to its future here, losses in words of our own."""
    from distributed import KilledWorker
    from distributed.comm.core import CommClosedError

    if not future.set_running_or_notify_cancel():
        return
    try:
        future.set_result(remote.result())
    except KilledWorker as error:
        died = f"{error.allowed_failures + 1} workers died, one after the other, of the same task"
        future.set_exception(BrokenExecutor(f"{died}: {', '.join(map(_describe, args))}"))
    except (CancelledError, CommClosedError):  # the second where it went while a result was on its way
        future.set_exception(BrokenExecutor("The scheduler of the cluster is gone. When it is back, run this again."))
    except Exception as error:
        future.set_exception(error)
    finally:
        remote.release()  # or the cluster would keep the result, and make it again where a worker is lost


def _describe(task: object) -> str:
    if not isinstance(task, Chunk):
        return repr(task)
    archs = list(dict.fromkeys(job.arch for job in task.jobs))
    which = archs[0] if len(archs) == 1 else f"one of these (chunks of 1 tell which): {' '.join(archs)}"
    return f"scoring {task.conditions.space}, network {task.conditions.network!r}, {which}"
