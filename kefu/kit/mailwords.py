"""Letters in mails: charsets as they are really sent, words in fields, addresses. Pure, linear in what is given.

Addresses are read strictly: what could be read in two ways is read in none. (`email.utils` of Pythons before 3.13 takes
`"a@ours" <b@theirs>` apart in ways that can be led to either.)
"""

import binascii
import re
import urllib.parse
from dataclasses import dataclass

from kefu.kit import charsets

MOST_FIELD_CHARS = 4_000
MOST_MAILBOXES = 200

_WORD = re.compile(r"=\?([\w.:-]{1,40})(?:\*[\w-]{0,20})?\?([bBqQ])\?([^?\s]{0,2000})\?=")
_RUN = re.compile(r"(?:=\?[\w.:-]{1,40}(?:\*[\w-]{0,20})?\?[bBqQ]\?[^?\s]{0,2000}\?=)+")
_BETWEEN = re.compile(r"(?<=\?=)[ \t\r\n]+(?==\?)")
_ATEXT = r"[\w!#$%&'*+/=?^`{|}~.-]"
_LOCAL, _HOST = re.compile(rf"{_ATEXT}{{1,64}}", re.ASCII), re.compile(r"(?:[\w-]{1,63}\.){1,10}[\w-]{2,63}")
_TOKEN = re.compile(r'"((?:[^"\\]|\\.){0,1000})"|\(((?:[^()\\]|\\.){0,1000})\)|([<>,;:])|([^"()<>,;:]+)|(.)', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Mailbox:
    """`host` in small letters; `name` is what its sender calls it."""

    local: str
    host: str
    name: str = ""

    @property
    def address(self) -> str:
        return f"{self.local}@{self.host}"


def decoded(raw: bytes, charset: str) -> str:
    """In the charset it says, as that is really sent; where it says none or a wrong one, as the first that fits."""
    return charsets.decoded(raw, charset).text


def field(raw: bytes) -> str:
    """A field's value as people read it, on one line."""
    return words(decoded(raw[: MOST_FIELD_CHARS * 4], ""))


def words(written: str) -> str:
    """Encoded words (RFC 2047) made words; nothing in them can begin a new line."""
    cut = _BETWEEN.sub("", written[: MOST_FIELD_CHARS * 4])
    told = _RUN.sub(_run, cut)[:MOST_FIELD_CHARS]
    if not told.isprintable():
        told = "".join(each if each.isprintable() else " " for each in told)
    return " ".join(told.split())


def _run(found: re.Match[str]) -> str:
    """Words side by side: letters that a program cut between two of one charset are whole again."""
    told, pending, of = [], b"", ""
    for word in _WORD.finditer(found.group()):
        charset, bare = word.group(1), _bare(word)
        if bare is None or charset.lower() != of.lower():
            told.append(decoded(pending, of))
            pending, of = b"", charset
        if bare is None:
            told.append(word.group())
        else:
            pending += bare
    return "".join(told) + decoded(pending, of)


def _bare(word: re.Match[str]) -> bytes | None:
    _charset, way, inside = word.groups()
    raw = inside.encode("ascii", "replace")
    try:
        return binascii.a2b_base64(raw + b"=" * (-len(raw) % 4)) if way in "bB" else binascii.a2b_qp(raw, header=True)
    except binascii.Error:
        return None


def percented(value: str) -> str:
    """`utf-8'en'na%C3%AFve` as text."""
    charset, quote, rest = value.partition("'")
    _language, second, text = rest.partition("'")
    raw = urllib.parse.unquote_to_bytes(text if quote and second else value)
    return decoded(raw, charset if quote and second else "")


def mailboxes(written: str) -> tuple[Mailbox, ...] | None:
    """Those of a field, in order; None where any of it can be read in more than one way."""
    found: list[Mailbox] = []
    for each in _divided(written):
        if each is None or len(found) == MOST_MAILBOXES:
            return None
        found.append(each)
    return tuple(found)


def _divided(written: str) -> list[Mailbox | None]:
    """One for each stretch between commas that holds anything."""
    found: list[Mailbox | None] = []
    name, inside, is_open, seen = "", "", False, 0
    for quoted, comment, sign, plain, odd in _TOKEN.findall(written[: MOST_FIELD_CHARS * 4] + ","):
        if odd or sign in (";", ":"):
            return [None]
        if sign == "<":
            is_open, seen = True, seen + 1
        elif sign == ">":
            if not is_open:
                return [None]
            is_open = False
        elif sign == ",":
            if is_open:
                return [None]
            if name.strip() or seen:
                found.append(_mailbox(name, inside, brackets=seen))
            name, inside, seen = "", "", 0
        elif not comment:
            text = quoted or plain
            inside, name = (inside + text, name) if is_open else (inside, f"{name} {text}")
    return found


def _mailbox(name: str, inside: str, *, brackets: int) -> Mailbox | None:
    """`name <inside>`, or the name alone is the address."""
    address = (inside if brackets else name).strip()
    local, at, host = address.rpartition("@")
    host = host.lower().removesuffix(".")
    if brackets > 1 or not at or _LOCAL.fullmatch(local) is None or _HOST.fullmatch(host) is None:
        return None
    return Mailbox(local, host, words(name.strip()) if brackets else "")
