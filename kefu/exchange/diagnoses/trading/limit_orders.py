"""How a limit order keeps a price, and what it costs: it may wait. With the market's prices of now where one is named."""

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

ARTICLE = Step(StepKind.ARTICLE, "use-limit-orders", "article")
TOOL = Step(StepKind.TOOL, "slippage", "tool")
HOW = (Line(Mark.OK, "keeps"), Line(Mark.INFO, "may_wait"), Line(Mark.INFO, "fills_at_once"))


def reads(facts: Facts) -> tuple[Wanted, ...]:
    market = facts.answer("market")
    return (Wanted("prices", calls.PRICES, AskPrices(market)),) if market else ()


def judge(facts: Facts) -> Finding:
    market = facts.answer("market")
    told: dict[str, Value] = {"market": market}
    ways = (ARTICLE, TOOL, steps.ORDERS)
    if not market:
        return Finding("explained", State.FINE, {}, HOW, ways)
    prices = facts.maybe("prices", Prices)
    if prices is None or not prices.best_bid or not prices.best_ask:
        return Finding("explained", State.FINE, {}, (*HOW, Line(Mark.UNKNOWN, "prices_unlearned", told)), ways)
    told |= {"bid": prices.best_bid, "ask": prices.best_ask, "percent": apart(prices.best_ask, prices.best_bid)}
    return Finding("explained_here", State.FINE, told, (*HOW, Line(Mark.INFO, "prices", told)), ways)


CHECK = Definition(
    key="limit-orders",
    topic=Topic.TRADING,
    asks=(Question("market", Ask.MARKET, is_needed=False),),
    reads=reads,
    judge=judge,
    articles=("use-limit-orders", "market-limit-stop-orders"),
    words=asked_order.words(
        en={
            "title": "Keep a price with a limit order",
            "intro": "A limit order names the worst price you accept. We show how that works, and the prices of now.",
            "ask.market": "Market",
            "ask.market.hint": "For example BTC/USDT",
            "verdict.explained": "With a limit order you decide the price; when it is filled, the market decides.",
            "verdict.explained_here": "With a limit order you decide the price. On {market} "
            "the best bid is {bid} and the best ask {ask} just now.",
            "line.keeps": "A buy is never filled above your price, a sell never below it",
            "line.may_wait": "It may wait, be filled in parts, or not be filled at all",
            "line.fills_at_once": "A buy at the best ask or above, a sell at the "
            "best bid or below, is filled at once as a taker",
            "line.prices": "{market}: bid {bid}, ask {ask}, {percent}% apart",
            "line.prices_unlearned": "{market}: prices could not be looked up. "
            "Check its name, or try again in a few minutes",
            "step.article": "Limit orders, step by step",
            "step.tool": "Work out slippage",
        },
        zh={
            "title": "用限价单锁定价格",
            "intro": "限价单由您指定能接受的最差价格。我们说明它怎么成交，并列出当前的买卖价。",
            "ask.market": "交易对",
            "ask.market.hint": "例如 BTC/USDT",
            "verdict.explained": "限价单由您决定价格，什么时候成交由市场决定。",
            "verdict.explained_here": "限价单由您决定价格。{market} 当前买一价 {bid}，卖一价 {ask}。",
            "line.keeps": "买入不会高于您的价格，卖出不会低于您的价格",
            "line.may_wait": "可能要等待，可能部分成交，也可能不成交",
            "line.fills_at_once": "买价不低于卖一价、卖价不高于买一价时，会立刻按吃单（Taker）成交",
            "line.prices": "{market}：买一价 {bid}，卖一价 {ask}，相差 {percent}%",
            "line.prices_unlearned": "{market}：未能查到价格，请核对名称或过几分钟再试",
            "step.article": "限价单的使用步骤",
            "step.tool": "滑点计算器",
        },
    ),
)
