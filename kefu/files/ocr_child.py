"""Runs alone in a child process: reads the words in one hostile picture within hard limits. Never imported.

argv: format. The picture comes by standard input. Prints one JSON list of [left, top, right, bottom, text], pixels of the
picture as it was read; any other end means that nothing is known of it. Writes no file.
"""

import io
import json
import os
import resource
import sys
import warnings
from collections.abc import Iterator
from typing import Any

import numpy as np
from PIL import Image, ImageOps
from rapidocr import RapidOCR

MEMORY_BYTES = 3 * 1024 * 1024 * 1024
CPU_S = 30
MAX_PIXELS = 40_000_000
SHORT_SIDE_PX = 1_440
TILE_PX, OVERLAP_PX, MOST_TILES = 1_600, 120, 6
FRAMES = (0.0, 0.5, 1.0)  # of an animation: its beginning, middle and end


def main() -> None:
    Image.preinit()
    out = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what a library prints is no answer
    reader = RapidOCR(
        params={
            "Global.log_level": "critical",
            "Global.use_cls": False,
            "Global.max_side_len": TILE_PX,
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )
    limit_ourselves()
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    with io.BytesIO(sys.stdin.buffer.read()) as file, Image.open(file, formats=[sys.argv[1]]) as picture:
        if picture.width * picture.height > MAX_PIXELS:
            raise SystemExit(3)
        found = [read for page in pages(picture) for read in words(page, reader)]
    json.dump(found, out)
    out.flush()


def limit_ourselves() -> None:
    """Linux enforces all of these. macOS has no real limit on memory: there the size read from the header bounds it."""
    limits = [
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_CPU, CPU_S),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_AS, MEMORY_BYTES),
    ]
    for which, value in limits:
        try:
            resource.setrlimit(which, (value, value))
        except (ValueError, OSError):
            if sys.platform == "linux":
                raise


def pages(picture: Image.Image) -> Iterator[Image.Image]:
    """Each frame that is read, upright, on white, and no larger than letters need."""
    last = getattr(picture, "n_frames", 1) - 1
    for number in sorted({round(last * part) for part in FRAMES}):
        picture.seek(number)
        page = ImageOps.exif_transpose(picture).convert("RGBA")
        scale = SHORT_SIDE_PX / min(page.size)
        if scale < 1:
            page = page.resize((round(page.width * scale), round(page.height * scale)), Image.Resampling.LANCZOS)
        yield Image.alpha_composite(Image.new("RGBA", page.size, "white"), page).convert("RGB")


def words(page: Image.Image, reader: Any) -> Iterator[list[object]]:
    """Of a long one piece by piece; the pieces lie over each other, and what both show is told once."""
    is_tall = page.height >= page.width
    length = max(page.size)
    seen = set[str]()
    for start in range(0, length, TILE_PX - OVERLAP_PX)[:MOST_TILES]:
        end = min(length, start + TILE_PX)
        if start and end - start <= OVERLAP_PX:
            return
        box = (0, start, page.width, end) if is_tall else (start, 0, end, page.height)
        told = reader(np.asarray(page.crop(box))[:, :, ::-1])
        here = set[str]()
        for corners, text in zip(told.boxes if told.txts else (), told.txts or (), strict=False):
            left, top = (float(edge) for edge in corners.min(axis=0))
            right, bottom = (float(edge) for edge in corners.max(axis=0))
            here.add(text)
            if text in seen and (top if is_tall else left) < OVERLAP_PX:
                continue
            yield [left + box[0], top + box[1], right + box[0], bottom + box[1], text]
        seen = here


if __name__ == "__main__":
    main()
