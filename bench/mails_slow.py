"""Mails made to cost their reader dearly, none beyond 25 MB: for `bin/bench mail` and the tests of the parser."""

from collections.abc import Iterator

FROM = b"From: support@northwind.example\r\nTo: a@b.example\r\nSubject: hi\r\n"
SEAL = b"DKIM-Signature: v=1; a=rsa-sha256; c=%s; d=northwind.example; s=k1; h=%s; bh=AAAA; b=AAAA\r\n"
MOST = 24_000_000


def slow_mails() -> Iterator[tuple[str, bytes]]:
    """What it is, and its bytes."""
    yield from _nested()
    yield from _fields()
    yield from _bodies()


def _nested() -> Iterator[tuple[str, bytes]]:
    part = b"--x\r\nContent-Type: text/plain\r\n\r\nhi\r\n"
    yield "10,000 parts", FROM + b"Content-Type: multipart/mixed; boundary=x\r\n\r\n" + part * 10_000 + b"--x--\r\n"
    level = b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n"
    yield "nested 1,000 deep", FROM + b"".join(level % (at, at) for at in range(1_000)) + b"\r\nhi"
    yield "1,000 mails in each other", FROM + b"Content-Type: message/rfc822\r\n\r\n" * 1_000 + b"x"
    again = b"--x\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n"
    yield (
        "one boundary at all levels",
        FROM + b"Content-Type: multipart/mixed; boundary=x\r\n\r\n" + again * (MOST // len(again)),
    )
    yield "half a boundary", FROM + b"Content-Type: multipart/mixed; boundary=x\r\n\r\n" + b"--x \t" * (MOST // 5)


def _fields() -> Iterator[tuple[str, bytes]]:
    yield "100,000 fields", FROM + b"X-A: b\r\n" * 100_000 + b"\r\nhi"
    yield "a subject of 8 MB", b"Subject: " + b"=?utf-8?B?5L2g?= " * (8_000_000 // 17) + b"\r\n" + FROM + b"\r\nhi"
    yield "folded 2 million times", b"Subject: a\r\n" + b" x\r\n" * 2_000_000 + FROM + b"\r\nhi"
    yield "200,000 receivers", FROM + b"Cc: " + b"a@b.example," * 200_000 + b"\r\n\r\nhi"
    yield "a sender of brackets", b"From: " + b'"\\' * 8_000 + b"\r\nFrom: " + b"(" * 16_000 + b"\r\n\r\nhi"
    yield (
        "5 signatures over 2,000 fields",
        (SEAL % (b"relaxed/relaxed", b"from:" * 1_500 + b"to")) * 5 + FROM + b"\r\nhi",
    )
    yield "900 signatures", (SEAL % (b"relaxed/relaxed", b"from:to")) * 900 + FROM + b"\r\nhi"


def _bodies() -> Iterator[tuple[str, bytes]]:
    for canon in (b"relaxed/relaxed", b"simple/simple"):
        sealed = (SEAL % (canon, b"from:to:subject")) * 5 + FROM + b"Content-Type: text/plain\r\n\r\n"
        yield f"{canon.decode()}: spaces", sealed + b" " * MOST + b"x\r\n"
        yield f"{canon.decode()}: rows of 63 spaces", sealed + (b" " * 63 + b"x") * (MOST // 64)
        yield f"{canon.decode()}: empty lines", sealed + b"\r\n" * (MOST // 2) + b"x\r\n"
        yield f"{canon.decode()}: empty lines at its end", sealed + b"x" + b"\r\n" * (MOST // 2)
    yield (
        "base64",
        FROM + b"Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n" + b"QUJD" * (MOST // 4),
    )
    yield (
        "quoted",
        FROM + b"Content-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n" + b"=41" * (MOST // 3),
    )
    yield "links", FROM + b"\r\n" + b"http://northwlnd.example/ " * (MOST // 26)
