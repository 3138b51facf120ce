"""course.py: what it says when something is wrong, and when it installs again. Nothing is installed here."""

from __future__ import annotations

import ast
import importlib.util
import json
import subprocess
import sys
from collections import namedtuple
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def script(tmp_path, monkeypatch):
    """Load a fresh copy of course.py that believes the checkout is an empty folder."""
    spec = importlib.util.spec_from_file_location("course_script", ROOT / "course.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(module, "STAMP", tmp_path / ".venv" / "course-stamp.json")
    monkeypatch.setattr(module, "LOG", tmp_path / "build" / "install.log")
    monkeypatch.setattr(module, "WHEELS", tmp_path / "wheels")
    (tmp_path / "pyproject.toml").write_text("[project]\n")
    (tmp_path / "constraints.txt").write_text("numpy==2.4.6\n")
    return module


def interpreter(folder: Path, version: str) -> Path:
    """Write a program that answers like a Python of that version."""
    path = folder / "bin" / "python"
    path.parent.mkdir(parents=True)
    path.write_text(f"#!/bin/sh\necho {version}\n")
    path.chmod(0o755)
    return path


def test_python_3_8_can_read_it():
    ast.parse((ROOT / "course.py").read_text(), feature_version=(3, 8))


def test_it_imports_the_standard_library_alone():
    tree = ast.parse((ROOT / "course.py").read_text())
    modules = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    modules |= {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    assert {module.split(".")[0] for module in modules} <= set(sys.stdlib_module_names)


def test_an_old_python_is_told_and_sent_for_a_newer_one(script, monkeypatch, capsys):
    monkeypatch.setattr(script, "find_newer_python", lambda: None)
    assert script.main(["course"], version=(3, 9)) == 1
    said = capsys.readouterr().err
    assert "This is Python 3.9" in said
    assert "the course needs 3.11 or newer, and none was found on the PATH" in said
    assert "make course PYTHON=" in said


def test_an_old_python_hands_over_to_a_newer_one(script, monkeypatch, capsys):
    calls = []
    monkeypatch.setattr(script, "find_newer_python", lambda: "/opt/python3.12")
    monkeypatch.setattr(script.subprocess, "call", lambda command: calls.append(command) or 7)
    assert script.main(["test", "-k", "x"], version=(3, 8)) == 7
    assert calls[0][0] == "/opt/python3.12"
    assert calls[0][2:] == ["test", "-k", "x"]
    assert "This is Python 3.8; going on with" in capsys.readouterr().out


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in interpreter is a shell script")
@pytest.mark.parametrize(("version", "enough"), [("3.10", False), ("3.9", False), ("3.11", True), ("3.13", True)])
def test_an_interpreter_is_asked_for_its_version(script, tmp_path, version, enough):
    assert script.interpreter_is_new_enough(interpreter(tmp_path / "env", version)) is enough


def test_an_interpreter_that_can_t_start_is_not_new_enough(script, tmp_path):
    assert script.interpreter_is_new_enough(tmp_path / "gone") is False


def test_a_short_disk_is_told_before_anything_is_installed(script, monkeypatch, capsys, tmp_path):
    monkeypatch.setattr(script.shutil, "disk_usage", lambda path: Usage(10**12, 10**12, 10**9))
    assert script.main(["course"]) == 1
    said = capsys.readouterr().err
    assert "The disk is short: 1.0 GB are free" in said
    assert "an installation takes about 3 GB" in said
    assert not (tmp_path / ".venv").exists()


def test_enough_disk_passes(script, monkeypatch):
    monkeypatch.setattr(script.shutil, "disk_usage", lambda path: Usage(10**12, 0, 4 * 10**9))
    script.check_disk()


def test_the_size_of_plain_torch_is_said_on_linux_alone(script, monkeypatch):
    monkeypatch.delenv("PIP_EXTRA_INDEX_URL", raising=False)
    monkeypatch.delenv("PIP_INDEX_URL", raising=False)
    said = script.torch_notice(50, "Linux", "x86_64")
    assert "several GB" in said
    assert "'A smaller installation on Linux' in README.md" in said
    assert script.torch_notice(50, "Darwin", "arm64") == script.torch_notice(50, "Windows", "AMD64") == ""
    monkeypatch.setenv("PIP_EXTRA_INDEX_URL", "somewhere/cpu")
    assert script.torch_notice(50, "Linux", "x86_64") == ""


def test_the_readme_has_the_section_that_the_notice_names():
    assert "A smaller installation on Linux" in (ROOT / "README.md").read_text()


@pytest.mark.parametrize(
    ("printed", "advice"),
    [
        ("OSError: [Errno 28] No space left on device", "The disk is full"),
        ("Failed to establish a new connection: [Errno -3] Temporary failure in name resolution", "Check the network"),
        ("ERROR: Could not find a version that satisfies hatchling>=1.26 (from versions: none)", "Check the network"),
        ("SSLError(SSLCertVerificationError(1, 'CERTIFICATE_VERIFY_FAILED", "set PIP_CERT"),
        ("ERROR: No matching distribution found for torch<2.14,>=2.8", "There is no PyTorch for this Python"),
        ("ERROR: ResolutionImpossible: for help visit", "PIP_CONSTRAINT"),
        ("PermissionError: [Errno 13] Permission denied: '.venv'", "check that the folder is yours"),
        ("something new", "the whole output is in build"),
    ],
)
def test_each_failure_of_pip_has_its_advice(script, printed, advice):
    assert advice in script.cure(printed)


def test_a_failing_pip_is_shown_with_its_last_lines_and_no_traceback(script, monkeypatch, tmp_path, capsys):
    failing = tmp_path / "pip.py"
    failing.write_text("print('Collecting torch'); print('ERROR: Network is unreachable'); raise SystemExit(1)")

    class Popen(subprocess.Popen):
        def __init__(self, command, **options):
            super().__init__([sys.executable, str(failing)], **options)

    monkeypatch.setattr(script.subprocess, "Popen", Popen)
    monkeypatch.setattr(script, "make_environment", lambda: None)
    assert script.main(["course"]) == 1
    said = capsys.readouterr().err
    assert "pip could not install the course:" in said
    assert "ERROR: Network is unreachable" in said
    assert "Check the network" in said
    assert "Traceback" not in said
    assert "Collecting torch" in script.LOG.read_text()
    assert not script.STAMP.exists()


def stamp(script, extra):
    script.STAMP.parent.mkdir(exist_ok=True)
    script.STAMP.write_text(json.dumps({"digest": script.digest(), "extra": extra}))


def test_a_stamp_that_matches_skips_the_installation(script):
    assert not script.installed("")
    stamp(script, "")
    assert script.installed("")
    assert not script.installed("test"), "the tests need more packages"
    stamp(script, "test")
    assert script.installed("")
    assert script.installed("test")


@pytest.mark.parametrize("name", ["pyproject.toml", "constraints.txt"])
def test_a_changed_file_of_versions_installs_again(script, name):
    stamp(script, "test")
    (script.ROOT / name).write_text("changed")
    assert not script.installed("")


def test_a_moved_checkout_installs_again(script, monkeypatch, tmp_path):
    stamp(script, "test")
    moved = tmp_path.rename(tmp_path.with_name("moved"))
    monkeypatch.setattr(script, "ROOT", moved)
    monkeypatch.setattr(script, "STAMP", moved / ".venv" / "course-stamp.json")
    assert script.read_stamp()
    assert not script.installed("")


@pytest.mark.parametrize("text", ["", "{", "[]", '{"digest": 3}'])
def test_a_damaged_stamp_installs_again(script, text):
    script.STAMP.parent.mkdir()
    script.STAMP.write_text(text)
    assert not script.installed("")


def test_an_installation_keeps_the_test_packages_and_stamps_only_success(script, monkeypatch):
    asked = []
    monkeypatch.setattr(script, "make_environment", lambda: None)
    monkeypatch.setattr(script, "run_pip", asked.append)
    stamp(script, "test")
    (script.ROOT / "pyproject.toml").write_text("[project]\nversion = '2'\n")
    script.install("")
    assert asked == [["install", "-c", "constraints.txt", "-e", ".[test]"]]
    assert script.installed("test")


def test_each_verb_has_its_command_inside_the_environment(script, monkeypatch):
    monkeypatch.setattr(script.os, "cpu_count", lambda: 2)
    commands = {verb: script.command_for(verb, ["02"], "full")[1:] for verb in ("course", "write", "test", "lab")}
    assert commands == {
        "course": ["-m", "swap_teach.cli", "course", "--profile", "full", "02"],
        "write": ["-m", "swap_teach.cli", "course", "--write", "02"],
        "test": ["-m", "pytest", "-n", "2", "--dist", "worksteal", "02"],
        "lab": ["-m", "swap_teach.course", "lab", "02"],
    }


def test_the_profile_comes_from_the_line_or_the_environment(script):
    assert script.take_profile(["02"], {}) == ("quick", ["02"])
    assert script.take_profile(["02"], {"PROFILE": "full"}) == ("full", ["02"])
    assert script.take_profile(["--profile", "full", "02"], {"PROFILE": "quick"}) == ("full", ["02"])
    with pytest.raises(script.SetupError, match="The profile is 'fast'; it can be quick or full"):
        script.take_profile([], {"PROFILE": "fast"})


def test_cleaning_never_touches_the_learner_s_folder(script, tmp_path, capsys):
    for name in ("build", ".venv", "my-course"):
        (tmp_path / name).mkdir()
    assert script.main(["clean"]) == 0
    assert not (tmp_path / "build").exists()
    assert (tmp_path / ".venv").exists()
    assert script.main(["clean", "--all"]) == 0
    assert not (tmp_path / ".venv").exists()
    assert (tmp_path / "my-course").exists()
    assert "my-course/ is untouched" in capsys.readouterr().out


def test_an_unknown_verb_shows_the_help(script, capsys):
    assert script.main(["lessons"]) == 2
    assert "python course.py lab" in capsys.readouterr().out


@pytest.mark.parametrize("verb", ["clean", "constraints", "checksums"])
@pytest.mark.parametrize(("word", "status"), [("--help", 0), ("-h", 0), ("--al", 2)])
def test_a_verb_without_such_a_word_shows_the_help_and_does_nothing(script, monkeypatch, capsys, verb, word, status):
    monkeypatch.setattr(script, "install", lambda extra: pytest.fail("it installs"))
    monkeypatch.setattr(script, "clean", lambda everything: pytest.fail("it cleans"))
    assert script.main([verb, word]) == status
    assert "python course.py checksums" in capsys.readouterr().out


def test_a_copy_with_its_packages_asks_nothing_of_a_network(script, monkeypatch):
    calls = []
    monkeypatch.setattr(script, "run_pip", calls.append)
    monkeypatch.setattr(script, "make_environment", lambda: script.VENV.mkdir(exist_ok=True))
    script.install("")
    script.WHEELS.mkdir()
    (script.ROOT / "pyproject.toml").write_text("[project]\nname = 'changed'\n")
    script.install("")
    assert "--no-index" not in calls[0]
    assert calls[1][:4] == ["install", "--no-index", "--find-links", str(script.WHEELS)]


def test_a_stick_holds_the_tracked_files_and_every_package(script, monkeypatch, tmp_path, capsys):
    (script.ROOT / "pyproject.toml").write_text(
        "[project]\ndependencies = ['numpy>=2']\n[build-system]\nrequires = ['hatchling']\n"
    )
    (script.ROOT / "private.txt").write_text("not tracked")
    subprocess.run(["git", "init", "-q"], cwd=script.ROOT, check=True)
    subprocess.run(["git", "add", "pyproject.toml", "constraints.txt"], cwd=script.ROOT, check=True)
    calls = []
    monkeypatch.setattr(script, "run_pip", lambda words, doing: calls.append(words))
    monkeypatch.setattr(script, "install", lambda extra: None)
    out = tmp_path.parent / f"{tmp_path.name}-stick"
    assert script.main(["stick", str(out), "--platform", "win_amd64", "--python-version", "3.12"]) == 0
    assert sorted(path.name for path in (out / "swap-teach").iterdir()) == ["constraints.txt", "pyproject.toml"]
    (words,) = calls
    assert words[:2] == ["download", "--only-binary=:all:"]
    assert words[-3:] == ["numpy>=2", "hatchling", "editables"]
    assert words[3:8] == [str(out / "swap-teach" / "wheels"), "--platform", "win_amd64", "--python-version", "3.12"]
    assert "is ready. On each laptop" in capsys.readouterr().out


@pytest.mark.parametrize("words", [[], ["--help"], ["DIR", "--platform"]])
def test_stick_shows_how_it_is_used(script, words, capsys):
    assert script.main(["stick", *words]) == 0
    assert "for a room without a network" in capsys.readouterr().out


def test_a_stick_inside_the_course_is_refused(script, capsys):
    assert script.main(["stick", str(script.ROOT / "out")]) == 1
    assert "lies inside the course itself" in capsys.readouterr().err


def test_packages_that_don_t_fit_are_told(script):
    assert "has no package that fits this machine (Python 3" in script.no_wheel()
