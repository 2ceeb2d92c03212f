"""A text with its disguised words plainly written: letters apart, digits for letters, pinyin, keys over two lines. Pure.

It is read beside the text as given, by the same rules; places are kept.
"""

import re
from collections.abc import Sequence

_APART = r"(?<![^\W_])[^\W_](?:(?P<sep>[ ._-])[^\W_])(?:(?P=sep)[^\W_])+(?![^\W_])"
_LINES = r"(?<=[0-9a-z+/]{12})[ \t]*\r?\n[ \t]*(?=[0-9a-z+/]{8})"
_HAN_APART = (
    r"密 [码碼]|[验驗] [证證](?: [码碼])|私 [钥鑰匙]|助 [记記] [词詞]|信 用 卡|[银銀] 行 卡|身 [份分] [证證]|[护護] 照"
)
_WORDS = (  # as disguised, as plain
    (r"(?:yzm|yan ?zheng ?ma|yanzhen ?ma)(?: shi(?![a-z]))?", "验证码"),
    (r"(?:mi ?ma|m1ma)(?: shi(?![a-z]))?", "密码"),
    (r"(?:zhu ?ji ?ci|zjc)(?: shi(?![a-z]))?", "助记词"),
    (r"si ?yao(?: shi(?![a-z]))?", "私钥"),
    (r"mi ?yao(?: shi(?![a-z]))?", "密钥"),
    (r"(?:shen ?fen ?zheng|sfz)(?: hao)?(?: shi(?![a-z]))?", "身份证"),
    (r"hu ?zhao(?: hao)?(?: shi(?![a-z]))?", "护照"),
    (r"(?:yin ?hang|xin ?yong) ?ka(?: hao)?(?: shi(?![a-z]))?", "信用卡"),
    (
        r"(?!pass(?:word|wd)s?(?![a-z]))(?:p[a@4]s[s$5]?w[o0]?r?d|p[a@4][s$5]{1,2}[ _-]?w[o0]rd|psswd|pssw|passw0rt)"
        r"(?: (?:iz|wuz|be)(?![a-z]))?",
        "password is",
    ),
    (r"pass iz", "password is"),
    (r"(?:c0de|kode|vericode|veri code|ver code|verif code|vcode)(?: (?:iz|wuz)(?![a-z]))?", "verification code"),
    (r"0tp", "otp"),
    (
        r"(?:priv8|pr1vate|prvt|prv|pvt|privat|prvate)[ _-]?(?:key|k3y)|private k3y|privatnyj klyuch|приватник",
        "private key",
    ),
    (r"(?:sekret|secrt|scret|s3cret)(?: key)?", "secret key"),
    (r"(?:crd|cc)(?: (?:nmbr|nr|no|num|number)(?![a-z])|#)?", "card number"),
    (r"(?:pport|passprt|pasport|pass port)(?: (?:nr|no|num)(?![a-z]))?", "passport"),
    (r"(?:mnem0nic|mnemoni[ck]s?|mnemonc|s33d|seed phraze|seedphrase)(?: (?:iz)(?![a-z]))?", "seed phrase:"),
)
_PATTERN = re.compile(
    rf"(?P<apart>{_APART})|(?P<lines>{_LINES})|(?P<han>{_HAN_APART})|(?<![a-z0-9])(?:"
    + "|".join(f"(?P<w{nth}>{pattern})" for nth, (pattern, _) in enumerate(_WORDS))
    + ")(?![a-z0-9])",
    re.IGNORECASE,
)
SIGNS = (
    "yzm", "zheng ma", "zhengma", "yanzhen", "mi ma", "mima", "m1ma", "ji ci", "jici", "zjc", "si yao", "siyao", "mi yao",
    "miyao", "fen zheng", "fenzheng", "sfz", "hu zhao", "huzhao", "xin yong", "xinyong", "yin hang", "yinhang",
    "p@s", "p4s", "passw", "pasw", "pssw", "pass iz", "c0de", "kode", "vericode", "veri code", "ver code", "verif code", "vcode",
    "0tp", "priv8", "pr1v", "prvt", "prv", "pvt", "privat", "prvate",
    "k3y", "приватник", "sekret", "secrt", "scret", "s3cret", "crd",
    "cc ", "cc#", "pport", "passprt", "pasport", "pass port", "mnem", "s33d", "seed phraze", "密 码", "密 碼", "证 码",
    "證 碼", "私 钥", "私 鑰", "私 匙", "助 记", "助 記", "信 用 卡", "行 卡", "身 份", "身 分", "护 照", "護 照",
)  # fmt: skip
_LETTERS_APART = bytes(
    97 if chr(each).isalnum() or each >= 128 else 32 if chr(each) in " ._-\n" else 33 for each in range(256)
)


def may_be(raw: bytes) -> bool:
    """Letters stand apart in it, or a line ends within a key; words are told by `SIGNS`."""
    return b" a a a" in raw.translate(_LETTERS_APART) or raw[:5].translate(_LETTERS_APART) == b"a a a" or b"\n" in raw


def undisguised(text: str) -> tuple[str, Sequence[int]] | None:
    """The text in plain words and the place of each of its characters in `text`; None where it was plain."""
    parts, places, at = list[str](), list[int](), 0
    for match in _PATTERN.finditer(text):
        start, end = match.span()
        parts.append(text[at:start])
        places += range(at, start)
        for place, each in _plain(match):
            parts.append(each)
            places.append(place)
        at = end
    if not parts:
        return None
    return "".join([*parts, text[at:]]), [*places, *range(at, len(text))]


def _plain(match: re.Match[str]) -> list[tuple[int, str]]:
    """Its characters, each with its place."""
    kind, start, given = match.lastgroup or "", match.start(), match.group()
    if match["apart"] is not None:
        if given.isdigit() or not any(each.isalpha() for each in given):
            return [(start + nth, each) for nth, each in enumerate(given)]
        word = re.match(r"(?:[^\W\d_][ ._-]){3,}(?=[0-9])", given)  # a name, and then a number
        gap = word.end() - 1 if word else -1
        return [(start + nth, each) for nth, each in enumerate(given) if each != match["sep"] or nth == gap]
    if match["lines"] is not None or match["han"] is not None:
        return [(start + nth, each) for nth, each in enumerate(given) if not each.isspace()]
    plain = _WORDS[int(kind[1:])][1]
    return [(min(start + nth, match.end() - 1), each) for nth, each in enumerate(plain)]
