"""Where files of data are looked up: the folder you name, what the course ships, what you fetched.

The order is fixed:

1. the folder in the environment variable `SWAP_TEACH_DATA`, if it is set;
2. the data that the course ships (`data_dir`);
3. the user's cache, which `swap-teach fetch` fills (`cache_dir`).

`SWAP_TEACH_DATA=none` leaves only the second, so that a lesson's output can't depend on the machine.
"""

from __future__ import annotations

import os
from pathlib import Path

VARIABLE = "SWAP_TEACH_DATA"


class MissingDataError(FileNotFoundError):
    """A file of data that isn't on this machine; the message says what to type."""


def data_dir() -> Path:
    """Return the folder of the data the course ships: in the checkout, or inside an installed wheel.

    MissingDataError if neither is there: then the installation is broken.

    >>> data_dir().name
    'data'
    """
    package = Path(__file__).resolve().parent
    if (package / "data").is_dir():
        return package / "data"
    checkout = package.parent
    # A folder called "data" beside an installed package belongs to somebody else.
    if (checkout / "pyproject.toml").is_file() and (checkout / "data").is_dir():
        return checkout / "data"
    raise MissingDataError(
        f"The course's own data is neither in {package / 'data'} nor in {checkout / 'data'}: "
        "this installation is incomplete. Install the package again."
    )


def cache_dir() -> Path:
    """Return the folder in which `swap-teach fetch` keeps what it fetched. It may not exist yet."""
    import pooch

    return Path(pooch.os_cache("swap-teach"))


def roots() -> list[Path]:
    """Return the folders to look in, in order.

    NotADirectoryError if `SWAP_TEACH_DATA` is set to something that is neither `none` nor a folder.
    """
    named = os.environ.get(VARIABLE, "")
    if named.lower() == "none":
        return [data_dir()]
    if not named:
        return [data_dir(), cache_dir()]
    folder = Path(named).expanduser()
    if not folder.is_dir():
        raise NotADirectoryError(
            f"{VARIABLE} is set to {named!r}, which is not a folder. "
            "Set it to an existing folder, to 'none', or unset it."
        )
    return [folder, data_dir(), cache_dir()]


def find(*names: str) -> Path | None:
    """Return the first existing file or folder among `names`, or None.

    Folder goes before name: everything is tried in the first folder, then in the second.

    >>> find("no-such-table.csv") is None
    True
    """
    for root in roots():
        for name in names:
            if (root / name).exists():
                return root / name
    return None


def missing(what: str, names: tuple[str, ...], advice: str) -> MissingDataError:
    """Return the one error that every look-up raises: what is missing, where it was sought, what to do."""
    places = ", ".join(str(root) for root in roots())
    off = f" ({VARIABLE}=none has switched every other place off.)" if len(roots()) == 1 else ""
    return MissingDataError(f"{what} is not on this machine: no {' or '.join(names)} in {places}.{off} {advice}")
