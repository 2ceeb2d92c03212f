"""An identity paper as bytes: pixels alone, sealed from the first moment, and never shown but with its viewer all over it."""

import io
import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction
from PIL import Image

from kefu.files import clamd, holdings, scanning, sealed, storage, sweep, vault, watermark
from kefu.files.errors import Busy, FileTooLarge, Infected, PaperDamaged, PaperGone, PaperNotTaken
from kefu.files.kinds import Variant
from kefu.files.models import VaultFile
from kefu.files.tests import pictures
from kefu.files.vault import Kept
from kefu.kit import clock
from kefu.kit.errors import Invalid
from kefu.people import keys
from kefu.people.access import Viewer

pytestmark = pytest.mark.django_db
MARKS = ["Alice / 123 456", "2026-11-30 10:00:00 UTC", "abcdefgh / ijklmnop"]
PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n"
HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 64


def passport(kind: str = "JPEG", *, size: tuple[int, int] = (600, 420)) -> bytes:
    return pictures.photo(kind, size=size)


def kept(carol: Viewer, data: bytes) -> Kept:
    found = vault.taken_in(io.BytesIO(data))
    vault.keep(found, customer=carol.id)
    return found


def lying(found: Kept) -> Path:
    return Path(settings.MEDIA_ROOT) / found.stored_as[:2] / f"{found.stored_as}.full"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_SEC_F03_what_lies_on_disk_is_sealed_and_what_comes_out_has_no_metadata(carol: Viewer, kind: str) -> None:
    data = pictures.photo_with_secrets(kind)
    assert pictures.CANARY.encode() in data
    found = kept(carol, data)
    raw = lying(found).read_bytes()
    assert not [head for head in (b"\xff\xd8\xff", b"PNG", b"WEBP", b"JFIF", b"IDAT") if head in raw]
    shown = vault.drawn(found.id, marks=MARKS)
    assert pictures.CANARY.encode() not in shown
    with Image.open(io.BytesIO(shown)) as picture:
        assert (picture.format, picture.size, dict(picture.getexif())) == ("JPEG", (48, 64), {})
    assert os.stat(lying(found)).st_mode & 0o077 == 0


def test_no_folder_ever_holds_the_open_picture(carol: Viewer, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[bytes] = []
    replaced = os.replace

    def watched(source: str, target: Path) -> None:
        written.append(Path(source).read_bytes())
        replaced(source, target)

    monkeypatch.setattr(os, "replace", watched)
    kept(carol, passport("PNG"))
    assert [b"IDAT" in each for each in written] == [False]


def test_the_marks_are_legible_over_light_and_dark_and_leave_no_part_free(carol: Viewer) -> None:
    for shade in (0, 255):
        found = kept(carol, pictures.encoded(Image.new("RGB", (900, 600), (shade,) * 3), "PNG"))
        with Image.open(io.BytesIO(vault.drawn(found.id, marks=MARKS))) as picture:
            grey = picture.convert("L")
            for left in range(0, 900, 300):
                for top in range(0, 600, 300):
                    least, most = grey.crop((left, top, left + 300, top + 300)).getextrema()
                    assert most - least > 90, (shade, left, top)  # type: ignore[operator]


def test_a_picture_with_other_marks_is_another_one(carol: Viewer) -> None:
    found = kept(carol, passport())
    drawn = {vault.drawn(found.id, marks=[mark, *MARKS[1:]]) for mark in ("Alice / 1", "Bob / 2", "Alice / 1")}
    assert len(drawn) == 2


def test_a_chinese_name_is_drawn_where_the_system_has_a_font_and_left_out_where_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(watermark, "font", lambda: "")
    assert watermark._drawable("王小明 / 123 456") == "123 456"
    monkeypatch.setattr(watermark, "font", lambda: "/a/font")
    assert watermark._drawable("王小明  / 123 456") == "王小明 / 123 456"


@pytest.mark.parametrize(
    ("data", "says"), [(PDF, "PDF"), (HEIC, "HEIC"), (b"hello there", "JPEG, PNG"), (b"", "JPEG, PNG")]
)
def test_SEC_F03_what_cannot_be_made_anew_is_refused_with_what_to_do(data: bytes, says: str) -> None:
    with pytest.raises(PaperNotTaken) as refused:
        vault.taken_in(io.BytesIO(data))
    assert says in str(refused.value.message)
    assert not VaultFile.objects.exists()


@pytest.mark.parametrize("what", sorted(pictures.MASQUERADES))
def test_SEC_F03_nothing_is_kept_of_what_only_pretends(what: str) -> None:
    before = sorted(Path(settings.MEDIA_ROOT).glob("*/*"))
    with pytest.raises(Invalid):
        vault.taken_in(io.BytesIO(pictures.MASQUERADES[what]))
    assert sorted(Path(settings.MEDIA_ROOT).glob("*/*")) == before


def test_SEC_F09_bombs_animations_and_what_is_too_large_are_refused() -> None:
    for data in (pictures.png_bomb(), pictures.gif_of(3), pictures.jpeg_claiming(30_000, 30_000)):
        with pytest.raises(Invalid):
            vault.taken_in(io.BytesIO(data))
    with pytest.raises(FileTooLarge):
        vault.taken_in(io.BytesIO(b"\xff\xd8\xff" + b"\0" * (21 * 2**20)))


def test_SEC_F03_a_picture_that_is_also_a_page_and_an_archive_is_only_a_picture_afterwards(carol: Viewer) -> None:
    found = kept(carol, passport() + b"<script>alert(1)</script>PK\x03\x04" + b"\0" * 40)
    shown = vault.drawn(found.id, marks=MARKS)
    assert b"<script" not in shown
    assert b"PK\x03\x04" not in shown


@pytest.mark.parametrize("where", ["head", "middle", "end", "cut", "other", "row", "empty"])
def test_changed_bytes_open_nothing(carol: Viewer, where: str) -> None:
    noise = pictures.encoded(Image.effect_noise((500, 400), 90), "PNG")  # longer than a chunk
    found, other = kept(carol, noise), kept(carol, passport("PNG"))
    raw = bytearray(lying(found).read_bytes())
    match where:
        case "cut":
            raw = raw[: sealed.HEAD_BYTES + sealed.CHUNK_BYTES + 28]  # at the end of one: nothing is torn
        case "empty":
            raw = bytearray()
        case "other":
            raw = bytearray(lying(other).read_bytes())
        case "row":
            VaultFile.objects.filter(public_id=found.id).update(key=VaultFile.objects.get(public_id=other.id).key)
        case _:
            raw[{"head": 20, "middle": len(raw) // 2, "end": -1}[where]] ^= 1
    lying(found).write_bytes(raw)
    with pytest.raises(PaperDamaged):
        vault.drawn(found.id, marks=MARKS)
    assert vault.drawn(other.id, marks=MARKS)


def test_another_customer_s_key_opens_nothing_and_a_destroyed_one_never_again(carol: Viewer, mallory: Viewer) -> None:
    found = kept(carol, passport())
    VaultFile.objects.filter(public_id=found.id).update(customer=mallory.id)
    with pytest.raises((PaperDamaged, PaperGone)):
        vault.drawn(found.id, marks=MARKS)
    VaultFile.objects.filter(public_id=found.id).update(customer=carol.id)
    assert vault.drawn(found.id, marks=MARKS)
    with transaction.atomic():
        keys.destroy(carol.id)
    with pytest.raises(PaperGone):
        vault.drawn(found.id, marks=MARKS)
    assert lying(found).exists()  # and nobody can read it


@pytest.mark.django_db(transaction=True)
def test_what_is_forgotten_is_gone_from_the_disk_and_keeps_its_row_with_the_hash(carol: Viewer) -> None:
    found = kept(carol, passport())
    now = clock.now()
    assert (vault.forget([found.id], now=now), vault.forget([found.id], now=now)) == (1, 0)
    row = VaultFile.objects.get(public_id=found.id)
    assert (row.deleted_at, bytes(row.key), row.sha256) == (now, b"", found.sha256)
    assert not lying(found).exists()
    with pytest.raises(PaperGone):
        vault.drawn(found.id, marks=MARKS)


def test_no_sweep_takes_a_paper_that_is_kept_and_each_takes_one_that_no_row_names(carol: Viewer) -> None:
    named, stray = kept(carol, passport()), vault.taken_in(io.BytesIO(passport("PNG")))
    old = (clock.now() - timedelta(days=3)).timestamp()
    for each in (named, stray):
        os.utime(lying(each), (old, old))
    sweep.run(clock.now())
    assert (lying(named).exists(), lying(stray).exists()) == (True, False)


def test_a_copy_of_the_installation_takes_papers_along_as_they_lie_sealed(carol: Viewer) -> None:
    found = kept(carol, passport())
    held = [each for each in holdings.all_named() if each.stored_as == found.stored_as]
    assert [(each.sha256, each.bytes) for each in held] == [(found.stored_sha256, found.stored_bytes)]
    with holdings.opened(held[0]) as file:
        assert file.read() == lying(found).read_bytes()
    assert holdings.is_still_wanted(held[0])
    storage.forget(found.stored_as)
    with pytest.raises(FileNotFoundError):
        storage.store().opened(found.stored_as, variant=Variant.FULL)


def test_where_there_is_a_scanner_nothing_passes_without_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scanning, "is_configured", lambda: True)

    def down(*_args: object, **_more: object) -> str:
        raise clamd.ScannerDown("away")

    monkeypatch.setattr(clamd, "finding", down)
    with pytest.raises(Busy):
        vault.taken_in(io.BytesIO(passport()))
    monkeypatch.setattr(clamd, "finding", lambda *_args, **_more: "Eicar")
    with pytest.raises(Infected):
        vault.taken_in(io.BytesIO(passport()))
    monkeypatch.setattr(clamd, "finding", lambda *_args, **_more: "")
    assert vault.taken_in(io.BytesIO(passport())).width == 600
