"""ImageNet, or your own pictures: folders read from the disk as they are needed, several files at once.

    FOLDER/train/CLASS/*.jpg    FOLDER/val/CLASS/*.jpg

Each picture's crop, mirror and colours are drawn from seed, epoch and its place in the list: how many threads read
makes no difference. Used in lesson A5.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from swap_teach.final_training.augment import crop_box, jitter
from swap_teach.final_training.data_sets import Batch
from swap_teach.image_files import SUFFIXES
from swap_teach.images import NORMALISATION
from swap_teach.seeding import derived_rng

Picture = tuple[Path, int]
AHEAD = 2  # batches that are read while one is trained on
JITTER = 0.4  # of brightness, contrast and saturation, as in DARTS


@dataclass(frozen=True)
class Folders:
    """Pictures in one sub-folder for each class, under `train` and `val`; judged on `val`.

    side  of the square that the network sees; judged on the middle of a picture whose shorter edge is side * 256/224
    """

    train: tuple[Picture, ...]
    val: tuple[Picture, ...]
    classes: int
    side: int = 224
    threads: int = 4

    @property
    def name(self) -> str:
        """Kind and numbers of images."""
        return f"image folders, {len(self):,} training images, judged on {len(self.val):,} of {self.side} pixels"

    def __len__(self) -> int:
        return len(self.train)

    def epoch(self, seed: int, number: int, batch_size: int) -> Iterator[Batch]:
        """Yield all training pictures in a new order, each cropped, mirrored and coloured by chance."""
        order = derived_rng(seed, "final training", "images", number).permutation(len(self))

        def read(k: int) -> np.ndarray:
            return self._augmented(self.train[k][0], derived_rng(seed, "final training", "picture", number, k))

        whole = len(self) // batch_size * batch_size
        yield from self._batches([int(k) for k in order[:whole]], batch_size, read, self.train)

    def judged(self, batch_size: int) -> Iterator[Batch]:
        """Yield the middle of each picture of `val`, in the order of the names."""
        yield from self._batches(range(len(self.val)), batch_size, lambda k: self._middle(self.val[k][0]), self.val)

    def _batches(
        self, order: Sequence[int], batch_size: int, read: Callable[[int], np.ndarray], pictures: tuple[Picture, ...]
    ) -> Iterator[Batch]:
        """Read in threads (decoding a picture doesn't hold Python's lock), a few batches ahead."""
        parts = [order[start : start + batch_size] for start in range(0, len(order), batch_size)]
        mean, deviation = (np.array(values, dtype=np.float32) for values in NORMALISATION["imagenet"])
        with ThreadPoolExecutor(self.threads) as pool:
            under_way: deque[list[Future[np.ndarray]]] = deque()
            for k in range(len(parts) + AHEAD):
                if k < len(parts):
                    under_way.append([pool.submit(read, place) for place in parts[k]])
                if k >= AHEAD:
                    x = np.stack([future.result() for future in under_way.popleft()])
                    labels = np.array([pictures[place][1] for place in parts[k - AHEAD]], dtype=np.int64)
                    yield np.ascontiguousarray(((x - mean) / deviation).transpose(0, 3, 1, 2)), labels

    def _augmented(self, path: Path, rng: np.random.Generator) -> np.ndarray:
        from PIL import Image

        with Image.open(path) as file:
            picture = file.convert("RGB")
        box = crop_box(*picture.size, rng)
        pixels = np.asarray(picture.resize((self.side, self.side), Image.Resampling.BILINEAR, box=box))
        mirrored = pixels[:, ::-1] if rng.integers(2) else pixels
        return jitter(mirrored.astype(np.float32) / 255, JITTER, rng).astype(np.float32)

    def _middle(self, path: Path) -> np.ndarray:
        from PIL import Image

        with Image.open(path) as file:
            picture = file.convert("RGB")
        width, height = picture.size
        part = min(width, height) * 224 / 256  # of the shorter edge, as ever: 256 pixels, of which 224 are looked at
        left, top = (width - part) / 2, (height - part) / 2
        box = (left, top, left + part, top + part)
        resized = picture.resize((self.side, self.side), Image.Resampling.BILINEAR, box=box)
        return np.asarray(resized, dtype=np.float32) / 255


def image_folders(folder: Path, side: int = 224, threads: int = 4) -> Folders:
    """List the pictures of `folder`; labels number the classes of `train` in alphabetical order.

    ValueError where `train` or `val` has no picture, or `val` a class that `train` lacks.
    """
    names = sorted(path.name for path in (folder / "train").glob("[!.]*") if path.is_dir())
    train, val = (tuple(_pictures(folder / part, names)) for part in ("train", "val"))
    if not (train and val):
        raise ValueError(
            f"No pictures in {folder}: expected train/CLASS/ and val/CLASS/ with files ending in "
            f"{', '.join(sorted(SUFFIXES))}, found {len(train)} in train and {len(val)} in val."
        )
    return Folders(train, val, classes=len(names), side=side, threads=threads)


def _pictures(folder: Path, names: list[str]) -> Iterator[Picture]:
    for path in sorted(folder.glob("[!.]*/[!.]*"), key=str):
        if path.suffix.lower() in SUFFIXES:
            if path.parent.name not in names:
                raise ValueError(f"{folder.name}/{path.parent.name} is a class that train/ lacks: {', '.join(names)}.")
            yield path, names.index(path.parent.name)
