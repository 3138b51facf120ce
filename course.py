#!/usr/bin/env python3
"""Set the course up and run it. Needs Python 3.11 or newer and a network to a package index, nothing else.

    python course.py course        install, run every lesson, write pages to build/course/
    python course.py course 02 03  only these lessons
    python course.py test          install, run every test (further words go to pytest)
    python course.py lab           install, open JupyterLab on my-course/
    python course.py stick DIR     a copy of the course with all its packages, for a room without a network
    python course.py clean         remove what was built; `clean --all` also the environment
    python course.py write         run the committed notebooks again, in place (for developers)
    python course.py constraints   write constraints.txt from what is installed (for developers)
    python course.py checksums     write data/SHA256SUMS from the files that are there (for developers)

PROFILE=full in the environment, or --profile full, runs the full sizes. A second run skips the installation.
This file uses the standard library alone, and only syntax that Python 3.8 reads, so that it can say what is
wrong with an older Python.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
STAMP = VENV / "course-stamp.json"
LOG = ROOT / "build" / "install.log"
WHEELS = ROOT / "wheels"  # only in a copy made by `stick`: then nothing is asked of a network
OLDEST = (3, 11)
NEWER = ("python3.13", "python3.12", "python3.11", "python3.14", "python3", "python")
NEED_GB = 3.0
BUILT = ("build", "dist", ".pytest_cache", ".mypy_cache", ".ruff_cache", ".hypothesis")

# What pip prints when it fails, and what to try. The first that matches is told.
CURES = (
    (
        r"No space left on device|Errno 28",
        "The disk is full. Free some space (the pip cache counts: `pip cache purge`) and run this again.",
    ),
    (
        r"No matching distribution found for torch|Could not find a version .* torch",
        "There is no PyTorch for this Python or system. Use Python 3.11, 3.12 or 3.13, 64 bit.",
    ),
    (
        r"CERTIFICATE_VERIFY_FAILED|SSLError",
        "The network's certificate was not accepted. In a company network, ask for its certificate file and set "
        "PIP_CERT to its path.",
    ),
    (
        r"NewConnectionError|Failed to establish|name resolution|getaddrinfo|Network is unreachable|ConnectTimeout"
        r"|Read timed out|ReadTimeout|ProxyError|from versions: none|Connection refused|Connection reset",
        "The package index could not be reached. Check the network; behind a proxy set HTTPS_PROXY, with a mirror "
        "set PIP_INDEX_URL. Then run this again: what has been downloaded is kept.",
    ),
    (
        r"Permission denied|Errno 13|WinError 5",
        "A file could not be written. Close programs that use .venv, and check that the folder is yours.",
    ),
    (
        r"ResolutionImpossible|conflicting dependencies",
        "The pinned versions do not fit this machine's own pip settings (PIP_CONSTRAINT, pip.conf). Unset them, "
        "or delete constraints.txt and run this again to install the newest versions instead.",
    ),
)


STICK = """\
Copy the course, with every package that it needs, for a room without a network.

    python course.py stick DIR
    python course.py stick DIR --platform win_amd64 --python-version 3.12
    python course.py stick DIR --platform macosx_14_0_arm64 --python-version 3.12

The first is for laptops with this system and Python; run the others too, into the same DIR, if there are such laptops
in the room. On each laptop the two usual commands then work as ever, from the copy, and ask nothing of a network.
"""


class SetupError(Exception):
    """Something a person can mend; the message says how."""


def venv_python() -> Path:
    """Return the path of the environment's interpreter on this system."""
    return VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def find_newer_python() -> str | None:
    """Return the path of an interpreter that is new enough, or None."""
    for name in NEWER:
        path = shutil.which(name)
        if path and interpreter_is_new_enough(path):
            return path
    return None


def interpreter_is_new_enough(path: str | Path) -> bool:
    """Ask an interpreter for its version; one that can't be started counts as too old."""
    try:
        code = "import sys; print('%d.%d' % sys.version_info[:2])"
        out = subprocess.run([str(path), "-c", code], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=60)
        return tuple(int(part) for part in out.stdout.decode().split(".")) >= OLDEST
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return False


def too_old(version: Sequence[int], executable: str) -> str:
    """Return the message for a Python below 3.11."""
    return (
        "This is Python {}.{} ({}); the course needs {}.{} or newer, and none was found on the PATH. "
        "Install one from python.org, with your system's package manager or with conda, then run this again; "
        "with make: make course PYTHON=/path/to/python3.12".format(version[0], version[1], executable, *OLDEST)
    )


def check_disk() -> None:
    """Raise SetupError when there is less room than an installation takes."""
    free_gb = shutil.disk_usage(str(ROOT)).free / 1e9
    if free_gb < NEED_GB:
        raise SetupError(
            f"The disk is short: {free_gb:.1f} GB are free in {ROOT}, and an installation takes about "
            f"{NEED_GB:.0f} GB. Free some space, or move this folder to a larger disk, and run this again."
        )


def torch_notice(free_gb: float, system: str = "", machine: str = "") -> str:
    """Return what to say before a plain torch installation, or an empty text where torch is small."""
    if (system or platform.system()) != "Linux" or (machine or platform.machine()) not in ("x86_64", "AMD64"):
        return ""
    if any("cpu" in os.environ.get(name, "") for name in ("PIP_EXTRA_INDEX_URL", "PIP_INDEX_URL")):
        return ""
    return (
        "Note: on Linux the plain torch package brings CUDA libraries, several GB to download and to keep "
        f"({free_gb:.0f} GB are free here). Without an NVIDIA GPU the CPU build does all of the course and keeps the "
        "whole environment under 2 GB: stop with Ctrl+C and use the line under 'A smaller installation on Linux' in "
        "README.md."
    )


def digest() -> str:
    """Hash what decides an installation: the two files of versions, and where the folder lies."""
    state = hashlib.sha256(str(ROOT).encode())
    for name in ("pyproject.toml", "constraints.txt"):
        path = ROOT / name
        state.update(path.read_bytes() if path.exists() else b"absent")
    return state.hexdigest()


def read_stamp() -> dict[str, str]:
    """Return what the last complete installation wrote down; nothing if there was none."""
    try:
        record = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return record if isinstance(record, dict) else {}


def installed(extra: str) -> bool:
    """Say whether the environment holds what this checkout asks for; the tests' extra includes the rest."""
    record = read_stamp()
    return record.get("digest") == digest() and extra in ("", record.get("extra"))


def cure(output: str) -> str:
    """Return what to try after pip printed ``output`` and failed."""
    for pattern, advice in CURES:
        if re.search(pattern, output):
            return advice
    return f"Read the lines above; the whole output is in {LOG.relative_to(ROOT)}."


def run_pip(arguments: list[str], doing: str = "install the course") -> None:
    """Run pip in the environment, one line of progress on the screen, everything in build/install.log."""
    LOG.parent.mkdir(parents=True, exist_ok=True)
    started, told, lines = time.time(), time.time(), []
    command = [str(venv_python()), "-m", "pip", "--disable-pip-version-check", "--no-input"]
    with LOG.open("w", encoding="utf-8") as log:
        process = subprocess.Popen(command + arguments, cwd=str(ROOT), stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        assert process.stdout is not None
        for raw in process.stdout:
            line = raw.decode("utf-8", "replace").rstrip()
            log.write(line + "\n")
            lines.append(line)
            wait = 1 if sys.stdout.isatty() else 20
            if time.time() - told >= wait:
                told = time.time()
                end = "\r" if sys.stdout.isatty() else "\n"
                print(f"  {told - started:4.0f} s  {line.strip():<90.90}", end=end, flush=True)
    if process.wait() != 0:
        tail = "\n".join("    " + line for line in lines[-12:])
        advice = no_wheel() if WHEELS.is_dir() else cure("\n".join(lines))
        raise SetupError(f"pip could not {doing}:\n{tail}\n{advice}")
    print("  done in {:.0f} s{:60}".format(time.time() - started, ""), flush=True)


def make_environment() -> None:
    """Create .venv, or make it anew when its interpreter is gone or too old."""
    if venv_python().exists() and interpreter_is_new_enough(venv_python()):
        return
    print("Making the environment .venv with Python {}.{} ...".format(*sys.version_info[:2]), flush=True)
    done = subprocess.run(
        [sys.executable, "-m", "venv", "--clear", str(VENV)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    if done.returncode != 0:
        said = done.stdout.decode("utf-8", "replace").strip()
        raise SetupError(
            f"Python could not make an environment:\n{said}\nOn Debian and Ubuntu install python3-venv "
            "(`sudo apt install python3-venv`); elsewhere reinstall Python."
        )


def install(extra: str) -> None:
    """Bring .venv to what pyproject.toml and constraints.txt say; do nothing when it is already there."""
    if venv_python().exists() and installed(extra):
        return
    has_torch = any(VENV.glob("[Ll]ib*/**/site-packages/torch/version.py"))
    if not has_torch:
        check_disk()
    make_environment()
    print("Installing the course and what it needs (once; minutes, by the speed of the network) ...", flush=True)
    if not has_torch:
        print(torch_notice(shutil.disk_usage(str(ROOT)).free / 1e9) or "  PyTorch is the largest part.", flush=True)
    # Where the tests' packages are already, they follow the new versions too.
    extra = extra or read_stamp().get("extra", "")
    pins = ["-c", "constraints.txt"] if (ROOT / "constraints.txt").exists() else []
    source = ["--no-index", "--find-links", str(WHEELS)] if WHEELS.is_dir() else []
    run_pip(["install", *source, *pins, "-e", f".[{extra}]" if extra else "."])
    STAMP.write_text(json.dumps({"digest": digest(), "extra": extra}) + "\n", encoding="utf-8")


def no_wheel() -> str:
    """Return what to try when the packages that came with the course don't serve this machine."""
    return (
        f"The folder wheels/ has no package that fits this machine (Python {platform.python_version()}, "
        f"{platform.system()} {platform.machine()}). Whoever made it can add some: `python course.py stick --help`; "
        "with a network at hand, rename wheels/ and run this again."
    )


def requirements() -> list[str]:
    """Return what an installation of the course asks for, the packages that build it included."""
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return [*project["project"]["dependencies"], *project["build-system"]["requires"], "editables"]


def stick(words: Sequence[str]) -> None:
    """Copy the course and download every package it needs beside it: see STICK."""
    if "--help" in words or len(words) % 2 != 1:
        print(STICK)
        return
    folder, options = Path(words[0]).resolve() / "swap-teach", words[1:]
    if folder == ROOT or ROOT in folder.parents:
        raise SetupError(f"{folder} lies inside the course itself; name a folder outside, say the stick's own.")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=str(ROOT), stdout=subprocess.PIPE)
    if listed.returncode != 0:
        raise SetupError("A stick is made from a git checkout of the course: `git clone` it, and run this there.")
    for name in listed.stdout.decode().split("\0"):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(str(ROOT / name), str(folder / name))
    install("")
    print(f"Downloading the packages into {folder / 'wheels'} ...", flush=True)
    pins = ["-c", "constraints.txt"] if (ROOT / "constraints.txt").exists() else []
    to = ["--only-binary=:all:", "--dest", str(folder / "wheels"), *options]
    run_pip(["download", *to, *pins, *requirements()], "download the packages")
    print(
        f"{folder} is ready. On each laptop: copy it from the stick, open a terminal in it, `make course` or "
        "`python course.py course`; no network is used. Try it on one laptop with its wifi off."
    )


def clean(everything: bool) -> None:
    """Remove what was built; never my-course/, and the environment only when asked."""
    for name in BUILT + ((".venv",) if everything else ()):
        shutil.rmtree(str(ROOT / name), ignore_errors=True)
    for cache in [p for top in ("swap_teach", "tests", "notebooks") for p in (ROOT / top).rglob("__pycache__")]:
        shutil.rmtree(str(cache), ignore_errors=True)
    kept = "" if everything else "; .venv stays (clean --all removes it)"
    print(f"Removed what was built{kept}. my-course/ is untouched.")


def command_for(verb: str, words: list[str], profile: str) -> list[str]:
    """Return the command that does a verb inside the environment."""
    python = str(venv_python())
    if verb == "test":
        # One process a core, one thread a process (see `do`): further words may say otherwise.
        processes = str(min(4, os.cpu_count() or 1))
        return [python, "-m", "pytest", "-n", processes, "--dist", "worksteal", *words]
    if verb == "course":
        return [python, "-m", "swap_teach.cli", "course", "--profile", profile, *words]
    if verb == "write":
        return [python, "-m", "swap_teach.cli", "course", "--write", *words]
    if verb == "mini-benchmark":
        return [python, "-m", "swap_teach.cli", "mini-benchmark", *words]
    return [python, "-m", "swap_teach.course", verb, *words]


def take_profile(words: Sequence[str], environment: Mapping[str, str]) -> tuple[str, list[str]]:
    """Return the profile asked for and the remaining words."""
    words, profile = list(words), environment.get("PROFILE") or "quick"
    if "--profile" in words:
        place = words.index("--profile")
        profile = words[place + 1] if place + 1 < len(words) else ""
        del words[place : place + 2]
    if profile not in ("quick", "full"):
        raise SetupError(f"The profile is {profile!r}; it can be quick or full.")
    return profile, words


def do(arguments: Sequence[str]) -> int:
    """Carry out the command line and return the exit status."""
    verbs = ("course", "test", "lab", "stick", "clean", "write", "constraints", "checksums", "mini-benchmark")
    if not arguments or arguments[0] not in verbs:
        print(__doc__)
        return 0 if arguments and arguments[0] in ("-h", "--help", "help") else 2
    verb, words = arguments[0], arguments[1:]
    takes: dict[str, set[str]] = {"clean": {"--all"}, "constraints": set(), "checksums": set()}
    if set(words) - takes.get(verb, set(words)):  # a verb that writes or removes at once doesn't pass over a word
        print(__doc__)
        return 0 if {"-h", "--help"} & set(words) else 2
    if verb == "clean":
        clean("--all" in words)
        return 0
    if verb == "stick":
        stick(words)
        return 0
    profile, words = take_profile(words, os.environ)
    install("test" if verb in ("test", "constraints") else "")
    environment = {"OMP_NUM_THREADS": "1", **os.environ} if verb == "test" else None
    return subprocess.call(command_for(verb, words, profile), cwd=str(ROOT), env=environment)


def main(arguments: Sequence[str], version: Sequence[int] | None = None) -> int:
    """Hand over to a newer Python if this one is too old, else carry out the command line; no tracebacks."""
    version = version or sys.version_info[:2]
    try:
        if tuple(version) < OLDEST:
            newer = find_newer_python()
            if newer is None:
                raise SetupError(too_old(version, sys.executable))
            print(f"This is Python {version[0]}.{version[1]}; going on with {newer}.", flush=True)
            return subprocess.call([newer, str(ROOT / "course.py"), *list(arguments)])
        return do(list(arguments))
    except SetupError as trouble:
        print(f"\n{trouble}", file=sys.stderr)
    except OSError as error:
        print(f"\n{error}. {cure(str(error))}", file=sys.stderr)
    except KeyboardInterrupt:
        print("\nStopped by you. Run the same command again to go on.", file=sys.stderr)
        return 130
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
