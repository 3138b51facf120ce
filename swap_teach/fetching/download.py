"""Fetch a public source: download at a pinned version, check its hash, convert it once, keep the table.

Nothing half-written is ever left: a download is checked before it is read, and a table is complete before it
gets its name. Behind `swap-teach fetch`; what can be fetched stands in `sources.py`.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from swap_teach.datafiles import cache_dir
from swap_teach.fetching.sources import SOURCES, File


class FetchError(RuntimeError):
    """A source couldn't be fetched; the message says what was tried, and what else can be done."""


def fetch(
    name: str,
    *,
    to: Path | None = None,
    mirrors: Sequence[str] = (),
    retries: int = 2,
    progress: bool = False,
) -> list[Path]:
    """Make the tables of a source available, and return their paths; what is there already is left alone.

    name      a key of `SOURCES`. to  the folder to fill; the user's cache unless given.
    mirrors   tried before the source's own addresses: base URLs, or folders that hold the file under its own name.
    retries   how often an address is tried again. progress  show a progress bar.

    ValueError for an unknown name; FetchError if no address gives a file of the right hash, or the folder can't be
    written. Nothing is left behind.
    """
    if name not in SOURCES:
        raise ValueError(f"No source {name!r}; there are {', '.join(SOURCES)}.")
    source = SOURCES[name]
    folder = to or cache_dir()
    tables = [folder / table for table in source.tables]
    if all(table.is_file() for table in tables):
        return tables
    with _workplace(folder) as workplace:
        files = {file.name: _download(file, Path(workplace), mirrors, retries, progress) for file in source.files}
        for table, content in source.convert(files).items():
            _write(folder / table, content, Path(workplace))
    return tables


def _workplace(folder: Path) -> tempfile.TemporaryDirectory[str]:
    """Open a folder inside the target for everything unfinished; it goes away with all that is in it."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return tempfile.TemporaryDirectory(dir=folder, prefix="unfinished-")
    except OSError as error:
        raise FetchError(
            f"Can't write to {folder} ({error}). Choose another folder with `--to FOLDER`, and set "
            "SWAP_TEACH_DATA to it."
        ) from error


def _download(file: File, workplace: Path, mirrors: Sequence[str], retries: int, progress: bool) -> Path:
    import pooch

    failures = []
    for address in [*(_below(mirror, file.name) for mirror in mirrors), *file.urls]:
        try:
            if isinstance(address, Path):
                return _copy(address, workplace / file.name, file.sha256)
            fetcher = pooch.create(
                path=workplace,
                base_url="",
                registry={file.name: f"sha256:{file.sha256}"},
                urls={file.name: address},
                retry_if_failed=retries,
            )
            downloader = pooch.HTTPDownloader(progressbar=progress, timeout=30)
            return Path(fetcher.fetch(file.name, downloader=downloader))
        except (OSError, ValueError) as error:
            failures.append(f"  {address}: {_reason(error)}")
    raise FetchError(
        f"{file.name} couldn't be fetched; nothing was kept. Tried:\n"
        + "\n".join(failures)
        + f"\nCheck the network, or get {file.name} yourself (SHA-256 {file.sha256}), put it in a folder and "
        "name that with `--from FOLDER`."
    )


def _below(mirror: str, name: str) -> Path | str:
    if mirror.startswith(("http://", "https://")):
        return f"{mirror.rstrip('/')}/{name}"
    return Path(mirror).expanduser() / name


def _copy(source: Path, target: Path, sha256: str) -> Path:
    with source.open("rb") as opened:
        found = hashlib.file_digest(opened, "sha256").hexdigest()
    if found != sha256:
        raise ValueError(f"SHA-256 hash doesn't match: it has {found}, expected {sha256}")
    return Path(shutil.copyfile(source, target))


def _reason(error: Exception) -> str:
    text = " ".join(str(error).split())
    if "does not match the known hash" in text:  # pooch's words, which name a temporary file
        return "the file there has another SHA-256 hash: it was damaged on the way, or replaced"
    return f"{type(error).__name__}: {text[:200]}"


def _write(path: Path, content: bytes, workplace: Path) -> None:
    """Write under a temporary name on the same disk, then rename: a reader sees all of it or nothing."""
    try:
        unfinished = workplace / "table"
        unfinished.write_bytes(content)
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished.replace(path)
    except OSError as error:
        raise FetchError(f"Couldn't write {path}: {error}. Nothing was kept of it.") from error
