"""Mails as they really come, broken in every way: something is read of each, within bounds."""

import base64
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.mails_slow import slow_mails
from kefu.kit import mailparse, mailwords
from kefu.kit.mailparse import Cut

MULTI = b"Content-Type: multipart/mixed; boundary=x\r\n\r\n"


@pytest.mark.parametrize("charset", ["gb2312", "gbk", "gb18030", "big5", "utf-8", "x-nobody-knows", ""])
def test_chinese_is_read_in_the_charset_it_says_or_the_one_it_is_in(charset: str) -> None:
    real = {"big5": "big5", "gb2312": "gb18030", "gbk": "gbk", "gb18030": "gb18030"}.get(charset, "utf-8")
    text = "提現已發出" if charset == "big5" else "提现已发出，等待镕基"
    raw = f"Content-Type: text/plain; charset={charset}\r\n\r\n".encode() + text.encode(real)
    assert mailparse.parse(raw).text == text


def test_japanese_in_seven_bits_and_a_subject_in_two_words_are_read() -> None:
    word = base64.b64encode("你好，".encode()).decode()
    raw = (
        f"Subject: =?UTF-8?B?{word}?=\r\n =?gb2312?Q?=C4=E3?=\r\nContent-Type: text/plain; charset=iso-2022-jp\r\n\r\n"
    )
    read = mailparse.parse(raw.encode() + "お客様".encode("iso2022_jp"))
    assert read.first("subject") == "你好，你"
    assert read.text == "お客様"


def test_what_stands_in_an_encoded_word_begins_no_new_line() -> None:
    word = base64.b64encode(b"hi\r\nBcc: victim@mail.example\x00").decode()
    assert mailwords.words(f"=?utf-8?B?{word}?=") == "hi Bcc: victim@mail.example"


def test_a_name_in_pieces_and_percents_is_joined() -> None:
    name = b"filename*0*=utf-8''%E8%B4%A6;\r\n filename*1*=%E5%8D%95.pdf"
    raw = b"Content-Type: application/pdf\r\nContent-Disposition: attachment;\r\n " + name + b"\r\n\r\nx"
    part = mailparse.parse(raw).parts[0]
    assert (part.name, part.is_attached) == ("账单.pdf", True)


def test_an_attachment_is_no_text_of_the_mail_and_a_broken_one_is_read_as_far_as_it_goes() -> None:
    file = b"--x\r\nContent-Type: text/plain; name=a.txt\r\nContent-Disposition: attachment\r\n"
    packed = b"Content-Transfer-Encoding: base64\r\n\r\nQUJDR!!E=\r\n"
    read = mailparse.parse(MULTI + b"--x\r\n\r\nhello\r\n" + file + packed)
    assert read.text == "hello"
    assert read.parts[1].content() == b"ABCD"


def test_a_mail_in_a_mail_is_found_however_it_is_labelled() -> None:
    inner = b"From: a@b.example\r\n\r\nhi"
    for label in (b"Content-Type: message/rfc822", b'Content-Type: application/octet-stream; name="x.eml"'):
        read = mailparse.parse(MULTI + b"--x\r\n" + label + b"\r\n\r\n" + inner + b"\r\n--x--\r\n")
        assert read.mails == [inner]


def test_what_is_beyond_the_bounds_is_named_and_the_rest_is_read() -> None:
    part = b"--x\r\n\r\nhi\r\n"
    assert mailparse.parse(MULTI + part * 301).cuts == {Cut.PARTS}
    assert mailparse.parse(b"Subject: hi\r\n" + b"X: y\r\n" * 1_000 + b"\r\nhi").cuts == {Cut.HEAD}
    level = b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n"
    deep = mailparse.parse(b"Subject: hi\r\n" + b"".join(level % (at, at) for at in range(40)))
    assert deep.first("subject") == "hi"
    assert Cut.LEVELS in deep.cuts


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("a@b.example", ["a@b.example"]),
        ('"Li, Wei" <li.wei@B.Example>, c@d.example', ["li.wei@b.example", "c@d.example"]),
        ("=?UTF-8?B?5LiA77yM5LqM?= <a@b.example>", ["a@b.example"]),
        ("a@b.example (a note)", ["a@b.example"]),
        ("", []),
    ],
)
def test_addresses_that_read_one_way_are_read(written: str, read: list[str]) -> None:
    found = mailwords.mailboxes(written)
    assert found is not None
    assert [each.address for each in found] == read


@pytest.mark.parametrize(
    "written",
    [
        *("a@b.example c@d.example", "<a@b.example> <c@d.example>", '"a@ours.example"@b.example', "a@b@c.example"),
        *("a@ours.example, <b@c.example", "group: a@b.example;", "a@b", "a b@c.example", "@b.example", "a@b.example>"),
        *("a@ours.example\x00 <b@c.example>x", "a@-.例", "<a@b.example>, <<c@d.example>>"),
    ],
)
def test_addresses_that_could_be_read_in_two_ways_are_read_in_none(written: str) -> None:
    found = mailwords.mailboxes(written)
    assert found is None or [each.address for each in found] == ["b@c.example"]


@given(
    st.binary(max_size=2_000),
    st.sampled_from([b"", b"From: ", b"Content-Type: multipart/mixed; boundary=", MULTI + b"--x\r\n"]),
)
def test_whatever_the_bytes_are_something_is_read(raw: bytes, before: bytes) -> None:
    read = mailparse.parse(before + raw)
    assert len(read.text) <= mailparse.MOST_TEXT_BYTES
    assert "\n" not in read.first("from")
    assert all(part.content() is not None and part.text() is not None for part in read.parts)
    for _name, value in read.fields:
        found = mailwords.mailboxes(mailwords.decoded(value, ""))
        assert found is None or all(each.local and each.host for each in found)


def test_no_mail_holds_its_reader_up() -> None:
    for name, raw in slow_mails():
        began = time.process_time()
        read = mailparse.parse(raw)
        assert read.first("from") or read.first("subject"), name
        assert time.process_time() - began < 5, name
