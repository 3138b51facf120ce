"""Scoring on a real cluster of processes, some of which are killed."""

import argparse
import os
import pickle
import signal
import threading
from concurrent.futures import BrokenExecutor
from contextlib import suppress
from functools import partial
from types import SimpleNamespace

import pandas as pd
import pytest
import torch

from swap_teach.cli import main
from swap_teach.images import ImageSource
from swap_teach.objectives import swap_objective
from swap_teach.spaces.nb201 import NB201
from swap_teach.store import Store

pytest.importorskip("distributed", reason="Dask is not installed (the extra `dask`)")

import dask
import kill_dask
from kill_dask import cells, stored, taken_up, watched

from swap_teach.batch_scoring import Chunk, Job
from swap_teach.clusters import dask_executor, misfit
from swap_teach.input_batches import input_batches
from swap_teach.store import Conditions

GIVEN = argparse.Namespace(samples=4, size=8, network="small", chunk=4)
score = partial(kill_dask.score, given=GIVEN)


@pytest.fixture(scope="module")
def executor():
    """Two workers; a task that two workers died of is blamed."""
    with dask.config.set({"distributed.scheduler.allowed-failures": 1}), dask_executor(local=2) as opened:
        yield opened


def pids(executor):
    return executor._client.run(os.getpid).values()


def test_the_same_table_as_in_this_process_and_each_network_once(executor, tmp_path):
    archs = cells(30)
    table = score(watched(tmp_path), archs, repeats=2, executor=executor)
    pd.testing.assert_frame_equal(table, score(NB201(), archs, repeats=2), check_exact=True)
    assert taken_up(tmp_path) == dict.fromkeys(archs, 1)
    assert len(list(tmp_path.iterdir())) == 2  # both workers had a part


def test_what_travels_is_text_and_images_go_once(executor, monkeypatch):
    travelled = []
    submit = executor._client.submit
    monkeypatch.setattr(executor._client, "submit", lambda *args, **how: travelled.append(args) or submit(*args, **how))
    images = ImageSource("noise", n=16, size=32)
    chunk = partial(
        Chunk, NB201(), Conditions("nb201", "small", 10, "", 16, "default", "train", 0, ""), input_batches(images, 2)
    )
    jobs = [Job(arch, arch, 0, ("swap",)) for arch in cells(3)]
    for future in [executor.submit(bool, chunk((job,))) for job in jobs]:
        with pytest.raises(ValueError, match="Install the same"):
            future.result(timeout=10)
    sizes = [len(pickle.dumps(args[1:3])) for args in travelled if args[0].__name__ == "score_there"]
    assert len(travelled) == 4  # three chunks, and the images once
    assert max(sizes) < 2000 < 2 * 16 * 3 * 32 * 32 * 4


def test_a_killed_worker_costs_the_chunk_it_had_in_hand(executor, tmp_path):
    archs, victim = cells(120, seed=1), min(pids(executor))
    thread = kill_dask.when(tmp_path, 30, lambda: os.kill(victim, signal.SIGKILL))
    table = score(watched(tmp_path, pace=0.02), archs, store=tmp_path / "s.sqlite", executor=executor)
    thread.join()
    pd.testing.assert_frame_equal(table, score(NB201(), archs), check_exact=True)
    times = taken_up(tmp_path)
    assert set(times) == set(archs)
    assert times.total() - len(archs) <= 2 * GIVEN.chunk  # in hand, and done but not yet handed over


async def give_up_the_silent(dask_scheduler):
    """Do at once what the scheduler does every five minutes; it counts no less than 5 s as silence."""
    dask_scheduler.worker_ttl = 5
    await dask_scheduler.check_worker_ttl()
    dask_scheduler.worker_ttl = 300


@pytest.mark.slow
def test_a_worker_that_stands_still_does_not_hold_up_the_others(executor, tmp_path):
    archs, victim = cells(40, seed=2), min(pids(executor))
    os.kill(victim, signal.SIGSTOP)
    threading.Timer(6, executor._client.run_on_scheduler, [give_up_the_silent]).start()
    try:
        table = score(watched(tmp_path), archs, executor=executor)
    finally:
        with suppress(ProcessLookupError):  # given up, and killed
            os.kill(victim, signal.SIGCONT)
    pd.testing.assert_frame_equal(table, score(NB201(), archs), check_exact=True)


def test_an_architecture_that_raises_is_named_and_the_others_are_stored(executor, tmp_path):
    archs, store = cells(20, seed=3), tmp_path / "s.sqlite"
    with pytest.raises(ArithmeticError, match="poisoned") as caught:
        score(watched(tmp_path, raises=archs[17], pace=0.02), archs, store=store, executor=executor)
    # The fifth chunk begins when three are done; the other worker, just started perhaps, still has the fourth.
    assert len(set(stored(store)["arch"]) & set(archs[:16])) >= 12
    assert not set(stored(store)["arch"]) & set(archs[16:20])
    assert any(archs[17] in note for note in caught.value.__notes__)


@pytest.mark.slow
def test_an_architecture_that_kills_workers_is_named_and_the_others_are_stored(executor, tmp_path):
    archs, store = cells(24, seed=4), tmp_path / "s.sqlite"
    space = watched(tmp_path, kills=archs[9])
    with pytest.raises(BrokenExecutor, match="one of these") as caught:
        score(space, archs, store=store, executor=executor)
    assert "2 workers died, one after the other, of the same task" in str(caught.value)
    assert "(chunks of 1 tell which)" in str(caught.value)
    assert [arch for arch in archs if arch in str(caught.value)] == archs[8:12]
    alone = argparse.Namespace(**{**vars(GIVEN), "chunk": 1})
    with pytest.raises(BrokenExecutor, match="2 workers died, one after the other, of the same task") as caught:
        kill_dask.score(space, archs, alone, store=store, executor=executor)
    assert [arch for arch in archs if arch in str(caught.value)] == [archs[9]]
    table = score(NB201(), archs, store=store)  # not poisoned here: the store goes on from what is there
    pd.testing.assert_frame_equal(table, score(NB201(), archs), check_exact=True)


@pytest.mark.slow
def test_a_worker_killed_and_the_scheduler_lost_and_the_run_resumed(tmp_path):
    options = ["--archs", "120", "--samples", "4", "--size", "8", "--chunk", "4", "--pace", "0.02"]
    told, good = kill_dask.run(tmp_path, kill_dask.parse(options))
    assert good, told
    assert "The scheduler of the cluster is gone. When it is back, run this again." in told["error"]
    assert 0 < told["stored when the scheduler died"] < 120


def test_a_search_finds_the_same_on_a_cluster(executor):
    genotypes = [NB201().parse(arch) for arch in cells(6)]
    images = ImageSource("noise", n=4, size=8)
    here, there = (
        swap_objective(NB201(), images, repeats=2, network="small", executor=where)(genotypes)
        for where in (None, executor)
    )
    assert here == there


def test_the_command_line_scores_on_a_running_cluster(executor, tmp_path, capsys):
    address = executor._client.scheduler.address
    asked = ["--space", "nb201", "--sample", "12", "--network", "small", "--inputs", "noise", "--samples", "4"]
    assert main(["score", *asked, "--json", "--dask", address, "--store", str(tmp_path / "s.sqlite")]) == 0
    there = capsys.readouterr().out
    assert main(["score", *asked, "--json"]) == 0
    assert capsys.readouterr().out == there
    with Store(tmp_path / "s.sqlite") as opened:
        assert opened.read()["arch"].nunique() == 12
    assert main(["search", *asked[:2], *asked[4:], "--budget", "3", "--repeats", "1", "--dask", address]) == 0
    assert "a Dask cluster" in capsys.readouterr().out


def test_clusters_that_do_not_fit(capsys):
    with pytest.raises(
        ValueError, match=r"Give the address of a cluster, or local >= 1 processes; got None and local=0"
    ):
        dask_executor().__enter__()
    with pytest.raises(ValueError, match="got 'tcp://a:1' and local=2"):
        dask_executor("tcp://a:1", 2).__enter__()
    with pytest.raises(OSError, match="Timed out"):
        dask_executor("tcp://127.0.0.1:9", wait=0.2).__enter__()
    worker = SimpleNamespace(address="tcp://w:1", state=SimpleNamespace(nthreads=4))
    assert "w:1 runs 4 tasks side by side" in misfit(torch.__version__, worker)
    assert "start it with --nthreads 1" in misfit(torch.__version__, worker)
    worker.state.nthreads = 1
    assert misfit(torch.__version__, worker) == ""
    assert (
        misfit("1.0", worker) == f"The worker tcp://w:1 has torch {torch.__version__}; here is 1.0. Install the same."
    )
    sample = ["score", "--space", "nb201", "--sample", "1", "--inputs", "noise"]
    assert main([*sample, "--local-cluster", "2", "--workers", "2"]) == 2
    assert "A cluster has workers of its own: leave --workers out" in capsys.readouterr().err
    assert main([*sample[:1], "--model", "a:b", "--local-cluster", "2"]) == 2
    assert "--dask and --local-cluster belong to --space" in capsys.readouterr().err


def test_without_dask_the_way_out_is_said(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "distributed", None)
    with pytest.raises(RuntimeError, match=r'Dask is not installed; .* pip install -e ".\[dask\]"'):
        dask_executor(local=1).__enter__()
