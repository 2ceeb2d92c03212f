"""Pictures of documents that nobody has: drawn cards on a table, sharp or spoilt in one way each, as files a phone would give."""

import io
import random

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

FRAME = (2400, 1800)
TABLE, PAPER, INK = (58, 48, 42), (222, 222, 214), (38, 38, 52)


def photo(
    *,
    blur_px: float = 0,
    light: float = 1,
    glare: bool = False,
    shift: tuple[int, int] = (0, 0),
    zoom: float = 1,
    table: tuple[int, int, int] = TABLE,
    paper: tuple[int, int, int] = PAPER,
    turn: float = 2.5,
    frame: tuple[int, int] = FRAME,
    noise: float = 5,
    wood: bool = False,
) -> Image.Image:
    """`blur_px`: radius at FRAME. `light`: share of it. `shift` (px) and `zoom`: of the card. `frame`: the size returned."""
    whole = Image.new("RGB", FRAME, table)
    if wood:
        _grain(whole)
    drawn = _card(paper).rotate(turn, expand=True, resample=Image.Resampling.BICUBIC)
    drawn = drawn.resize((int(drawn.width * zoom), int(drawn.height * zoom)), Image.Resampling.LANCZOS)
    left, top = ((side - own) // 2 + by for side, own, by in zip(FRAME, drawn.size, shift, strict=True))
    whole.paste(drawn, (left, top), drawn)
    if glare:
        whole = ImageChops.add(whole, _lamp())
    whole = whole.point(lambda value: int(value * light))
    if blur_px:
        whole = whole.filter(ImageFilter.GaussianBlur(blur_px))
    whole = _noisy(whole, noise)
    return whole if frame == FRAME else whole.resize(frame, Image.Resampling.LANCZOS)


def as_jpeg(picture: Image.Image, quality: int = 88) -> bytes:
    kept = io.BytesIO()
    picture.save(kept, "JPEG", quality=quality)
    return kept.getvalue()


def _card(paper: tuple[int, int, int]) -> Image.Image:
    card = Image.new("RGBA", (1700, 1100), (*paper, 255))
    pen, font = ImageDraw.Draw(card), ImageFont.load_default(46)
    pen.rectangle((80, 150, 480, 660), fill=(150, 140, 130))
    pen.ellipse((180, 230, 380, 490), fill=(196, 168, 146))
    chance = random.Random(7)
    for row in range(7):
        words = " ".join("".join(chance.choices("ABCDEFGHKLMNPRSTUVXYZ", k=chance.randint(3, 8))) for _ in range(5))
        pen.text((560, 150 + row * 78), words[:34], fill=INK, font=font)
    for row in range(2):
        signs = "".join(chance.choices("ABCDEFGHKLMNP0123456789<<<<", k=40))
        pen.text((80, 850 + row * 90), signs, fill=INK, font=ImageFont.load_default(60))
    return card


def _lamp() -> Image.Image:
    spot = Image.new("L", FRAME, 0)
    ImageDraw.Draw(spot).ellipse((1150, 650, 1650, 1000), fill=255)
    soft = spot.filter(ImageFilter.GaussianBlur(60))
    return Image.merge("RGB", (soft, soft, soft))


def _grain(whole: Image.Image) -> None:
    pen, chance = ImageDraw.Draw(whole), random.Random(3)
    for y in range(0, FRAME[1], 9):
        deep = chance.randint(-16, 16)
        pen.line((0, y, FRAME[0], y + chance.randint(-30, 30)), fill=tuple(part + deep + 20 for part in TABLE), width=7)


def _noisy(picture: Image.Image, sigma: float) -> Image.Image:
    if not sigma:
        return picture
    grain = Image.effect_noise(picture.size, sigma)
    return ImageChops.add(picture, Image.merge("RGB", (grain, grain, grain)), offset=-128)
