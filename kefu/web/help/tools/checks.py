"""What the connection test looks at, in order, and what is to be done when a line is not well."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Check:
    """`slow` and `failed` say what to do; a script shows the one that fits."""

    key: str
    title: Promise
    failed: Promise
    slow: Promise | str = ""


CHECKS: Sequence[Check] = (
    Check(
        "reach",
        _("This site over HTTPS"),
        _("Nothing came back. Switch between Wi-Fi and mobile data, turn VPN and proxy off, then test again."),
    ),
    Check(
        "time",
        _("Response time"),
        _("No answer could be timed. Change the network and test again."),
        _("The line is slow: pages and orders may hang. Move nearer to the Wi-Fi or change the network."),
    ),
    Check(
        "socket",
        _("Live connection (WebSocket)"),
        _("Prices and the chat stay still without it. Turn VPN, proxy and ad blockers off, or change the network."),
        _("It opens, but late: messages may come with a delay. Try another network."),
    ),
    Check(
        "proxy",
        _("Signs of a proxy or VPN that cuts live connections"),
        _(
            "Pages load but the live connection is cut. A proxy, VPN or company firewall is the likely "
            "cause: turn it off and test again."
        ),
    ),
    Check(
        "clock",
        _("Clock of this device"),
        _("The clock is more than 30 seconds off: authenticator codes fail. Set the time to automatic."),
        _("The clock is a few seconds off: codes may fail now and then. Set the time to automatic."),
    ),
)
