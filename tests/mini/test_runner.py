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


def killed_run(table, cells, kills, seed, epochs=1):
    """Kill a run with SIGKILL at random moments, then let it end; return the rows there were at each kill.

    A moment is a random number of further cells (none: while the workers start) and up to one second more. A run
    that ends before its moment has come counts as no kill, and the last entries are then fewer than `kills`.
    """
    rng, rows, header = random.Random(seed), [], columns(Recipe(epochs, 64, 0.1))
    for kill in range(kills):
        process = start(table, cells, 2, epochs)
        enough = len(read_rows(table, header)) + len(SEEDS) * rng.randint(0, max(1, 2 * cells // (3 * kills)))
        while process.poll() is None and len(read_rows(table, header)) < enough:
            time.sleep(0.05)
        time.sleep(rng.uniform(0, 1))
        if process.poll() is None:
            if kill % 2:
                os.kill(process.pid, signal.SIGKILL)  # the workers must notice
            else:
                os.killpg(process.pid, signal.SIGKILL)
            rows.append(len(read_rows(table, header)))
        process.wait()
    assert start(table, cells, 2, epochs).wait() == 0
    return rows


def timeless(table):
    return pd.read_csv(table).drop(columns="cpu_seconds")


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_killed_five_times_the_table_is_that_of_an_undisturbed_run(tmp_path):
    cells = 8
    assert start(tmp_path / "undisturbed.csv", cells, workers=1).wait() == 0
    rows = killed_run(tmp_path / "killed.csv", cells, kills=5, seed=1)
    assert len(rows) >= 3, "most runs ended before they were killed: the test proves less than it says"
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


def _by_command():
    """The long version: `python tests/mini/test_runner.py`, or with `--cells 3 --kills 2` a short one."""
    import argparse
    from pathlib import Path
    from tempfile import TemporaryDirectory

    parser = argparse.ArgumentParser(description="Kill a run of the self-made benchmark at random, and compare.")
    for name, default in (("cells", 60), ("kills", 20), ("epochs", 1), ("seed", 0)):
        parser.add_argument(f"--{name}", type=int, default=default)
    given = parser.parse_args()
    with TemporaryDirectory() as folder:
        undisturbed, killed = Path(folder, "undisturbed.csv"), Path(folder, "killed.csv")
        begun = time.monotonic()
        rows = killed_run(killed, given.cells, given.kills, given.seed, given.epochs)
        assert start(undisturbed, given.cells, 2, given.epochs).wait() == 0
        equal = timeless(killed).equals(timeless(undisturbed))
        print(f"killed {len(rows)} of {given.kills} times at work, with so many rows in the table: {rows}")
        print(f"{len(timeless(undisturbed))} rows of {given.cells} cells; ", end="")
        print(f"tables {'equal' if equal else 'DIFFER'}, seconds apart; {time.monotonic() - begun:.0f} s")
    sys.exit(0 if equal and rows else 1)


if __name__ == "__main__":
    _by_command()
