"""Recovery phrases: words of BIP-39 with their checksum, however they are numbered and divided. Pure.

The Chinese lists are 2,048 common characters and ordinary sentences pass checksums by chance: characters count where they
stand alone, or right beside a word for such a phrase and in no ordinary sentence.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path

from kefu.trust.shield.sorts import Found, Sort

SIZES = (24, 21, 18, 15, 12)
LEAST = 12
NEAR_CHARS = 24
_LISTS = Path(__file__).with_name("lists")
_WORD = re.compile(r"[a-z]+")
_BETWEEN = re.compile(r"[^a-z\u4e00-\u9fff]{1,12}")  # numbers, commas, line ends; a letter ends the phrase
_ALONE = re.compile(r"[\u3400-\u9fff](?:[^a-z\u3400-\u9fff。！？!?]{1,6}[\u3400-\u9fff](?![\u3400-\u9fff])){11,}")
_CHARACTER = re.compile(r"[\u3400-\u9fff]")
_CHARACTERS = re.compile(r"[\u3400-\u9fff](?:[^a-z\u3400-\u9fff]{1,6}[\u3400-\u9fff]){11}")
_WORDS_ALONE = bytes(each if 97 <= each < 123 else 32 for each in range(256))
_FOLLOWING = bytes(range(0x80, 0xC0))  # bytes of a letter that began before
_SHAPE = bytes(97 if 97 <= each < 123 else 72 if 0xE4 <= each < 0xEA else 32 for each in range(256))  # a, H for Han
_TWELVE = b" ".join([b"H"] * LEAST)
_ROW = re.compile(r"[\u3400-\u9fff]{12,}")
NAMES = (
    r"(?:seed|recovery|mnemonic|secret|backup|wallet)[ -]?(?:phrase|words|seed)|mnemonic|seed[ -]?phrase|my seed|bip-?39"
    r"|[助註注记]记[词詞]|助[记記][词詞]|恢复短语|恢復短語|恢复词|种子(?:短语|词)|種子|备份(?:短语|词)|恢复(?:助记|单)词|钱包单词"
    r"|сид[ -]?фраз[ауы]|мнемони[а-яё]{0,8}|фраз[ауы] восстановления|c[ụu]m t[ừu] (?:kh[ôo]i ph[ụu]c|b[íi] m[ậa]t)|kurtarma (?:ifadem?|kelime[a-zıiü]{0,6})"
    r"|frase (?:semilla|de recuperaci[óo]n)|palabras de recuperaci[óo]n"
)
_NAMED = re.compile(NAMES)
_TOLD = re.compile(rf"(?:{NAMES})[^.!?。！？\n]{{0,24}}?(?:[:：=]| is | are |是|为|為| là | es | son |—|-)\s{{0,3}}")
_NEXT = re.compile(r"[^a-z\n]{0,6}\n?[^a-z\n]{0,6}([a-z]{3,12})(?![a-z])")
_COMMON = frozenset(  # of sentences, and in no list of BIP-39
    [
        "a",
        "an",
        "and",
        "are",
        "as",
        "at",
        "be",
        "but",
        "could",
        "did",
        "do",
        "does",
        "don",
        "for",
        "from",
        "has",
        "how",
        "i",
        "if",
        "in",
        "is",
        "it",
        "lost",
        "me",
        "my",
        "no",
        "not",
        "of",
        "on",
        "or",
        "our",
        "should",
        "so",
        "the",
        "them",
        "to",
        "us",
        "was",
        "we",
        "which",
        "with",
        "would",
        "your",
    ]
)


def has_row(low: str, raw: bytes) -> bool:
    """Twelve words of the list follow each other, or twelve characters that stand alone. `raw`: the text as UTF-8."""
    words = raw.translate(_WORDS_ALONE).split()
    known = _english_in_bytes()
    if any(words[at] in known and _is_in_row(words, at) for at in range(LEAST - 1, len(words), LEAST)):
        return True
    return not raw.isascii() and _may_stand_alone(raw) and _CHARACTERS.search(low) is not None


def _is_in_row(words: Sequence[bytes], at: int) -> bool:
    """Every row of twelve holds one of each twelfth word: from there it is looked to both sides."""
    known, first, end = _english_in_bytes(), at, at + 1
    while first and words[first - 1] in known:
        first -= 1
    while end < len(words) and words[end] in known and end - first < LEAST:
        end += 1
    return end - first >= LEAST


def _may_stand_alone(raw: bytes) -> bool:
    shape = raw.translate(_SHAPE, _FOLLOWING)
    for _halved in range(3):
        shape = shape.replace(b"  ", b" ")
    return _TWELVE in shape


def in_rows(low: str) -> Iterator[Found]:
    """By their checksum alone."""
    for run in _runs(low):
        yield from _checked_within(run)
    for alone in _ALONE.finditer(low):
        chars = [(each.group(), each.start(), each.end()) for each in _CHARACTER.finditer(alone.group())]
        yield from _of_characters(chars, offset=alone.start())


def named(low: str) -> Iterator[Found]:
    """Beside a word for such a phrase: words that are told to be one, right or not, and characters in a row."""
    if not _NAMED.search(low):
        return
    yield from _told(low)
    for row in _ROW.finditer(low):
        for start, end in _windows(low, row.start(), row.end()):
            yield Found(Sort.PHRASE, start, end)


def is_checked(numbers: Sequence[int]) -> bool:
    """The checksum of BIP-39 over the places of 12, 15, 18, 21 or 24 words in their list."""
    return len(numbers) in SIZES and _is_checked(_bits(numbers), len(numbers))


def _is_checked(whole: int, words: int) -> bool:
    check_bits = words // 3
    entropy = (whole >> check_bits).to_bytes(words // 3 * 4, "big")
    return sha256(entropy).digest()[0] >> (8 - check_bits) == whole & ((1 << check_bits) - 1)


def _runs(low: str) -> Iterator[list[tuple[int, int, int]]]:
    """Words of the list that follow each other, as (number, start, end); at least twelve."""
    numbers, run = english(), list[tuple[int, int, int]]()
    for word in _WORD.finditer(low):
        number = numbers.get(word.group())
        if run and (number is None or not _BETWEEN.fullmatch(low, run[-1][2], word.start())):
            if len(run) >= LEAST:
                yield run
            run = []
        if number is not None:
            run.append((number, word.start(), word.end()))
    if len(run) >= LEAST:
        yield run


def _checked_within(run: Sequence[tuple[int, int, int]]) -> Iterator[Found]:
    """The whole run if any of it passes: a word before it that is in the list too, and its phrase begins one later."""
    if is_checked_within([number for number, _, _ in run]):
        yield Found(Sort.PHRASE, run[0][1], run[-1][2])


def is_checked_within(numbers: Sequence[int]) -> bool:
    at, ahead = 0, _bits(numbers[:24])
    while at + LEAST <= len(numbers):
        many = min(24, len(numbers) - at)
        if any(each <= many and _is_checked(ahead >> 11 * (many - each), each) for each in SIZES):
            return True
        at += 1
        ahead &= (1 << 11 * (many - 1)) - 1
        if at + 23 < len(numbers):
            ahead = ahead << 11 | numbers[at + 23]
    return False


def _bits(numbers: Sequence[int]) -> int:
    whole = 0
    for number in numbers:
        whole = whole << 11 | number
    return whole


def _told(low: str) -> Iterator[Found]:
    """Words told to be a phrase, right or not: one letter may be wrong, or the list another."""
    for name in _TOLD.finditer(low):
        words, at, end = list[re.Match[str]](), name.end(), name.end() + 500
        while len(words) < 25 and (word := _NEXT.match(low, at, end)) and word.group(1) not in _COMMON:
            words.append(word)
            at = word.end()
        if len(words) >= LEAST - 1:
            yield Found(Sort.PHRASE, words[0].start(1), words[-1].end(1))


def _of_characters(run: Sequence[tuple[str, int, int]], *, offset: int) -> Iterator[Found]:
    for numbers in (simplified(), traditional()):
        known = [(numbers.get(char, -1), start + offset, end + offset) for char, start, end in run]
        begin = 0
        for at in range(len(known) + 1):
            if at == len(known) or known[at][0] < 0:
                yield from _checked_within(known[begin:at])
                begin = at + 1


def _windows(low: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Characters in a row that pass the checksum, no ordinary pair among them, with the name of a phrase beside them."""
    at = start
    while at + LEAST <= min(end, start + 400):
        size = next((each for each in SIZES if at + each <= end and _is_row(low[at : at + each])), 0)
        if size and is_named(low, at, at + size):
            yield at, at + size
            at += size
        else:
            at += 1


def _is_row(row: str) -> bool:
    for numbers in (simplified(), traditional()):
        places = [numbers.get(each, -1) for each in row]
        if -1 not in places and is_checked(places):
            return not any(row[at : at + 2] in common_pairs() for at in range(len(row) - 1))
    return False


def is_named(low: str, start: int, end: int) -> bool:
    """A word for such a phrase stands beside it."""
    around = low[max(0, start - NEAR_CHARS) : start] + "\n" + low[end : end + NEAR_CHARS]
    return _NAMED.search(around) is not None


@cache
def english() -> dict[str, int]:
    words = (_LISTS / "english.txt").read_text(encoding="utf-8").split()
    return {word: number for number, word in enumerate(words)}


@cache
def _english_in_bytes() -> frozenset[bytes]:
    return frozenset(word.encode() for word in english())


@cache
def simplified() -> dict[str, int]:
    return {each: number for number, each in enumerate((_LISTS / "chinese_simplified.txt").read_text(encoding="utf-8"))}


@cache
def traditional() -> dict[str, int]:
    return {
        each: number for number, each in enumerate((_LISTS / "chinese_traditional.txt").read_text(encoding="utf-8"))
    }


@cache
def common_pairs() -> frozenset[str]:
    return frozenset((_LISTS / "common_pairs.txt").read_text(encoding="utf-8").split())
