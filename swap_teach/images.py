"""Batches of images to score with: photographs, CIFAR, a folder of one's own, noise; and blur.

Everything here is a function of its arguments: the same (source, seed, repeat) gives the same images, and the
first images are the same for every `n`. No image needs a download unless you ask for CIFAR.
Used in lessons 02 to 05.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from swap_teach.image_files import draw_cifar, draw_folder, imagenet_folder
from swap_teach.noise import blur, noise_images
from swap_teach.photographs import photo_credits, photo_crops
from swap_teach.seeding import derived_rng

__all__ = ["ImageSource", "blur", "inputs_id", "load_images", "noise_images", "photo_credits", "to_rgb"]

# Channel means and standard deviations of pixels in 0..1; x = (pixel - mean) / std.
# photos:   measured over 20,000 crops of 32 pixels (tests/test_images.py measures them again).
# cifar10:  the constants of the SWAP authors' public code, which are those of the 50,000 training images.
# cifar100: the training set's, as commonly published.
# imagenet: torchvision's documented constants; also used for every folder of images.
NORMALISATION: dict[str, tuple[tuple[float, float, float], tuple[float, float, float]]] = {
    "photos": ((0.501, 0.374, 0.324), (0.306, 0.240, 0.243)),
    "cifar10": ((0.4914, 0.4822, 0.4465), (0.2470, 0.2435, 0.2616)),
    "cifar100": ((0.5071, 0.4865, 0.4409), (0.2673, 0.2564, 0.2762)),
    "imagenet": ((0.485, 0.456, 0.406), (0.229, 0.224, 0.225)),
}
SOURCES = (*NORMALISATION, "noise")


def load_images(
    source: str | Path = "photos",
    n: int = 16,
    size: int = 32,
    seed: int = 0,
    *,
    repeat: int = 0,
    split: str = "train",
) -> tuple[np.ndarray, np.ndarray]:
    """Draw `n` labelled images: x, float32 of shape (n, 3, size, size), normalised; y, int64 of shape (n,).

    source        "photos": random crops of ten installed photographs (label = photograph, balanced).
                  "cifar10", "cifar100": distinct images of the data set, drawn uniformly.
                  "imagenet": a folder of that name where data is looked up (`SWAP_TEACH_DATA` and the cache).
                  A path: a folder of images, one sub-folder for each class (or no sub-folder: one class); distinct
                  images, drawn uniformly, each cut to its central square.
                  "noise": white noise, labelled 0 ... 9 in turn, which means nothing.
    size          width and height in pixels. Larger pictures are averaged down (area filter).
    seed, repeat  images depend on (seed, source, repeat) alone; another repeat is another independent draw.
    split         "train" or "test"; only CIFAR has a test split.

    x is normalised by `NORMALISATION[source]`, a folder by ImageNet's. ValueError for an unknown source, or more or
    larger images than it has; FileNotFoundError, which says what to type, if the source isn't on this machine.
    Used from lesson 02 on.

    >>> x, y = load_images("photos", n=20, size=32, seed=1)
    >>> x.shape, x.dtype.name, sorted(int(label) for label in y)[:4]
    ((20, 3, 32, 32), 'float32', [0, 0, 1, 1])
    """
    if n < 1 or size < 1:
        raise ValueError(f"n and size must be at least 1, got n={n}, size={size}.")
    cifar = source in ("cifar10", "cifar100")
    if split not in ("train", "test") or (split == "test" and not cifar):
        raise ValueError(f"split={split!r}: only cifar10 and cifar100 have 'train' and 'test'; leave it out.")
    if source == "noise":
        return noise_images(n, size, seed=seed, repeat=repeat), np.arange(n, dtype=np.int64) % 10
    rng = derived_rng(seed, _name(source), repeat)
    if source == "photos":
        pixels, y = photo_crops(n, size, rng)
    elif cifar:
        pixels, y = draw_cifar(str(source), split, n, size, rng)
    else:
        pixels, y = draw_folder(imagenet_folder() if source == "imagenet" else _path(source), n, size, rng)
    mean, std = _constants(source)
    x = (pixels.astype(np.float32) / 255 - mean) / std
    return np.ascontiguousarray(x.transpose(0, 3, 1, 2)), y


def to_rgb(x: np.ndarray, source: str | Path = "photos") -> np.ndarray:
    """Undo the normalisation: from (n, 3, size, size) floats to (n, size, size, 3) uint8 for a picture.

    Noise has no pixels of its own: it is shown as grey, a standard deviation a fifth of the range.
    """
    mean, std = ((0.5,) * 3, (0.2,) * 3) if source == "noise" else _constants(source)
    pixels = np.moveaxis(np.asarray(x), 1, -1) * np.asarray(std) + np.asarray(mean)
    return np.asarray((pixels * 255).round().clip(0, 255).astype(np.uint8))


def inputs_id(x: np.ndarray, description: str = "array") -> str:
    """Name a batch by what it is: a description and the first 12 hex digits of its SHA-256.

    The hash covers shape, type and every value, so a stored score can't be taken for that of other images.

    >>> inputs_id(np.zeros((1, 3, 2, 2), dtype=np.float32), "zeros")
    'zeros#7ace22723054'
    """
    x = np.ascontiguousarray(x)
    digest = hashlib.sha256(f"{x.dtype.str} {x.shape} ".encode())
    digest.update(x.tobytes())
    return f"{description}#{digest.hexdigest()[:12]}"


@dataclass(frozen=True)
class ImageSource:
    """A source with its settings, to be called with the number of a repeat: fresh images for each repeat.

    Settings and errors as in `load_images`. Used in lesson 05.

    >>> photos = ImageSource("photos", n=4, size=8)
    >>> x, y = photos(repeat=3)
    >>> photos.id.split("#")[0]
    'photos train n=4 size=8 seed=0 fresh'
    """

    source: str | Path = "photos"
    n: int = 16
    size: int = 32
    seed: int = 0
    split: str = "train"

    def __call__(self, repeat: int) -> tuple[np.ndarray, np.ndarray]:
        """Return the images and labels of this repeat."""
        return load_images(self.source, self.n, self.size, self.seed, repeat=repeat, split=self.split)

    @property
    def id(self) -> str:
        """The settings, and a hash of the images of repeat 0, which tells two data sets of one name apart."""
        settings = f"{_name(self.source)} {self.split} n={self.n} size={self.size} seed={self.seed} fresh"
        return inputs_id(self(0)[0], settings)


def _name(source: str | Path) -> str:
    # A folder is the same source wherever it lies, so it goes by its name and not by its path.
    return source if isinstance(source, str) and source in SOURCES else Path(source).resolve().name


def _constants(source: str | Path) -> tuple[np.ndarray, np.ndarray]:
    mean, std = NORMALISATION[source if isinstance(source, str) and source in NORMALISATION else "imagenet"]
    return np.array(mean, dtype=np.float32), np.array(std, dtype=np.float32)


def _path(source: str | Path) -> Path:
    folder = Path(source).expanduser()
    if folder.is_dir():
        return folder
    raise ValueError(f"{str(source)!r} is neither a source ({', '.join(SOURCES)}) nor an existing folder of images.")
