import os
import random
import signal
import subprocess
import sys
import time

import pandas as pd
import pytest

from swap_teach.mini.runner import append_rows, finished, read_rows, run, sort_rows, write_rows
from swap_teach.mini.trainer import SEEDS, cell_order, columns
from swap_teach.training import Recipe

ONE_EPOCH = Recipe(epochs=1, batch_size=64, learning_rate=0.1)
HEADER = columns(ONE_EPOCH)


def row(arch, seed, **values):
    return dict.fromkeys(HEADER, "1") | {"arch": arch, "seed": str(seed)} | values


def start(table, cells, workers, epochs=1):
    """Start a run in a process group of its own, as a shell would."""
    command = [sys.executable, "-m", "swap_teach.cli", "mini-benchmark", f"--table={table}", f"--cells={cells}"]
    return subprocess.Popen(
        [*command, f"--workers={workers}", f"--epochs={epochs}"],
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        env=os.environ | {"OMP_NUM_THREADS": "1"},
    )


def killed_run(table, cells, kills, seed, shortest, longest, epochs=1):
    """Kill a run with SIGKILL after random times, then let it end; the rows it had at each kill."""
    rng, rows = random.Random(seed), []
    for kill in range(kills):
        process = start(table, cells, 2, epochs)
        time.sleep(rng.uniform(shortest, longest))
        if kill % 2:
            os.kill(process.pid, signal.SIGKILL)  # the workers must notice
        else:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        rows.append(len(read_rows(table, columns(Recipe(epochs, 64, 0.1)))))
    assert start(table, cells, 2, epochs).wait() == 0
    return rows


def timeless(table):
    return pd.read_csv(table).drop(columns="cpu_seconds")


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_killed_five_times_the_table_is_that_of_an_undisturbed_run(tmp_path):
    cells = 8
    assert start(tmp_path / "undisturbed.csv", cells, workers=1).wait() == 0
    killed_run(tmp_path / "killed.csv", cells, kills=5, seed=1, shortest=2, longest=7)
    undisturbed = timeless(tmp_path / "undisturbed.csv")
    assert list(undisturbed["arch"].unique()) == cell_order()[:cells]
    assert len(undisturbed) == cells * len(SEEDS)
    pd.testing.assert_frame_equal(timeless(tmp_path / "killed.csv"), undisturbed)


def test_a_torn_last_line_is_dropped(tmp_path):
    table, (first, second) = tmp_path / "runs.csv", cell_order()[:2]
    write_rows(table, HEADER, [row(first, seed) for seed in SEEDS])
    append_rows(table, HEADER, [row(second, seed) for seed in SEEDS])
    whole = table.read_bytes()
    for cut in range(1, 60):
        table.write_bytes(whole[:-cut])
        assert list(finished(read_rows(table, HEADER))) == [first]
    table.write_bytes(whole)
    assert list(finished(read_rows(table, HEADER))) == [first, second]


def test_rows_are_sorted_as_the_cells_are_and_one_training_counts_once():
    first, second = cell_order()[:2]
    rows = [row(second, 1), row(first, 2), row(first, 0), row(second, 1, cpu_seconds="9")]
    assert [(r["arch"], r["seed"]) for r in sort_rows(rows)] == [(first, "0"), (first, "2"), (second, "1")]
    assert sort_rows(rows)[-1]["cpu_seconds"] == "1"


def test_a_finished_table_is_left_as_it_is(tmp_path):
    table = tmp_path / "runs.csv"
    write_rows(table, HEADER, [row(cell_order()[0], seed) for seed in SEEDS])
    before = table.read_bytes()
    run(table, ONE_EPOCH, cells=1, progress=False)
    assert table.read_bytes() == before


def test_the_table_of_another_recipe_is_not_continued(tmp_path):
    table = tmp_path / "runs.csv"
    write_rows(table, HEADER, [row(cell_order()[0], 0, epochs="2")])
    with pytest.raises(ValueError, match=r"holds trainings of 2 epochs, but this recipe has 1\. Continue it with"):
        run(table, ONE_EPOCH, cells=1, progress=False)
    table.write_text("arch,score\n")
    with pytest.raises(ValueError, match="has the columns arch, score, but this recipe writes arch, seed"):
        run(table, ONE_EPOCH, cells=1, progress=False)


def _twenty_kills():
    """The long version: `python tests/mini/test_runner.py`."""
    from pathlib import Path
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        undisturbed, killed = Path(folder, "undisturbed.csv"), Path(folder, "killed.csv")
        assert start(undisturbed, 60, workers=2).wait() == 0
        rows = killed_run(killed, 60, kills=20, seed=0, shortest=3, longest=15)
        print(f"rows at each of {len(rows)} kills: {rows}")
        print("the tables are equal:", timeless(killed).equals(timeless(undisturbed)))


if __name__ == "__main__":
    _twenty_kills()
