"""What futures can cost, said plainly, with three questions to see whether it was understood.

A notice, never advice: nobody here says what to buy or sell.
"""

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

QUIZ = {"move": "five", "stop": "not_promised", "cross": "everything"}  # question -> its right choice
CHOICES = {
    "move": ("five", "twenty", "fifty"),
    "stop": ("promised", "not_promised"),
    "cross": ("margin", "everything"),
}


def reads(facts: Facts) -> tuple[Wanted, ...]:
    market = facts.answer("market")
    return (Wanted("prices", calls.PRICES, AskPrices(market)),) if market else ()


def judge(facts: Facts) -> Finding:
    ways = (ARTICLE, SIZE, STOP, LIQUIDATION_TOOL)
    moved, told = _moved(facts)
    if quiz := _quiz(facts):
        passed = all(line.mark is Mark.OK for line in quiz) and len(quiz) == len(QUIZ)
        return Finding("understood" if passed else "read_again", State.FINE, {}, (*quiz, *moved, *NOTICE), ways)
    verdict = "notice_rough" if any(line.mark is Mark.BAD for line in moved) else "notice"
    return Finding(verdict, State.FINE, told, (*moved, *NOTICE) if told else (*NOTICE, *moved), ways)


def _moved(facts: Facts) -> tuple[tuple[Line, ...], dict[str, Value]]:
    """How much the contract moves, where one was named, and what a verdict says of it."""
    market = facts.answer("market")
    prices = facts.maybe("prices", Prices)
    if prices is None:
        return (Line(Mark.UNKNOWN, "market_unlearned", {"market": market}),) if market else (), {}
    told: dict[str, Value] = {"market": market, "percent": prices.volatility_percent}
    mark = Mark.BAD if prices.volatility_percent >= ROUGH_PERCENT else Mark.INFO
    return (Line(mark, "moved", told),), told


def _quiz(facts: Facts) -> tuple[Line, ...]:
    """A line for each question that was answered: right, or what is so."""
    answered = [(name, facts.answer(name)) for name in QUIZ if facts.answer(name)]
    return tuple(
        Line(Mark.OK, f"{name}_right") if choice == QUIZ[name] else Line(Mark.BAD, f"{name}_wrong")
        for name, choice in answered
    )


CHECK = Definition(
    key="futures-risk",
    topic=Topic.FUTURES,
    asks=(
        Question("market", Ask.MARKET, is_needed=False),
        *(Question(name, Ask.CHOICE, is_needed=False, choices=choices) for name, choices in CHOICES.items()),
    ),
    reads=reads,
    judge=judge,
    articles=("risk-management", "take-profit-and-stop-loss"),
    words={
        "en": {
            "title": "What futures can cost you",
            "intro": "The risks of leverage in plain words. Name a contract, and we add how much it moves. Three "
            "questions show whether it was understood.",
            "ask.market": "Contract",
            "ask.market.hint": "For example BTCUSDT-PERP",
            "ask.move": "At 20x leverage, which move against you uses up the margin?",
            "ask.move.five": "About 5%",
            "ask.move.twenty": "About 20%",
            "ask.move.fifty": "About 50%",
            "ask.stop": "Does a stop loss promise the price it is set to?",
            "ask.stop.promised": "Yes",
            "ask.stop.not_promised": "No",
            "ask.cross": "What can you lose with a cross-margin position?",
            "ask.cross.margin": "Only the margin of this position",
            "ask.cross.everything": "All that is in the futures account",
            "verdict.understood": "All three are right. The risk stays: you can lose all the margin, and fast.",
            "verdict.read_again": "Not all of it is clear yet. Read the lines below before you trade, and try again.",
            "line.move_right": "Right: at 20x, a move of about 5% against you uses up the margin",
            "line.move_wrong": "At 20x, a move of only about 5% against you uses up the margin: 100% divided by 20",
            "line.stop_right": "Right: a stop loss acts by itself, but its price is not promised",
            "line.stop_wrong": "A stop loss sells at the price there is then, which can be far worse than the one it is set to",
            "line.cross_right": "Right: with cross margin, all that is in the futures account can be lost",
            "line.cross_wrong": "With cross margin, the whole futures account stands behind the position, not its margin alone",
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
            "intro": "用平实的话说明杠杆的风险。填写合约后，我们会附上它近期的波动。另有三道小题，帮您确认是否看懂。",
            "ask.market": "合约",
            "ask.market.hint": "例如 BTCUSDT-PERP",
            "ask.move": "20 倍杠杆下，行情反向波动多少会耗尽保证金？",
            "ask.move.five": "约 5%",
            "ask.move.twenty": "约 20%",
            "ask.move.fifty": "约 50%",
            "ask.stop": "止损单是否保证按设定的价格成交？",
            "ask.stop.promised": "保证",
            "ask.stop.not_promised": "不保证",
            "ask.cross": "全仓模式下，一个仓位最多可能亏掉什么？",
            "ask.cross.margin": "只有这个仓位的保证金",
            "ask.cross.everything": "合约账户里的全部资金",
            "verdict.understood": "三题全部答对。但风险依然存在：保证金可能在很短时间内全部亏完。",
            "verdict.read_again": "还有没弄清楚的地方。交易前请读完下面几条，再试一次。",
            "line.move_right": "正确：20 倍杠杆下，行情反向波动约 5%，保证金就会耗尽",
            "line.move_wrong": "20 倍杠杆下，行情反向波动只需约 5%（100% 除以 20），保证金就会耗尽",
            "line.stop_right": "正确：止损会自动触发，但不保证成交价格",
            "line.stop_wrong": "止损触发后按当时的市价成交，可能比设定的价格差很多",
            "line.cross_right": "正确：全仓模式下，合约账户里的全部资金都可能亏掉",
            "line.cross_wrong": "全仓模式下，整个合约账户都在为仓位担保，不只是这个仓位的保证金",
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
