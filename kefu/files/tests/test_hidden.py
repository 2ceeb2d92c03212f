"""SEC-M03: a copy of a picture of the vault tells whose look it was drawn for, saved anew, scaled and cut; others tell nobody.

Measured over more trials than here: docs/vault.md. Needs numpy, which comes with the encoder's extra.
"""

import io
import random
from collections.abc import Callable

import pytest
from PIL import Image, ImageDraw, ImageFont

from kefu.files import hidden, picture_child, watermark
from kefu.files.kinds import MediaType

np = pytest.importorskip("numpy")
from kefu.files import hidden_reading  # noqa: E402  after what it needs

LOOKS = [f"look-{number}" for number in range(500)]
PATTERNS = [hidden.of_look(look) for look in LOOKS]
LINES = ["471-123 / Alice Chen", "2026-11-30 12:00:00 UTC", "abcdefgh / ijklmnop"]
Harm = Callable[[Image.Image, random.Random], bytes]


def a_card(seed: int, size: tuple[int, int] = (1200, 800)) -> Image.Image:
    """Something like a passport: soft colours, lines of type, a face, a band."""
    luck, noise = random.Random(seed), np.random.default_rng(seed)
    soft = Image.fromarray(noise.integers(0, 255, (12, 16, 3), dtype=np.uint8)).resize(size, Image.Resampling.BICUBIC)
    card = Image.blend(soft, Image.new("RGB", size, (235, 235, 225)), 0.55)
    draw, letters = ImageDraw.Draw(card), ImageFont.load_default(30)
    for line in range(10):
        words = f"{luck.randrange(10**8):08} NAME {line}"
        draw.text((size[0] * 0.4, 40 + line * 60), words, fill=(20, 20, 40), font=letters)
    draw.ellipse((60, 150, 400, 560), fill=(180, 140, 120))
    draw.rectangle((0, 680, size[0], 760), fill=(30, 60, 120))
    return card


def drawn(card: Image.Image, look: str) -> Image.Image:
    """As `picture_child` does it, with the visible marks before."""
    paper = card.convert("RGBA")
    paper.alpha_composite(picture_child.marks(card.size, LINES, letters=ImageFont.load_default(25), size_px=25))
    return Image.open(
        io.BytesIO(saved(picture_child.hidden(paper.convert("RGB"), list(hidden.patterns(look))), quality=88))
    )


def saved(picture: Image.Image, *, quality: int) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality)
    return out.getvalue()


def saved_anew(picture: Image.Image, _luck: random.Random) -> bytes:
    return saved(picture, quality=55)


def halved(picture: Image.Image, _luck: random.Random) -> bytes:
    return saved(picture.resize((picture.width // 2, picture.height // 2)), quality=75)


def cut(picture: Image.Image, luck: random.Random) -> bytes:
    wide, high = picture.width * 6 // 10, picture.height * 6 // 10
    left, top = luck.randrange(picture.width - wide), luck.randrange(picture.height - high)
    return saved(picture.crop((left, top, left + wide, top + high)), quality=75)


def on_a_screen(picture: Image.Image, luck: random.Random) -> bytes:
    screen = Image.new("RGB", (1600, 900), (245, 245, 245))
    screen.paste(picture.resize((870, 580), Image.Resampling.BILINEAR), (luck.randrange(700), luck.randrange(300)))
    return saved(screen, quality=80)


def read(copy: bytes) -> hidden.Reading | None:
    grey = Image.open(io.BytesIO(copy)).convert("L")
    grey.thumbnail((picture_child.GREY_PX, picture_child.GREY_PX))
    return hidden_reading.read(grey.width, grey.height, grey.tobytes(), grid=hidden.grid(), looks=PATTERNS)


@pytest.mark.parametrize("harm", [saved_anew, halved, cut, on_a_screen], ids=lambda harm: harm.__name__)
def test_SEC_M03_a_copy_tells_whose_look_it_was(harm: Harm) -> None:
    for seed in range(2):
        luck = random.Random(seed)
        look = luck.randrange(len(LOOKS))
        found = read(harm(drawn(a_card(seed), LOOKS[look]), luck))
        assert found is not None
        assert found.look == look


def test_SEC_M03_a_picture_without_a_mark_and_one_of_another_installation_tell_nobody() -> None:
    for seed in range(2):
        assert read(saved(a_card(seed), quality=80)) is None
    foreign = picture_child.hidden(a_card(7), ["ab" * 32, "5c" * 32])
    assert read(saved(foreign, quality=88)) is None


def test_it_is_too_faint_to_be_seen_and_the_picture_keeps_its_size() -> None:
    card = a_card(1)
    marked = picture_child.hidden(card, list(hidden.patterns("look-1")))
    apart = np.abs(np.asarray(card, dtype=int) - np.asarray(marked, dtype=int))
    assert marked.size == card.size
    assert apart.max() <= 12
    assert 0 < apart.mean() < 5


def test_the_decoder_s_own_process_hides_it_and_reads_a_copy_as_greys() -> None:
    made = watermark.drawn(
        saved(a_card(3), quality=90), kind=MediaType("image/jpeg"), marks=LINES, hidden=hidden.patterns(LOOKS[42])
    )
    width, height, pixels = watermark.grey(made)
    found = hidden_reading.read(width, height, pixels, grid=hidden.grid(), looks=PATTERNS)
    assert found is not None
    assert LOOKS[found.look] == "look-42"
