"""After set-up the course needs no network: it runs with every connection but loopback refused, in the kernels too."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

LESSON = "02"
GUARD = """
import os, sys

LOOPBACK = {None, "", "localhost", "127.0.0.1", "::1", "0.0.0.0"}

def note(line):
    with open(os.environ["GUARD_LOG"], "a") as log:
        print(line, file=log)

def guard(event, arguments):
    if event in ("socket.connect", "socket.sendto"):
        host = arguments[1][0] if isinstance(arguments[1], tuple) else "localhost"  # a path is a socket of this machine
    elif event in ("socket.getaddrinfo", "socket.gethostbyname"):
        host = arguments[0].decode() if isinstance(arguments[0], bytes) else arguments[0]
    else:
        return
    if host not in LOOPBACK:
        note(f"refused {event} {host}")
        raise ConnectionRefusedError(f"no network in this test: {event} {host}")

sys.addaudithook(guard)
note("guarded " + " ".join(sys.orig_argv))
"""
"""Python runs a `sitecustomize` at every start, so each process that inherits PYTHONPATH has this hook; it can't be
taken out again. What a C library connects by itself is not seen: ZeroMQ's sockets between notebook and kernel."""


@pytest.fixture
def guarded(tmp_path: Path) -> dict[str, str]:
    """Return an environment in which every Python process refuses connections that leave the machine."""
    (tmp_path / "guard").mkdir()
    (tmp_path / "guard" / "sitecustomize.py").write_text(GUARD, "utf-8")
    own = {"PYTHONPATH": str(tmp_path / "guard"), "GUARD_LOG": str(tmp_path / "log"), "SWAP_TEACH_DATA": "none"}
    return {**os.environ, **own}


def test_the_guard_refuses_what_leaves_the_machine_and_nothing_else(guarded: dict[str, str]) -> None:
    program = """
import socket, urllib.request
server = socket.create_server(("127.0.0.1", 0))
socket.create_connection(server.getsockname()).close()
for attempt in (lambda: socket.create_connection(("192.0.2.1", 80), 1), lambda: socket.getaddrinfo("example.org", 80),
                lambda: urllib.request.urlopen("http://example.org", timeout=1)):
    try:
        attempt()
    except OSError as error:
        assert "no network in this test" in str(error), error
    else:
        raise SystemExit("it went through")
"""
    subprocess.run([sys.executable, "-c", program], env=guarded, check=True)
    assert Path(guarded["GUARD_LOG"]).read_text("utf-8").count("refused") == 3


@pytest.mark.notebook
def test_a_lesson_runs_and_its_pages_are_made_without_a_network(guarded: dict[str, str], tmp_path: Path) -> None:
    out = tmp_path / "course"
    command = [sys.executable, "-m", "swap_teach.cli", "course", LESSON, "--out", str(out)]
    done = subprocess.run(command, env=guarded, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    log = Path(guarded["GUARD_LOG"]).read_text("utf-8")
    assert "refused" not in log
    assert re.search(r"^guarded .*ipykernel_launcher", log, re.MULTILINE), "the kernel ran without the guard"
    written = sorted(path.name for path in out.glob("*.html"))
    assert len(written) > 1
    assert "index.html" in written
    for name in written:
        text = (out / name).read_text("utf-8")
        far = re.findall(
            r"<(?:script|link|iframe|img|source|video|audio|object|embed)\b[^>]*(?:src|href|data)=\"(.*?)\"", text
        )
        assert not [target[:60] for target in far if not target.startswith("data:")], name
        assert not re.search(r"@import|url\((?!['\"]?data:)", text), name
