"""The calculators about positions: liquidation price and position size. Estimates, said to be so; never advice."""

from collections.abc import Sequence
from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from kefu.exchange.arithmetic import liquidation as sums
from kefu.exchange.arithmetic import numbers
from kefu.exchange.arithmetic import position as sizes
from kefu.exchange.arithmetic.liquidation import Direction, Liquidation, Position, Tier
from kefu.exchange.arithmetic.position import Sized
from kefu.kit.errors import NotFound
from kefu.people.access import Who, policy
from kefu.web.help.pages import page
from kefu.web.help.places import Place
from kefu.web.help.tools import figures
from kefu.web.help.tools.answers import Answer, Row, money, percent
from kefu.web.help.tools.asked import Asked
from kefu.web.help.tools.shown import tool

TEMPLATE = "help/tools/calculator.html"
COIN, ONE, HUNDRED = "USDT", Decimal(1), Decimal(100)


@policy(Who.ANYONE)
@require_safe
@page
def liquidation(request: HttpRequest, place: Place) -> HttpResponse:
    contracts = figures.contracts()
    if not contracts:
        raise NotFound
    asked = Asked(request, ("contract", "side", "entry", "leverage", "quantity", "margin", "added"))
    contract = asked.choice("contract", gettext("Contract"), {each: each for each in contracts})
    tiers = figures.tiers(contract)
    held = _held(asked, tiers)
    found = sums.of(held, tiers) if held is not None and asked.is_whole else None
    if held is not None and asked.is_whole and found is None:
        asked.refuse("leverage", gettext("The margin would be used up at the entry price. Choose a lower leverage."))
    answer = _liquidation(held, found) if held is not None and found is not None else None
    why = gettext(
        "An estimate, not a promise and not advice: funding, fees and the mark price change when a "
        "position is really liquidated. The position's own page counts."
    )
    more = ("liquidation-explained", "avoid-liquidation", "leverage-and-margin")
    shown = {"asked": asked, "answer": answer, "why": why, "is_warning": True}
    return tool(request, place, "liquidation", shown, template=TEMPLATE, more=more, kept=asked.query)


def _held(asked: Asked, tiers: Sequence[Tier]) -> Position | None:
    sides = {"long": gettext("Long"), "short": gettext("Short")}
    direction = Direction(asked.choice("side", gettext("Direction"), sides))
    entry = asked.number("entry", gettext("Entry price"), unit=COIN)
    most = max(tier.most_leverage for tier in tiers)
    leverage = asked.number("leverage", gettext("Leverage"), unit="×", least=ONE, may_be_least=True, most=most)
    note = gettext("Fill in the quantity or the margin, not both.")
    quantity = asked.number("quantity", gettext("Quantity"), note=note, is_optional=True)
    margin = asked.number("margin", gettext("Opening margin"), unit=COIN, is_optional=True)
    added = asked.number("added", gettext("Margin added later"), unit=COIN, may_be_least=True, is_optional=True)
    if asked.is_whole and (quantity is None) == (margin is None):
        asked.refuse("quantity", note)
    if not asked.is_whole or entry is None or leverage is None:
        return None
    if quantity is None:
        quantity = sums.quantity_for(margin or numbers.MOST, entry=entry, leverage=leverage)
    held = sums.opened(direction, entry=entry, quantity=quantity, leverage=leverage, added=added or Decimal(0))
    _fits(asked, held, leverage, tiers)
    return held


def _fits(asked: Asked, held: Position, leverage: Decimal, tiers: Sequence[Tier]) -> None:
    tier, size = sums.tier_of(held.value, tiers), "quantity" if asked_for_quantity(asked) else "margin"
    if tier is None:
        most = {"most": money(tiers[-1].up_to, COIN)}
        asked.refuse(size, gettext("The position would be larger than the largest tier: %(most)s.") % most)
    elif leverage > tier.most_leverage:
        told = {"value": money(held.value, COIN), "most": numbers.shown(tier.most_leverage)}
        asked.refuse("leverage", gettext("A position worth %(value)s may have at most %(most)s× leverage.") % told)


def asked_for_quantity(asked: Asked) -> bool:
    return any(field.name == "quantity" and field.typed.strip() for field in asked.fields)


def _liquidation(held: Position, found: Liquidation) -> Answer:
    none = gettext("None: the margin covers the whole value")
    price, distance = found.price, found.distance_percent
    return Answer(
        [
            Row(gettext("Estimated liquidation price"), none if price is None else money(price, COIN)),
            Row(gettext("Distance from the entry price"), "—" if distance is None else percent(distance)),
            Row(gettext("Position value at entry"), money(held.value, COIN)),
            Row(gettext("Quantity"), money(held.quantity)),
            Row(gettext("Margin of the position"), money(held.margin, COIN)),
            Row(gettext("Tier that counts"), str(found.tier.number)),
            Row(gettext("Maintenance margin rate"), percent(found.tier.maintenance_percent)),
            Row(gettext("Maintenance margin"), money(found.maintenance, COIN)),
        ]
    )


@policy(Who.ANYONE)
@require_safe
@page
def position(request: HttpRequest, place: Place) -> HttpResponse:
    asked = Asked(request, ("balance", "risk", "entry", "stop", "leverage"))
    most = max(
        (figures.figure("max_leverage", each) or ONE for each in figures.contracts()), default=figures.MOST_LEVERAGE
    )
    balance = asked.number("balance", gettext("Balance"), unit=COIN)
    risk = asked.number(
        "risk", gettext("Loss that can be borne"), unit="%", most=HUNDRED, note=gettext("In percent of the balance.")
    )
    entry = asked.number("entry", gettext("Entry price"), unit=COIN)
    stop = asked.number(
        "stop",
        gettext("Stop price"),
        unit=COIN,
        note=gettext("Below the entry price for a long, above it for a short."),
    )
    leverage = asked.number("leverage", gettext("Highest leverage"), unit="×", least=ONE, may_be_least=True, most=most)
    if entry is not None and entry == stop:
        asked.refuse("stop", gettext("The stop price must differ from the entry price."))
    answer = None
    if asked.is_whole and balance and risk and entry and stop and leverage:
        answer = _position(
            sizes.of(balance=balance, risk_percent=risk, entry=entry, stop=stop, leverage=leverage), stop
        )
    why = gettext(
        "Arithmetic, not advice. In a fast market a stop can fill at a worse price, and the loss is then"
        " larger. Trade only with money whose loss can be borne."
    )
    shown = {"asked": asked, "answer": answer, "why": why, "is_warning": True}
    more = ("use-limit-orders", "leverage-and-margin", "avoid-liquidation")
    return tool(request, place, "position", shown, template=TEMPLATE, more=more, kept=asked.query)


def _position(found: Sized, stop: Decimal) -> Answer:
    rows = [
        Row(gettext("Position size"), money(found.size)),
        Row(gettext("Direction"), gettext("Long") if found.direction is Direction.LONG else gettext("Short")),
        Row(gettext("Position value"), money(found.value, COIN)),
        Row(gettext("Margin needed"), money(found.margin, COIN)),
        Row(gettext("Loss at the stop, without fees"), money(found.loss, COIN)),
    ]
    rate = figures.rates().get("futures taker")
    if rate is not None:
        paid = (found.value + found.size * stop) * rate / HUNDRED
        rows.append(Row(gettext("Taker fees for opening and closing, on top"), money(paid, COIN)))
    warnings = []
    if found.is_capped:
        warnings.append(
            gettext("Balance and leverage allow no more: the size is smaller than the risk alone would give.")
        )
    if not found.is_reached:
        warnings.append(
            gettext(
                "With this leverage the position would be liquidated before the stop is reached. Choose a lower "
                "leverage or a closer stop."
            )
        )
    return Answer(rows, warnings=warnings)
