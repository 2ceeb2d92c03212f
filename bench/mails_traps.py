"""Mails made to cost a reader of their words dearly, none beyond 25 MB: for `bin/bench fuzz_mail` and the channel's tests.

`mails_slow` has those that trap whoever only takes a mail apart.
"""

import base64
from collections.abc import Iterator

HEAD = b"From: a@b.example\r\nTo: support@northwind.example\r\nSubject: hi\r\nDate: Mon, 2 Nov 2026 09:10:11 +0800\r\n"
PLAIN = HEAD + b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
PAGE = HEAD + b"Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
MANY = 1_000_000  # as much of a text as is read
MOST = 24_000_000


def traps() -> Iterator[tuple[str, bytes]]:
    """What it is, and its bytes."""
    yield from _texts()
    yield from _pages()
    yield from _letters()
    yield from _files()
    yield from _heads()


def _texts() -> Iterator[tuple[str, bytes]]:
    yield "a million arrows in one row", PLAIN + b">" * MANY
    yield "a million rows of an arrow", PLAIN + b">\n" * (MANY // 2)
    yield "arrows and answers in turn", PLAIN + b"> a\nb\n" * (MANY // 6)
    yield "a million spaces", PLAIN + b" " * MANY + b"x"
    yield "rows of spaces", PLAIN + (b" " * 199 + b"\n") * (MANY // 200)
    yield "spaces before colons", PLAIN + b"On " + b" " * MANY + b"wrote:"
    yield "On ... on ... on", PLAIN + b"On 2 Nov 2026 at 10:00 " * (MANY // 23) + b"wrote"
    yield "colons", PLAIN + b"On a wrote\n:\n" * (MANY // 13)
    yield "heads that are none", PLAIN + b"From: a\nTo: b\nx\nx\nx\n" * (MANY // 21)
    yield "dashes", PLAIN + b"-" * MANY
    yield "rows of dashes", PLAIN + (b"-" * 60 + b" Original\n") * (MANY // 70)
    yield "signatures", PLAIN + b"-- \nSent from my iPhone\n" * (MANY // 24)
    yield "written: written:", PLAIN + "在 2026年1月1日 10:00 写道 ".encode() * (MANY // 38) + b":"
    yield "empty lines", PLAIN + b"\r\n" * (MANY // 2) + b"x"
    yield "flowed", HEAD + b"Content-Type: text/plain; format=flowed; delsp=yes\r\n\r\n" + b"a \n" * (MANY // 3)


def _pages() -> Iterator[tuple[str, bytes]]:
    for name, sign in {
        "quotes in quotes": b"<blockquote type=cite>",
        "signs that open": b"<",
        "tags that do not end": b"<a ",
        "quotation marks": b"<b\"'>'\"",
        "half attributes": b"<a href=\"'",
        "comments": b"<!--",
        "closed comments": b"<!---->",
        "scripts": b"<script>",
        "scripts that close": b"<script></scrip>",
        "styles": b"<style></style>",
        "links": b"<a href=http://x>",
        "links and words": b"<a href='http://x.example/'>y</a>",
        "hidden": b"<div style=display:none>",
        "entities": b"&amp",
        "numbers": b"&#x1F600",
        "rows": b"<table><tr><td>",
        "paragraphs": b"<p>",
        "attributes": b"<p a=b style = 'x' ",
        "equal signs": b"<p a" + b" " * 30 + b"= ",
    }.items():
        yield f"page: {name}", PAGE + b"hello " + sign * (MANY // len(sign))
    yield "page: a number of 100,000 digits", PAGE + b"&#" + b"9" * 100_000 + b";"
    yield "page: a long word before links", PAGE + b"x" * (MANY // 2) + b"<a href=http://xx></a>" * (MANY // 46)
    yield "page: quotes with lines", PAGE + b"<blockquote>a<br>" * (MANY // 17)
    yield "page: marks of quotes", PAGE + b"<div id=divRplyFwdMsg>a<hr>" * (MANY // 27)


def _letters() -> Iterator[tuple[str, bytes]]:
    yield "towers of marks", PLAIN + b"a" + "\u0316\u0301".encode() * (MANY // 4)
    for charset in (
        "gb18030",
        "iso-2022-jp",
        "hz",
        "utf-7",
        "punycode",
        "idna",
        "unicode_escape",
        "zlib",
        "big5",
        "utf-16",
    ):
        head = HEAD + f"Content-Type: text/plain; charset={charset}\r\n\r\n".encode()
        yield f"{charset}: bytes of all sorts", head + bytes(range(256)) * (MANY // 256)
        yield f"{charset}: escapes", head + b"\x1b$B~{" * (MANY // 5)
    yield "half of every letter", PLAIN + b"\xe4" * MANY


def _files() -> Iterator[tuple[str, bytes]]:
    file = b"--x\r\nContent-Type: image/png; name=a.png\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    multi = HEAD + b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\nhi\r\n"
    yield "10,000 files", multi + (file + b"QUJD\r\n") * 10_000
    yield "one file of 24 MB", multi + file + b"QUJD" * (MOST // 4) + b"\r\n--x--\r\n"
    yield "base64 of spaces", multi + file + b"Q " * (MOST // 2) + b"\r\n--x--\r\n"
    yield "uuencoded", HEAD + b"Content-Transfer-Encoding: x-uuencode\r\n\r\n" + b"#0V%T\n" * (MOST // 6)
    tnef = HEAD + b"Content-Type: application/ms-tnef\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    begins = (0x223E9F78).to_bytes(4, "little") + b"\x01\x00"
    file_begins = b"\x02\x02\x90\x06\x00" + bytes(4) + bytes(2)
    yield "winmail.dat: files", tnef + base64.encodebytes(begins + file_begins * 1_000_000)
    many = (0x7FFFFFFF).to_bytes(4, "little") + b"\x1e\x10\x01\x30" + (0x7FFFFFFF).to_bytes(4, "little")
    body = many + bytes(8_000_000)
    attribute = b"\x01\x03\x90\x06\x00" + len(body).to_bytes(4, "little") + body + bytes(2)
    yield "winmail.dat: values", tnef + base64.encodebytes(begins + attribute)
    calendar = HEAD + b"Content-Type: text/calendar\r\n\r\nBEGIN:VEVENT\r\nSUMMARY"
    yield "calendar: parameters", calendar + b';A="b"' * (MANY // 6)
    yield "calendar: folds", calendar + b":a" + b"\r\n b" * (MANY // 4)
    report = HEAD.replace(b"a@b", b"mailer-daemon@b") + b"Content-Type: multipart/report; boundary=x\r\n\r\n--x\r\n\r\n"
    yield "report: digits", report + b"550 5." * (MANY // 6)
    yield "report: addresses", report + b"a." * (MANY // 2) + b"@" + b"b." * 1_000 + b"undeliverable"
    status = b"\r\n--x\r\nContent-Type: message/delivery-status\r\n\r\n"
    yield "report: receivers", report + status + b"Final-Recipient: rfc822; a@b.example\r\n\r\n" * (MOST // 41)


def _heads() -> Iterator[tuple[str, bytes]]:
    yield "a subject of 8 MB", b"Subject: " + b"=?utf-8?B?5L2g?= " * (8_000_000 // 17) + b"\r\n" + HEAD + b"\r\nhi"
    yield "a subject of Re:", b"Subject: " + b"Re[2]: " * 2_000 + b"\r\n" + HEAD + b"\r\nhi"
    yield "references", HEAD + b"References: " + b"<a@b> " * 1_000_000 + b"\r\n\r\nhi"
    yield "references that do not end", HEAD + b"References: " + b"<" * 16_000 + b"\r\n\r\nhi"
    yield "receivers in quotation marks", HEAD + b'Cc: "' + b'a",' * 5_000 + b"\r\n\r\nhi"
    yield "words in words", HEAD + b"Cc: " + b"=?a?b?" * 2_700 + b"\r\n\r\nhi"
    yield "dates", HEAD.replace(b"Mon, 2", b"1" * 190 + b" ") + b"\r\nhi"
    yield (
        "100 long fields",
        HEAD + b"".join(b"Delivered-To: " + b'"\\' * 8_000 + b"\r\n" for _ in range(100)) + b"\r\nhi",
    )
    yield "a part's parameters", HEAD + b"Content-Type: text/plain" + b'; name*0="a' * 1_400 + b"\r\n\r\nhi"
