"""Run a function over tasks here, on processes of one thread each, or on any `concurrent.futures.Executor`.

Worker processes are spawned, not forked: a fork copies the threads' locks but not the threads. So a script that
asks for workers keeps its own work under `if __name__ == "__main__":`.
"""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack, contextmanager
from typing import TypeVar

import torch

T = TypeVar("T")
R = TypeVar("R")


def run_all(
    function: Callable[[T], R], tasks: Iterable[T], workers: int = 0, executor: Executor | None = None
) -> Generator[R]:
    """Yield `function(task)` for every task, in any order, as each is done.

    workers   0: in this process. N: on N processes, which end with this one, however it ends.
    executor  takes the place of workers, say `clusters.dask_executor`'s; it is yours, and isn't shut down.

    When a task fails, what others have done is yielded first. Then, and when the caller stops reading, tasks that
    haven't started are dropped. ValueError for
    workers < 0, or for workers and executor together; BrokenExecutor, with advice, when a worker dies.

    >>> sorted(run_all(abs, [-1, -2]))
    [1, 2]
    """
    if workers < 0 or (workers and executor is not None):
        raise ValueError(f"Pass workers >= 0 or an executor, not both; got workers={workers}, executor={executor}.")
    if not workers and executor is None:
        yield from map(function, tasks)
        return
    with ExitStack() as stack:
        if executor is None:
            spawn = multiprocessing.get_context("spawn")
            executor = stack.enter_context(ProcessPoolExecutor(workers, spawn, end_with_parent))
        futures = [executor.submit(function, task) for task in tasks]
        stack.callback(lambda: [future.cancel() for future in futures])
        try:
            taken = set()
            for future in as_completed(futures):
                if future.exception() is not None:  # what is done is handed over first
                    yield from [other.result() for other in futures if other not in taken and _succeeded(other)]
                yield future.result()
                taken.add(future)
        except BrokenProcessPool as error:
            error.add_note(
                "A worker process died. Was it out of memory, or killed? Or does a script start workers outside "
                '`if __name__ == "__main__":`? What was done is stored if you gave a store: run again to go on.'
            )
            raise


def _succeeded(future: Future[R]) -> bool:
    return future.done() and not future.cancelled() and future.exception() is None


@contextmanager
def one_thread() -> Iterator[None]:
    """Let PyTorch use one thread, so that sums are taken in one order on every machine; then as many as before."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def end_with_parent() -> None:
    """Make this worker end when its parent does: a killed parent can't tell it to, and it would wait for ever."""
    parent = multiprocessing.parent_process()
    assert parent is not None

    def wait_and_end() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=wait_and_end, daemon=True).start()
