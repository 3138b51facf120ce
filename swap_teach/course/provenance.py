"""The line that ends a lesson: what made the outputs above it.

The cell that prints it is tagged `nbval-ignore-output`, since versions differ between machines.
"""

from __future__ import annotations

import platform
from importlib import metadata

import swap_teach
from swap_teach.course.checksums import data_hash
from swap_teach.datafiles import data_dir

PACKAGES = ("numpy", "pandas", "scipy", "matplotlib", "torch")
START = "Provenance: profile "


def provenance(profile: str, seed: int) -> str:
    """Return the profile, the seed, the versions and the hash of the course's data, in one line.

    >>> print(provenance("full", 0))
    Provenance: profile full; seed 0; swap_teach ...; Python ...; numpy ...; data ...
    """
    versions = [f"{name} {version}" for name, version in package_versions(PACKAGES).items()]
    return "; ".join(
        [
            f"{START}{profile}",
            f"seed {seed}",
            f"swap_teach {swap_teach.__version__}",
            f"Python {platform.python_version()}",
            *versions,
            f"data {data_hash(data_dir())}",
        ]
    )


def package_versions(names: tuple[str, ...]) -> dict[str, str]:
    """Return the installed version of each package, `"not installed"` where there is none."""
    found = {}
    for name in names:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            found[name] = "not installed"
    return found
