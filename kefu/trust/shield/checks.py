"""What a run of characters says by itself: checksums, dates, issuers. Pure; each gets the run as it was written."""

import re
from collections.abc import Callable, Mapping

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kefu.kit import base58

_B32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_ISSUERS = (  # first digits from, to, lengths
    (r"4", (13, 16, 19)),
    (r"5[1-5]|22[3-9]|2[3-6]|27[01]|222[1-9]|2720", (16,)),
    (r"3[47]", (15,)),
    (r"62", (16, 17, 18, 19)),
    (r"6011|65|64[4-9]", (16, 19)),
    (r"35(?:2[89]|[3-8])", (16, 19)),
    (r"220[0-5]", (16, 17, 18, 19)),
    (r"9792", (16,)),
    (r"60(?!11)|50|5[6-9]|63|67", (16, 18, 19)),
)
_GB_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_TAIWAN = "ABCDEFGHJKLMNPQRSTUVXYWZIO"
_SPAIN = "TRWAGMYFPDXBNJZSQVHLCKE"


def is_wif(text: str) -> bool:
    """A private key in the form of Bitcoin and its relatives: 32 bytes, or 33, behind a version and before a checksum."""
    payload = _payload(text)
    return payload is not None and (len(payload) == 33 or (len(payload) == 34 and payload[-1] == 1))


def is_base58check(text: str) -> bool:
    return _payload(text) is not None


def is_solana_pair(text: str) -> bool:
    """64 bytes whose second half is the public key of the first: a signature, as long, never is."""
    if not 86 <= len(text) <= 88 or base58.bad_position(text) is not None:
        return False
    return is_pair(base58.decoded(text))


def is_pair_in_bytes(text: str) -> bool:
    numbers = [int(each) for each in re.findall(r"[0-9]{1,3}", text)]
    return len(numbers) >= 32 and max(numbers) < 256


def is_pair(raw: bytes) -> bool:
    return len(raw) == 64 and Ed25519PrivateKey.from_private_bytes(raw[:32]).public_key().public_bytes_raw() == raw[32:]


def is_stellar_seed(text: str) -> bool:
    number = 0
    for each in text:
        number = number << 5 | _B32.index(each)
    raw = number.to_bytes(35, "big")
    crc = 0
    for byte in raw[:33]:
        crc ^= byte << 8
        for _ in range(8):
            crc = (crc << 1 ^ 0x1021) & 0xFFFF if crc & 0x8000 else crc << 1
    return raw[0] == 18 << 3 and raw[33:] == crc.to_bytes(2, "little")


def is_xrpl_seed(text: str) -> bool:
    if base58.bad_position(text, alphabet=base58.XRPL) is not None:
        return False
    payload = base58.checked(base58.decoded(text, alphabet=base58.XRPL))
    return payload is not None and (payload[:1] == b"\x21" or payload[:3] == b"\x01\xe1\x4b")


def is_mixed(text: str) -> bool:
    """Small and capital letters and digits: no hash, no address in small letters, no word."""
    return text != text.lower() and text != text.upper() and any(each.isdigit() for each in text)


def is_issued(text: str) -> bool:
    """A card's number: by its issuer's first digits, its length and Luhn's check."""
    digits = re.sub(r"[^0-9]", "", text)
    known = any(re.match(f"(?:{first})", digits) and len(digits) in lengths for first, lengths in _ISSUERS)
    return known and len(set(digits)) > 1 and _luhn(digits)


def is_chinese_id(text: str) -> bool:
    """GB 11643: a province, a day of birth, a check digit."""
    plain = re.sub(r"[^0-9x]", "", text.lower())
    if len(plain) != 18 or not re.match(r"(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|7[12]|8[1-3]|91)", plain):
        return False
    if not _is_day(plain[6:14]):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(plain[:17], _GB_WEIGHTS, strict=True))
    return "10x98765432"[total % 11] == plain[17]


def is_hong_kong_id(text: str) -> bool:
    plain = re.sub(r"[^0-9A-Z]", "", text.upper()).rjust(9)
    values = [36 if each == " " else int(each, 36) for each in plain[:8]]
    total = sum(value * weight for value, weight in zip(values, range(9, 1, -1), strict=True))
    last = 10 if plain[8] == "A" else int(plain[8]) if plain[8].isdigit() else 99
    return (total + last) % 11 == 0


def is_taiwan_id(text: str) -> bool:
    text = text.upper()
    letter = _TAIWAN.find(text[0]) + 10
    total = letter // 10 + letter % 10 * 9
    total += sum(int(digit) * weight for digit, weight in zip(text[1:], (8, 7, 6, 5, 4, 3, 2, 1, 1), strict=True))
    return total % 10 == 0


def is_turkish_id(text: str) -> bool:
    digits = [int(each) for each in text]
    tenth = (sum(digits[0:9:2]) * 7 - sum(digits[1:8:2])) % 10
    return digits[0] != 0 and digits[9] == tenth and digits[10] == sum(digits[:10]) % 10


def is_spanish_id(text: str) -> bool:
    plain = re.sub(r"[^0-9A-Z]", "", text.upper())
    number = int({"X": "0", "Y": "1", "Z": "2"}.get(plain[0], plain[0]) + plain[1:-1])
    return _SPAIN[number % 23] == plain[-1]


def is_snils(text: str) -> bool:
    digits = re.sub(r"[^0-9]", "", text)
    total = sum(int(digit) * weight for digit, weight in zip(digits[:9], range(9, 0, -1), strict=True))
    return total % 101 % 100 == int(digits[9:])


def is_cpf(text: str) -> bool:
    digits = [int(each) for each in re.sub(r"[^0-9]", "", text)]
    return all(
        sum(digit * weight for digit, weight in zip(digits[:many], range(many + 1, 1, -1), strict=True)) * 10 % 11 % 10
        == digits[many]
        for many in (9, 10)
    )


def is_of_passport(text: str) -> bool:
    """The last line of a passport's machine-readable zone: the check digits of its number and day of birth."""
    line = re.sub(r"\s", "", text.upper())[-44:]
    return _mrz_digit(line[:9]) == line[9] and _mrz_digit(line[13:19]) == line[19]


def is_of_card(text: str) -> bool:
    """The three lines of a card's machine-readable zone: the check digits of its number and day of birth."""
    lines = re.sub(r"\s", "", text.upper())
    return _mrz_digit(lines[5:14]) == lines[14] and _mrz_digit(lines[30:36]) == lines[36]


def _mrz_digit(text: str) -> str:
    weights = (7, 3, 1)
    return str(sum((0 if each == "<" else int(each, 36)) * weights[at % 3] for at, each in enumerate(text)) % 10)


def _luhn(digits: str) -> bool:
    total = 0
    for at, each in enumerate(reversed(digits)):
        value = int(each) << at % 2
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def _is_day(text: str) -> bool:
    year, month, day = int(text[:4]), int(text[4:6]), int(text[6:])
    return 1900 <= year <= 2035 and 1 <= month <= 12 and 1 <= day <= 31


def _payload(text: str) -> bytes | None:
    if len(text) > base58.MAX_CHARS or base58.bad_position(text) is not None:
        return None
    return base58.checked(base58.decoded(text))


CHECKS: Mapping[str, Callable[[str], bool]] = {
    check.__name__: check
    for check in (
        is_wif, is_base58check, is_solana_pair, is_pair_in_bytes, is_stellar_seed, is_xrpl_seed, is_mixed, is_issued,
        is_chinese_id, is_hong_kong_id, is_taiwan_id, is_turkish_id, is_spanish_id, is_snils, is_cpf, is_of_passport,
        is_of_card,
    )
}  # fmt: skip
