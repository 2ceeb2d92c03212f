"""What futures can cost, said plainly. A notice, never advice: nobody here says what to buy or sell."""

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

ROUGH_PERCENT = Decimal(3)  # within an hour
ARTICLE = Step(StepKind.ARTICLE, "risk-management", "article")
STOP = Step(StepKind.ARTICLE, "take-profit-and-stop-loss", "stop")
SIZE = Step(StepKind.CHECK, "position-size", "size")
LIQUIDATION_TOOL = Step(StepKind.TOOL, "liquidation", "liquidation_tool")
NOTICE = tuple(
    Line(Mark.INFO, key)
    for key in ("all_of_it", "leverage", "stop", "together", "not_borrowed", "no_advice", "no_agent")
)


def reads(facts: Facts) -> tuple[Wanted, ...]:
    market = facts.answer("market")
    return (Wanted("prices", calls.PRICES, AskPrices(market)),) if market else ()


def judge(facts: Facts) -> Finding:
    ways = (ARTICLE, SIZE, STOP, LIQUIDATION_TOOL)
    market = facts.answer("market")
    prices = facts.maybe("prices", Prices)
    if prices is None:
        unlearned = (Line(Mark.UNKNOWN, "market_unlearned", {"market": market}),) if market else ()
        return Finding("notice", State.FINE, {}, (*NOTICE, *unlearned), ways)
    told: dict[str, Value] = {"market": market, "percent": prices.volatility_percent}
    if prices.volatility_percent >= ROUGH_PERCENT:
        return Finding("notice_rough", State.FINE, told, (Line(Mark.BAD, "moved", told), *NOTICE), ways)
    return Finding("notice", State.FINE, told, (Line(Mark.INFO, "moved", told), *NOTICE), ways)


CHECK = Definition(
    key="futures-risk",
    topic=Topic.FUTURES,
    asks=(Question("market", Ask.MARKET, is_needed=False),),
    reads=reads,
    judge=judge,
    articles=("risk-management", "take-profit-and-stop-loss"),
    words={
        "en": {
            "title": "What futures can cost you",
            "intro": "The risks of leverage in plain words. Name a contract, and we add how much it moves.",
            "ask.market": "Contract",
            "ask.market.hint": "For example BTCUSDT-PERP",
            "verdict.notice": "With futures you can lose all the margin of a position, "
            "and fast. Use only money that you can do without.",
            "verdict.notice_rough": "{market} moved by {percent}% within the last hour. With "
            "leverage, such a move can take all the margin of a position.",
            "line.all_of_it": "Isolated: the margin of this position can be "
            "lost; cross: all that is in the futures account",
            "line.leverage": "At 20x leverage, a move of about 5% against you uses up the margin",
            "line.stop": "Take profit and stop loss act by themselves, but do not promise their price",
            "line.together": "Coins often fall together: several positions in one direction are one large position",
            "line.not_borrowed": "Never trade with borrowed money, nor with money you need for living",
            "line.moved": "{market}: moved by {percent}% within the last hour",
            "line.market_unlearned": "{market}: could not be looked up. Check its name, or try again in a few minutes",
            "line.no_advice": "We give no advice on what to buy or sell, or when",
            "line.no_agent": "Nobody of ours trades for you: whoever offers that is an impostor",
            "step.article": "Risk management for futures",
            "step.size": "Position size and stop loss",
            "step.stop": "Set take profit and stop loss",
            "step.liquidation_tool": "Work out a liquidation price",
        },
        "zh-CN": {
            "title": "合约交易的风险",
            "intro": "用平实的话说明杠杆的风险。填写合约后，我们会附上它近期的波动。",
            "ask.market": "合约",
            "ask.market.hint": "例如 BTCUSDT-PERP",
            "verdict.notice": "做合约可能在很短时间内亏完仓位的全部保证金。请只用亏掉也不影响生活的钱。",
            "verdict.notice_rough": "{market} 最近一小时波动 {percent}%。"
            "在杠杆下，这样的波动可能亏完仓位的全部保证金。",
            "line.all_of_it": "逐仓可能亏完这个仓位的保证金，全仓可能亏完合约账户里的全部资金",
            "line.leverage": "20 倍杠杆下，行情反向波动约 5%，保证金就会耗尽",
            "line.stop": "止盈止损会自动执行，但不保证成交在设定的价格",
            "line.together": "各币种常常同涨同跌：几个同方向的仓位，等于一个大仓位",
            "line.not_borrowed": "不要借钱做合约，也不要动用生活必需的钱",
            "line.moved": "{market}：最近一小时波动 {percent}%",
            "line.market_unlearned": "{market}：未能查到，请核对名称或过几分钟再试",
            "line.no_advice": "我们不提供任何买卖建议，也不建议买卖时机",
            "line.no_agent": "平台没有任何人员代您交易，自称可以代操盘的都是骗子",
            "step.article": "合约风险管理",
            "step.size": "仓位大小与止损",
            "step.stop": "设置止盈止损",
            "step.liquidation_tool": "强平价计算器",
        },
    },
)
