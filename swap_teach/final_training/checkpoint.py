"""Checkpoints that survive a kill at any moment and notice when they are damaged: the last two are kept.

A file's name holds the epochs done and the start of its own SHA-256. It is written beside its place, pushed to the
disk and renamed in one step, so a name stands for a whole file or for none. Used in lesson A5.
"""

from __future__ import annotations

import hashlib
import io
import os
import pickle
import re
import warnings
from pathlib import Path
from typing import Any

import torch

KEPT = 2
NAME = re.compile(r"epoch-\d{5}-([0-9a-f]{12})\.pt")


class CheckpointError(RuntimeError):
    """No checkpoint can be read; the message says which were tried and what to do."""


class CheckpointWarning(UserWarning):
    """A checkpoint is damaged and an earlier one is used."""


def save(folder: Path, epochs_done: int, state: dict[str, Any]) -> Path:
    """Write a checkpoint, return its path, and delete all but the last two.

    state  tensors, numbers, text, and lists and dictionaries of them: what `torch.load(weights_only=True)` reads
    """
    content = io.BytesIO()
    torch.save(state, content)
    path = folder / f"epoch-{epochs_done:05d}-{_digest(content.getvalue())}.pt"
    unfinished = path.with_suffix(".new")
    with unfinished.open("wb") as file:
        file.write(content.getvalue())
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)
    before = [old for old in _checkpoints(folder) if old.name < f"epoch-{epochs_done:05d}"]
    for old in {*_checkpoints(folder), *folder.glob("epoch-*.new")} - {path, *before[: KEPT - 1]}:
        old.unlink()
    return path


def load_latest(folder: Path, device: torch.device | str = "cpu") -> dict[str, Any] | None:
    """Read the newest checkpoint that is whole; None where there is none at all.

    A damaged one is passed over with a CheckpointWarning. CheckpointError if all are damaged.
    """
    damaged: list[str] = []
    for path in _checkpoints(folder):
        try:
            state = _read(path, device)
        except ValueError as error:
            damaged.append(str(error))
            continue
        if damaged:
            warnings.warn(f"{' '.join(damaged)} Going on from {path.name}.", CheckpointWarning, stacklevel=2)
        return state
    if damaged:
        raise CheckpointError(
            f"{' '.join(damaged)} No whole checkpoint is left in {folder.name}: delete its epoch-*.pt to begin again."
        )
    return None


def _checkpoints(folder: Path) -> list[Path]:
    """All checkpoints of a folder, the newest first."""
    return sorted((path for path in folder.iterdir() if NAME.fullmatch(path.name)), reverse=True)


def _read(path: Path, device: torch.device | str) -> dict[str, Any]:
    content = path.read_bytes()
    match = NAME.fullmatch(path.name)
    if match is None or _digest(content) != match[1]:
        raise ValueError(f"The checkpoint {path.name} is damaged: its content is not what its name says.")
    try:
        state: dict[str, Any] = torch.load(io.BytesIO(content), map_location=device, weights_only=True)
    except pickle.UnpicklingError as error:
        raise ValueError(
            f"The checkpoint {path.name} holds other things than tensors, numbers and text; it wasn't loaded."
        ) from error
    return state


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:12]
