"""A badge's number: six digits drawn by chance and one that checks (Luhn), shown as `482-9163`. No Django here."""

import re

DIGITS = 6
_WRITTEN = re.compile(r"(\d{3})[-\u2010-\u2015\u2212\uff0d ]?(\d{4})")


def whole(drawn: int) -> str:
    """The seven digits of a number below 1,000,000."""
    bare = f"{drawn:0{DIGITS}d}"
    return bare + _check(bare)


def shown(number: str) -> str:
    return f"{number[:3]}-{number[3:]}"


def read(text: str) -> str | None:
    """The number somebody typed, a badge's usual dash or space in it or not; None if it cannot be one."""
    found = _WRITTEN.fullmatch(text.strip().removeprefix("#"))
    if found is None or not text.isascii():
        return None
    number = found.group(1) + found.group(2)
    return number if number[-1] == _check(number[:-1]) else None


def _check(bare: str) -> str:
    total = 0
    for at, digit in enumerate(reversed(bare)):
        value = int(digit) * (2 if at % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return str(-total % 10)
