"""The notice that stands in every chat, from this one source: what our people never ask for."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class NeverAsk:
    short: str | Promise
    long: str | Promise


def never_ask() -> NeverAsk:
    """In the active language, once turned into text."""
    return NeverAsk(
        short=_("We never ask for your password, SMS code or authenticator code."),
        long=_(
            "Our people never ask for a password, an SMS code, an authenticator code, a recovery phrase or remote"
            " access to your device, and never ask you to send coins anywhere. Whoever does is not us: stop, and tell"
            " us here."
        ),
    )
