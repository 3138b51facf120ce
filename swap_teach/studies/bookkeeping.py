"""What a record says about itself: when, by what command, with which versions, from which tables, on what machine."""

from __future__ import annotations

import datetime
import hashlib
import platform
from importlib import metadata
from pathlib import Path
from typing import Any

from swap_teach.benchmarks import list_benchmarks
from swap_teach.studies import Finding

PACKAGES = ("swap-teach", "torch", "numpy", "scipy", "pandas", "scikit-image", "scikit-learn", "pillow")


def about(study: str, finding: Finding) -> dict[str, Any]:
    """Return the fields of the record that `finding` makes; see `records.FIELDS`."""
    return {
        "title": finding.title,
        "command": f"python -m swap_teach.studies {study}",
        "made": datetime.datetime.now(datetime.UTC).date().isoformat(),
        "versions": {"python": platform.python_version()} | {name: metadata.version(name) for name in PACKAGES},
        "inputs": finding.inputs,
        "data_hash": data_hashes(finding.benchmarks),
        "device": device(),
        "n": finding.n,
        "notes": finding.notes,
    }


def data_hashes(benchmarks: list[str]) -> dict[str, str]:
    """Return the SHA-256 of each benchmark's file, by the file's name."""
    files = list_benchmarks()
    hashes = {}
    for name in benchmarks:
        path = files[name]
        if path is None:
            raise ValueError(f"The benchmark {name!r} was used but isn't on this machine.")
        hashes[path.name] = hashlib.sha256(path.read_bytes()).hexdigest()
    return hashes


def device() -> str:
    """Name the processor, and the instructions that PyTorch uses on it: scores are made on the CPU, on one thread.

    >>> device().endswith(", one thread a process")
    True
    """
    from torch.backends import cpu

    told = Path("/proc/cpuinfo")
    lines = told.read_text(encoding="utf-8").splitlines() if told.is_file() else []
    model = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "")
    return (
        f"{model or platform.processor() or platform.machine()} CPU, {cpu.get_cpu_capability()}, one thread a process"
    )
