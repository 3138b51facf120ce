"""Real images without a download: the ten colour photographs that scikit-image and scikit-learn install.

Used in lessons 02 to 05 through `load_images`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from PIL import Image


@dataclass(frozen=True)
class Photograph:
    """One installed photograph: a short name, the package and file that hold it, and whom to thank."""

    name: str
    package: str
    file: str
    credit: str


def _skimage(name: str, file: str, credit: str) -> Photograph:
    return Photograph(name, "skimage", f"data/{file}", credit)


def _sklearn(name: str, file: str, credit: str) -> Photograph:
    return Photograph(name, "sklearn", f"datasets/images/{file}", credit)


# The order is the label: label 0 is the astronaut.
PHOTOGRAPHS = (
    _skimage("astronaut", "astronaut.png", "Eileen Collins; NASA, public domain"),
    _skimage("cat", "chelsea.png", "Chelsea the cat; Stéfan van der Walt, CC0"),
    _skimage("coffee", "coffee.png", "Coffee cup; Rachel Michetti, courtesy of Pikolo Espresso Bar, CC0"),
    _skimage("rocket", "rocket.jpg", "Launch of DSCOVR on Falcon 9; SpaceX, public domain"),
    _skimage(
        "motorcycle",
        "motorcycle_left.png",
        "Middlebury 2014 stereo benchmark; Nera Nesic, Porter Westling, Xi Wang, York Kitajima, "
        "Greg Krathwohl and Daniel Scharstein, Middlebury College",
    ),
    _skimage("retina", "retina.jpg", "Fundus photograph of a normal left eye; Mikael Häggström, CC0"),
    _skimage(
        "tissue",
        "ihc.png",
        "Colonic glands, immunohistochemical staining; Center for Microscopy and Molecular Imaging, "
        "no known copyright restrictions",
    ),
    _skimage("galaxies", "hubble_deep_field.jpg", "Hubble eXtreme Deep Field; NASA, public domain"),
    _sklearn("temple", "china.jpg", "Photograph 6061409035 on Flickr; danielbuechele, CC BY 2.0"),
    _sklearn("flower", "flower.jpg", "Photograph 6056698931 on Flickr; vultilion, CC BY 2.0"),
)


def photo_credits() -> dict[str, str]:
    """Return a credit line for each photograph, by name, in the order of the labels.

    >>> photo_credits()["rocket"]
    'Launch of DSCOVR on Falcon 9; SpaceX, public domain'
    """
    return {photo.name: photo.credit for photo in PHOTOGRAPHS}


def _file(photo: Photograph) -> Path:
    """Return the path of the installed file. The packages' own loaders may download, so they aren't asked."""
    spec = find_spec(photo.package)
    folders = list(spec.submodule_search_locations or []) if spec else []
    for folder in folders:
        if (Path(folder) / photo.file).is_file():
            return Path(folder) / photo.file
    distribution = {"skimage": "scikit-image", "sklearn": "scikit-learn"}[photo.package]
    where = folders[0] if folders else f"no installed {photo.package}"
    raise FileNotFoundError(
        f"The photograph {photo.name!r} should come with {distribution} as {photo.file}, but it isn't there "
        f"({where}). Reinstall {distribution}, or pass another source, such as a folder of images."
    )


@cache
def _open(photo: Photograph) -> Image.Image:
    from PIL import Image

    with Image.open(_file(photo)) as image:
        return image.convert("RGB")


def photo_crops(n: int, size: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Cut `n` random squares out of the photographs and average them down to `size` pixels.

    The side of a square is uniform between two fifths of the photograph's shorter edge (at least `size`) and all of
    it; its place is uniform. A pixel of the result is the mean of the pixels whose centres it covers (Pillow's BOX
    filter). Labels go round: every ten crops hold each photograph once, in random order. The first crops are the
    same for every `n`.

    Returns x, uint8 of shape (n, size, size, 3), and y, int64: positions in `PHOTOGRAPHS`. ValueError for a size above
    the shorter edge of a photograph (300 pixels at worst): nothing is magnified.
    """
    from PIL import Image

    x = np.empty((n, size, size, 3), dtype=np.uint8)
    y = np.empty(n, dtype=np.int64)
    for i in range(n):
        if i % len(PHOTOGRAPHS) == 0:
            turn = rng.permutation(len(PHOTOGRAPHS))
        y[i] = turn[i % len(PHOTOGRAPHS)]
        photo = PHOTOGRAPHS[y[i]]
        image = _open(photo)
        short = min(image.size)
        if size > short:
            raise ValueError(
                f"size={size} is more than the photograph {photo.name!r} has ({short} pixels); "
                "ask for smaller images, or pass a folder of larger ones."
            )
        smallest = max(size, 2 * short // 5)
        side = int(rng.integers(smallest, short, endpoint=True))
        left, top = (int(rng.integers(0, edge - side, endpoint=True)) for edge in image.size)
        box = (left, top, left + side, top + side)
        x[i] = np.asarray(image.resize((size, size), Image.Resampling.BOX, box=box))
    return x, y
