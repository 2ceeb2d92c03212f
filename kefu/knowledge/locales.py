"""The languages of articles (`zh-CN`), and how they follow from those of screens (`zh-hans`). Data, never a branch elsewhere."""

from collections.abc import Collection, Sequence

from django.conf import settings

from kefu.knowledge.rules import nearest_locale

LAST_RESORT = "en"
_SCRIPTS = {"zh": "zh-CN", "zh-hans": "zh-CN", "zh-sg": "zh-CN", "zh-hant": "zh-TW", "zh-hk": "zh-TW", "zh-mo": "zh-TW"}


def every() -> list[str]:
    """Those articles are written in; the first is the usual source of the others."""
    return [code for code, _name in settings.ARTICLE_LOCALES]


def required() -> list[str]:
    """Those in which nothing may be left unsaid: the others fall back to one of them."""
    return [code for code in every() if code in settings.ARTICLE_LOCALES_REQUIRED]


def name(locale: str) -> str:
    """In its own words: 简体中文."""
    return str(dict(settings.ARTICLE_LOCALES).get(locale, locale))


def of_reader(locale: str) -> str:
    """A screen's or a browser's language as one of articles': zh-hans is zh-CN, en-GB is en; else the last resort."""
    known = {code.lower(): code for code in every()}
    asked = locale.replace("_", "-").lower()
    while asked:
        found = known.get(asked) or known.get(_SCRIPTS.get(asked, "").lower())
        if found:
            return found
        asked = asked.rpartition("-")[0]
    return LAST_RESORT


def tag(screen: str) -> str:
    """A screen's language as pages name it: zh-hans is zh-CN."""
    return _SCRIPTS.get(screen, screen)


def of_screens() -> list[str]:
    """The languages of articles that our own words are in, too: what comes with Kefu is written in all of them."""
    return list(dict.fromkeys(of_reader(code) for code, _name in settings.LANGUAGES))


def nearest(have: Collection[str], wanted: str) -> str:
    """The one to speak in: zh-TW falls back to zh-CN, then to en, then to whatever there is. `have` is not empty."""
    return nearest_locale(_in_order(have), wanted, last_resort=LAST_RESORT)


def words(by_locale: dict[str, str], wanted: str) -> str:
    """Of texts by locale the nearest; empty if there is none."""
    return by_locale[nearest(by_locale, wanted)] if by_locale else ""


def _in_order(have: Collection[str]) -> Sequence[str]:
    order = every()
    return sorted(have, key=lambda locale: (order.index(locale) if locale in order else len(order), locale))
