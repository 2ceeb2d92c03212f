"""A mail's bytes taken apart within bounds: its fields, its parts, what can be read of it. No domain; pure.

A parser that holds every line against every open boundary takes minutes for a mail nested a thousand deep. Here a level is one
split of its bytes, and there are `MOST_LEVELS`; what lies deeper, or behind so many parts, stays unread and is named in `cuts`.
"""

import binascii
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from kefu.kit import mailwords

MOST_LEVELS, MOST_PARTS, MOST_FIELDS = 12, 300, 1_000
MOST_HEAD_BYTES, MOST_FIELD_BYTES = 256 * 1024, 16 * 1024
MOST_TEXT_BYTES = 1_000_000

_HEAD_ENDS = re.compile(rb"\r?\n\r?\n|\r\r")
_LINE = re.compile(rb"\r\n|\n|\r(?!\n)")
_NAME = re.compile(rb"[!-9;-~]{1,100}")
_PARAM = re.compile(r';\s*([\w!#$&^.+-]{1,40}?)(\*\d{0,2}\*?)?\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;"]*))')
_TYPE = re.compile(r"\s*([\w!#$&^.+-]{1,60}/[\w!#$&^.+-]{1,60})")
_NO_BASE64 = bytes(sign for sign in range(256) if (not chr(sign).isalnum() and sign not in b"+/") or sign > 127)


class Cut(StrEnum):
    """What was left unread."""

    HEAD = "head"  # more fields, or longer ones, than are looked at
    LEVELS = "levels"
    PARTS = "parts"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Part:
    """A leaf: neither a container nor, unless `kind` says so, another mail. `raw` is its body as it travels.

    `is_inline`: it says that it is shown where it stands. `params`: those of its Content-Type.
    """

    kind: str
    charset: str
    name: str
    is_attached: bool
    encoding: str
    raw: bytes
    content_id: str = ""
    is_inline: bool = False
    params: Mapping[str, str] = field(default_factory=dict, hash=False)

    def content(self, *, most: int = MOST_TEXT_BYTES) -> bytes:
        """Its bytes as they were before they travelled; of what cannot be decoded what can be."""
        return _decoded(self.raw, self.encoding)[:most]

    def text(self) -> str:
        return mailwords.decoded(self.content(), self.charset)


@dataclass(frozen=True, slots=True)
class Mail:
    """`fields`: names in small letters, values unfolded and as they stand, in order."""

    fields: tuple[tuple[str, bytes], ...]
    parts: tuple[Part, ...]
    cuts: frozenset[Cut]

    def every(self, name: str) -> list[str]:
        return [mailwords.field(value) for each, value in self.fields if each == name]

    def first(self, name: str) -> str:
        return next(iter(self.every(name)), "")

    @property
    def text(self) -> str:
        """What a reader sees first: the plain text, else what the page's code says; never an attachment."""
        shown = [each for each in self.parts if not each.is_attached]
        for kind in ("text/plain", "text/html"):
            found = [each.text() for each in shown if each.kind == kind]
            if found:
                return "\n".join(found)[:MOST_TEXT_BYTES]
        return ""

    @property
    def mails(self) -> list[bytes]:
        """Whole mails that travel inside: forwarded as they were."""
        return [each.content(most=len(each.raw)) for each in self.parts if _is_mail(each)]


def parse(raw: bytes) -> Mail:
    """Whatever the bytes are: what cannot be read as a mail is one of fewer fields, or of none."""
    cuts: set[Cut] = set()
    fields, body = _divided(bare(raw), cuts)
    parts: list[Part] = []
    for part in _leaves(fields, body, cuts, level=0):
        if len(parts) == MOST_PARTS:
            cuts.add(Cut.PARTS)
            break
        parts.append(part)
    return Mail(tuple(fields), tuple(parts), frozenset(cuts))


def bare(raw: bytes) -> bytes:
    """Without what programs write before a mail they save: a mark of the letters' order, empty lines, a line that divides."""
    plain = raw.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")
    found = _LINE.search(plain) if plain.startswith(b"From ") else None
    return plain[found.end() :] if found else plain


def body(raw: bytes) -> memoryview:
    """What follows the head, as it travels; not copied."""
    plain = bare(raw)
    end = re.match(rb"\r?\n", plain) or _HEAD_ENDS.search(plain)
    return memoryview(plain)[end.end() if end else len(plain) :]


def _divided(raw: bytes, cuts: set[Cut]) -> tuple[list[tuple[str, bytes]], bytes]:
    opening = re.match(rb"\r?\n", raw)
    if opening:
        return [], raw[opening.end() :]
    end = _HEAD_ENDS.search(raw)
    head, body = (raw[: end.start()], raw[end.end() :]) if end else (raw, b"")
    if len(head) > MOST_HEAD_BYTES:
        cuts.add(Cut.HEAD)
    return _fields(head[:MOST_HEAD_BYTES], cuts), body


def _fields(head: bytes, cuts: set[Cut]) -> list[tuple[str, bytes]]:
    found: list[tuple[str, list[bytes]]] = []
    for line in _LINE.split(head):
        if line[:1] in (b" ", b"\t"):
            if found:
                found[-1][1].append(line)
            continue
        name, colon, value = line.partition(b":")
        if not colon or _NAME.fullmatch(name.rstrip()) is None:
            continue
        if len(found) == MOST_FIELDS:
            cuts.add(Cut.HEAD)
            break
        found.append((name.rstrip().decode("ascii").lower(), [value]))
    unfolded = [(name, b"".join(lines).strip()) for name, lines in found]
    if any(len(value) > MOST_FIELD_BYTES for _name, value in unfolded):
        cuts.add(Cut.HEAD)
    return [(name, value[:MOST_FIELD_BYTES]) for name, value in unfolded]


def _leaves(fields: Sequence[tuple[str, bytes]], body: bytes, cuts: set[Cut], *, level: int) -> Iterator[Part]:
    of = dict(reversed(fields))
    written = of.get("content-type", b"").decode("latin-1")
    kind, params = _kind(written)
    boundary = params.get("boundary", "")
    if not kind.startswith("multipart/") or not boundary:
        yield _leaf(of, kind if not kind.startswith("multipart/") else "text/plain", params, body)
    elif level == MOST_LEVELS:
        cuts.add(Cut.LEVELS)
    else:
        for at, piece in enumerate(_pieces(body, boundary.encode("latin-1", "replace"))):
            if at == MOST_PARTS:
                cuts.add(Cut.PARTS)
                return
            inner, inside = _divided(piece, cuts)
            yield from _leaves(inner, inside, cuts, level=level + 1)


def _pieces(body: bytes, boundary: bytes) -> Iterator[bytes]:
    """What stands between the lines of a boundary; a missing last one ends with the body."""
    line = re.compile(rb"(?:\A|(?<=\n))--" + re.escape(boundary) + rb"(--)?[ \t]{0,200}(?:\r?\n|\Z)")
    begins = None
    for found in line.finditer(body):
        if begins is not None:
            yield body[begins : found.start()].removesuffix(b"\n").removesuffix(b"\r")
        if found.group(1):
            return
        begins = found.end()
    if begins is not None:
        yield body[begins:]


def _leaf(of: dict[str, bytes], kind: str, params: dict[str, str], body: bytes) -> Part:
    written = of.get("content-disposition", b"").decode("latin-1")
    placed = _params(written)
    name = placed.get("filename") or params.get("name", "")
    return Part(
        kind=kind,
        charset=params.get("charset", ""),
        name=mailwords.words(name)[:1_000],
        is_attached=written.strip().lower().startswith("attachment") or (bool(name) and not kind.startswith("text/")),
        encoding=of.get("content-transfer-encoding", b"").decode("latin-1").strip().lower()[:40],
        raw=body,
        content_id=of.get("content-id", b"").decode("latin-1").strip(" <>\t")[:255],
        is_inline=written.strip().lower().startswith("inline"),
        params=params,
    )


def _kind(written: str) -> tuple[str, dict[str, str]]:
    found = _TYPE.match(written)
    return (found.group(1).lower(), _params(written[found.end() :])) if found else ("text/plain", {})


def _params(written: str) -> dict[str, str]:
    """Also those cut into numbered pieces or written with a charset and percent signs (RFC 2231)."""
    found: dict[str, str] = {}
    for name, star, quoted, bare in _PARAM.findall(written):
        value = re.sub(r"\\(.)", r"\1", quoted) or bare
        if star.endswith("*"):
            value = mailwords.percented(value)
        found[name.lower()] = (found.get(name.lower(), "") + value if star else value)[:1_000]
    return found


def _decoded(raw: bytes, encoding: str) -> bytes:
    if encoding == "base64":
        bare = raw.translate(None, _NO_BASE64)
        return binascii.a2b_base64(bare[: len(bare) // 4 * 4] + _tail(bare))
    if encoding == "quoted-printable":
        return binascii.a2b_qp(raw)
    if encoding in ("x-uuencode", "uuencode", "x-uue"):
        return _unpacked_all(raw)
    return raw


def _unpacked_all(raw: bytes) -> bytes:
    told = bytearray()  # millions of short lines would take more room as pieces
    for line in io.BytesIO(raw):
        told += _unpacked(line.rstrip(b"\r\n"))
    return bytes(told)


def _unpacked(line: bytes) -> bytes:
    """A line of uuencode; nothing for what frames it."""
    if line.startswith((b"begin ", b"end")):
        return b""
    try:
        return binascii.a2b_uu(line)
    except binascii.Error:
        return b""


def _tail(bare: bytes) -> bytes:
    """Of a cut one what still stands for whole bytes."""
    rest = bare[len(bare) // 4 * 4 :]
    return rest + b"=" * (4 - len(rest)) if len(rest) > 1 else b""


def _is_mail(part: Part) -> bool:
    return part.kind == "message/rfc822" or (part.is_attached and part.name.lower().endswith(".eml"))
