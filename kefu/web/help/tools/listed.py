"""Which tools there are, in the order they are shown. One that needs facts the exchange does not have is not among them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kefu.exchange import facts


@dataclass(frozen=True, slots=True)
class Tool:
    """`needs`: facts of which at least one must be there."""

    slug: str
    icon: str
    title: Promise
    about: Promise
    needs: Sequence[str] = ()


TOOLS: Sequence[Tool] = (
    Tool("connection", "activity", _("Connection test"), _("Whether this device reaches us, and what is in the way.")),
    Tool("clock", "smartphone", _("Clock check"), _("Authenticator codes refused? See whether the clock is off.")),
    Tool("browser", "file-x", _("Clear cache and cookies"), _("The steps for the browser in use, for our site alone.")),
    Tool("photo", "id-card", _("Photo check"), _("Blur, glare, edges, size: before a document is sent.")),
    Tool("address", "waypoints", _("Compare two addresses"), _("Letter by letter, before coins are sent.")),
    Tool(
        "fees",
        "percent",
        _("Fee calculator"),
        _("What is charged and what arrives."),
        ("trading_fee", "withdrawal_fee"),
    ),
    Tool(
        "slippage",
        "trending-up-down",
        _("Slippage calculator"),
        _("Average price of the fills against the expected one."),
    ),
    Tool(
        "liquidation",
        "flame",
        _("Liquidation price"),
        _("An estimate for an isolated USDT position."),
        ("maintenance_margin",),
    ),
    Tool("position", "scale", _("Position size"), _("How large, for a loss that can be borne.")),
)


def listed() -> list[Tool]:
    there = {fact.name for fact in facts.every()}
    return [tool for tool in TOOLS if not tool.needs or there & set(tool.needs)]


def find(slug: str) -> Tool | None:
    return next((tool for tool in listed() if tool.slug == slug), None)
