"""Base58 in both alphabets, with and without the checksum of two rounds of SHA-256."""

import hashlib

BITCOIN = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"  # TRON and Solana use it too
XRPL = "rpshnaf39wBUDNEGHJKLM4PQRST7VWXYZ2bcdeCg65jkm8oFqi1tuvAxyz"
MAX_CHARS = 128  # turning it into bytes costs the square of its length


def bad_position(text: str, *, alphabet: str = BITCOIN) -> int | None:
    return next((at for at, character in enumerate(text) if character not in alphabet), None)


def decoded(text: str, *, alphabet: str = BITCOIN) -> bytes:
    """Of characters of the alphabet alone, and not many of them: ValueError otherwise."""
    if len(text) > MAX_CHARS:
        raise ValueError("too long")
    number = 0
    for character in text:
        number = number * 58 + alphabet.index(character)
    zeros = len(text) - len(text.lstrip(alphabet[0]))
    return bytes(zeros) + number.to_bytes((number.bit_length() + 7) // 8, "big")


def encoded(data: bytes, *, alphabet: str = BITCOIN) -> str:
    number, digits = int.from_bytes(data, "big"), ""
    while number:
        number, digit = divmod(number, 58)
        digits = alphabet[digit] + digits
    return alphabet[0] * (len(data) - len(data.lstrip(b"\x00"))) + digits


def checked(raw: bytes) -> bytes | None:
    """What stands before the checksum; None where it does not fit."""
    payload, told = raw[:-4], raw[-4:]
    return payload if len(told) == 4 and _checksum(payload) == told else None


def with_checksum(payload: bytes, *, alphabet: str = BITCOIN) -> str:
    return encoded(payload + _checksum(payload), alphabet=alphabet)


def _checksum(payload: bytes) -> bytes:
    return hashlib.sha256(hashlib.sha256(payload).digest()).digest()[:4]
