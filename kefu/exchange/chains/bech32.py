"""Bech32 and Bech32m (BIP-173, BIP-350): taken apart, with the checksum verified. Segregated witness is read out of it."""

from dataclasses import dataclass
from enum import IntEnum

CHARACTERS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
MAX_CHARS = 90  # of an address; an invoice may be longer
_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)


class Encoding(IntEnum):
    """Its value is what the checksum comes to."""

    BECH32 = 1
    BECH32M = 0x2BC830A3


@dataclass(frozen=True, slots=True)
class Decoded:
    """`words` are groups of five bits, without the checksum; `encoding` None where it does not fit."""

    prefix: str
    words: tuple[int, ...]
    encoding: Encoding | None


@dataclass(frozen=True, slots=True)
class Witness:
    version: int
    program: bytes


def is_of_mixed_case(text: str) -> bool:
    return text.lower() != text and text.upper() != text


def bad_position(text: str) -> int | None:
    """The first character after the separator that does not occur in any."""
    begins = text.rfind("1") + 1
    return next((at for at in range(begins, len(text)) if text[at].lower() not in CHARACTERS), None)


def decoded(text: str) -> Decoded | None:
    """None for what has not the form at all: no separator, too short, another character."""
    prefix, _, data = text.lower().rpartition("1")
    if not prefix or len(data) < 6 or is_of_mixed_case(text) or bad_position(text) is not None:
        return None
    if not all(33 <= ord(character) <= 126 for character in prefix):
        return None
    words = [CHARACTERS.index(character) for character in data]
    told = _polymod([*(ord(c) >> 5 for c in prefix), 0, *(ord(c) & 31 for c in prefix), *words])
    encoding = next((known for known in Encoding if known == told), None)
    return Decoded(prefix, tuple(words[:-6]), encoding)


def witness(found: Decoded) -> Witness | None:
    """The program of a witness in the encoding its version asks for; None where lengths or versions do not fit."""
    if not found.words or found.words[0] > 16:
        return None
    version, program = found.words[0], _bytes(found.words[1:])
    if program is None or not 2 <= len(program) <= 40 or (version == 0 and len(program) not in {20, 32}):
        return None
    if found.encoding != (Encoding.BECH32 if version == 0 else Encoding.BECH32M):
        return None
    return Witness(version, program)


def _polymod(values: list[int]) -> int:
    checksum = 1
    for value in values:
        top = checksum >> 25
        checksum = (checksum & 0x1FFFFFF) << 5 ^ value
        for bit, generator in enumerate(_GENERATOR):
            checksum ^= generator if top >> bit & 1 else 0
    return checksum


def _bytes(words: tuple[int, ...]) -> bytes | None:
    """Fives of bits as eights; what is left over must be less than a five, and zero."""
    number = 0
    for word in words:
        number = number << 5 | word
    left = len(words) * 5 % 8
    if left >= 5 or number & ((1 << left) - 1):
        return None
    return (number >> left).to_bytes(len(words) * 5 // 8, "big")
