"""Write constraints.txt: the versions that the course was last proven with, without torch.

`make` installs with these, so that a lesson's committed text stays true on another machine and next year.
torch stays free within pyproject.toml's range, because its build depends on the machine (CPU, CUDA).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

HEAD = """\
# Generated from the versions that the course was last proven with; not by hand: python course.py constraints
# torch is left out on purpose (pyproject.toml gives its range), and so is what only torch needs.
"""
OLDEST = "3.11.0"
"""The oldest Python that pyproject.toml admits."""


def normal(name: str) -> str:
    """Return a package's name in the one spelling that indexes use.

    >>> normal("Pandas_Stubs")
    'pandas-stubs'
    """
    return re.sub(r"[-_.]+", "-", name).lower()


def declared(pyproject: Path) -> list[str]:
    """Return the requirements that pyproject.toml declares, extras included."""
    project = tomllib.loads(pyproject.read_text(encoding="utf-8"))["project"]
    extras = project.get("optional-dependencies", {}).values()
    return [*project["dependencies"], *(line for lines in extras for line in lines)]


def closure(requirements: list[str], leave_out: tuple[str, ...] = ("torch",)) -> dict[str, str]:
    """Return name and installed version of everything that the requirements pull in on this machine.

    Packages that another system needs instead (`pywinpty`, `appnope`) aren't installed here and stay
    free; one that only this system needs does no harm in a constraints file. ValueError names one that isn't installed
    though the markers ask for it.
    """
    from packaging.requirements import Requirement

    def wanted(lines: list[str], extras: set[str]) -> Iterator[Requirement]:
        for line in lines:
            requirement = Requirement(line)
            marker = requirement.marker
            if marker is None or any(marker.evaluate({"extra": extra}) for extra in extras | {""}):
                yield requirement

    found: dict[str, str] = {}
    seen: set[tuple[str, frozenset[str]]] = set()
    queue = list(wanted(requirements, set()))
    while queue:
        requirement = queue.pop()
        name, extras = normal(requirement.name), frozenset(requirement.extras)
        if name in leave_out or (name, extras) in seen:
            continue
        seen.add((name, extras))
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError as error:
            raise ValueError(
                f"{name} is not installed, so its version can't be written down. "
                "Run `python course.py test` once, which installs everything, then try again."
            ) from error
        queue.extend(wanted(metadata.requires(name) or [], set(extras)))
    return found


def needs_newer(name: str, oldest: str = OLDEST) -> bool:
    """Say whether a package's installed version refuses the oldest Python of the course.

    A pin to it would stop an installation there; without one pip takes the newest version that fits.
    """
    from packaging.specifiers import SpecifierSet

    about = metadata.distribution(name).metadata.json
    return oldest not in SpecifierSet(str(about.get("requires_python", "")))


def write_constraints(pyproject: Path, target: Path) -> int:
    """Write the file and return how many packages it pins; errors are those of `closure`."""
    versions = closure(declared(pyproject))
    free = sorted(name for name in versions if needs_newer(name))
    note = f"# Free, because these versions need a Python newer than {OLDEST}: {', '.join(free)}\n" if free else ""
    lines = [f"{name}=={version}\n" for name, version in sorted(versions.items()) if name not in free]
    target.write_text(HEAD + note + "".join(lines), encoding="utf-8")
    return len(lines)
