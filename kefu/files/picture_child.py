"""Runs alone in a child process: decodes one hostile picture within hard limits and writes it anew. Never imported.

argv: format, longest side in pixels (0: any), full fd, thumb fd. The picture comes by standard input.
Prints one JSON line {width, height}; any other end is a refusal. Or "mark", format, font (may be empty): standard input is one
JSON line, {lines to draw all over the picture that follows, patterns to hide in it}; it prints a JPEG. Or "grey": it prints one
JSON line {width, height} and a byte for each pixel.
Nothing of the original survives but its pixels: no EXIF, no place, no comments, no profile, no trailing bytes.
"""

import io
import json
import os
import resource
import sys
import warnings

from PIL import Image, ImageChops, ImageDraw, ImageFile, ImageFont, ImageOps, ImageSequence

MEMORY_BYTES = 1024 * 1024 * 1024
CPU_S = 15
OUTPUT_BYTES = 256 * 1024 * 1024
MAX_PIXELS = 40_000_000
MAX_FRAMES = 300
THUMB_PX = 640
SHOWN_PX = 2_200  # a paper on a screen
PLAIN_MODES = frozenset({"L", "LA", "RGB", "RGBA"})
JPEG_QUALITY = 88
FOREVER = 0
CELLS_A_SIDE, PERIODS, LEAST_PERIOD_PX, DEPTH = 16, 8, 64, 2  # of the hidden pattern; DEPTH of 255
GREY_PX = 1_200
FILL, EDGE, SLANT = (255, 255, 255, 112), (16, 16, 16, 108), 24
Letters = ImageFont.FreeTypeFont | ImageFont.ImageFont


def main() -> None:
    Image.preinit()  # load the decoders while files may still be opened freely
    limit_ourselves()
    if sys.argv[1] == "mark":
        write_marked(kind=sys.argv[2], font=sys.argv[3])
        return
    if sys.argv[1] == "grey":
        write_grey()
        return
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


def write_marked(*, kind: str, font: str) -> None:
    """In white with a dark edge, so that it is read over light and dark alike; dense enough that no part worth having is free."""
    told = json.loads(sys.stdin.buffer.readline())
    lines = told["lines"]
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    with io.BytesIO(sys.stdin.buffer.read()) as file, Image.open(file, formats=[kind]) as picture:
        if picture.width * picture.height > MAX_PIXELS:
            raise SystemExit(3)
        plain = picture.convert("RGBA")
    plain.thumbnail((SHOWN_PX, SHOWN_PX), Image.Resampling.LANCZOS)
    paper = Image.new("RGBA", plain.size, "white")  # what was see-through
    paper.alpha_composite(plain)
    size_px = max(11, min(paper.size) // 32)
    letters = ImageFont.truetype(font, size_px) if font else ImageFont.load_default(size_px)
    paper.alpha_composite(marks(paper.size, lines, letters=letters, size_px=size_px))
    hidden(paper.convert("RGB"), told["hidden"]).save(sys.stdout.buffer, "JPEG", quality=JPEG_QUALITY)


def hidden(paper: Image.Image, patterns: list[str]) -> Image.Image:
    """The same with a square of dark and light that is repeated all over, too faint to be seen: `files.hidden_reading` finds it.

    Each of `patterns` is 256 bits in hex, a sign for each of 16 x 16 cells. Where paper is white or black there is room for it.
    """
    if not patterns:
        return paper
    bits = [int(each, 16) for each in patterns]
    cells = [
        128 + DEPTH * sum(1 if each >> cell & 1 else -1 for each in bits) for cell in range(CELLS_A_SIDE * CELLS_A_SIDE)
    ]
    period = max(LEAST_PERIOD_PX, max(paper.size) // PERIODS)
    square = Image.new("L", (CELLS_A_SIDE, CELLS_A_SIDE))
    square.putdata(cells)
    three = tiled(square, (3 * CELLS_A_SIDE, 3 * CELLS_A_SIDE))  # so that its edges meet softly
    soft = three.resize((3 * period, 3 * period), Image.Resampling.BICUBIC).crop(
        (period, period, 2 * period, 2 * period)
    )
    sheet = tiled(soft, paper.size)
    room = paper.point([6 + value * 243 // 255 for value in range(256)] * 3)
    return ImageChops.add(room, Image.merge("RGB", (sheet, sheet, sheet)), 1, -128)


def tiled(square: Image.Image, size: tuple[int, int]) -> Image.Image:
    sheet = Image.new("L", size)
    for top in range(0, size[1], square.height):
        for left in range(0, size[0], square.width):
            sheet.paste(square, (left, top))
    return sheet


def write_grey() -> None:
    """Of a picture that somebody found somewhere, as it is looked at: no larger than needed."""
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    with io.BytesIO(sys.stdin.buffer.read()) as file, Image.open(file, formats=["JPEG", "PNG", "WEBP"]) as picture:
        if picture.width * picture.height > MAX_PIXELS:
            raise SystemExit(3)
        plain = picture.convert("RGB").convert("L")
    plain.thumbnail((GREY_PX, GREY_PX), Image.Resampling.LANCZOS)
    sys.stdout.buffer.write(json.dumps({"width": plain.width, "height": plain.height}).encode() + b"\n")
    sys.stdout.buffer.write(plain.tobytes())


def marks(size: tuple[int, int], lines: list[str], *, letters: Letters, size_px: int) -> Image.Image:
    """A sheet as large as the picture: the lines again and again, aslant, each row moved against the one before."""
    side = int((size[0] ** 2 + size[1] ** 2) ** 0.5) + 4 * size_px
    sheet = Image.new("RGBA", (side, side), (0, 0, 0, 0))
    draw = ImageDraw.Draw(sheet)
    edge_px = max(1, size_px // 12)
    width_px = int(max(draw.textlength(line, font=letters) for line in lines)) + 3 * size_px
    height_px = int(size_px * 1.35 * len(lines)) + size_px * 2
    text = "\n".join(lines)
    for row, top in enumerate(range(0, side, height_px)):
        for left in range(-(row % 2) * width_px // 2, side, width_px):
            draw.multiline_text((left, top), text, font=letters, fill=FILL, stroke_width=edge_px, stroke_fill=EDGE)
    sheet = sheet.rotate(SLANT, resample=Image.Resampling.BILINEAR)
    left, top = (side - size[0]) // 2, (side - size[1]) // 2
    return sheet.crop((left, top, left + size[0], top + size[1]))


if __name__ == "__main__":
    main()
