"""A secret that can be read on a picture is refused and nowhere afterwards; what only looks like one is taken."""

import io
import json
import random
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw, ImageFont

from kefu.files import ocr, transfers, uploads
from kefu.files.errors import Busy, HoldsSecret
from kefu.files.line import Line
from kefu.files.models import Upload
from kefu.files.reading import Word, ways
from kefu.files.tests import pictures
from kefu.people.access import Viewer
from kefu.trust import shield
from kefu.trust.shield import Sort, phrases
from kefu.trust.shield.tests import made

WORDS = made.phrase(random.Random(6), words=list(phrases.english()), size=12)
HAN = made.phrase(random.Random(6), words=list(phrases.simplified()), size=12)
KEY = random.Random(6).randbytes(32).hex()


def cell(text: str, *, row: int, column: int) -> Word:
    return Word(column * 300, row * 60, column * 300 + 20 * len(text), row * 60 + 40, text)


def grid(texts: list[str], *, columns: int) -> list[Word]:
    return [cell(text, row=at // columns, column=at % columns) for at, text in enumerate(texts)]


NUMBERED = [f"{at}. {word}" for at, word in enumerate(WORDS, 1)]
LAYOUTS = {
    "one under the other": grid(WORDS, columns=1),
    "three beside each other": grid(WORDS, columns=3),
    "two columns, the first of them first": grid([NUMBERED[at // 2 + at % 2 * 6] for at in range(12)], columns=2),
    "columns without numbers": grid([WORDS[at // 2 + at % 2 * 6] for at in range(12)], columns=2),
    "numbers that were read apart": [
        part
        for at, word in enumerate(WORDS)
        for part in (
            cell(str(at + 1), row=at % 6, column=at // 6 * 2),
            cell(word, row=at % 6, column=at // 6 * 2 + 1),
        )
    ],
    "characters in two rows": [
        cell("助记词", row=0, column=0),
        cell("".join(HAN[:6]), row=1, column=0),
        cell("".join(HAN[6:]), row=2, column=0),
    ],
    "characters that were read from above": [
        cell("助记词", row=0, column=0),
        *(Word(at * 300, 60, at * 300 + 40, 300, "".join(HAN[at::3])) for at in range(3)),
    ],
    "a card whose groups were read together": [cell("4357 95111744", row=0, column=0), cell("3254", row=0, column=3)],
    "a key that goes over the edge": [
        cell("my private key is", row=0, column=0),
        cell(KEY[:30], row=1, column=0),
        cell(KEY[30:], row=2, column=0),
    ],
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_secret_is_known_in_every_layout_and_in_whatever_order_it_was_read(layout: str) -> None:
    read = LAYOUTS[layout]
    for seed in range(3):
        random.Random(seed).shuffle(read)
        found = {each.sort for text in ways(read) for each in shield.found(text, is_txid=True)}
        assert found & {Sort.PHRASE, Sort.KEY, Sort.CARD}, ways(read)


def test_nothing_is_read_into_what_has_no_secret() -> None:
    receipt = [cell("TxID", row=0, column=0), cell(KEY[:32], row=1, column=0), cell(KEY[32:], row=2, column=0)]
    notes = grid(["1. milk", "2. bread", "3. eggs", "4. apples", "5. tea", "6. rice"], columns=2)
    notice = grid(["请勿向任何人透露助记词", "平台不会索要密码", "如有疑问请联系客服"], columns=1)
    for read in (receipt, notes, notice, []):
        assert not [each for text in ways(read) for each in shield.found(text, is_txid=True)]


@pytest.fixture
def reads(settings: Any, monkeypatch: pytest.MonkeyPatch) -> list[list[Any]]:
    """What the child will have read; the reader itself has its own test."""
    said: list[list[Any]] = []
    settings.OCR = "auto"
    monkeypatch.setattr(ocr, "is_installed", lambda: True)
    monkeypatch.setattr(ocr, "_child", lambda *_: json.dumps(said))
    return said


def told(words: list[Word]) -> list[list[Any]]:
    return [[word.left, word.top, word.right, word.bottom, word.text] for word in words]


def kept(settings: Any) -> list[Path]:
    return [file for file in Path(settings.MEDIA_ROOT).rglob("*") if file.is_file()]


@pytest.mark.django_db
def test_its_writer_is_told_what_to_do_and_nothing_is_kept_however_it_came(
    carol: Viewer, settings: Any, reads: list[list[Any]]
) -> None:
    before, data = kept(settings), pictures.photo("PNG")
    reads.extend(told(LAYOUTS["two columns, the first of them first"]))
    with pytest.raises(HoldsSecret) as refusal:
        uploads.receive(carol, io.BytesIO(data), name="a.png")
    assert refusal.value.sorts == ("recovery phrase",)
    begun = transfers.begin(carol, name="a.png", size=len(data)).id
    with pytest.raises(HoldsSecret):
        transfers.append(carol, begun, offset=0, data=data)
    assert kept(settings) == before
    assert not Upload.objects.exists()


@pytest.mark.django_db
def test_a_photo_of_a_document_is_taken_for_checks_ask_for_it(carol: Viewer, reads: list[list[Any]]) -> None:
    paper = next(each for each in made.one_of_each(random.Random(3)) if each.sort is Sort.PAPER)
    reads.extend(told([cell(paper.text, row=0, column=0)]))
    assert uploads.receive(carol, io.BytesIO(pictures.photo("PNG")), name="id.png").width


@pytest.mark.django_db
def test_a_picture_is_taken_where_reading_is_off_or_the_reader_breaks_or_is_slow(
    carol: Viewer, settings: Any, reads: list[list[Any]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    reads.extend(told(LAYOUTS["one under the other"]))
    settings.OCR = "off"
    assert uploads.receive(carol, io.BytesIO(pictures.photo("PNG")), name="a.png").width
    settings.OCR = "auto"
    monkeypatch.undo()
    settings.OCR = "auto"
    for program in ("raise SystemExit(3)", "import time; time.sleep(60)"):
        (tmp_path / "child.py").write_text(program)
        monkeypatch.setattr(ocr, "is_installed", lambda: True)
        monkeypatch.setattr(ocr, "_CHILD", str(tmp_path / "child.py"))
        monkeypatch.setattr(ocr, "RUN_S", 0.5)
        assert uploads.receive(carol, io.BytesIO(pictures.photo("PNG")), name="a.png").width


@pytest.mark.django_db
def test_more_pictures_than_wait_in_line_are_told_to_come_back(
    carol: Viewer, reads: list[list[Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ocr, "_line", Line(at_once=0, in_line=0, wait_s=0, full_s=5, slow_s=10))
    with pytest.raises(Busy):
        uploads.receive(carol, io.BytesIO(pictures.photo("PNG")), name="a.png")


def drawn(lines: list[str], kind: str = "PNG") -> io.BytesIO:
    picture = Image.new("RGB", (900, 1_200), "white")
    font = ImageFont.load_default(size=40)
    for at, line in enumerate(lines):
        ImageDraw.Draw(picture).text((50, 60 + at * 80), line, fill="black", font=font)
    out = io.BytesIO()
    picture.save(out, kind)
    return out


@pytest.mark.django_db
def test_the_reader_itself_reads_a_drawn_phrase_and_a_drawn_receipt(carol: Viewer, settings: Any) -> None:
    pytest.importorskip("rapidocr")
    settings.OCR = "auto"
    before = kept(settings)
    for kind in ("PNG", "JPEG", "WEBP", "GIF"):
        with pytest.raises(HoldsSecret):
            uploads.receive(carol, drawn(["Your recovery phrase", *NUMBERED], kind), name="a.png")
    assert kept(settings) == before
    receipt = ["Withdrawal", "0.5 BTC", "TxID", KEY[:32], KEY[32:], "completed"]
    assert uploads.receive(carol, drawn(receipt), name="b.png").width
