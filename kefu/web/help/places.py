"""In which language a page of the help centre speaks, and where the same page stands in another.

The address decides (`/help/zh-cn/...`), never a cookie: what one reader is sent, another may be sent from a cache.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.cache import cache
from django.http import HttpRequest
from django.utils.http import urlencode
from django.utils.translation.trans_real import parse_accept_lang_header

from kefu.kit.languages import screen_of
from kefu.knowledge import addresses, articles, locales
from kefu.people.access import NOBODY

COOKIE = "kefu-help-language"
KEPT_OF_QUERY, MAX_KEPT_CHARS = ("q", "section", "kind", "about", "page"), 300
SPOKEN_KEY, SPOKEN_S = "kefu.help.spoken", 60


@dataclass(frozen=True, slots=True)
class Place:
    """`locale` is the articles' (zh-CN), `screen` that of our own words (zh-hans), `lang` what the page says it is in."""

    locale: str
    screen: str
    lang: str

    @property
    def code(self) -> str:
        return addresses.code(self.locale)

    @property
    def home(self) -> str:
        return addresses.home(self.locale)

    @property
    def search(self) -> str:
        return f"{self.home}search"

    @property
    def contact(self) -> str:
        return f"{self.home}contact"

    @property
    def notices(self) -> str:
        return f"{self.home}notices"


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """The same page in another language."""

    locale: str
    name: str
    address: str
    is_here: bool

    @property
    def code(self) -> str:
        return addresses.code(self.locale)


def of(code: str) -> Place | None:
    """That of an address, however it is spelt; None if articles are not written in it."""
    known = {addresses.code(locale): locale for locale in locales.every()}
    return in_locale(known[code.lower()]) if code.lower() in known else None


def in_locale(locale: str) -> Place:
    screen = screen_of(locale)
    return Place(locale=locale, screen=screen, lang=locales.tag(screen))


def of_reader(request: HttpRequest) -> Place:
    """What was chosen last, else what the browser asks for, among the languages there is anything in."""
    there = spoken()
    chosen = of(request.COOKIES.get(COOKIE, "")[:16])
    if chosen is not None and chosen.locale in there:
        return chosen
    for wanted, _weight in parse_accept_lang_header(request.headers.get("Accept-Language", "")[:200]):
        found = locales.of_reader(wanted)
        if found == locales.LAST_RESORT and not wanted.startswith(locales.LAST_RESORT):
            continue
        return in_locale(locales.nearest(there, found))
    return in_locale(locales.nearest(there, locales.LAST_RESORT))


def spoken() -> Sequence[str]:
    """The languages in which anything is out; all of them while nothing is."""
    found: Sequence[str] | None = cache.get(SPOKEN_KEY)
    if found is None:
        there = articles.locales_out(NOBODY)
        found = [locale for locale in locales.every() if locale in there] or locales.every()
        cache.set(SPOKEN_KEY, found, SPOKEN_S)
    return found


def elsewhere(place: Place, path: str, query: str = "") -> list[Elsewhere]:
    """`path` is what follows the language in the address, `query` what was asked there (`kept_of`)."""
    there = f"{path}?{query}" if query else path
    return [
        Elsewhere(locale, locales.name(locale), f"{addresses.home(locale)}{there}", locale == place.locale)
        for locale in spoken()
    ]


def kept_of(request: HttpRequest) -> str:
    """Of a page's query what goes along into another language: the question, its filters, what a contact is about."""
    kept = {name: request.GET[name][:MAX_KEPT_CHARS] for name in KEPT_OF_QUERY if request.GET.get(name)}
    return urlencode(kept)


def canonical(place: Place, path: str) -> str:
    """Where search engines shall find it: a language that nothing is written in yet shows what another one has."""
    return f"{addresses.home(canonical_locale(place))}{path}"


def canonical_locale(place: Place) -> str:
    return locales.nearest(spoken(), place.locale)
