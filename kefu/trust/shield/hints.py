"""What is looked for in every text: a few cheap signs, each of which lets the rules of its group read the text. Pure."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from kefu.trust.shield import keys, papers, phrases, spoken
from kefu.trust.shield.sorts import Rule

_OF_PHRASES = (
    "mnemonic",
    "seed",
    "phrase",
    "助",
    "恢",
    "种",
    "種",
    "备",
    "備",
    "记",
    "фраз",
    "мнемо",
    "cụm",
    "cum ",
    "kurtarma",
    "frase",
    "palabras",
    "bip",
    "backup",
    "recovery",
)
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
    "pass",
    "pwd",
    "psw",
    "pw",
    "log",
    "sign",
    "access",
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
_NUMBER = re.compile(r"[0-9](?:[ .-]?[0-9]){5}")


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
    Group("numbers", lambda low: _NUMBER.search(low) is not None, (*papers.CARDS, *papers.PAPERS)),
)


@cache
def compiled(rule: Rule) -> re.Pattern[str]:
    return re.compile(rule.pattern)
