"""How much strangers may tell us: so many a day from one network, so many waiting at all."""

import secrets
from datetime import timedelta

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from kefu.kit import clock, crypto
from kefu.kit.errors import TooMany
from kefu.people import limits

A_DAY = timedelta(days=1)
MOST_TELLINGS_A_DAY, MOST_APPEALS_A_DAY, MOST_WAITING = 20, 5, 5_000
MAX_WORDS_CHARS, MAX_SHOWN_CHARS, MOST_KEPT = 2_000, 500, 50
_SIGNS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # none that is taken for another
_GROUP, _GROUPS = 6, 2  # 59 bits, and in no form that a message code has


def teller_of(ip: str) -> str:
    """A network that tells or asks, without saying which it is."""
    return crypto.keyed_hash("fraud teller", limits.network_of(ip))


def within(table: type[Model], *, teller: str, most: int) -> None:
    """TooMany once a network has told so much within a day, or too much waits."""
    rows = table._default_manager
    if rows.filter(teller=teller, made_at__gt=clock.now() - A_DAY).count() >= most:
        raise TooMany(
            _("You have told us of many today. Thank you; please go on tomorrow, or write to us in the chat.")
        )


def not_full(waiting: int) -> None:
    if waiting >= MOST_WAITING:
        raise TooMany(_("Too many reports wait at the moment. Please try again later, or write to us in the chat."))


def new_reference() -> str:
    groups = ("".join(secrets.choice(_SIGNS) for _ in range(_GROUP)) for _ in range(_GROUPS))
    return "-".join(groups)


def plain_reference(text: str) -> str:
    """As somebody may type it."""
    signs = [each for each in text.upper()[:40] if each in _SIGNS]
    return "-".join("".join(signs[at : at + _GROUP]) for at in range(0, len(signs), _GROUP))
