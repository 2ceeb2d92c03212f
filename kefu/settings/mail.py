"""Reads how mail comes in: where we listen, and whose servers stand before us."""

import ipaddress
import re
from typing import NamedTuple
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from kefu.settings import env

_PLACE = re.compile(r"\*|(?:\*\.)?[a-z0-9.-]{1,253}|http://(?:127\.0\.0\.1|localhost)(?::\d{1,5})?")


class Listen(NamedTuple):
    is_lmtp: bool
    host: str
    port: int


def listen(name: str) -> Listen | None:
    """`smtp://HOST:PORT` or `lmtp://HOST:PORT`; None where it is empty."""
    value = env.text(name)
    if not value:
        return None
    wrong = ImproperlyConfigured(
        f"{name} must look like smtp://127.0.0.1:2525 or lmtp://127.0.0.1:2424, not {value!r}."
    )
    try:
        parts = urlsplit(value)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise wrong from error
    if parts.scheme not in {"smtp", "lmtp"} or not host or port is None or parts.path.strip("/"):
        raise wrong
    return Listen(parts.scheme == "lmtp", host, port)


def name_server(name: str) -> tuple[str, int] | None:
    """`HOST:PORT` with a numeric host, or empty for none."""
    value = env.text(name)
    if not value:
        return None
    host, _, port = value.rpartition(":")
    try:
        ipaddress.ip_address(host.strip("[]"))
        is_fit = port.isdecimal() and 0 < int(port) < 65_536
    except ValueError:
        is_fit = False
    if not is_fit:
        raise ImproperlyConfigured(f"{name} must look like 127.0.0.1:5353, not {value!r}.")
    return host.strip("[]"), int(port)


def ports(name: str) -> tuple[int, ...]:
    """Ports, with blanks between them."""
    found = env.words(name)
    if not all(each.isascii() and each.isdecimal() and 0 < int(each) < 65_536 for each in found):
        raise ImproperlyConfigured(f"{name} must hold ports like 1587 1993, not {' '.join(found)!r}.")
    return tuple(int(each) for each in found)


def networks(name: str) -> tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]:
    """Addresses and networks, with blanks between them."""
    try:
        return tuple(ipaddress.ip_network(each) for each in env.words(name))
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} must hold addresses or networks like 203.0.113.0/24: {error}.") from error


def pictures(name: str) -> tuple[str, ...]:
    """Hosts that pictures of mails are fetched from: `*` for any, `off` for none, patterns, or an origin of this machine."""
    places = env.words(name, "*")
    if places == ["off"]:
        return ()
    wrong = [each for each in places if not _PLACE.fullmatch(each)]
    if wrong:
        raise ImproperlyConfigured(f"{name} must be *, off, or hosts such as *.example.com, not {wrong[0]!r}.")
    return tuple(places)
