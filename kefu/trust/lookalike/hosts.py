"""A link taken apart as a browser would, and how it lies about where it leads. Pure, linear in the text."""

import re
from dataclasses import dataclass
from urllib.parse import unquote

from kefu.trust.lookalike import forms
from kefu.trust.lookalike.kinds import Why

WEB = frozenset({"http", "https"})
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]{1,15}):[/\\]{2,}", re.IGNORECASE)
_PORT = re.compile(r":([0-9]{0,5})$")
_COUNTRY_SECOND = frozenset({"co", "com", "net", "org", "gov", "ac", "edu"})
MOST_LABELS = 40


@dataclass(frozen=True, slots=True)
class Link:
    """`host` as it was written, in small letters; `labels` as they are read, xn-- opened. `tail` is the path, decoded."""

    host: str
    labels: tuple[str, ...]
    user: str
    tail: str
    query: str
    tricks: tuple[Why, ...]


def link(text: str) -> Link:
    scheme, rest = _scheme(text)
    tricks = [] if scheme in WEB else [Why.SCHEME]
    if "\\" in text:
        tricks.append(Why.BACKSLASH)
    where, tail, query = _parts(rest.replace("\\", "/"))
    user, _, host = where.rpartition("@")
    if user:
        tricks.append(Why.USER)
    port = _PORT.search(host)
    if port is not None:
        host = host[: port.start()]
        if port[1] not in {"", "80", "443"}:
            tricks.append(Why.PORT)
    host = forms.small(host).removesuffix(".")
    return Link(host, labels(host), unquote(user), unquote(tail), query, tuple(tricks))


def labels(host: str) -> tuple[str, ...]:
    """Each part of a host as people read it."""
    parts = forms.dotted(unquote(host)).split(".")[:MOST_LABELS]
    return tuple(_opened(each) for each in parts if each)


def main_label(host: str) -> str:
    """The part that somebody registered: "northwind" of help.northwind.example and of northwind.co.uk."""
    parts = labels(host)
    return parts[_ending_at(parts) - 1] if len(parts) > 1 else host


def before_ending(parts: tuple[str, ...]) -> tuple[str, ...]:
    return parts[: _ending_at(parts)] if len(parts) > 1 else parts


def ascii_host(host: str) -> str:
    """As a name server is asked: parts in other letters become xn--."""
    parts = forms.small(host.strip().removesuffix(".")).split(".")
    return ".".join(each if each.isascii() else f"xn--{each.encode('punycode').decode('ascii')}" for each in parts)


def is_below(host: str, domain: str) -> bool:
    return host == domain or host.endswith(f".{domain}")


def holds(parts: tuple[str, ...], domain: str) -> bool:
    """All of the domain, somewhere in the host but at its end."""
    ours = tuple(domain.split("."))
    return any(parts[at : at + len(ours)] == ours for at in range(len(parts) - len(ours)))


def _ending_at(parts: tuple[str, ...]) -> int:
    is_long = len(parts) > 2 and len(parts[-1]) == 2 and parts[-2] in _COUNTRY_SECOND
    return len(parts) - (2 if is_long else 1)


def _scheme(text: str) -> tuple[str, str]:
    found = _SCHEME.match(text)
    return (found[1].lower(), text[found.end() :]) if found else ("https", text)


def _parts(rest: str) -> tuple[str, str, str]:
    ends = min((at for at in map(rest.find, "/?#") if at >= 0), default=len(rest))
    where, after = rest[:ends], rest[ends:].partition("#")[0]
    tail, _, query = after.partition("?")
    return where, tail, query


def _opened(label: str) -> str:
    if not label.startswith("xn--"):
        return label
    try:
        return label[4:].encode("ascii").decode("punycode")
    except UnicodeError:
        return label
