"""winmail.dat: what Outlook packs is unpacked, and one that is broken breaks nothing."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kefu.channels.email import tnef
from kefu.channels.email.payloads import Loss
from kefu.channels.email.reading import read
from kefu.channels.email.tests.mails import part, parts


def attribute(name: int, data: bytes, *, level: int = 1) -> bytes:
    return struct.pack("<BII", level, name, len(data)) + data + struct.pack("<H", sum(data) & 0xFFFF)


def filled(value: bytes) -> bytes:
    return value + b"\x00" * (-len(value) % 4)


def properties(*each: tuple[int, int, bytes]) -> bytes:
    """Of kinds that tell their size."""
    told = struct.pack("<I", len(each))
    for key, kind, value in each:
        told += struct.pack("<HHII", kind, key, 1, len(value)) + filled(value)
    return told


def packed(*attributes: bytes) -> bytes:
    return struct.pack("<IH", tnef.BEGINNING, 1) + b"".join(attributes)


NAME = "账单.pdf"
FILE = (
    attribute(0x00069002, bytes(14), level=2)
    + attribute(0x00018010, b"ZHANG~1.PDF\x00", level=2)
    + attribute(0x0006800F, b"%PDF-1.4", level=2)
    + attribute(
        0x00069005,
        properties((0x3707, 0x001F, f"{NAME}\0".encode("utf-16-le")), (0x370E, 0x001E, b"application/pdf\x00")),
        level=2,
    )
)
CODEPAGE = attribute(0x00069007, struct.pack("<II", 936, 0))


def test_text_and_files_come_out() -> None:
    body = attribute(0x00069003, properties((0x1000, 0x001F, "还没到账。".encode("utf-16-le"))))
    told = tnef.opened(packed(CODEPAGE, body, FILE))
    assert (told.text, told.is_whole) == ("还没到账。", True)
    assert [(each.name, each.kind, each.content) for each in told.files] == [(NAME, "application/pdf", b"%PDF-1.4")]


def test_its_text_is_the_mails_where_the_mail_has_none_and_its_files_are_the_mails() -> None:
    body = attribute(0x0002800C, "还没到账。".encode("gbk") + b"\x00")
    told = read(
        parts(
            part(
                "application/ms-tnef",
                packed(CODEPAGE, body, FILE),
                'Content-Disposition: attachment; filename="winmail.dat"',
            )
        )
    )
    assert told.text == "还没到账。"
    assert [each.name for each in told.attachments] == [NAME]
    assert Loss.TNEF not in told.losses


def test_of_a_page_only_its_words_are_read() -> None:
    body = attribute(0x00069003, properties((0x1013, 0x0102, b"<p>hi<script>x</script></p>")))
    assert tnef.opened(packed(body)).text == "hi"


@pytest.mark.parametrize(
    "raw",
    [
        *(
            b"",
            b"\x78\x9f\x3e\x22\x01\x00\x01",
            packed(FILE)[:-30],
            packed(struct.pack("<BII", 1, 0x00069003, 0x7FFFFFFF) + b"x"),
        ),
        packed(attribute(0x00069003, struct.pack("<IHHII", 0x7FFFFFFF, 0x001E, 0x1000, 0x7FFFFFFF, 0x7FFFFFFF))),
        packed(attribute(0x00069003, properties((0x1009, 0x0102, b"LZFu")))),
    ],
)
def test_a_broken_one_is_told_and_stays_as_a_file_unless_files_came_out(raw: bytes) -> None:
    told = read(parts(part("text/plain", b"hello"), part("application/ms-tnef; name=winmail.dat", raw or b"x")))
    assert Loss.TNEF in told.losses
    assert told.text == "hello"
    assert [each.name for each in told.attachments] in (["winmail.dat"], [NAME], ["ZHANG~1.PDF"])


@given(st.binary(max_size=300), st.integers(0, 400))
def test_whatever_it_holds_it_is_opened(noise: bytes, at: int) -> None:
    raw = packed(CODEPAGE, attribute(0x00069003, properties((0x1000, 0x001E, b"hi"))), FILE)
    told = tnef.opened(raw[:at] + noise + raw[at + len(noise) :])
    assert all("/" not in each.name for each in told.files)
