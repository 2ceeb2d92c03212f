"""Headers alone decide what is decoded at all."""

import io
import time

import pytest
from PIL import Image

from kefu.files import headers
from kefu.files.errors import NotAPicture, PictureTooLarge, TooManyFrames
from kefu.files.headers import Header
from kefu.files.kinds import MediaType
from kefu.files.tests import pictures
from kefu.kit.errors import Invalid


def checked(data: bytes) -> Header:
    return headers.checked(io.BytesIO(data))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_an_honest_picture_tells_its_type_and_size(kind: str) -> None:
    assert checked(pictures.photo(kind, size=(320, 123))) == Header(MediaType[kind], 320, 123)


def test_lossless_and_animated_webp_tell_theirs_too() -> None:
    frames = [Image.new("RGB", (40, 30), (shade, 0, 0)) for shade in (0, 120, 250)]
    lossless = pictures.encoded(frames[0], "WEBP", lossless=True)
    moving = pictures.encoded(frames[0], "WEBP", save_all=True, append_images=frames[1:])
    assert checked(lossless) == Header(MediaType.WEBP, 40, 30)
    assert checked(moving) == Header(MediaType.WEBP, 40, 30, 3)


@pytest.mark.parametrize("what", sorted(pictures.MASQUERADES))
def test_SEC_F03_what_is_no_picture_is_refused_whatever_it_claims(what: str) -> None:
    with pytest.raises(NotAPicture):
        checked(pictures.MASQUERADES[what])


def test_SEC_F09_a_picture_of_too_many_pixels_is_refused_before_decoding() -> None:
    bomb = pictures.png_bomb()
    assert len(bomb) < 1_000_000
    for data in (bomb, pictures.jpeg_claiming(10_000, 10_000), pictures.jpeg_claiming(12_001, 10)):
        began = time.perf_counter()
        with pytest.raises(PictureTooLarge):
            checked(data)
        assert time.perf_counter() - began < 0.1


def test_SEC_F09_a_gif_is_refused_for_frames_and_for_pixels_in_all() -> None:
    assert checked(pictures.gif_of(300)).frames == 300
    with pytest.raises(TooManyFrames):
        checked(pictures.gif_of(10_000))
    with pytest.raises(TooManyFrames):
        checked(pictures.gif_of(299, side=500))


def test_a_gif_frame_that_reaches_beyond_the_screen_counts_in_full() -> None:
    data = bytearray(pictures.gif_of(1))
    at = data.index(b"\x2c", 19)
    data[at + 5 : at + 9] = b"\xff\xff\xff\xff"
    with pytest.raises(PictureTooLarge):
        checked(bytes(data))


def test_headers_cut_at_any_byte_are_refused_or_read_and_nothing_else() -> None:
    for kind in ("JPEG", "PNG", "WEBP", "GIF"):
        data = pictures.photo(kind, size=(20, 20))
        for length in range(min(len(data), 700)):
            try:
                checked(data[:length])
            except Invalid:
                continue
