"""A signed transcript as bytes: built, and checked by anyone who has our public key. Knows nothing of conversations.

Each entry stands behind a commitment (SHA-256 over its salt and its canonical JSON), the commitments are chained, and the
head that names the last link is signed. So one byte changed anywhere is found, an entry cannot be added, moved or left
out, and one whose salt and words were taken out still holds its place. The form is described in docs/proof.md.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kefu.trust import signing

FORMAT = "kefu-transcript-1"
MAX_BYTES = 64 * 1024 * 1024
_HEX = frozenset("0123456789abcdef")


@dataclass(frozen=True, slots=True)
class Sealed:
    """An entry in a file. `content` and `salt` are empty where it was taken out."""

    commitment: str
    salt: str = ""
    content: Mapping[str, object] | None = None


@dataclass(frozen=True, slots=True)
class Verified:
    """What a file that holds says: its head, its entries, and how many of them were taken out."""

    head: Mapping[str, Any]
    entries: Sequence[Mapping[str, Any]]
    removed: int


class Broken(ValueError):
    """Not what was signed; the message says what does not hold."""


def commitment(content: Mapping[str, object], *, salt: str) -> str:
    """Hex SHA-256 over the salt's 32 bytes and the content's canonical JSON. ValueError if the salt is no hex."""
    return hashlib.sha256(bytes.fromhex(salt) + canonical(content)).hexdigest()


def canonical(value: object) -> bytes:
    """JSON in UTF-8: keys sorted, no space, nothing escaped that need not be."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8", "replace")


def root(commitments: Sequence[str]) -> str:
    """The last link of the chain: each is the SHA-256 over the one before and the next commitment."""
    link = hashlib.sha256(FORMAT.encode()).digest()
    for each in commitments:
        link = hashlib.sha256(link + bytes.fromhex(each)).digest()
    return link.hex()


def written(head: Mapping[str, object], sealed: Sequence[Sealed]) -> bytes:
    """The file. `head` gets the format, how many entries there are, the chain's last link and our public key."""
    full = {
        **head,
        "format": FORMAT,
        "count": len(sealed),
        "root": root([each.commitment for each in sealed]),
        "key": signing.public_key(),
    }
    told = {"entries": [_entry(each) for each in sealed], "head": full, "signature": signing.sign(canonical(full))}
    return laid_out(told)


def withheld(file: bytes, numbers: Sequence[int]) -> bytes:
    """The same file with the words of these entries (by place, from 0) taken out; it still holds."""
    told = json.loads(file)
    for at in numbers:
        told["entries"][at] = {"commitment": told["entries"][at]["commitment"]}
    return laid_out(told)


def verified(file: bytes, *, key: str) -> Verified:
    """Broken unless every byte is what was signed with the private part of `key` (base64)."""
    told = _read(file)
    head, entries = told["head"], told["entries"]
    if not signing.is_signed(canonical(head), told["signature"], key):
        raise Broken("the signature is not of this key, or the head was changed")
    if head.get("format") != FORMAT or head.get("count") != len(entries):
        raise Broken("entries are missing, or there are too many")
    for at, entry in enumerate(entries, start=1):
        _vet(entry, at)
    if head.get("root") != root([entry["commitment"] for entry in entries]):
        raise Broken("an entry was added, left out, moved or exchanged")
    return Verified(head, entries, removed=sum("content" not in entry for entry in entries))


def _vet(entry: Any, at: int) -> None:
    committed = entry.get("commitment") if isinstance(entry, dict) else None
    if not _is_hash(committed):
        raise Broken(f"entry {at} has no commitment")
    if set(entry) == {"commitment"}:
        return
    if set(entry) != {"commitment", "content", "salt"} or not _is_hash(entry["salt"]):
        raise Broken(f"entry {at} is not whole")
    if commitment(entry["content"], salt=entry["salt"]) != committed:
        raise Broken(f"entry {at} was changed")


def _read(file: bytes) -> dict[str, Any]:
    if len(file) > MAX_BYTES:
        raise Broken("the file is too large to be a transcript of ours")
    try:
        told: dict[str, Any] = json.loads(file)
        is_ours = isinstance(told, dict) and set(told) == {"entries", "head", "signature"}
        if not is_ours or not isinstance(told["entries"], list) or not isinstance(told["head"], dict):
            raise Broken("this is no transcript of ours")
        if not isinstance(told["signature"], str) or laid_out(told) != file:
            raise Broken("the file is not laid out as it was signed")
    except Broken:
        raise
    except (ValueError, RecursionError) as error:
        raise Broken("this is no transcript: it cannot be read as JSON") from error
    return told


def _entry(sealed: Sealed) -> dict[str, object]:
    if sealed.content is None:
        return {"commitment": sealed.commitment}
    return {"commitment": sealed.commitment, "content": dict(sealed.content), "salt": sealed.salt}


def laid_out(told: object) -> bytes:
    """One way to write it, so that even a space more is found."""
    return (json.dumps(told, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode("utf-8", "replace")


def _is_hash(value: object) -> bool:
    return isinstance(value, str) and len(value) == 64 and set(value) <= _HEX
