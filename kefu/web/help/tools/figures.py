"""The exchange's own figures as the calculators need them. All are facts; what is no figure there is left out."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext

from kefu.exchange import facts, rules
from kefu.exchange.arithmetic.liquidation import Tier
from kefu.exchange.arithmetic.numbers import MOST

MOST_LEVERAGE = Decimal(1000)
RATES = ("spot taker", "spot maker", "futures taker", "futures maker")


@dataclass(frozen=True, slots=True)
class Network:
    """One way out: `args` names it among the facts."""

    args: str
    coin: str
    fee: Decimal
    minimum: Decimal


def figure(name: str, args: str = "") -> Decimal | None:
    found = facts.value(name, args, "en")
    if not isinstance(found, facts.FactValue) or not rules.is_figure(found.value):
        return None
    return Decimal(found.value)


def rates() -> Mapping[str, Decimal]:
    """Trading fees in percent, the most common one first."""
    found = {each: figure("trading_fee", each) for each in RATES}
    return {each: rate for each, rate in found.items() if rate is not None}


def rate_names() -> Mapping[str, str]:
    words = {
        "spot taker": gettext("Spot, taker"),
        "spot maker": gettext("Spot, maker"),
        "futures taker": gettext("Futures, taker"),
        "futures maker": gettext("Futures, maker"),
    }
    return {each: f"{words[each]} ({rate.normalize():f}%)" for each, rate in rates().items()}


def networks() -> Mapping[str, Network]:
    found: dict[str, Network] = {}
    for fact in facts.every_named("withdrawal_fee", "en"):
        fee = figure("withdrawal_fee", fact.args)
        if fee is not None:
            minimum = figure("withdrawal_minimum", fact.args) or Decimal(0)
            found[fact.args] = Network(fact.args, fact.args.partition(" ")[0], fee, minimum)
    return found


def contracts() -> list[str]:
    return [fact.args for fact in facts.every_named("maintenance_margin", "en") if tiers(fact.args)]


def tiers(contract: str) -> list[Tier]:
    """From the smallest; where the exchange has none, one for all with the contract's own rate."""
    named = (fact.args.rpartition(" ") for fact in facts.every_named("tier_position", "en"))
    found = [_tier(contract, number) for of, _space, number in named if of == contract]
    whole = sorted((tier for tier in found if tier is not None), key=lambda tier: tier.up_to)
    rate = figure("maintenance_margin", contract)
    if whole or rate is None:
        return whole
    return [Tier(1, MOST, figure("max_leverage", contract) or MOST_LEVERAGE, rate)]


def _tier(contract: str, number: str) -> Tier | None:
    args = f"{contract} {number}"
    up_to, leverage, rate = (figure(name, args) for name in ("tier_position", "tier_leverage", "tier_margin"))
    if up_to is None or leverage is None or rate is None or not number.isdecimal():
        return None
    return Tier(int(number), up_to, leverage, rate)
