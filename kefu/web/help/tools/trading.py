"""The calculators about orders: slippage and fees. What is typed stands in the address, so that it can be sent to somebody."""

import re
from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from kefu.exchange.arithmetic import fees as fee_sums
from kefu.exchange.arithmetic import numbers
from kefu.exchange.arithmetic import slippage as slippage_sums
from kefu.exchange.arithmetic.numbers import NotTaken
from kefu.exchange.arithmetic.slippage import Fill, Side, Slippage
from kefu.people.access import Who, policy
from kefu.web.help.pages import page
from kefu.web.help.places import Place
from kefu.web.help.tools import figures
from kefu.web.help.tools.answers import Answer, Row, money, percent
from kefu.web.help.tools.asked import Asked, sentence
from kefu.web.help.tools.shown import tool

MAX_FILLS = 20
_APART = re.compile(r"[\s\u3000xX×*;；]+")


@policy(Who.ANYONE)
@require_safe
@page
def slippage(request: HttpRequest, place: Place) -> HttpResponse:
    asked = Asked(request, ("side", "size", "expected", "fills", "rate"))
    side = Side(asked.choice("side", gettext("Side"), {"buy": gettext("Buy"), "sell": gettext("Sell")}))
    size = asked.number("size", gettext("Order size"), note=gettext("In the coin that is traded, for example BTC."))
    expected = asked.number(
        "expected", gettext("Expected price"), note=gettext("What was shown when the order was sent.")
    )
    note = gettext("One line each: price, a space, amount. Up to 20 lines, as the trade history shows them.")
    typed = asked.lines("fills", gettext("Fills"), note=note)
    rates = figures.rates()
    rate = asked.choice("rate", gettext("Fee rate"), figures.rate_names()) if rates else ""
    fills = _fills(asked, typed) if asked.is_sent else []
    if size is not None and sum((fill.amount for fill in fills), Decimal(0)) > size:
        asked.refuse("fills", gettext("The fills are more than the order size. Please check both."))
    answer = None
    if asked.is_whole and size is not None and expected is not None:
        fee = rates.get(rate, Decimal(0))
        found = slippage_sums.of(side, size=size, expected=expected, fills=fills, fee_percent=fee)
        answer = _slippage(found, has_fee=bool(rates))
    shown = {
        "asked": asked,
        "answer": answer,
        "why": gettext(
            "A market order takes the best price first and then the next ones, so a larger order ends at a "
            "worse average; a limit order never fills beyond its price."
        ),
    }
    more = ("use-limit-orders", "slippage")
    return tool(request, place, "slippage", shown, template="help/tools/calculator.html", more=more, kept=asked.query)


def _fills(asked: Asked, typed: str) -> list[Fill]:
    lines = [(number, line) for number, line in enumerate(typed.splitlines(), start=1) if line.strip()]
    if not lines or len(lines) > MAX_FILLS:
        asked.refuse("fills", gettext("Enter between 1 and 20 lines, each with a price and an amount."))
        return []
    found = []
    for number, line in lines:
        parts = [part.rstrip(",，、") for part in _APART.split(line.strip())]
        where = gettext("Line %(number)s:") % {"number": number}
        if len(parts) != 2:
            shape = gettext("write the price, a space and the amount, for example 100.5 2.")
            asked.refuse("fills", f"{where} {shape}")
            return []
        try:
            found.append(Fill(*(numbers.read(part) for part in parts)))
        except NotTaken as refused:
            asked.refuse("fills", f"{where} {sentence(refused.fault)}")
            return []
    return found


def _slippage(found: Slippage, *, has_fee: bool) -> Answer:
    is_better = found.cost < 0
    rows = [
        Row(gettext("Average fill price"), money(found.average)),
        Row(gettext("Slippage"), percent(found.percent)),
        Row(gettext("Slippage, in the quote currency"), money(found.cost)),
        Row(gettext("Value of the fills"), money(found.value)),
        Row(gettext("Filled"), money(found.filled)),
    ]
    if found.unfilled:
        rows.append(Row(gettext("Not filled"), money(found.unfilled)))
    if has_fee:
        rows.append(Row(gettext("Trading fee, valued in the quote currency"), money(found.fee)))
    if is_better:
        told = gettext("Below zero: the order did better than expected.")
    else:
        told = gettext("Above zero: the order did worse than expected.")
    table = [
        (money(each.fill.price), money(each.fill.amount), percent(each.percent), money(each.cost))
        for each in found.fills
    ]
    columns = (gettext("Price"), gettext("Amount"), gettext("Slippage"), gettext("Costs more by"))
    return Answer(rows, notes=[told] if found.cost else [], columns=columns, table=table)


@policy(Who.ANYONE)
@require_safe
@page
def fees(request: HttpRequest, place: Place) -> HttpResponse:
    """Two forms on one page, each with its own answer."""
    trade, withdrawal = Asked(request, ("rate", "price", "amount")), Asked(request, ("network", "sum"))
    forms = []
    if figures.rates():
        forms.append({"title": gettext("Trading fee"), "asked": trade, "answer": _trade(trade)})
    if figures.networks():
        forms.append({"title": gettext("Withdrawal fee"), "asked": withdrawal, "answer": _withdrawal(withdrawal)})
    kept = "&".join(filter(None, (trade.query, withdrawal.query)))
    more = ("spot-trading-fees", "futures-fees", "withdrawal-fees")
    return tool(request, place, "fees", {"forms": forms}, more=more, kept=kept)


def _trade(asked: Asked) -> Answer | None:
    rate = asked.choice("rate", gettext("Market and role"), figures.rate_names())
    price = asked.number("price", gettext("Price"))
    amount = asked.number("amount", gettext("Amount"), note=gettext("In the coin that is traded, for example BTC."))
    if not asked.is_whole or price is None or amount is None:
        return None
    percents = figures.rates()[rate]
    found = fee_sums.of_trade(price=price, amount=amount, fee_percent=percents)
    rows = [
        Row(gettext("Fee, valued in the quote currency"), money(found.fee)),
        Row(gettext("Value of the trade"), money(found.value)),
        Row(gettext("Rate"), percent(percents)),
    ]
    if not rate.startswith("spot"):
        return Answer(rows, notes=[gettext("Each opening and each closing of a position pays its own fee.")])
    rows += [
        Row(gettext("When buying: coins received"), money(amount - found.fee_in_coin)),
        Row(gettext("When selling: received in the quote currency"), money(found.value - found.fee)),
    ]
    return Answer(rows, notes=[gettext("The spot fee is taken from what is received.")])


def _withdrawal(asked: Asked) -> Answer | None:
    networks = figures.networks()
    named = {args: args.replace(" ", " · ") for args in networks}
    chosen = networks[asked.choice("network", gettext("Coin and network"), named)]
    amount = asked.number("sum", gettext("Amount to withdraw"), note=gettext("The fee is taken from this amount."))
    if not asked.is_whole or amount is None:
        return None
    found = fee_sums.of_withdrawal(amount, fee=chosen.fee, minimum=chosen.minimum)
    told = {
        name: money(value, chosen.coin) for name, value in (("lacking", found.lacking), ("minimum", chosen.minimum))
    }
    rows = [
        Row(gettext("Arrives"), money(found.arrives, chosen.coin) if found.is_possible else "—"),
        Row(gettext("Leaves the account"), money(amount, chosen.coin) if found.is_possible else "—"),
        Row(gettext("Fee"), money(chosen.fee, chosen.coin)),
        Row(gettext("Smallest withdrawal"), told["minimum"]),
    ]
    if found.lacking:
        text = gettext("Below the smallest withdrawal of %(minimum)s: this cannot be sent. %(lacking)s are lacking.")
        return Answer(rows, warnings=[text % told])
    if not found.is_possible:
        return Answer(rows, warnings=[gettext("The amount does not pay the fee: nothing would arrive.")])
    return Answer(rows, notes=[gettext("The withdrawal page shows the fee that holds at that moment.")])
