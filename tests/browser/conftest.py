"""One JupyterLab, as `make lab` starts it, and one Chromium for the whole folder; neither sees more than loopback."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from browser.jupyterlab import PATIENCE, Lab, Notebook

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
START = """
import sys
from pathlib import Path
from swap_teach.course.lab import open_lab
open_lab(Path(sys.argv[1]), sys.argv[2:])
"""
LOOPBACK = ("127.0.0.1", "localhost")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """Start the machine's own Chromium, or skip: playwright is not asked to download one."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed (the extra `test`)")
    program = next(filter(None, map(shutil.which, NAMES)), None)
    if program is None:
        pytest.skip("no Chromium found: install the system's package `chromium` to run the browser tests")
    with sync_api.sync_playwright() as playwright:
        nowhere = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"
        options = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", nowhere]
        browser = playwright.chromium.launch(executable_path=program, args=options)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Any) -> Iterator[Any]:
    """Open a page that has seen nothing yet; afterwards fail if it asked for anything beyond this machine."""
    context = chromium.new_context(viewport={"width": 1280, "height": 1000}, locale="en-GB")
    context.set_default_timeout(1000 * PATIENCE)
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    yield context.new_page()
    context.close()
    far = [url for url in asked if url.startswith("http") and urlsplit(url).hostname not in LOOPBACK]
    assert not far, f"the page asked for {', '.join(far[:3])}"


@pytest.fixture(scope="session")
def lab(chromium: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """Start JupyterLab by `open_lab`, on new copies of the lessons in a folder that is nobody's."""
    folder = tmp_path_factory.mktemp("lab")
    own = {f"JUPYTER{name}": str(folder / name.lower()) for name in ("_RUNTIME_DIR", "_CONFIG_DIR", "_DATA_DIR")}
    own |= {f"JUPYTERLAB_{name}_DIR": str(folder / name.lower()) for name in ("SETTINGS", "WORKSPACES")}
    course = {"SWAP_TEACH_DATA": "none", "SWAP_TEACH_PROGRESS": str(folder / "progress"), "OMP_NUM_THREADS": "1"}
    log = folder / "log.txt"
    with log.open("w", encoding="utf-8") as said:
        server = subprocess.Popen(
            [sys.executable, "-c", START, str(folder / "my-course"), "--no-browser", "--ServerApp.ip=127.0.0.1"],
            env={**os.environ, **own, **course, "IPYTHONDIR": str(folder / "ipython")},
            stdout=said,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            yield Lab(**_address(Path(own["JUPYTER_RUNTIME_DIR"]), server, log), folder=folder / "my-course")
        finally:
            os.killpg(server.pid, signal.SIGTERM)
            server.wait(PATIENCE)


def _address(runtime: Path, server: subprocess.Popen[bytes], log: Path) -> dict[str, str]:
    """Read the server's address where Jupyter itself notes it, once it has."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and server.poll() is None:
        for note in runtime.glob("jpserver-*.json"):
            try:
                found = json.loads(note.read_text("utf-8"))
            except json.JSONDecodeError:  # it is being written
                continue
            return {"url": found["url"], "token": found["token"]}
        time.sleep(0.1)
    pytest.fail(f"JupyterLab did not start. It said: {log.read_text('utf-8')[-2000:]}")


@pytest.fixture
def open_lesson(lab: Lab, page: Any) -> Iterator[Callable[[str], Notebook]]:
    """Open a lesson by its number, in a workspace of its own; its kernel ends with the test."""
    yield lambda number: Notebook.open(lab, page, number)
    lab.stop_kernels()
