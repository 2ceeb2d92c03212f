"""What is ours by name: sites and mail addresses among the facts. One letter off is not ours, and nothing is guessed."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from kefu.exchange import facts

MAX_CHARS = 500
SITES, MAILS = "official_domain", "support_email"
_WEB = {"http", "https"}


class Sort(StrEnum):
    SITE = "site"
    MAIL = "mail"


@dataclass(frozen=True, slots=True)
class Official:
    sort: Sort
    name: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """`asked` is what was looked at; `ours` the entry it is, None where it is none."""

    asked: str
    ours: Official | None


def listed() -> list[Official]:
    """Our sites, then our mail addresses."""
    named: Sequence[tuple[Sort, str]] = ((Sort.SITE, SITES), (Sort.MAIL, MAILS))
    return [Official(sort, found.value.lower()) for sort, name in named for found in facts.every_named(name, "en")]


def looked_up(text: str) -> Verdict:
    """Whether a link, a site or a mail address is one of ours, letter by letter; a site's own subdomains are its."""
    asked = text.strip()[:MAX_CHARS]
    plain = asked.lower() if asked.isascii() and asked.isprintable() and " " not in asked else ""
    for ours in listed():
        if ours.sort is Sort.MAIL and plain.removeprefix("mailto:") == ours.name:
            return Verdict(asked, ours)
        if ours.sort is Sort.SITE and _is_at(plain, ours.name):
            return Verdict(asked, ours)
    return Verdict(asked, None)


def _is_at(link: str, domain: str) -> bool:
    """A backslash or a name before the host is how a link lies about where it leads."""
    if not link or "\\" in link:
        return False
    try:
        parts = urlsplit(link if "://" in link else f"https://{link}")
        port = parts.port
    except ValueError:
        return False
    host = parts.hostname or ""
    is_plain = parts.scheme in _WEB and "@" not in parts.netloc and port in {None, 80, 443}
    return is_plain and (host == domain or host.endswith(f".{domain}"))
