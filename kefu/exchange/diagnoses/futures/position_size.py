"""How large a position may be for a loss one has chosen, and where its stop belongs. Arithmetic, never advice."""

from decimal import Decimal

from kefu.exchange.contract import calls
from kefu.exchange.contract.kinds import Wallet
from kefu.exchange.contract.trading import AskBalances, AskPrices, Balances, Prices
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

TOOL = Step(StepKind.TOOL, "position", "tool")
LIQUIDATION_TOOL = Step(StepKind.TOOL, "liquidation", "liquidation_tool")
ARTICLE = Step(StepKind.ARTICLE, "risk-management", "article")
STOP = Step(StepKind.ARTICLE, "take-profit-and-stop-loss", "stop")
WAYS = (TOOL, STOP, LIQUIDATION_TOOL, ARTICLE)
HOW = (
    Line(Mark.INFO, "loss_first"),
    Line(Mark.INFO, "formula"),
    Line(Mark.INFO, "stop_first"),
    Line(Mark.INFO, "slips"),
)
MOST_COINS = 5


def reads(facts: Facts) -> tuple[Wanted, ...]:
    market = facts.answer("market")
    wanted: tuple[Wanted, ...] = (Wanted("balances", calls.BALANCES, AskBalances()),)
    return (*wanted, Wanted("prices", calls.PRICES, AskPrices(market))) if market else wanted


def judge(facts: Facts) -> Finding:
    lines: tuple[Line, ...] = (*HOW, *_held(facts), *_moves(facts))
    own = any(line.key == "held" for line in lines)
    return Finding("yours" if own else "explained", State.FINE, {}, (*lines, Line(Mark.INFO, "no_advice")), WAYS)


def _held(facts: Facts) -> tuple[Line, ...]:
    """What a loss would be taken from; of somebody who has not signed in it is simply not told."""
    found = facts.maybe("balances", Balances)
    held = [each for each in found.items if each.wallet is Wallet.FUTURES] if found else []
    lines: tuple[Line, ...] = ()
    for each in held[:MOST_COINS]:
        told: dict[str, Value] = {"coin": each.coin, "available": each.available, "frozen": each.frozen}
        lines += (Line(Mark.INFO, "held", told),)
    return lines


def _moves(facts: Facts) -> tuple[Line, ...]:
    market = facts.answer("market")
    if not market:
        return ()
    prices = facts.maybe("prices", Prices)
    if prices is None:
        return (Line(Mark.UNKNOWN, "market_unlearned", {"market": market}),)
    moved: Decimal = prices.volatility_percent
    return (Line(Mark.INFO, "moved", {"market": market, "percent": moved, "last": prices.last}),)


CHECK = Definition(
    key="position-size",
    topic=Topic.FUTURES,
    asks=(Question("market", Ask.MARKET, is_needed=False),),
    reads=reads,
    judge=judge,
    articles=("risk-management", "take-profit-and-stop-loss", "avoid-liquidation"),
    words={
        "en": {
            "title": "Position size and stop loss",
            "intro": "First the loss that you could bear, then the size that "
            "follows from it. The calculator does the arithmetic.",
            "ask.market": "Contract",
            "ask.market.hint": "For example BTCUSDT-PERP",
            "verdict.explained": "The size of a position follows from the loss "
            "you can bear and from how far away your stop is.",
            "verdict.yours": "The size of a position follows from the loss you can bear, "
            "from your futures balance and from how far away your stop is.",
            "line.loss_first": "First choose how much one position may lose at most",
            "line.formula": "Value of the position = largest loss / distance to the stop in percent",
            "line.stop_first": "The stop must come before the liquidation "
            "price: above it for a long, below it for a short",
            "line.slips": "A stop limits a loss, but does not promise its "
            "price: in fast markets it may be filled worse",
            "line.held": "Your futures account: {available} {coin} available, {frozen} {coin} in use",
            "line.moved": "{market}: last price {last}, moved by {percent}% within the last hour",
            "line.market_unlearned": "{market}: could not be looked up. Check its name, or try again in a few minutes",
            "line.no_advice": "This is arithmetic. We give no advice on what to buy or sell",
            "step.tool": "Work out a position",
            "step.liquidation_tool": "Work out a liquidation price",
            "step.article": "Risk management for futures",
            "step.stop": "Set take profit and stop loss",
        },
        "zh-CN": {
            "title": "仓位大小与止损",
            "intro": "先定能承受多少亏损，再算仓位该有多大。计算器会帮您计算。",
            "ask.market": "合约",
            "ask.market.hint": "例如 BTCUSDT-PERP",
            "verdict.explained": "仓位大小取决于您能承受的亏损，以及止损离开仓价有多远。",
            "verdict.yours": "仓位大小取决于您能承受的亏损、合约账户的余额，以及止损离开仓价有多远。",
            "line.loss_first": "先定好单个仓位最多亏多少",
            "line.formula": "仓位价值 = 最多亏损 ÷ 止损距离（百分比）",
            "line.stop_first": "止损要比强平价先到：做多设在强平价上方，做空设在强平价下方",
            "line.slips": "止损能限制亏损，但不保证成交价；行情急的时候可能更差",
            "line.held": "您的合约账户：可用 {available} {coin}，占用 {frozen} {coin}",
            "line.moved": "{market}：最新价 {last}，最近一小时波动 {percent}%",
            "line.market_unlearned": "{market}：未能查到，请核对名称或过几分钟再试",
            "line.no_advice": "以上只是计算方法，我们不提供任何买卖建议",
            "step.tool": "仓位计算器",
            "step.liquidation_tool": "强平价计算器",
            "step.article": "合约风险管理",
            "step.stop": "设置止盈止损",
        },
    },
)
