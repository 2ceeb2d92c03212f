"""Which look a picture was drawn for, found in a copy of it that somebody made: saved anew, scaled, cut. Pure.

The pattern is a square that is repeated all over. For each size that it may have in the copy, all squares are laid over each
other, which leaves the pattern and little of the picture. The installation's own pattern tells size and place, and then each
look's is held against what is left. Needs numpy, which comes with the encoder's extra (requirements/encoder.txt).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import log, sqrt
from typing import Any, TypeAlias

import numpy as np
from PIL import Image

from kefu.files.hidden import Reading

CELLS, FINE = 16, 32  # of a square's side; and how many samples of the copy are taken of it
LEAST_SQUARES, MOST_SQUARES = 1.5, 24.0  # along the longer side of the copy
STEPS_A_SQUARE = 24.0  # how fine the sizes are tried: one that is too far off smears the pattern
NEARER = (-1 / 48, 0.0, 1 / 48)  # and around those that fit best
BEST = 6
SURE = 8.0  # no other size comes near a place that fits so well, in standard deviations
CHANCE = 1e-4  # that a picture without a mark is taken for anybody's, however many looks there are
_MOST_GREYS, _REACH = 5.0, 4  # beyond, it is an edge of the picture; the surroundings that a sample is held against
Grid: TypeAlias = Any  # numpy's float64[n, n]


@dataclass(frozen=True, slots=True)
class _Place:
    """`square`: 16 x 16, turned so that it begins where the pattern does."""

    score: float
    squares: float
    square: Grid


def read(width: int, height: int, pixels: bytes, *, grid: str, looks: Sequence[str]) -> Reading | None:
    """The look whose pattern stands in it, far beyond chance; else None. `pixels`: a byte each. Some seconds."""
    if not looks or min(width, height) < FINE or len(pixels) != width * height:
        return None
    picture = Image.frombytes("L", (width, height), pixels)
    own, patterns = signs([grid])[0], signs(looks)
    best = sorted(_coarse(picture, own), key=lambda place: -place.score)[:BEST]
    near = _places(picture, own, [place.squares + more for place in best for more in NEARER])
    strengths = np.stack([patterns @ _without(place.square.ravel(), own) for place in near])
    at = int(strengths.max(axis=0).argmax())
    strength, needed = float(strengths[:, at].max()), sqrt(2 * log(BEST * len(NEARER) * len(looks) / CHANCE))
    return Reading(at, strength, needed) if strength >= needed else None


def signs(patterns: Sequence[str]) -> Any:
    """float64[n, 256] of 1 and -1, as `picture_child` draws them."""
    raw = np.frombuffer(bytes.fromhex("".join(patterns)), dtype=np.uint8).reshape(len(patterns), -1)
    return np.unpackbits(raw, axis=1)[:, ::-1] * 2.0 - 1.0


def _coarse(picture: Image.Image, own: Grid) -> Iterator[_Place]:
    """All sizes there may be, until one fits beyond doubt."""
    sizes = np.arange(LEAST_SQUARES, MOST_SQUARES, 1.0 / STEPS_A_SQUARE)
    for place in _places(picture, own, (float(size) for size in sizes)):
        yield place
        if place.score >= SURE:
            return


def _places(picture: Image.Image, own: Grid, sizes: Iterable[float]) -> Iterator[_Place]:
    fine = np.kron(own.reshape(CELLS, CELLS), np.ones((FINE // CELLS, FINE // CELLS)))
    wanted = np.conj(np.fft.fft2(fine - fine.mean()))
    for squares in sizes:
        folded = _folded(picture, squares)
        fits = np.fft.ifft2(_even(folded) * wanted).real
        top, left = np.unravel_index(int(fits.argmax()), fits.shape)
        turned = np.roll(folded, (-int(top), -int(left)), axis=(0, 1))
        square = turned.reshape(CELLS, FINE // CELLS, CELLS, FINE // CELLS).mean(axis=(1, 3))
        yield _Place(float(fits.max() / (fits.std() or 1.0)), squares, np.fft.ifft2(_even(square)).real)


def _folded(picture: Image.Image, squares: float) -> Grid:
    """All squares over each other, if the longer side holds so many: float64[32, 32]."""
    longer = max(picture.size)
    size = [max(FINE, round(side / longer * squares * FINE)) for side in picture.size]
    small = np.asarray(picture.resize((size[0], size[1]), Image.Resampling.BILINEAR), dtype=np.float64)
    flat = np.clip(small - _blurred(small), -_MOST_GREYS, _MOST_GREYS)
    down, across = (-(-side // FINE) for side in flat.shape)
    whole, there = np.zeros((2, down * FINE, across * FINE))
    whole[: flat.shape[0], : flat.shape[1]] = flat
    there[: flat.shape[0], : flat.shape[1]] = 1
    sums, counts = (each.reshape(down, FINE, across, FINE).sum(axis=(0, 2)) for each in (whole, there))
    found = sums / np.maximum(counts, 1)
    return found - found.mean()


def _blurred(small: Grid) -> Grid:
    """The mean of each sample's surroundings."""
    side = 2 * _REACH + 1
    padded = np.pad(small, ((_REACH + 1, _REACH), (_REACH + 1, _REACH)), mode="edge").cumsum(axis=0).cumsum(axis=1)
    return (padded[side:, side:] - padded[:-side, side:] - padded[side:, :-side] + padded[:-side, :-side]) / side**2


def _even(square: Grid) -> Grid:
    """Its spectrum, each frequency as strong as every other: what a picture repeats by itself drowns nothing."""
    spectrum = np.fft.fft2(square)
    strength = np.abs(spectrum)
    return spectrum / np.where(strength > 0, strength, 1)


def _without(square: Grid, own: Grid) -> Grid:
    """What is left of it when the installation's pattern is taken out, of length 1."""
    centred = square - square.mean()
    left = centred - own * (centred @ own) / (own @ own)
    length = float(np.linalg.norm(left))
    return left / length if length else left
