"""How much strangers may tell us: so many a day from one network, so many waiting at all."""

import ipaddress
import secrets
from datetime import timedelta

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from kefu.kit import clock, crypto
from kefu.kit.errors import TooMany
from kefu.people import limits

A_DAY = timedelta(days=1)
MOST_TELLINGS_A_DAY, MOST_APPEALS_A_DAY, MOST_WAITING = 20, 5, 5_000
MOST_OF_A_BLOCK_A_DAY = 60  # of strangers within one /48, which anybody may have of IPv6: 65,536 networks
KEPT_FOR_CUSTOMERS = 5  # one in so many places is for whoever the exchange knows
_BLOCK_BITS, _BLOCK_SIGNS = 48, 24
MAX_WORDS_CHARS, MAX_SHOWN_CHARS, MOST_KEPT = 2_000, 500, 50
_SIGNS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # none that is taken for another
_GROUP, _GROUPS = 6, 2  # 59 bits, and in no form that a message code has


def teller_of(ip: str) -> str:
    """A network that tells or asks, and before it the block it is in, without saying which they are."""
    block = crypto.keyed_hash("fraud teller's block", _block_of(ip))[:_BLOCK_SIGNS]
    return block + crypto.keyed_hash("fraud teller", limits.network_of(ip))[_BLOCK_SIGNS:]


def within(table: type[Model], *, teller: str, most: int) -> None:
    """TooMany once a network has told so much within a day, or too much waits."""
    rows = table._default_manager
    if rows.filter(teller=teller, made_at__gt=clock.now() - A_DAY).count() >= most:
        raise TooMany(
            _("You have told us of many today. Thank you; please go on tomorrow, or write to us in the chat.")
        )


def within_block(table: type[Model], *, teller: str) -> None:
    """TooMany once the strangers of a whole block have told so much within a day."""
    block = teller[:_BLOCK_SIGNS]
    rows = table._default_manager.filter(made_at__gt=clock.now() - A_DAY, customer=None)
    # by its bounds, for which there is an index: all signs are below "g"
    if rows.filter(teller__gte=block, teller__lt=f"{block}g").count() >= MOST_OF_A_BLOCK_A_DAY:
        raise TooMany(
            _("You have told us of many today. Thank you; please go on tomorrow, or write to us in the chat.")
        )


def _block_of(ip: str) -> str:
    """The /48 of an IPv6 address, or the network itself."""
    network = limits.network_of(ip)
    if ":" not in network:
        return network
    return str(ipaddress.ip_network(network).supernet(new_prefix=_BLOCK_BITS))


def not_full(waiting: int, *, is_customer: bool) -> None:
    if waiting >= MOST_WAITING - (0 if is_customer else MOST_WAITING // KEPT_FOR_CUSTOMERS):
        raise TooMany(_("Too many reports wait at the moment. Please try again later, or write to us in the chat."))


def new_reference() -> str:
    groups = ("".join(secrets.choice(_SIGNS) for _ in range(_GROUP)) for _ in range(_GROUPS))
    return "-".join(groups)


def plain_reference(text: str) -> str:
    """As somebody may type it."""
    signs = [each for each in text.upper()[:40] if each in _SIGNS]
    return "-".join("".join(signs[at : at + _GROUP]) for at in range(0, len(signs), _GROUP))
