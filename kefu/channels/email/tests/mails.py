"""Mails for the tests of this channel, written short."""

import base64

HEAD = "From: Li <li@mail.example>\r\nTo: support@northwind.example\r\nSubject: hi\r\nDate: Mon, 2 Nov 2026 17:10:11 +0800\r\n"


def mail(*fields: str, body: bytes | str = "hello", head: str = HEAD) -> bytes:
    """`fields` come after those of `head`."""
    raw = body if isinstance(body, bytes) else body.replace("\n", "\r\n").encode()
    return (head + "".join(f"{each}\r\n" for each in fields) + "\r\n").encode() + raw


ANSWER = HEAD.replace("Subject: hi", "Subject: Re: hi")


def parts(*each: bytes, kind: str = "mixed", head: str = HEAD) -> bytes:
    """A whole mail of these parts, each with its fields."""
    body = b"".join(b"--x\r\n" + part + b"\r\n" for part in each) + b"--x--\r\n"
    return mail(f"Content-Type: multipart/{kind}; boundary=x", body=body, head=head)


def part(kind: str, content: bytes, *fields: str) -> bytes:
    head = f"Content-Type: {kind}\r\nContent-Transfer-Encoding: base64\r\n" + "".join(f"{each}\r\n" for each in fields)
    return head.encode() + b"\r\n" + base64.encodebytes(content)
