"""What is looked for in every text: a few cheap signs, each of which lets the rules of its group read the text. Pure."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from kefu.trust.shield import keys, papers, phrases, spoken
from kefu.trust.shield.sorts import Rule

_OF_PHRASES = (
    "mnemonic", "seed", "phrase", "words", "bip39", "bip-39", "助记", "助記", "注记", "註記", "记词", "記詞", "恢复短", "恢復短", "恢复词",
    "恢复单", "恢复助", "种子", "種子", "备份短", "备份词", "钱包单词", "фраз", "мнемо", "cụm", "cum ", "kurtarma", "frase", "palabras",
)  # fmt: skip
_LONG_RUN = re.compile(r"[0-9a-z+/_-]{26}")
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
_NUMBER = re.compile(r"[0-9](?:[ .-]?[0-9]){9}")
_SHORT_NUMBER = re.compile(r"[0-9](?:[ .-]?[0-9]){5}")
_OF_PAPERS = papers.NAMES


@dataclass(frozen=True, slots=True)
class Group:
    """Rules that are tried where `is_seen` says so of the text in small letters."""

    name: str
    is_seen: Callable[[str], bool]
    rules: Sequence[Rule] = ()


def has_any(low: str, words: Sequence[str]) -> bool:
    for word in words:  # noqa: SIM110  (a third of the time of `any` over a generator, for every message there is)
        if word in low:
            return True
    return False


def _has_number(low: str) -> bool:
    if _NUMBER.search(low) or "<<" in low:
        return True
    return ("(" in low or "（" in low) and _SHORT_NUMBER.search(low) is not None


def _joined(words: Iterable[str]) -> str:
    """One pattern for all of them that looks at each character once: a tree of their beginnings."""
    tree: dict[str, list[str]] = {}
    for word in sorted(set(words)):
        tree.setdefault(word[:1], []).append(word[1:])
    if "" in tree:  # a word ends here: whatever else begins with it is seen by it
        return ""
    return "(?:" + "|".join(re.escape(first) + _joined(rest) for first, rest in tree.items()) + ")"


SHORT_CHARS = 64
# what needs digits is seen by these, and what needs a long token by that
_WORDS = (
    *_OF_PHRASES,
    *_OF_RUNS,
    *_OF_PASSWORDS,
    "authenticator",
    "谷歌",
    "验证器",
    "2fa",
    "totp",
    "google auth",
    "两步验证",
    "<<",
)
_TOKEN = r"[0-9a-z+/=_-]{16}|(?:[0-9a-f]{4,32}[ \n:-]{1,2}){3}"
_PREFILTER = re.compile(rf"{_DIGITS.pattern}|{_TOKEN}|\[\s{{0,4}}[0-9]|{_joined(_WORDS)}")


def may_hold(low: str) -> bool:
    """The first question: a short text without a sign of anything is read by no rule.

    For a long one it costs more than the signs themselves, each of which is a search of the text as a whole.
    """
    return len(low) > SHORT_CHARS or _PREFILTER.search(low) is not None or (len(low) > 22 and phrases.has_row(low))


GROUPS = (
    Group("rows", phrases.has_row),
    Group("named phrases", lambda low: len(low) > 13 and has_any(low, _OF_PHRASES)),
    Group(
        "runs",
        lambda low: len(low) > 19 and (_LONG_RUN.search(low) is not None or has_any(low, _OF_RUNS)),
        (*keys.BY_SHAPE, *keys.API),
    ),
    Group("secrets", lambda low: len(low) > 19 and has_any(low, _OF_SECRETS), (*keys.IN_CONTEXT, *keys.SECRET)),
    Group("keystores", lambda low: "ciphertext" in low),
    Group("passwords", lambda low: has_any(low, _OF_PASSWORDS), spoken.PASSWORDS),
    Group("codes", lambda low: _DIGITS.search(low) is not None and has_any(low, _OF_CODES), spoken.CODES),
    Group("numbers", _has_number, papers.NUMBERS),
    Group("papers", lambda low: _SHORT_NUMBER.search(low) is not None and has_any(low, _OF_PAPERS), papers.NAMED),
)
