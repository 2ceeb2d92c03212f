"""Pictures and videos of articles: remade, small enough, named, described, and kept while an article shows them."""

import io
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from kefu.files import holdings, sweep, uploads
from kefu.files.errors import FileNotReady
from kefu.files.models import Upload
from kefu.kit import clock
from kefu.kit.errors import KefuError, NotAllowed, NotFound
from kefu.knowledge import library, library_files, media, media_shelf, rendering
from kefu.knowledge.errors import BadMedia
from kefu.knowledge.media_shelf import NewMedia
from kefu.knowledge.models import Media
from kefu.knowledge.tests import sample
from kefu.people.access import NOBODY, Viewer

ALTS = {"zh-CN": "两处地址", "en": "Two addresses"}
MP4 = b"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isomiso2" + b"\x00" * 64
VTT = b"WEBVTT\n\n00:00.000 --> 00:02.000\nOpen the wallet.\n"


def picture(width: int = 400, height: int = 200) -> bytes:
    made, exif = io.BytesIO(), Image.Exif()
    exif[0x010E] = "taken at 31.2304 N"
    Image.new("RGB", (width, height), "white").save(made, "JPEG", exif=exif)
    return made.getvalue()


def sent(viewer: Viewer, data: bytes, name: str = "a.jpg") -> str:
    return uploads.receive(viewer, io.BytesIO(data), name=name).id


def read(card: media_shelf.MediaCard) -> bytes:
    file, _type = media_shelf.opened(card.public_id, card.name)
    with file.file as bytes_of:
        return bytes_of.read()


def test_a_picture_is_remade_small_enough_without_its_metadata(alice: Viewer) -> None:
    card = media_shelf.add(alice, sent(alice, picture(3_000, 1_500)), NewMedia("addresses.jpg", ALTS))
    assert (card.picture.width, card.picture.height) == (1_600, 800)
    data = read(card)
    assert b"31.2304" not in data
    with Image.open(io.BytesIO(data)) as shown:
        assert shown.size == (1_600, 800)
    assert [each.sha256 for each in holdings.all_named() if each.sha256] == [Upload.objects.get().sha256]


def test_it_is_shown_with_its_own_words_where_the_text_has_some_and_else_with_those_of_its_language(
    alice: Viewer,
) -> None:
    card = media_shelf.add(alice, sent(alice, picture()), NewMedia("addresses.jpg", ALTS))
    html = rendering.rendered('![Compare](media:addresses.jpg "Groups of four")', locale="en").html
    assert f'src="{card.picture.address}"' in html
    assert 'alt="Compare" width="400" height="200"' in html
    assert "<figcaption>Groups of four</figcaption>" in html
    assert 'alt="两处地址"' in rendering.rendered("![](media:addresses.jpg)", locale="zh-TW").html


def test_both_languages_must_say_what_is_to_be_seen_and_a_name_is_taken_once(alice: Viewer) -> None:
    for alts in ({}, {"en": "x"}, {"en": "x", "zh-CN": " "}):
        with pytest.raises(BadMedia):
            media_shelf.add(alice, sent(alice, picture()), NewMedia("a.jpg", alts))
    media_shelf.add(alice, sent(alice, picture()), NewMedia("a.jpg", ALTS))
    for name in ("a.jpg", "../a.jpg", "A b", ""):
        with pytest.raises(BadMedia):
            media_shelf.add(alice, sent(alice, picture()), NewMedia(name, ALTS))
    assert Media.objects.count() == 1
    assert not Upload.objects.filter(is_public=True).exclude(public_id=Media.objects.get().upload).exists()


def test_nobody_publishes_a_file_of_somebody_else_or_without_the_right(
    alice: Viewer, bob: Viewer, carol: Viewer, mallory: Viewer
) -> None:
    of_carol, of_bob = sent(carol, picture()), sent(bob, picture())
    for viewer, upload, error in (
        (alice, of_carol, FileNotReady),
        (alice, of_bob, FileNotReady),
        (alice, "../etc", FileNotReady),
        (carol, of_carol, NotAllowed),
        (mallory, of_carol, NotAllowed),
        (NOBODY, of_carol, NotAllowed),
    ):
        with pytest.raises(error):
            media_shelf.add(viewer, upload, NewMedia("a.jpg", ALTS))
    assert not Upload.objects.filter(is_public=True).exists()


def test_what_an_article_shows_is_swept_bound_and_forgotten_by_nobody(alice: Viewer) -> None:
    upload = sent(alice, picture())
    card = media_shelf.add(alice, upload, NewMedia("a.jpg", ALTS))
    sweep.run(clock.now() + timedelta(days=30))
    assert not uploads.bind([upload], conversation_id=1, staff_only=False)
    with pytest.raises(FileNotReady):
        uploads.refs(alice, [upload])
    with pytest.raises(NotFound):
        uploads.forget(alice, upload)
    assert read(card)


def test_a_video_needs_a_poster_and_captions_and_has_them_when_shown(alice: Viewer) -> None:
    media_shelf.add(alice, sent(alice, picture()), NewMedia("poster.jpg", ALTS))
    for new in (
        NewMedia("v.mp4", ALTS, captions={"en": sent(alice, VTT, "a.vtt")}),
        NewMedia("v.mp4", ALTS, poster="poster.jpg"),
        NewMedia("v.mp4", ALTS, poster="poster.jpg", captions={"en": sent(alice, b"no captions", "a.vtt")}),
        NewMedia("v.mp4", ALTS, poster="poster.jpg", captions={"xx": sent(alice, VTT, "a.vtt")}),
    ):
        with pytest.raises(BadMedia):
            media_shelf.add(alice, sent(alice, MP4, "v.mp4"), new)
    assert not Media.objects.filter(name="v.mp4").exists()
    whole = NewMedia("v.mp4", ALTS, poster="poster.jpg", captions={"en": sent(alice, VTT, "a.vtt")})
    card = media_shelf.add(alice, sent(alice, MP4, "v.mp4"), whole)
    html = rendering.rendered("![How to](media:v.mp4)", locale="en").html
    assert f'src="{card.picture.address}"' in html
    assert 'preload="none"' in html
    assert 'kind="captions"' in html
    assert 'width="400" height="200"' in html
    captions, media_type = media_shelf.opened(card.public_id, "en.vtt")
    with captions.file as data:
        assert (data.read(), media_type) == (VTT, "text/vtt")


@pytest.mark.parametrize(
    ("data", "is_one"),
    [
        (b"WEBVTT\n\n00:00.000 --> 00:01.000\nHello\n", True),
        (b"\xef\xbb\xbfWEBVTT - Words\r\nNote\r\n\r\n1\r\n00:00.000 --> 00:01.000\r\nHello\r\n", True),
        (b"WEBVTTX\n\n00:00.000 --> 00:01.000\n", False),
        (b"WEBVTT\n\nno cue\n", False),
        (b"WEBVTT --> \n\n", False),
        (b"\xff\xfe", False),
        (b"WEBVTT\n" + b"\n" * (256 * 1024 - 7), False),
        (b"WEBVTT\n" + b" \n" * (128 * 1024 - 4), False),
    ],
)
def test_captions_are_known_at_once_whatever_is_sent(data: bytes, is_one: bool) -> None:
    began = time.process_time()
    assert media_shelf.is_webvtt(io.BytesIO(data)) is is_one
    assert time.process_time() - began < 1


def test_captions_are_looked_into_before_anything_is_written(alice: Viewer) -> None:
    media_shelf.add(alice, sent(alice, picture()), NewMedia("poster.jpg", ALTS))
    video, captions = sent(alice, MP4, "v.mp4"), sent(alice, b"no captions", "a.vtt")
    with CaptureQueriesContext(connection) as asked, pytest.raises(BadMedia):
        media_shelf.add(alice, video, NewMedia("v.mp4", ALTS, poster="poster.jpg", captions={"en": captions}))
    assert [each["sql"].split()[0] for each in asked] == ["SELECT"]


@pytest.mark.parametrize("data", [b"<svg></svg>", b"<html></html>", b"%PDF-1.7\n", b"MZ\x90\x00"])
def test_nothing_but_pictures_and_videos_becomes_one(alice: Viewer, data: bytes) -> None:
    with pytest.raises(KefuError):
        media_shelf.add(alice, sent(alice, data, "a.svg"), NewMedia("a.svg", ALTS))
    assert not Media.objects.exists()


def test_what_is_shown_is_not_removed_and_what_is_removed_is_gone(alice: Viewer, bob: Viewer) -> None:
    card = media_shelf.add(alice, sent(alice, picture()), NewMedia("a.jpg", ALTS))
    with pytest.raises(NotAllowed):
        media_shelf.remove(alice, card.public_id)
    assert [each.used_in for each in media_shelf.every(alice, query="a.j")] == [0]
    media_shelf.remove(bob, card.public_id)
    with pytest.raises(NotFound):
        media_shelf.opened(card.public_id, "a.jpg")
    with pytest.raises(NotFound):
        media_shelf.opened("x", "a.jpg")


def test_a_picture_in_a_published_text_stays(
    alice: Viewer, bob: Viewer, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = sample.write(tmp_path_factory.mktemp("library"))
    card = media_shelf.add(alice, sent(alice, picture()), NewMedia("a.jpg", ALTS))
    sample.add(folder, "login/pictured", 'kind = "answer"', zh="", en="Pictured", body="![{lead}](media:a.jpg)\n")
    library.bring(library_files.read(folder))
    with pytest.raises(BadMedia):
        media_shelf.remove(bob, card.public_id)
    with pytest.raises(NotAllowed):
        media_shelf.describe(alice, card.public_id, {**ALTS, "en": "Other"})
    assert media_shelf.describe(bob, card.public_id, {**ALTS, "en": "Other"}).alts["en"] == "Other"


def test_a_bundled_drawing_is_known_by_its_name_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "flow.svg").write_text('<svg viewBox="0 0 720 360"/>', encoding="utf-8")
    monkeypatch.setattr(media, "BUNDLED", tmp_path)
    media.bundled.cache_clear()
    found = media.bundled("flow.svg")
    assert found is not None
    assert (found.address, found.width) == ("/static/help/flow.svg", 720)
    assert media.bundled("../flow.svg") is None
    assert media.bundled("no.svg") is None
    media.bundled.cache_clear()


def test_other_words_for_a_picture_are_on_the_page_at_once_and_a_release_renders_anew(
    alice: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    card = media_shelf.add(alice, sent(alice, picture()), NewMedia("addresses.jpg", ALTS))
    body = "![][1]\n\n[1]: media:addresses.jpg\n"

    def html() -> str:
        return rendering.rendered_revision(1, body, locale="en").html

    assert 'alt="Two addresses"' in html()
    media_shelf.describe(alice, card.public_id, {**ALTS, "en": "An address and its end"})
    assert 'alt="An address and its end"' in html()
    monkeypatch.setattr("kefu.knowledge.html.written", lambda document, page: "<p>as the new release writes it</p>")
    assert 'alt="An address and its end"' in html()
    monkeypatch.setattr("kefu.__version__", "0.2.0")
    assert "as the new release writes it" in html()
