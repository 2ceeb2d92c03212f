"""What a withdrawal costs on each network of a coin, and what of an amount arrives."""

from decimal import Decimal

from kefu.exchange.contract import calls
from kefu.exchange.contract.funds import AskNetworks, Network, Networks
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
from kefu.exchange.diagnoses.funds import transfers
from kefu.exchange.diagnoses.shared_words import CONTACT

MOST_ROWS = 30
WITHDRAW = Step(StepKind.FLOW, "withdraw", "withdraw")
FEES = transfers.article("withdrawal-fees", "fees")


def reads(facts: Facts) -> tuple[Wanted, ...]:
    return (Wanted("networks", calls.NETWORKS, AskNetworks(coin=facts.answer("coin"))),)


def judge(facts: Facts) -> Finding:
    coin, network = facts.answer("coin"), facts.answer("network")
    items = facts.need("networks", Networks).items
    rows = [each for each in items if transfers.fits(coin, each.coin) and transfers.fits(network, each.network)]
    if not rows:
        return Finding("not_offered", State.UNCLEAR, {}, (Line(Mark.INFO, "not_offered"),), (WITHDRAW, CONTACT))
    amount = transfers.amount_of(facts.answer("amount")) if coin else None
    if amount is None:
        return Finding("table", State.FINE, {}, _table(rows, facts), (WITHDRAW, FEES))
    return _of_amount(amount, rows, facts)


def _table(rows: list[Network], facts: Facts) -> tuple[Line, ...]:
    lines = [Line(Mark.INFO, "row", _told(each)) for each in rows[:MOST_ROWS]]
    if len(rows) > MOST_ROWS:
        lines.append(Line(Mark.INFO, "more", {"count": len(rows) - MOST_ROWS}))
    return (*lines, *_not_running(rows, facts))


def _of_amount(amount: Decimal, rows: list[Network], facts: Facts) -> Finding:
    """The cheapest first: which one the receiving side takes, only its owner knows."""
    ordered = sorted(rows, key=lambda each: each.withdrawal_fee)
    able = [each for each in ordered if _arrives(amount, each) is not None]
    lines = (*(_row(amount, each) for each in ordered[:MOST_ROWS]), *_not_running(ordered, facts))
    if not able:
        return Finding("too_small", State.ACT, _told(ordered[0], amount), lines, (FEES, WITHDRAW))
    verdict = "arrives" if len(ordered) == 1 else "compared"
    return Finding(verdict, State.FINE, _told(able[0], amount), lines, (WITHDRAW, FEES))


def _arrives(amount: Decimal, network: Network) -> Decimal | None:
    """None where so little cannot be withdrawn."""
    left = amount - network.withdrawal_fee
    return left if amount >= network.withdrawal_minimum and left > 0 else None


def _row(amount: Decimal, network: Network) -> Line:
    told = _told(network, amount)
    return Line(Mark.OK, "arrives", told) if "arrives" in told else Line(Mark.BAD, "too_small", told)


def _told(network: Network, amount: Decimal | None = None) -> dict[str, Value]:
    told: dict[str, Value] = {
        "coin": network.coin,
        "network": network.network,
        "fee": network.withdrawal_fee,
        "minimum": network.withdrawal_minimum,
    }
    if amount is None:
        return told
    arrives = _arrives(amount, network)
    return {**told, "amount": amount, **({"arrives": arrives} if arrives is not None else {})}


def _not_running(rows: list[Network], facts: Facts) -> tuple[Line, ...]:
    return tuple(line for each in rows[:MOST_ROWS] for line in transfers.withdrawal_flow(each, facts.now)[:1])


CHECK = Definition(
    key="withdrawal-fees",
    topic=Topic.FUNDS,
    asks=(
        Question("coin", Ask.COIN, is_needed=False),
        Question("network", Ask.NETWORK, is_needed=False),
        Question("amount", Ask.AMOUNT, is_needed=False),
    ),
    reads=reads,
    judge=judge,
    articles=("withdrawal-fees",),
    categories=("fees",),
    words=transfers.worded(
        en={
            "title": "What does a withdrawal cost?",
            "intro": "The fees our system takes at this moment, and what of an amount arrives.",
            "ask.coin": "Coin",
            "ask.coin.hint": "Leave it empty to see all.",
            "ask.network": "Network",
            "ask.amount": "Amount you enter",
            "ask.amount.hint": "With a coin and an amount we say what arrives.",
            "verdict.table": "Each withdrawal costs a fixed fee for its coin and network, whatever the amount.",
            "verdict.arrives": "Of {amount} {coin} on {network}, {arrives} {coin} arrive; the fee is {fee} {coin}.",
            "verdict.compared": "Of {amount} {coin}, at most {arrives} {coin} arrive, over {network}. "
            "Only choose a network that the receiving side takes.",
            "verdict.too_small": "{amount} {coin} are too little to withdraw: "
            "on {network} the least is {minimum} {coin} and the fee {fee} {coin}.",
            "verdict.not_offered": "We do not offer this coin on this network.",
            "line.row": "{coin} on {network}: fee {fee} {coin}, least withdrawal {minimum} {coin}",
            "line.arrives": "{network}: {arrives} {coin} arrive, fee {fee} {coin}",
            "line.too_small": "{network}: too little; least withdrawal {minimum} {coin}, fee {fee} {coin}",
            "line.more": "{count} more: name a coin to see its networks",
            "line.not_offered": "Compare the name with the withdrawal page",
            "step.withdraw": "Open the withdrawal page",
            "step.fees": "How fees work",
        },
        zh={
            "title": "提现手续费是多少？",
            "intro": "这是系统此刻收取的手续费，也可以算出实际到账多少。",
            "ask.coin": "币种",
            "ask.coin.hint": "不填则显示全部。",
            "ask.network": "网络",
            "ask.amount": "提现数量",
            "ask.amount.hint": "填了币种和数量，就能算出实际到账。",
            "verdict.table": "每笔提现按币种和网络收取固定手续费，与数量多少无关。",
            "verdict.arrives": "通过 {network} 网络提 {amount} {coin}，实际到账 {arrives} {coin}，手续费 {fee} {coin}。",
            "verdict.compared": "提 {amount} {coin}，最多到账 {arrives} {coin}（{network} 网络）。"
            "请只选收款方支持的网络。",
            "verdict.too_small": "{amount} {coin} 太少，无法提现："
            "{network} 网络最低提 {minimum} {coin}，手续费 {fee} {coin}。",
            "verdict.not_offered": "平台不支持这个币种的该网络。",
            "line.row": "{coin}（{network} 网络）：手续费 {fee} {coin}，最低提 {minimum} {coin}",
            "line.arrives": "{network} 网络：到账 {arrives} {coin}，手续费 {fee} {coin}",
            "line.too_small": "{network} 网络：数量不足，最低提 {minimum} {coin}，手续费 {fee} {coin}",
            "line.more": "另有 {count} 项：选择币种即可查看",
            "line.not_offered": "请与提现页上的名称核对",
            "step.withdraw": "打开提现页",
            "step.fees": "手续费怎么算",
        },
    ),
)
