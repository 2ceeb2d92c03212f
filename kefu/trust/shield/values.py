"""Whether what stands where a password or code would stand is one, or goes on the sentence. Pure."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path

GOES_ON = frozenset((Path(__file__).with_name("lists") / "goes_on.txt").read_text(encoding="utf-8").split())
_ENDINGS = re.compile(r"[a-z'’]+(?:ing|ed|ly|able|ible|ful|less|n't|n’t)")
_RANGE = re.compile(r"[0-9]{1,2}[-~–][0-9]{1,2}[a-z]*|[0-9.,:/-]{1,5}|v?[0-9]{1,3}(?:\.[0-9]{1,3})+")
_NAMES_OTHER = re.compile(
    r"[^@]+@[^@]+\.[a-z]{2,10}|[a-z0-9.-]+\.(?:com|org|net|io|cn|app)|.{0,12}(?:2fa|otp|app|ios|android|google|error|err[_-]|http|sms|html|api).{0,12}"
    r"|(?:iphone|ipad|chrome|windows|win|safari|firefox|samsung|galaxy|huawei|xiaomi|redmi|pixel)[ -]?[0-9]{1,4}|e?[0-9]{3,5}|20[0-9]{2}[-/.]?[0-9]{1,2}[-/.]?[0-9]{1,2}|[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?|1[0-9]{3}|\+?[0-9]{11,13}"
)
_MASKED = re.compile(r"[*•.x_?#-]{3,}|[!-/:-@\[-`{-~]+")
TRAIL = ".,;:!?\"'`)]}>"


def is_given(value: str) -> bool:
    """After a colon: anything but what goes on a sentence, a range, or a mask."""
    low = value.lower()
    return not _is_other(low) and re.split(r"[-/]", low.strip(TRAIL))[0] not in GOES_ON


def is_told(value: str) -> bool:
    """After a verb: no adverb or participle either."""
    return is_given(value) and not _ENDINGS.fullmatch(value.lower().strip(TRAIL))


def is_strong(value: str) -> bool:
    """With nothing between: letters with digits, or six digits and more."""
    low = value.lower().strip(TRAIL)
    if _is_other(low) or len(low) < 6 or _NAMES_OTHER.fullmatch(low):
        return False
    has_letter, has_digit = re.search(r"[a-z]", low), re.search(r"[0-9]", low)
    return bool(has_digit and (has_letter or low.isdigit() or re.search(r"[@#$%^&*!_+]", low)))


def is_of_six(value: str) -> bool:
    return len(re.sub(r"[^0-9]", "", value)) == 6


def is_random(value: str) -> bool:
    """No word and no name: digits among letters, or small and capital ones among each other."""
    if len(value) < 16:
        return False
    if re.fullmatch(r"[A-Z2-7 -]{16,64}", value) or (re.search(r"[0-9]", value) and re.search(r"[A-Za-z]", value)):
        return True
    return len(value) >= 24 and value != value.lower() and value != value.upper()


def _is_other(low: str) -> bool:
    return bool(_RANGE.fullmatch(low) or _MASKED.fullmatch(low) or re.match(r"https?:|www\.|\[removed|@", low))


VALUES: Mapping[str, Callable[[str], bool]] = {
    each.__name__: each for each in (is_given, is_told, is_strong, is_of_six, is_random)
}


def patterns() -> dict[str, str]:
    """For a browser, which asks the same in the same order."""
    asked = {"endings": _ENDINGS, "range": _RANGE, "other": _NAMES_OTHER, "masked": _MASKED}
    return {name: pattern.pattern for name, pattern in asked.items()}
