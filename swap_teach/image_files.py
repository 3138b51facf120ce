"""Images that lie in files: the CIFAR data sets as arrays, and folders of pictures.

Used through `load_images`.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from swap_teach.datafiles import find, missing

SUFFIXES = frozenset({".png", ".jpg", ".jpeg", ".bmp", ".webp", ".tif", ".tiff"})


def _draw(available: int, n: int, what: str, rng: np.random.Generator) -> np.ndarray:
    if n > available:
        raise ValueError(f"n={n} images asked for, but {what} has {available}.")
    return rng.permutation(available)[:n]


def _shrink(pixels: np.ndarray, size: int, what: str) -> np.ndarray:
    """Cut the central square of an (h, w, 3) uint8 image and average it down to `size` pixels."""
    from PIL import Image

    height, width = pixels.shape[:2]
    side = min(height, width)
    if size > side:
        raise ValueError(f"size={size} is more than {what} has ({side} pixels): nothing is magnified.")
    left, top = (width - side) // 2, (height - side) // 2
    box = (left, top, left + side, top + side)
    return np.asarray(Image.fromarray(pixels).resize((size, size), Image.Resampling.BOX, box=box))


def draw_cifar(name: str, split: str, n: int, size: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Draw distinct images of CIFAR-10 or CIFAR-100: uint8 (n, size, size, 3), and int64 labels.

    The whole data set is preferred to the subset of it, folder by folder (`datafiles.py`). ValueError for more or
    larger images than there are; MissingDataError where there are none.
    """
    names = (f"images/{name}_{split}.npz", f"images/{name}_{split}_subset.npz")
    path = find(*names)
    if path is None:
        raise missing(
            name,
            names,
            f"Fetch it with `swap-teach fetch {name}`, give your own copy of the archive with "
            f"`swap-teach fetch {name} --from FOLDER`, or use source='photos', which needs no download.",
        )
    with np.load(path, allow_pickle=False) as data:
        x, y = data["x"], data["y"]
    chosen = _draw(len(x), n, f"{name} ({path.name})", rng)
    shrunk = np.stack([_shrink(image, size, f"a {name} image") for image in x[chosen]])
    return shrunk, y[chosen].astype(np.int64)


def imagenet_folder() -> Path:
    """Find the folder called imagenet where data is looked up; MissingDataError if there is none."""
    folder = find("imagenet", "images/imagenet")
    if folder is None:
        raise missing(
            "imagenet",
            ("imagenet", "images/imagenet"),
            "Pass the path of your own image folder (one sub-folder for each class) as the source.",
        )
    return folder


def draw_folder(folder: Path, n: int, size: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Draw distinct pictures of a folder: uint8 (n, size, size, 3), and int64 labels.

    Labels number the sub-folders in alphabetical order; without any, every label is 0. What begins with a dot is
    no image: macOS leaves such files beside pictures. ValueError for too few pictures, or too small ones.
    """
    from PIL import Image

    classes = [path for path in _visible(folder) if path.is_dir()] or [folder]
    files = [
        (file, label) for label, one in enumerate(classes) for file in _visible(one) if file.suffix.lower() in SUFFIXES
    ]
    if not files:
        raise ValueError(
            f"No image in {folder} or its sub-folders; expected files ending in {', '.join(sorted(SUFFIXES))}."
        )
    chosen = [files[i] for i in _draw(len(files), n, f"the folder {folder}", rng)]
    pixels = np.empty((n, size, size, 3), dtype=np.uint8)
    for i, (file, _) in enumerate(chosen):
        with Image.open(file) as image:
            pixels[i] = _shrink(np.asarray(image.convert("RGB")), size, str(file))
    return pixels, np.array([label for _, label in chosen], dtype=np.int64)


def _visible(folder: Path) -> list[Path]:
    """List a folder by name: paths themselves sort without regard to case on Windows, and labels would differ."""
    return sorted((path for path in folder.iterdir() if not path.name.startswith(".")), key=lambda path: path.name)
