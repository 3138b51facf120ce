import os
import signal
import subprocess
import sys
import time
from concurrent.futures import BrokenExecutor, ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest
import torch

from swap_teach.workers import one_thread, run_all


def double(x):
    return 2 * x


def fail_on_three(x):
    if x == 3:
        raise ValueError("three is poisoned")
    return x


def touch_and_double(folder, x):
    Path(folder, str(x)).touch()
    time.sleep(0.01)
    if x == 0:
        raise ValueError("zero is poisoned")
    return 2 * x


def die(x):
    os.kill(os.getpid(), signal.SIGKILL)


def test_here_and_on_an_executor_of_the_callers():
    assert list(run_all(double, range(5))) == [0, 2, 4, 6, 8]
    with ThreadPoolExecutor(2) as executor:
        assert sorted(run_all(double, range(5), executor=executor)) == [0, 2, 4, 6, 8]
        assert executor.submit(double, 1).result() == 2  # still open


@pytest.mark.slow
def test_on_processes_and_when_one_dies():
    assert sorted(run_all(double, range(5), workers=1)) == [0, 2, 4, 6, 8]
    with pytest.raises(BrokenExecutor) as caught:
        list(run_all(die, range(5), workers=1))
    assert any("A worker process died" in note and "run again" in note for note in caught.value.__notes__)


def test_a_failure_comes_through_and_drops_the_rest(tmp_path):
    with pytest.raises(ValueError, match="three is poisoned"):
        list(run_all(fail_on_three, range(9)))
    with ThreadPoolExecutor(1) as executor, pytest.raises(ValueError, match="zero is poisoned"):
        list(run_all(partial(touch_and_double, tmp_path), range(100), executor=executor))
    assert len(list(tmp_path.iterdir())) < 50


def wait_and_double(x):
    time.sleep(x / 20)
    if x == 1:
        raise ValueError("one is poisoned")
    return 2 * x


def test_a_failure_comes_after_what_is_done_already():
    with ThreadPoolExecutor(4) as executor:
        found = run_all(wait_and_double, [0, 1, 2, 3], executor=executor)
        assert next(found) == 0
        time.sleep(0.3)  # a caller who takes its time: meanwhile all are done
        assert sorted([next(found), next(found)]) == [4, 6]
        with pytest.raises(ValueError, match="one is poisoned"):
            next(found)


def test_arguments_that_exclude_each_other():
    with pytest.raises(ValueError, match=r"workers >= 0 or an executor, not both; got workers=-1"):
        list(run_all(double, [1], workers=-1))
    with ThreadPoolExecutor(1) as executor, pytest.raises(ValueError, match="not both; got workers=2, executor=<"):
        list(run_all(double, [1], workers=2, executor=executor))


def test_one_thread_gives_the_threads_back():
    before = torch.get_num_threads()
    try:
        torch.set_num_threads(2)
        with one_thread():
            assert torch.get_num_threads() == 1
        assert torch.get_num_threads() == 2
    finally:
        torch.set_num_threads(before)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="looks processes up in /proc")
def test_workers_end_with_a_killed_parent(tmp_path):
    """A pool's workers wait for ever when their parent is killed: this one's must not."""
    script = tmp_path / "parent.py"
    script.write_text(
        "import os, time\n"
        "from swap_teach.workers import run_all\n"
        "def pid_then_sleep(x):\n"
        "    print(os.getpid(), flush=True)\n"
        "    time.sleep(60)\n"
        "if __name__ == '__main__':\n"
        "    list(run_all(pid_then_sleep, [1], workers=1))\n"
    )
    parent = subprocess.Popen([sys.executable, script], stdout=subprocess.PIPE, text=True)
    worker = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    parent.stdout.close()
    deadline = time.monotonic() + 10
    while Path(f"/proc/{worker}").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not Path(f"/proc/{worker}").exists()
