"""Tables made of facts: fees, minimums, levels. A row is there because its facts are; no figure is typed twice."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext, override

from kefu.exchange import facts, rules
from kefu.kit.languages import screen_of


@dataclass(frozen=True, slots=True)
class FactTable:
    """Headings and rows as text; nothing in them is HTML."""

    name: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]


def table(name: str, locale: str) -> FactTable | None:
    """None for a name that is none of ours."""
    make = _MAKERS.get(name)
    if make is None:
        return None
    with override(screen_of(locale)):
        columns, rows = make(locale)
    return FactTable(name, columns, rows)


Made = tuple[Sequence[str], Sequence[Sequence[str]]]


def _deposits(locale: str) -> Made:
    columns = (
        gettext("Coin"),
        gettext("Network"),
        gettext("Smallest deposit"),
        gettext("Confirmations until credited"),
        gettext("Confirmations until it can be withdrawn"),
    )
    return columns, _by_network(locale, "deposits")


def _withdrawals(locale: str) -> Made:
    columns = (gettext("Coin"), gettext("Network"), gettext("Fee"), gettext("Smallest withdrawal"))
    return columns, _by_network(locale, "withdrawals")


def _by_network(locale: str, name: str) -> list[list[str]]:
    """A row for each coin and network; the first of the table's facts says which there are."""
    names = rules.TABLES[name]
    return [
        [*fact.args.partition(" ")[::2], *(_text(each, fact.args, locale) for each in names)]
        for fact in facts.every_named(names[0], locale)
    ]


def _trading_fees(locale: str) -> Made:
    columns = (gettext("Market"), gettext("Maker"), gettext("Taker"))
    markets = {"spot": gettext("Spot"), "futures": gettext("Futures")}
    rows = [
        [
            word,
            _text("trading_fee", f"{market} maker", locale),
            _text("trading_fee", f"{market} taker", locale),
        ]
        for market, word in markets.items()
    ]
    return columns, rows


def _kyc_levels(locale: str) -> Made:
    words = {"unverified": gettext("Unverified"), "basic": gettext("Basic"), "advanced": gettext("Advanced")}
    rows = [[words.get(fact.args, fact.args), fact.text] for fact in facts.every_named("kyc_limit", locale)]
    return (gettext("Level"), gettext("Withdrawals a day")), rows


def _leverage(locale: str) -> Made:
    columns = (
        gettext("Contract"),
        gettext("Tier"),
        gettext("Position up to"),
        gettext("Highest leverage"),
        gettext("Maintenance margin"),
    )
    return columns, _by_network(locale, "leverage")


def _phone_regions(locale: str) -> Made:
    names = {fact.args: fact.text for fact in facts.every_named("phone_region", locale)}
    rows = [[name, _text("phone_language", region, locale)] for region, name in names.items()]
    return (gettext("Region"), gettext("Languages")), rows


def _channels(locale: str) -> Made:
    words: Mapping[str, str] = {
        "chat": gettext("Live chat"),
        "phone": gettext("Phone"),
        "email": gettext("E-mail"),
        "social": gettext("Social media"),
        "community": gettext("Community"),
    }
    columns = (gettext("Channel"), gettext("Best for"), gettext("Hours"), gettext("Usual wait"))
    rows = [
        [words.get(fact.args, fact.args), *(_text(name, fact.args, locale) for name in rules.TABLES["channels"])]
        for fact in facts.every_named("channel_best_for", locale)
    ]
    return columns, rows


def _text(name: str, args: str, locale: str) -> str:
    found = facts.value(name, args, locale)
    return found.text if isinstance(found, facts.FactValue) else "—"


_MAKERS: Mapping[str, Callable[[str], Made]] = {
    "deposits": _deposits,
    "withdrawals": _withdrawals,
    "trading_fees": _trading_fees,
    "kyc_levels": _kyc_levels,
    "leverage": _leverage,
    "phone_regions": _phone_regions,
    "channels": _channels,
}
