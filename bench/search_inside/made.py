"""Articles and entries that nobody wrote, with words as uneven as in a language; the same for the same seed."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kefu.search import analyse, glossary
from kefu.search.analyse import SIMPLIFIED
from kefu.search.index import Document

SEED = 11
LOCALES = ("zh-CN", "zh-TW", "en")
_SYLLABLES = [a + b for a in "bcdfglmnprstv" for b in ("a", "e", "i", "o", "u", "an", "er", "in", "or", "al")]
_CODES = "0123456789abcdef"
_TRADITIONAL = {ord(simple): chr(full) for full, simple in SIMPLIFIED.items()}


@dataclass(frozen=True, slots=True)
class Words:
    """The commonest first."""

    chinese: Sequence[str]
    english: Sequence[str]


def words(dice: random.Random, *, count: int = 12_000) -> Words:
    known = [word for group in glossary.starter().values() for word in group]
    chinese = [word for word in known if analyse.is_cjk(word[0])]
    english = [word for word in known if word.isascii()]
    chars = [bytes([high, low]).decode("gb2312") for high in range(0xB0, 0xD7) for low in range(0xA1, 0xF9)]
    chinese += ["".join(dice.choices(chars, k=2)) for _ in range(count)]
    english += ["".join(dice.choices(_SYLLABLES, k=dice.randint(2, 4))) for _ in range(count)]
    return Words(chinese, english)


def articles(shelf: str, count: int) -> Iterator[Document]:
    """Each in three languages, 300 words long."""
    dice = random.Random(SEED)
    known = words(dice)
    for number in range(count):
        for nth, locale in enumerate(LOCALES):
            of = known.english if locale == "en" else known.chinese
            space = " " if locale == "en" else ""
            title = space.join(_uneven(dice, of, 5))
            text = "\n".join(space.join(_uneven(dice, of, 20)) + "." for _ in range(15))
            if locale == "zh-TW":
                title, text = title.translate(_TRADITIONAL), text.translate(_TRADITIONAL)
            yield Document(shelf, 3 * number + nth + 1, title, text, scopes=["public"], locale=locale)


def typed(documents: Sequence[Document], count: int) -> list[str]:
    """What is asked as one types: beginnings of titles, two characters, words of a text, typing errors."""
    dice = random.Random(SEED + 1)
    asked = []
    for nth in range(count):
        document = dice.choice(documents)
        title = document.title
        if nth % 4 == 0:
            asked.append(title[: dice.randint(2, len(title))])
        elif nth % 4 == 1:
            asked.append(dice.choice(["提币", "充值", "密码", "爆仓", "认证", "withdraw", "kyc", "fee", "tibi", "2fa"]))
        elif nth % 4 == 2:
            start = dice.randrange(len(document.text) - 30)
            asked.append(document.text[start : start + dice.randint(4, 30)])
        else:
            at = dice.randrange(1, len(title) - 1)
            asked.append(title[:at] + title[at + 1] + title[at] + title[at + 2 :])
    return asked


def code(dice: random.Random) -> str:
    return "0x" + "".join(dice.choices(_CODES, k=40))


def _uneven(dice: random.Random, of: Sequence[str], count: int) -> list[str]:
    """As Zipf found: the commonest word many times as often as the rarest."""
    return [of[int(len(of) ** dice.random()) - 1] for _ in range(count)]
