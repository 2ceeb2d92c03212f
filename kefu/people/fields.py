"""What is sealed of a customer in this room's tables: names and addresses, how they are bound, opened and looked up by."""

import re
import unicodedata

from kefu.people import keys
from kefu.people.keys import Ring
from kefu.people.models import Address

NAME = keys.NAME


def bound_to(kind: str) -> str:
    """What a sealed address of this kind is bound to: an e-mail address put in a UID's place opens for nobody."""
    return f"people.address.{kind}"


def digest_of(kind: str, value: str) -> str:
    """What an address is found by: a UID as it is, an e-mail address in small letters, a number by its digits."""
    return keys.digest(_normal(kind, value), about=bound_to(kind))


def sealed_name(ring: Ring, customer: int, name: str) -> bytes | None:
    return ring.sealed(customer, name.encode(), about=NAME) if name else None


def sealed_address(ring: Ring, customer: int, kind: str, value: str) -> bytes:
    return ring.sealed(customer, value.encode(), about=bound_to(kind))


def name(ring: Ring, customer: int, sealed: object) -> str:
    """Empty if there is none, or it cannot be opened: whose key was destroyed has no name any more."""
    return _opened(ring, customer, sealed, about=NAME)


def address(ring: Ring, customer: int, kind: str, sealed: object) -> str:
    return _opened(ring, customer, sealed, about=bound_to(kind))


def _opened(ring: Ring, customer: int, sealed: object, *, about: str) -> str:
    if not isinstance(sealed, bytes | memoryview) or not sealed:
        return ""
    try:
        return ring.opened(customer, bytes(sealed), about=about).decode()
    except (keys.Unreadable, UnicodeDecodeError):
        return ""


def _normal(kind: str, value: str) -> str:
    if kind == Address.Kind.EMAIL:
        return unicodedata.normalize("NFKC", value).strip().casefold()
    if kind == Address.Kind.PHONE:
        return re.sub(r"\D", "", value).lstrip("0")
    return value
