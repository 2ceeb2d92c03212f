"""Whether network and market are fit for an order: halts, how much the price moves, and the customer's own line."""

from decimal import Decimal

from kefu.exchange.contract import calls
from kefu.exchange.contract.trading import AskPrices, Prices
from kefu.exchange.diagnoses.definition import (
    Ask,
    Definition,
    Facts,
    Finding,
    Line,
    Mark,
    Question,
    State,
    Step,
    StepKind,
    Topic,
    Value,
    Wanted,
)
from kefu.exchange.diagnoses.percent import apart
from kefu.exchange.diagnoses.trading import asked_order, steps

ROUGH_PERCENT = Decimal(3)  # within an hour, up and down or in one direction
WIDE_PERCENT = Decimal(1)  # between the best two prices
CONNECTION = Step(StepKind.TOOL, "connection", "connection")
ARTICLE = Step(StepKind.ARTICLE, "network-and-market", "article")


def reads(facts: Facts) -> tuple[Wanted, ...]:
    market = _market(facts)
    listed = () if facts.answer("market") else asked_order.reads(facts)
    return (*listed, Wanted("prices", calls.PRICES, AskPrices(market))) if market else listed


def judge(facts: Facts) -> Finding:
    market = _market(facts)
    if not market:
        return Finding("no_market", State.ACT, {}, (Line(Mark.INFO, "own_line"),), (CONNECTION, steps.STATUS, ARTICLE))
    prices = facts.maybe("prices", Prices)
    told: dict[str, Value] = {"market": market}
    if prices is None:
        unlearned = (Line(Mark.UNKNOWN, "market_unlearned", told), Line(Mark.INFO, "own_line"))
        return Finding("market_unlearned", State.UNCLEAR, told, unlearned, (CONNECTION, steps.STATUS, ARTICLE))
    if prices.is_halted:
        return _halted(market, prices)
    lines = (Line(Mark.OK, "trading", told), *_figures(prices), Line(Mark.INFO, "own_line"))
    moved = max(prices.volatility_percent, abs(prices.change_1h_percent))
    if moved >= ROUGH_PERCENT:
        return Finding("rough", State.ACT, {**told, "percent": moved}, lines, (steps.LIMIT_ORDERS, CONNECTION, ARTICLE))
    return Finding("calm", State.ACT, told, lines, (CONNECTION, steps.STATUS, ARTICLE))


def _halted(market: str, prices: Prices) -> Finding:
    told: dict[str, Value] = {"market": market}
    if prices.halted_until is not None:
        told["until"] = prices.halted_until
    line = Line(Mark.WAIT, "halted_until" if prices.halted_until else "halted", told)
    return Finding("halted", State.WAITING, told, (line,), (steps.STATUS, ARTICLE), {"market": market})


def _figures(prices: Prices) -> tuple[Line, ...]:
    change, volatility = prices.change_1h_percent, prices.volatility_percent
    lines: tuple[Line, ...] = (
        Line(_mark(abs(change), ROUGH_PERCENT), "change", {"percent": change, "last": prices.last}),
        Line(_mark(volatility, ROUGH_PERCENT), "volatility", {"percent": volatility}),
    )
    if not prices.best_bid or not prices.best_ask:
        return lines
    spread = apart(prices.best_ask, prices.best_bid)
    told = {"bid": prices.best_bid, "ask": prices.best_ask, "percent": spread}
    return (*lines, Line(_mark(spread, WIDE_PERCENT), "spread", told))


def _mark(percent: Decimal, most: Decimal) -> Mark:
    return Mark.BAD if percent >= most else Mark.OK


def _market(facts: Facts) -> str:
    """The one that was named, else that of the customer's order; none where neither is known."""
    order = asked_order.known(facts)
    return facts.answer("market") or (order.market if order else "")


CHECK = Definition(
    key="trading-conditions",
    topic=Topic.TRADING,
    asks=(Question("market", Ask.MARKET, is_needed=False), asked_order.QUESTION),
    reads=reads,
    judge=judge,
    articles=("network-and-market",),
    categories=("trading",),
    words=asked_order.words(
        en={
            "title": "Check network and market",
            "intro": "Stuck orders come from your line, from a halt of the "
            "market, or from prices that move fast. We look at all three.",
            "ask.market": "Market",
            "ask.market.hint": "For example BTC/USDT",
            "verdict.halted": "Trading on {market} is halted. Your funds are not touched by that.",
            "verdict.rough": "{market} is open, and its price moves a lot: up to {percent}% "
            "within an hour. Prices may change before an order arrives.",
            "verdict.calm": "{market} is open and calm. If orders are slow, test your own connection.",
            "verdict.no_market": "Start with your own connection. Name a market, and we look at it as well.",
            "verdict.market_unlearned": "We could not look up {market}. Check its "
            "name, and test your own connection meanwhile.",
            "line.trading": "{market}: open for trading",
            "line.halted": "{market}: halted, its end is not known yet",
            "line.halted_until": "{market}: halted until {until}",
            "line.market_unlearned": "{market}: could not be looked up. Check its name, or try again in a few minutes",
            "line.change": "Last price {last}, {percent}% against an hour ago",
            "line.volatility": "Between the hour's low and high: {percent}%",
            "line.spread": "Best bid {bid}, best ask {ask}: {percent}% apart",
            "line.own_line": "Your own connection: the test measures it in your browser",
            "step.connection": "Test my connection",
            "step.article": "Check network and market before an order",
        },
        zh={
            "title": "检查网络和行情",
            "intro": "下单卡住，可能是您的网络、交易暂停，或行情波动剧烈。我们逐项检查。",
            "ask.market": "交易对",
            "ask.market.hint": "例如 BTC/USDT",
            "verdict.halted": "{market} 暂停交易，您的资产不受影响。",
            "verdict.rough": "{market} 正常交易，但行情波动较大，一小时内最多 "
            "{percent}%。订单到达之前价格可能已经变化。",
            "verdict.calm": "{market} 正常交易，行情平稳。如果下单慢，请检测您的网络。",
            "verdict.no_market": "请先检测您的网络。填写交易对后，我们会一并查看行情。",
            "verdict.market_unlearned": "未能查到 {market} 的行情。请核对名称，也可以先检测您的网络。",
            "line.trading": "{market}：正常交易",
            "line.halted": "{market}：暂停交易，恢复时间尚未确定",
            "line.halted_until": "{market}：暂停交易至 {until}",
            "line.market_unlearned": "{market}：未能查到，请核对名称或过几分钟再试",
            "line.change": "最新价 {last}，与一小时前相比 {percent}%",
            "line.volatility": "一小时内最低价到最高价：{percent}%",
            "line.spread": "买一价 {bid}，卖一价 {ask}，相差 {percent}%",
            "line.own_line": "您的网络：检测工具会在您的浏览器中测量",
            "step.connection": "检测我的网络",
            "step.article": "下单前检查网络和行情",
        },
    ),
)
