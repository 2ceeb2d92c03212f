"""What is looked for in every text: a few cheap signs, each of which lets the rules of its group read the text. Pure."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from kefu.trust.shield import around, disguises, keys, papers, phrases, spoken
from kefu.trust.shield.sorts import Rule
from kefu.trust.signs import Signs

_OF_PHRASES = (
    "mnemonic", "seed", "phrase", "words", "bip39", "bip-39", "助记", "助記", "注记", "註記", "记词", "記詞", "恢复短", "恢復短", "恢复词",
    "恢复单", "恢复助", "种子", "種子", "备份短", "备份词", "钱包单词", "фраз", "мнемо", "cụm", "cum ", "kurtarma", "frase", "palabras",
)  # fmt: skip
_OF_RUNS = ("-----begin", "akia", "otpauth", "[")
_OF_SECRETS = (
    "secret",
    "passphrase",
    "token",
    "bearer",
    "密钥",
    "密鑰",
    "секрет",
    "bí m",
    "bi m",
    "gizli",
    "authenticator",
    "谷歌",
    "验证器",
    *keys.NAMES_PRIVATE,
)
_OF_PASSWORDS = (
    "log me in",
    "账号",
    "账户",
    "user",
    "account",
    "pass",
    "pwd",
    "psw",
    "pw",
    "login",
    "log in",
    "logged in",
    "log on",
    "sign in",
    "signed in",
    "access it",
    "密",
    "口令",
    "登",
    "парол",
    "kh",
    "mk",
    "ifre",
    "parola",
    "contrase",
    "clave",
)
_DIGITS = re.compile(r"[0-9](?:[ .-]?[0-9]){2}")
_OF_CODES = (
    "code",
    "verification",
    "digit",
    "ga ",
    " to log",
    " to sign",
    "otp",
    "2fa",
    "pin",
    "tan",
    "cvv",
    "cvc",
    "token",
    "number",
    "google",
    "authenticat",
    "sms",
    "text",
    "pass",
    "码",
    "碼",
    "验证",
    "驗證",
    "口令",
    "谷歌",
    "短信",
    "код",
    "пин",
    "mã",
    "ma ",
    "kod",
    "digo",
    "clave",
)
_NUMBER = re.compile(r"[0-9](?:[ ./\n-]?[0-9]){9}")
_SHORT_NUMBER = re.compile(r"[0-9](?:[ .-]?[0-9]){5}")
_OF_PAPERS = papers.NAMES
_OF_ZONES = ("<<",)  # of passports
_OF_KEYSTORES = ("ciphertext",)
_OF_WEIGHED = around.wakes()


_LONG_BYTES, _LEAST_DIGITS, _LONG_DIGITS = 26, 3, 13
_SHAPE = bytes(97 if each in b"abcdefghijklmnopqrstuvwxyz0123456789+/_-" else 32 for each in range(256))
_DIGITS_ALIKE = bytes(48 if 48 <= each < 58 else each for each in range(256))
_NUMBERS = bytes(48 if 48 <= each < 58 else 32 for each in range(256))


class Look:
    """One look at a text in small letters: which of all words that any rule needs stand in it, and of what shape it is."""

    def __init__(self, low: str) -> None:
        self.low = low
        self.raw = low.encode("utf-8", "replace")
        self.signs: int = _SIGNS.seen(self.raw)
        for mark, bits in _MARKS:
            if mark in low:
                self.signs |= bits
        self.has_digits: bool = b"0" * _LEAST_DIGITS in self.raw.translate(_NUMBERS, b" .-")

    def has(self, words: tuple[str, ...]) -> bool:
        return bool(self.signs & _BITS[words])

    @cached_property
    def digits_alike(self) -> bytes:
        return self.raw.translate(_DIGITS_ALIKE)

    def has_long_number(self) -> bool:
        return b"0" * _LONG_DIGITS in self.raw.translate(_NUMBERS, b" .-/_\n")

    def has_long_run(self) -> bool:
        return self.raw.translate(_SHAPE).find(b"a" * _LONG_BYTES) >= 0


def _has_number(look: Look) -> bool:
    if look.has(_OF_ZONES) or (look.has_digits and _NUMBER.search(look.low) is not None):
        return True
    return look.has_digits and ("(" in look.low or "（" in look.low) and _SHORT_NUMBER.search(look.low) is not None


def may_be_disguised(look: Look) -> bool:
    return look.has(disguises.SIGNS) or disguises.may_be(look.raw)


@dataclass(frozen=True, slots=True)
class Group:
    """Rules that are tried where one of the words it `needs` stands (any text, if it needs none) and `is_seen` says so."""

    name: str
    needs: tuple[str, ...] = ()
    is_seen: Callable[[Look], bool] | None = None
    rules: Sequence[Rule] = ()

    def woken(self, look: Look) -> Iterator[Rule]:
        """The rules of it that have what they need."""
        signs = look.signs
        for bits, rule in _WAKES[self.name]:
            if (not bits or signs & bits) and (not rule.shapes or _has_shape(look, rule.shapes)):
                yield rule


def _has_shape(look: Look, shapes: Sequence[bytes]) -> bool:
    return any(map(look.digits_alike.__contains__, shapes))


def woken(look: Look) -> Iterator[Group]:
    """The groups that have what they need, in their order."""
    signs = look.signs
    for bits, is_seen, group in _GROUPS:
        if (not bits or signs & bits) and (is_seen is None or is_seen(look)):
            yield group


GROUPS = (
    Group("rows", is_seen=lambda look: phrases.has_row(look.low, look.raw)),
    Group("named phrases", _OF_PHRASES, lambda look: len(look.low) > 13),
    Group(
        "runs",
        is_seen=lambda look: len(look.low) > 19 and (look.has(_OF_RUNS) or look.has_long_run()),
        rules=(*keys.BY_SHAPE, *keys.API),
    ),
    Group("secrets", _OF_SECRETS, lambda look: len(look.low) > 19, (*keys.IN_CONTEXT, *keys.SECRET)),
    Group("keystores", _OF_KEYSTORES),
    Group("passwords", _OF_PASSWORDS, rules=spoken.PASSWORDS),
    Group("codes", _OF_CODES, lambda look: look.has_digits and _DIGITS.search(look.low) is not None, spoken.CODES),
    Group("long numbers", is_seen=lambda look: look.has_digits and look.has_long_number(), rules=papers.LONG_NUMBERS),
    Group("numbers", is_seen=_has_number, rules=papers.NUMBERS),
    Group("papers", _OF_PAPERS, lambda look: look.has_digits, papers.NAMED),
    Group("weighed", _OF_WEIGHED),
)


def _bits() -> dict[tuple[str, ...], int]:
    """A bit for each set of words of which one is needed."""
    of_groups = [
        _OF_PHRASES,
        _OF_RUNS,
        _OF_SECRETS,
        _OF_KEYSTORES,
        _OF_PASSWORDS,
        _OF_CODES,
        _OF_PAPERS,
        _OF_ZONES,
        _OF_WEIGHED,
        disguises.SIGNS,
    ]
    needs = dict.fromkeys([*of_groups, *(rule.needs for group in GROUPS for rule in group.rules if rule.needs)])
    return {words: 1 << nth for nth, words in enumerate(needs)}


def _by_word(bits: dict[tuple[str, ...], int]) -> dict[str, int]:
    found: dict[str, int] = {}
    for words, bit in bits.items():
        for word in words:
            found[word] = found.get(word, 0) | bit
    return found


_BITS = _bits()
_WAKES = {group.name: [(_BITS[rule.needs] if rule.needs else 0, rule) for rule in group.rules] for group in GROUPS}
_MARKS = [(word, bits) for word, bits in _by_word(_BITS).items() if len(word) == 1 and word.isascii()]  # in most texts
_SIGNS = Signs({word: bits for word, bits in _by_word(_BITS).items() if len(word) > 1 or not word.isascii()})
_GROUPS = [(_BITS[group.needs] if group.needs else 0, group.is_seen, group) for group in GROUPS]
