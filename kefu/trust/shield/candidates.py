"""Stretches of a text that might be a code, a password or a key, whatever is said around them. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kefu.kit import base58
from kefu.trust.shield.values import is_random

NUMBER, MIXED, QUOTED, LONG = "n", "t", "q", "l"
_NUMERALS = "零〇一二三四五六七八九壹贰貳叁參肆伍陆陸柒捌玖"
_SPELLED = (
    r"(?:zero|one|two|three|four|five|six|seven|eight|nine|ноль|один|два|три|четыре|пять|шесть|семь|восемь|девять"
    r"|không|một|hai|ba|bốn|năm|sáu|bảy|tám|chín|sıfır|bir|iki|üç|dört|beş|altı|yedi|sekiz|dokuz"
    r"|cero|uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve)"
)
_NUMBER = re.compile(
    r"(?<![0-9a-z_#$€¥+*@])(?<![0-9][.,:/-])(?:g-)?"
    r"([0-9](?:[ .,_*-]{1,2}[0-9]){3,7}"
    r"|[0-9]{2}(?:[ -][0-9]{2}){2,3}|[0-9]{3}[ -][0-9]{3}|[0-9]{4}[ -][0-9]{4}|[0-9]{3,8}|[0-9]{10})"
    r"(?![0-9a-z_%]|[.,:/-][0-9])"
)
_IN_NUMERALS = re.compile(rf"[{_NUMERALS}](?: ?[{_NUMERALS}]){{3,7}}(?![{_NUMERALS}十百千万萬亿])")
_IN_WORDS = re.compile(rf"(?<![a-zà-ỹа-я]){_SPELLED}(?:[ ,-]{{1,2}}{_SPELLED}){{3,7}}(?![a-zà-ỹа-я])")
_NAMES_OF_DIGITS = tuple(_SPELLED[3:-1].split("|"))
_BESIDE = re.compile(r"[0-9][ -]$"), re.compile(r"[ -][0-9]")
_UNBROKEN = r"[!#-+\--z|~]"  # neither quotation mark, comma nor brace
_MIXED = re.compile(
    rf"(?<!{_UNBROKEN})(?![0-9.:/-]+(?!{_UNBROKEN}))[A-Za-z]*+(?![.?!:;)']{{1,3}}(?!{_UNBROKEN})){_UNBROKEN}{{1,200}}"
)
_LABEL = re.compile(r"(?:[A-Za-z_.-]{1,24}|[^@:=]{1,40}@[A-Za-z0-9.-]{3,40})(?:[:=|]|[-=]>|>>)+(?=[^/])")
_EDGE = "\"'`“”.,;:?()[]{}<>"
_QUOTED = re.compile(r"[\"“「『«']([!#-&(-~]{1,24}(?: {1,2}[!#-&(-~]{1,24}){1,6})[\"”」』»']")
_PLAIN = re.compile(
    r"[A-Za-z]+(?:['’./-][A-Za-z]+)*[!?]*|(?i:[0-9.,:/%+-]+(?:usd[tc]?|btc|eth|eur|rub|try|tl|vnd|cny|trx|sol|doge|bnb|[ukmwhsx]|hrs?|mins?|ms|th|st|nd|rd|[ap]m|px|[gmk]b|days?)?)|https?:.*|www\..*|[^@]+@[^@]+\.[a-z]{2,10}|\[removed.*|0x[0-9a-fA-F]{1,128}|[A-Za-z]{1,2}-[0-9-]{4,12}"
)
_ADDRESS = re.compile(
    r"(?:bc1|tb1|ltc1|addr1|cosmos1|bnb1|ton1?)[0-9a-z]{20,110}|[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|(?:0x)?[0-9a-fA-F]{64,66}"
)


@dataclass(frozen=True, slots=True)
class Candidate:
    kind: str
    start: int
    end: int


def candidates(low: str, plain: str) -> list[Candidate]:
    """`plain` as written, `low` in small letters."""
    found = list[Candidate]()
    for match in _MIXED.finditer(plain):
        found += _of_run(match.group(), match.start())
    ends = {at for each in found for at in range(each.start, each.end)} if found else set()
    for match in _NUMBER.finditer(low):
        if match.start() not in ends and not _is_part(low, match):
            found.append(Candidate(NUMBER, match.start(), match.end()))
    found += [Candidate(NUMBER, match.start(), match.end()) for match in _IN_NUMERALS.finditer(low)]
    if any(name in low for name in _NAMES_OF_DIGITS):
        found += [Candidate(NUMBER, match.start(), match.end()) for match in _IN_WORDS.finditer(low)]
    for match in _QUOTED.finditer(plain):
        if len(match.group(1)) <= 64:
            found.append(Candidate(QUOTED, *match.span(1)))
    return found


def _is_part(low: str, match: re.Match[str]) -> bool:
    """A few digits among others are of a telephone's number or a sum."""
    is_whole = sum(each.isdigit() for each in match.group(1)) > 6 or match.end(1) - match.start(1) > 7
    if is_whole and not (" " in match.group(1) or "-" in match.group(1)):
        return False
    before, after = _BESIDE
    start, end = match.span()
    return bool(before.search(low, max(0, start - 2), start) or after.match(low, end))


def _of_run(run: str, at: int) -> Iterator[Candidate]:
    label = _LABEL.match(run)
    if label is not None:
        at, run = at + label.end(), run[label.end() :]
    value = run.rstrip(_EDGE)
    at += len(value) - len(value.lstrip(_EDGE))
    value = value.lstrip(_EDGE)
    if len(value) < 5 or _PLAIN.fullmatch(value):
        return
    if len(value) >= 20 and is_random(value):
        if not _ADDRESS.fullmatch(value) and not _is_address(value):
            yield Candidate(LONG, at, at + len(value))
    elif len(value) <= 64 and any(each.isalpha() for each in value):
        yield Candidate(MIXED, at, at + len(value))


def _is_address(value: str) -> bool:
    """With base58's checksum; or as long as Solana's addresses and signatures, which have none."""
    if len(value) > base58.MAX_CHARS or base58.bad_position(value) is not None:
        return False
    raw = base58.decoded(value)
    return len(raw) in {32, 64} or base58.checked(raw) is not None
