"""What somebody types about an account, held against what the exchange has signed. Never proves anything."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from kefu.people import fields, keys
from kefu.people.models import Address, Proof


@dataclass(frozen=True, slots=True)
class Claim:
    """An account as typed. Empty: not said."""

    uid: str = ""
    email: str = ""
    phone: str = ""


def unlike_proved(customer_id: int, claim: Claim) -> list[str]:
    """The parts of a claim that differ from what is proved of this customer; what is not proved is not compared."""
    proved = list(Address.objects.filter(customer_id=customer_id, proof=Proof.SIGNED).values_list("kind", "sealed"))
    ring = keys.ring([customer_id] if proved else [])
    opened = {kind: fields.address(ring, customer_id, kind, sealed) for kind, sealed in proved}
    return unlike({kind: value for kind, value in opened.items() if value}, claim)


def unlike(proved: Mapping[str, str], claim: Claim) -> list[str]:
    """The same, by what is proved: kind of address -> value."""
    return [kind for kind, value in sorted(proved.items()) if _differs(kind, getattr(claim, kind, ""), value)]


def _differs(kind: str, typed: str, proved: str) -> bool:
    if not typed:
        return False
    if kind == Address.Kind.PHONE:
        return not _is_same_number(typed, proved)
    return typed.strip().casefold() != proved.strip().casefold()


def _is_same_number(one: str, other: str) -> bool:
    """However it is spaced, with or without its country."""
    here, there = _digits(one), _digits(other)
    shorter, longer = sorted((here, there), key=len)
    return here == there or (len(shorter) >= 7 and longer.endswith(shorter))


def _digits(number: str) -> str:
    return re.sub(r"\D", "", number).lstrip("0")
