"""A picture's way from the sender to the store, and what is left of it there."""

import io
import resource
import time
import unicodedata
from datetime import timedelta

import pytest
from PIL import Image

from kefu.conversations.records import ConversationRecord
from kefu.files import reencode, storage, sweep, uploads
from kefu.files.errors import FileNotReady, FileTooLarge, PictureBroken, PictureTooLarge, TooManyFrames
from kefu.files.kinds import FileRef, Variant
from kefu.files.models import Upload
from kefu.files.tests import pictures
from kefu.kit import clock
from kefu.kit.errors import Invalid, KefuError, NotFound
from kefu.people.access import Viewer

pytestmark = pytest.mark.django_db


def received(viewer: Viewer, data: bytes, *, name: str = "photo.jpg") -> FileRef:
    return uploads.receive(viewer, io.BytesIO(data), name=name)


def stored(ref: FileRef, variant: Variant = Variant.FULL) -> bytes:
    with storage.opened(Upload.objects.get(public_id=ref.id).stored_as, variant=variant) as file:
        return file.read()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_SEC_F03_only_pixels_survive(carol: Viewer, kind: str) -> None:
    data = pictures.photo_with_secrets(kind)
    assert pictures.CANARY.encode() in data
    ref = received(carol, data)
    for variant in Variant:
        kept = stored(ref, variant)
        assert pictures.CANARY.encode() not in kept
        with Image.open(io.BytesIO(kept)) as picture:
            picture.load()
            assert not picture.getexif()
            assert not {"exif", "icc_profile", "xmp", "comment", "Comment"} & set(picture.info)
    if kind != "GIF":  # turned upright before the turn was forgotten
        assert (ref.width, ref.height) == (48, 64)


def test_SEC_F03_a_picture_that_is_also_a_zip_is_only_a_picture_afterwards(carol: Viewer) -> None:
    ref = received(carol, pictures.gifar(), name="gifar.jar")
    assert b"PK" not in stored(ref)
    assert ref.media_type == "image/gif"


@pytest.mark.parametrize("what", sorted(pictures.MASQUERADES))
def test_SEC_F03_nothing_is_kept_of_what_is_no_picture(carol: Viewer, what: str) -> None:
    with pytest.raises(Invalid):
        received(carol, pictures.MASQUERADES[what], name="photo.png")
    assert not Upload.objects.exists()


HOSTILE_NAMES = [
    '"><img src=x onerror=alert(1)>.png',
    "photo\u202egpj.exe",
    "\u200b.htaccess",
    "../../etc/passwd",
    "..\\..\\windows\\system.ini",
    "a\0b.png",
    "x" * 1_000 + ".png",
    "x.html;.png",
    "line\r\nSet-Cookie: a=b.png",
    "\u2066\u2069\ufeff\u00ad\u3164",
    "",
    ".",
    "..",
    "\U000e0041\U000e0042.png",
    "photo\u2028.png",
    "\ud800.png",
    "％2e％2e／x.png",
]


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_SEC_F02_a_hostile_name_becomes_plain_text_of_the_right_type(carol: Viewer, name: str) -> None:
    ref = received(carol, pictures.photo("PNG"), name=name)
    assert 0 < len(ref.name) <= 120
    assert ref.name.endswith(".png")
    assert not ref.name.startswith(".")
    assert not set("/\\\0\r\n") & set(ref.name)
    assert not {unicodedata.category(c) for c in ref.name} & {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
    row = Upload.objects.get()
    assert row.stored_as.isalnum()
    assert ref.name not in row.stored_as


def test_a_chinese_name_stays_as_it_was(carol: Viewer) -> None:
    assert received(carol, pictures.photo("PNG"), name="截图 2026-03-01.PNG").name == "截图 2026-03-01.png"


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (pictures.png_bomb(), PictureTooLarge),
        (pictures.jpeg_claiming(10_000, 10_000), PictureTooLarge),
        (pictures.gif_of(10_000), TooManyFrames),
    ],
)
def test_SEC_F09_a_bomb_is_refused_before_any_decoder_starts(
    carol: Viewer, data: bytes, error: type[KefuError], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reencode, "run", lambda *_, **__: pytest.fail("a decoder was started"))
    began = time.perf_counter()
    with pytest.raises(error):
        received(carol, data)
    assert time.perf_counter() - began < 0.5
    assert not Upload.objects.exists()


def test_SEC_F09_a_png_that_lies_about_its_stream_is_decoded_within_bounds(carol: Viewer) -> None:
    data = pictures.png_liar()
    began = _children_cpu_s()
    try:
        ref = received(carol, data)
        assert (ref.width, ref.height) == (64, 64)
    except PictureBroken:
        pass
    assert _children_cpu_s() - began < 5


def _children_cpu_s() -> float:
    """What the pictures' processes have used so far; a busy machine does not change it."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def test_one_byte_too_many_is_refused(carol: Viewer, settings: object) -> None:
    settings.UPLOAD_MAX_BYTES = 1_000  # type: ignore[attr-defined]
    with pytest.raises(FileTooLarge):
        received(carol, pictures.photo("PNG") + b"\0" * 1_000)


def test_an_animation_stays_one(carol: Viewer) -> None:
    frames = [Image.new("RGB", (40, 30), (shade, 10, 200)) for shade in (0, 120, 250)]
    for kind in ("GIF", "WEBP"):
        data = pictures.encoded(frames[0], kind, save_all=True, append_images=frames[1:], duration=80)
        with Image.open(io.BytesIO(stored(received(carol, data)))) as picture:
            assert picture.n_frames == 3  # type: ignore[attr-defined]


def test_a_thumbnail_is_small_and_still(carol: Viewer) -> None:
    ref = received(carol, pictures.photo("JPEG", size=(1_600, 900)))
    with Image.open(io.BytesIO(stored(ref, Variant.THUMB))) as small:
        assert small.size == (640, 360)
    assert (ref.width, ref.height) == (1_600, 900)


def test_a_message_may_carry_only_its_senders_own_pictures(carol: Viewer, mallory: Viewer) -> None:
    ref = received(carol, pictures.photo())
    assert uploads.refs(carol, [ref.id]) == (ref,)
    for viewer, ids in ((mallory, [ref.id]), (carol, ["a" * 26]), (carol, ["%"]), (carol, [ref.id, "b" * 26])):
        with pytest.raises(FileNotReady):
            uploads.refs(viewer, ids)
    with pytest.raises(Invalid):
        uploads.refs(carol, [f"{n:026}" for n in range(11)])


def test_a_picture_belongs_to_one_conversation_and_one_audience(alice: Viewer, chat: ConversationRecord) -> None:
    ref = received(alice, pictures.photo())
    assert uploads.bind([ref.id], conversation_id=chat.id, staff_only=True)
    assert uploads.bind([ref.id], conversation_id=chat.id, staff_only=True)  # the same message again
    assert not uploads.bind([ref.id], conversation_id=chat.id, staff_only=False)
    assert not uploads.bind(["a" * 26], conversation_id=chat.id, staff_only=True)


def test_a_withdrawn_picture_is_gone_from_view_and_from_disk(
    carol: Viewer, django_capture_on_commit_callbacks: object
) -> None:
    ref = received(carol, pictures.photo())
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        uploads.withdraw([ref.id])
    with pytest.raises(NotFound):
        uploads.link(ref.id, viewer=carol)
    with pytest.raises(FileNotFoundError):
        storage.opened(Upload.objects.get().stored_as, variant=Variant.FULL)


def test_what_was_never_sent_is_swept_after_a_day(carol: Viewer, chat: ConversationRecord) -> None:
    sent, unsent = received(carol, pictures.photo()), received(carol, pictures.photo())
    forgotten_as = Upload.objects.get(public_id=unsent.id).stored_as
    uploads.bind([sent.id], conversation_id=chat.id, staff_only=False)
    assert sweep.run(clock.now() + timedelta(hours=23)) == 0
    assert sweep.run(clock.now() + timedelta(hours=25)) == 1
    assert [row.public_id for row in Upload.objects.all()] == [sent.id]
    assert stored(sent)
    with pytest.raises(FileNotFoundError):
        storage.opened(forgotten_as, variant=Variant.FULL)


def test_nobody_fills_the_disk_with_what_is_never_sent(carol: Viewer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "MAX_WAITING", 2)
    received(carol, pictures.photo())
    received(carol, pictures.photo())
    with pytest.raises(KefuError) as refusal:
        received(carol, pictures.photo())
    assert refusal.value.status == 429


def test_files_without_a_row_are_swept_and_files_with_one_stay(carol: Viewer, chat: ConversationRecord) -> None:
    ref = received(carol, pictures.photo())
    uploads.bind([ref.id], conversation_id=chat.id, staff_only=False)
    with storage.incoming() as incoming:
        incoming.keep("strayfile")
        sweep.run(clock.now() + timedelta(hours=25))
    with pytest.raises(FileNotFoundError):
        storage.opened("strayfile", variant=Variant.FULL)
    assert stored(ref)
