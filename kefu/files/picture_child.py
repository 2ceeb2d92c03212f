"""Runs alone in a child process: decodes one hostile picture within hard limits and writes it anew. Never imported.

argv: format, longest side in pixels (0: any), full fd, thumb fd. The picture comes by standard input.
Prints one JSON line {width, height}; any other end is a refusal.
Nothing of the original survives but its pixels: no EXIF, no place, no comments, no profile, no trailing bytes.
"""

import io
import json
import os
import resource
import sys
import warnings

from PIL import Image, ImageFile, ImageOps, ImageSequence

MEMORY_BYTES = 1024 * 1024 * 1024
CPU_S = 15
OUTPUT_BYTES = 256 * 1024 * 1024
MAX_PIXELS = 40_000_000
MAX_FRAMES = 300
THUMB_PX = 640
PLAIN_MODES = frozenset({"L", "LA", "RGB", "RGBA"})
JPEG_QUALITY = 88
FOREVER = 0


def main() -> None:
    Image.preinit()  # load the decoders while files may still be opened freely
    limit_ourselves()
    kind, most, full, thumb = sys.argv[1], *(int(number) for number in sys.argv[2:5])
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    with io.BytesIO(sys.stdin.buffer.read()) as file, Image.open(file, formats=[kind]) as picture:
        if picture.width * picture.height > MAX_PIXELS:
            raise SystemExit(3)
        if kind in {"GIF", "WEBP"} and getattr(picture, "n_frames", 1) > 1:
            size = write_animation(picture, kind=kind, full=full, thumb=thumb)
        else:
            size = write_still(picture, kind=kind, max_side_px=most, full=full, thumb=thumb)
    sys.stdout.write(json.dumps({"width": size[0], "height": size[1]}))


def limit_ourselves() -> None:
    """Linux enforces all of these. macOS has no real limit on memory: there the size read from the header bounds it."""
    limits = [
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_CPU, CPU_S),
        (resource.RLIMIT_FSIZE, OUTPUT_BYTES),
        (resource.RLIMIT_AS, MEMORY_BYTES),
    ]
    for which, value in limits:
        try:
            resource.setrlimit(which, (value, value))
        except (ValueError, OSError):
            if sys.platform == "linux":
                raise


def write_still(picture: Image.Image, *, kind: str, max_side_px: int, full: int, thumb: int) -> tuple[int, int]:
    ImageOps.exif_transpose(picture, in_place=True)
    plain = without_extras(picture, kind=kind)
    if 0 < max_side_px < max(plain.size):
        plain.thumbnail((max_side_px, max_side_px), Image.Resampling.LANCZOS)
    with os.fdopen(full, "wb") as out:
        if kind == "JPEG":
            plain.save(out, "JPEG", quality=JPEG_QUALITY)
        elif kind == "PNG":
            plain.save(out, "PNG", compress_level=4)
        elif kind == "WEBP":
            plain.save(out, "WEBP", quality=JPEG_QUALITY, method=2)
        else:
            plain.save(out, "GIF")
    write_thumb(plain, thumb=thumb)
    return plain.size


def without_extras(picture: Image.Image, *, kind: str) -> Image.Image:
    """The same pixels in a mode every browser shows, and an empty `info`, so that no writer carries anything over."""
    has_alpha = "A" in picture.getbands() or "transparency" in picture.info
    if kind == "JPEG":
        mode = "L" if picture.mode == "L" else "RGB"
    elif has_alpha:
        mode = "RGBA"
    elif picture.mode in PLAIN_MODES:
        mode = picture.mode
    elif picture.mode.startswith("I") or picture.mode == "F":
        picture = eight_bits(picture)
        mode = "L"
    else:
        mode = "RGB"
    plain = picture if picture.mode == mode else picture.convert(mode)
    plain.info = {}
    return plain


def eight_bits(picture: Image.Image) -> Image.Image:
    """16-bit grey: keep the upper half, where a plain conversion would clip everything to white."""
    return picture.convert("I").point(lambda value: value * (1 / 256)).convert("L")


def write_thumb(plain: Image.Image, *, thumb: int) -> None:
    small = plain.convert("RGB") if plain.mode == "L" else plain
    scale = min(1.0, THUMB_PX / max(small.size))
    if scale < 1.0:
        size = (max(1, round(small.width * scale)), max(1, round(small.height * scale)))
        small = small.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)
    with os.fdopen(thumb, "wb") as out:
        small.save(out, "WEBP", quality=80, method=2)


def write_animation(picture: Image.Image, *, kind: str, full: int, thumb: int) -> tuple[int, int]:
    frames: list[Image.Image] = []
    pauses_ms: list[int] = []
    for frame in ImageSequence.Iterator(picture):
        if len(frames) >= MAX_FRAMES:
            raise SystemExit(3)
        pauses_ms.append(int(frame.info.get("duration", 100)))
        frames.append(without_extras(frame.copy(), kind="WEBP"))
    if not frames[0].size == picture.size:
        raise SystemExit(3)
    write_thumb(frames[0], thumb=thumb)
    with os.fdopen(full, "wb") as out:
        more = {"save_all": True, "append_images": frames[1:], "duration": pauses_ms, "loop": FOREVER}
        if kind == "GIF":
            frames[0].save(out, "GIF", disposal=2, **more)
        else:
            frames[0].save(out, "WEBP", quality=80, method=0, **more)
    return picture.size


if __name__ == "__main__":
    main()
