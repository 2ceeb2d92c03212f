"""A head of the log as a signed note (C2SP tlog-checkpoint and signed-note, read 2026-11): origin, size, root, when; then
our Ed25519 signature. Anybody who has the public key can check it, with other programs too."""

import base64
import binascii
import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings

from kefu.trust import signing

LOG = "kefu-journal"
MAX_BYTES = 4096
_ED25519 = b"\n\x01"
_DASH = "\u2014 "
_HASH_BYTES, _KEY_ID_BYTES, _TEXT_LINES = 32, 4, 4


@dataclass(frozen=True, slots=True)
class Head:
    """`line` counts the lives of this journal: each restored backup begins another."""

    line: int
    size: int
    root: bytes
    at: datetime


class Unsigned(ValueError):
    """No head, or none that a known key signed; the message says which."""


def signed(head: Head) -> str:
    name = f"{settings.BASE_HOST}/{LOG}"
    text = (
        f"{name}/{head.line}\n{head.size}\n{base64.b64encode(head.root).decode()}\n"
        f"time {head.at.astimezone(UTC).isoformat(timespec='microseconds')}\n"
    )
    raw = _key_id(name, signing.public_key()) + base64.b64decode(signing.sign(text.encode()))
    return f"{text}\n{_DASH}{name} {base64.b64encode(raw).decode()}\n"


def read(note: str, *, keys: Collection[str]) -> Head:
    """Unsigned unless one of `keys` (base64) signed it, and it is written in the one way we write it."""
    text, _, signature = note.partition("\n\n")
    head, name = _parsed(text)
    words = signature.removeprefix(_DASH).split(" ")
    if not signature.startswith(_DASH) or len(words) != 2 or words[0] != name or not words[1].endswith("\n"):
        raise Unsigned("it has no signature")
    try:
        raw = base64.b64decode(words[1][:-1], validate=True)
    except (ValueError, binascii.Error) as error:
        raise Unsigned("its signature cannot be read") from error
    for key in keys:
        sound = base64.b64encode(raw[_KEY_ID_BYTES:]).decode()
        if raw[:_KEY_ID_BYTES] == _key_id(name, key) and signing.is_signed(f"{text}\n".encode(), sound, key):
            return head
    raise Unsigned("no known key signed it")


def known_keys() -> list[str]:
    """Ours, and those of before that the settings name."""
    return [signing.public_key(), *settings.JOURNAL_KEYS]


def _parsed(text: str) -> tuple[Head, str]:
    lines = text.split("\n")
    try:
        origin, size, root, time = lines
        name, _, line = origin.rpartition("/")
        head = Head(int(line), int(size), base64.b64decode(root, validate=True), datetime.fromisoformat(time[5:]))
    except ValueError as error:
        raise Unsigned("it is no head of a journal") from error
    is_ours = name.endswith(f"/{LOG}") and time.startswith("time ") and head.at.tzinfo is not None
    if not is_ours or len(lines) != _TEXT_LINES or len(head.root) != _HASH_BYTES or min(head.size, head.line) < 0:
        raise Unsigned("it is no head of a journal")
    return head, name


def _key_id(name: str, key: str) -> bytes:
    try:
        raw = base64.b64decode(key, validate=True)
    except (ValueError, binascii.Error):
        return b""
    return hashlib.sha256(name.encode() + _ED25519 + raw).digest()[:_KEY_ID_BYTES]
