"""Nothing here leaves this machine: sources are synthetic and served on the loopback interface or from a folder."""

import hashlib
import os
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from swap_teach.fetching.download import FetchError, fetch
from swap_teach.fetching.sources import SOURCES, File, Source

CONTENT = b"arch,acc\n" + b"a,1\n" * 5000
SHA256 = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture
def server():
    """Serve CONTENT: whole, damaged, cut short, failing twice before it works, or not at all."""
    tries = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            kind = self.path.split("/")[1]
            tries.append(kind)
            if kind == "absent" or (kind == "flaky" and tries.count("flaky") < 3):
                self.send_error(404 if kind == "absent" else 503)
                return
            body = CONTENT.replace(b"a,1", b"a,2") if kind == "damaged" else CONTENT
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body[: len(body) // 2] if kind == "truncated" else body)

        def log_message(self, *_):
            pass

    service = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=service.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    service.tries = tries
    service.base = f"http://127.0.0.1:{service.server_port}"
    yield service
    service.shutdown()
    thread.join()
    service.server_close()


@pytest.fixture
def source(monkeypatch):
    """Register the source `toy`, which is to be had at the given addresses."""

    def register(*urls, convert=lambda files: {"toy/table.csv": files["toy.csv"].read_bytes().upper()}):
        files = (File(tuple(f"{url}/toy.csv" for url in urls), SHA256),)
        monkeypatch.setitem(SOURCES, "toy", Source(files, ("toy/table.csv",), convert, "nobody"))

    return register


def contents(folder):
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


def closed_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{one.getsockname()[1]}"


def test_fetches_converts_once_and_leaves_only_the_table(server, source, tmp_path):
    source(f"{server.base}/whole")
    (table,) = fetch("toy", to=tmp_path)
    assert table.read_bytes() == CONTENT.upper()
    assert contents(tmp_path) == ["toy", "toy/table.csv"]
    table.write_bytes(b"mine")
    assert fetch("toy", to=tmp_path)[0].read_bytes() == b"mine"
    assert server.tries == ["whole"]


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        ("damaged", "another SHA-256 hash"),
        ("truncated", "(IncompleteRead|another SHA-256 hash)"),
        ("absent", "404"),
    ],
)
def test_a_bad_answer_is_an_error_and_leaves_nothing(server, source, tmp_path, kind, reason):
    source(f"{server.base}/{kind}")
    message = rf"(?s)nothing was kept.*/{kind}/toy.csv: .*{reason}.*{SHA256}.*--from FOLDER"
    with pytest.raises(FetchError, match=message) as error:
        fetch("toy", to=tmp_path, retries=0)
    assert str(tmp_path) not in str(error.value)
    assert contents(tmp_path) == []


def test_no_network(source, tmp_path):
    source(closed_port())
    with pytest.raises(FetchError, match=r"(?s)Tried:.*ConnectionError.*Check the network, or get toy\.csv yourself"):
        fetch("toy", to=tmp_path, retries=0)
    assert contents(tmp_path) == []


def test_the_next_address_is_tried(server, source, tmp_path):
    source(closed_port(), f"{server.base}/damaged", f"{server.base}/whole")
    assert fetch("toy", to=tmp_path, retries=0)[0].read_bytes() == CONTENT.upper()


def test_mirrors_come_first(server, source, tmp_path):
    source(f"{server.base}/absent")
    fetch("toy", to=tmp_path, mirrors=[f"{server.base}/whole/"], retries=0)
    assert server.tries == ["whole"]


def test_retries(server, source, tmp_path, monkeypatch):
    monkeypatch.setattr("time.sleep", lambda _: None)
    source(f"{server.base}/flaky")
    fetch("toy", to=tmp_path, retries=2)
    assert server.tries == ["flaky"] * 3


def test_a_folder_of_ones_own(source, tmp_path):
    source(closed_port())
    own = tmp_path / "own"
    own.mkdir()
    (own / "toy.csv").write_bytes(CONTENT)
    (table,) = fetch("toy", to=tmp_path / "cache", mirrors=[str(own)])
    assert table.read_bytes() == CONTENT.upper()
    assert (own / "toy.csv").read_bytes() == CONTENT


def test_a_folder_with_another_file_is_an_error(source, tmp_path):
    source(closed_port())
    (tmp_path / "toy.csv").write_bytes(b"something else")
    with pytest.raises(FetchError, match=r"toy\.csv: ValueError: SHA-256 hash doesn't match: it has .*, expected"):
        fetch("toy", to=tmp_path / "cache", mirrors=[str(tmp_path)], retries=0)
    assert contents(tmp_path / "cache") == []


def test_a_source_that_changed_its_format_leaves_nothing(server, source, tmp_path):
    def convert(files):
        raise ValueError("toy.csv isn't what it should be")

    source(f"{server.base}/whole", convert=convert)
    with pytest.raises(ValueError, match="isn't what it should be"):
        fetch("toy", to=tmp_path)
    assert contents(tmp_path) == []


def test_a_cache_that_cannot_exist(source, tmp_path):
    source(closed_port())
    (tmp_path / "file").touch()
    with pytest.raises(FetchError, match=r"Can't write to .*file/cache .*`--to FOLDER`.*SWAP_TEACH_DATA"):
        fetch("toy", to=tmp_path / "file" / "cache")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_cache(server, source, tmp_path):
    source(f"{server.base}/whole")
    tmp_path.chmod(0o500)
    with pytest.raises(FetchError, match=r"Can't write to .*Permission denied"):
        fetch("toy", to=tmp_path)
    assert server.tries == []
    tmp_path.chmod(0o700)
    assert contents(tmp_path) == []


def test_a_read_only_disk(source, tmp_path, monkeypatch):
    source(closed_port())

    def read_only(*_, **__):
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr("swap_teach.fetching.download.tempfile.TemporaryDirectory", read_only)
    with pytest.raises(FetchError, match=r"Can't write to .*Read-only file system.*`--to FOLDER`"):
        fetch("toy", to=tmp_path)


def test_a_disk_that_fills_up_leaves_no_half_table(server, source, tmp_path, monkeypatch):
    source(f"{server.base}/whole")

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.replace", full)
    with pytest.raises(FetchError, match=r"Couldn't write .*table\.csv: .*No space left"):
        fetch("toy", to=tmp_path)
    assert contents(tmp_path) == ["toy"]


def test_unknown_names():
    with pytest.raises(ValueError, match=r"No source 'nb202'; there are nb201, darts, "):
        fetch("nb202")


def test_the_real_tables_come_from_a_folder(third_party, tmp_path):
    """The sources whose files this machine has whole: their real hashes, converters and look-up names."""
    upstream = third_party("upstream/all_benchmarks_zen.zip").parent
    for name in ("darts", "tnb101-micro", "tnb101-macro"):
        (table,) = fetch(name, to=tmp_path, mirrors=[str(upstream)])
        assert table.stat().st_size > 10_000
