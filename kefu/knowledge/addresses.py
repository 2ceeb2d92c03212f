"""Where things of the help centre are found: the one place that says so for texts, indexes and feeds."""

from collections.abc import Mapping
from urllib.parse import quote

from django.templatetags.static import static

HELP = "/help"
PAGES: Mapping[str, str] = {"contact": "contact", "verify": "verify", "search": "search", "chat": "chat"}


def code(locale: str) -> str:
    """How a language is written in addresses: zh-cn."""
    return locale.lower()


def home(locale: str) -> str:
    return f"{HELP}/{code(locale)}/"


def article(slug: str, locale: str) -> str:
    return f"{home(locale)}articles/{quote(slug, safe='')}"


def section(slug: str, locale: str) -> str:
    """`slug` is the whole path of a section ("login/password"): its slashes stay."""
    return f"{home(locale)}sections/{quote(slug)}"


def check(key: str, locale: str) -> str:
    """A check as a page of its own."""
    return f"{home(locale)}checks/{quote(key, safe='')}"


def tool(name: str, locale: str) -> str:
    return f"{home(locale)}tools/{quote(name, safe='')}"


def page(name: str, locale: str) -> str | None:
    """One of our own pages that texts may name; None for any other."""
    found = PAGES.get(name)
    return f"{home(locale)}{found}" if found else None


def media(public_id: str, name: str) -> str:
    """What an editor uploaded; of a video's captions `name` is their language with `.vtt`."""
    return f"{HELP}/media/{public_id}/{quote(name)}"


def bundled(name: str) -> str:
    """A picture that comes with the library."""
    return static(f"help/{name}")
