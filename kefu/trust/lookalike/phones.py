"""Phone numbers as they are written, brought to + and digits. Pure."""

import re
import unicodedata
from dataclasses import dataclass

LEAST_DIGITS, MOST_DIGITS, LEAST_NATIONAL = 6, 15, 7
_SHAPE = re.compile(r"[+0-9OoIl()\s./\-]{6,40}")
_IP = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,3}){3}")
_FOR_DIGITS = str.maketrans("OoIl", "0011")


@dataclass(frozen=True, slots=True)
class Phone:
    """`has_country` where the number begins with a country's code; `is_drawn` where letters stand for digits."""

    digits: str
    has_country: bool
    is_drawn: bool


def phone(text: str) -> Phone | None:
    plain = unicodedata.normalize("NFKC", "".join(each for each in text if unicodedata.category(each) != "Cf"))
    plain = re.sub(r"^tel:", "", plain.strip(), flags=re.IGNORECASE).strip()
    written = re.sub("[\u2010-\u2015\u2212]", "-", plain)
    if _IP.fullmatch(written) or _SHAPE.fullmatch(written) is None or sum(map(str.isdigit, written)) < LEAST_DIGITS:
        return None
    digits = re.sub(r"[^0-9+]", "", written.replace("(0)", "").translate(_FOR_DIGITS))
    has_country = digits.startswith(("+", "00"))
    bare = digits.removeprefix("+").removeprefix("00" if digits.startswith("00") else "")
    if "+" in bare or not LEAST_DIGITS <= len(bare) <= MOST_DIGITS:
        return None
    return Phone(bare, has_country, any(each in "OoIl" for each in written))


def canonical(text: str) -> str:
    """ "+442079460018"; empty where the text is no number with its country's code."""
    found = phone(text)
    return f"+{found.digits}" if found and found.has_country and not found.is_drawn else ""


def is_national_of(asked: Phone, ours: str) -> bool:
    """Our number without its country's code."""
    bare = asked.digits.lstrip("0")
    return (
        not asked.has_country
        and len(bare) >= LEAST_NATIONAL
        and 1 <= len(ours) - len(bare) <= 3
        and ours.endswith(bare)
    )


def is_elsewhere(asked: Phone, ours: str) -> bool:
    """Our number behind another country's code."""
    return any(
        asked.digits[cut:] == ours[our:] for cut in (1, 2, 3) for our in (1, 2, 3) if len(ours) - our >= LEAST_NATIONAL
    )
