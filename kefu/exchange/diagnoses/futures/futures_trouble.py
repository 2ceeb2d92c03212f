"""Liquidated, a transfer, or the rules: what happened last in the futures account decides which check comes first."""

from datetime import timedelta

from kefu.exchange.contract import calls
from kefu.exchange.contract.funds import AskMoves, Move, Moves
from kefu.exchange.contract.futures import AskLiquidations, Liquidation, Liquidations
from kefu.exchange.contract.kinds import Level, TransferState, Wallet
from kefu.exchange.diagnoses.definition import (
    Definition,
    Facts,
    Finding,
    Line,
    Mark,
    State,
    Step,
    StepKind,
    Topic,
    Value,
    Wanted,
)
from kefu.exchange.diagnoses.shared_words import CONTACT

RECENT = timedelta(days=7)
LIQUIDATION = Step(StepKind.CHECK, "liquidation", "liquidation")
TRANSFER = Step(StepKind.CHECK, "futures-transfer", "transfer")
RULES = Step(StepKind.CHECK, "futures-rules", "rules")
SIZE = Step(StepKind.CHECK, "position-size", "size")
EVERY_WAY = (LIQUIDATION, TRANSFER, RULES, SIZE)


def reads(facts: Facts) -> tuple[Wanted, ...]:
    del facts
    return (
        Wanted("liquidations", calls.LIQUIDATIONS, AskLiquidations()),
        Wanted("moves", calls.MOVES, AskMoves()),
    )


def judge(facts: Facts) -> Finding:
    closed, move = _closed(facts), _failed(facts)
    lines = _lines(facts, closed, move)
    if closed is not None:
        told: dict[str, Value] = {"market": closed.market}
        return Finding("liquidated", State.CHOOSE, told, lines, (*EVERY_WAY, CONTACT))
    if move is not None:
        return Finding("transfer_failed", State.CHOOSE, {}, lines, (TRANSFER, LIQUIDATION, RULES, SIZE, CONTACT))
    return Finding("choose", State.CHOOSE, {}, lines, (*EVERY_WAY, CONTACT))


def _lines(facts: Facts, closed: Liquidation | None, move: Move | None) -> tuple[Line, ...]:
    lines: tuple[Line, ...] = ()
    if closed is not None:
        told: dict[str, Value] = {"market": closed.market, "order_id": closed.order_id, "at": closed.timeline[-1].at}
        lines += (Line(Mark.BAD, "liquidated", told),)
    if move is not None:
        told = {"amount": move.amount, "coin": move.coin, "asked_at": move.asked_at}
        lines += (Line(Mark.BAD, "transfer_failed", told),)
    if facts.maybe("liquidations", Liquidations) is None or facts.maybe("moves", Moves) is None:
        return (*lines, Line(Mark.UNKNOWN, "unlearned"))
    return lines or (Line(Mark.OK, "nothing_lately"),)


def _closed(facts: Facts) -> Liquidation | None:
    """The newest, if it is recent."""
    found = facts.maybe("liquidations", Liquidations)
    newest = next((each for each in found.items if each.timeline), None) if found else None
    return newest if newest is not None and facts.now - newest.timeline[-1].at <= RECENT else None


def _failed(facts: Facts) -> Move | None:
    """The newest move to or from futures, if it is recent and failed."""
    found = facts.maybe("moves", Moves)
    ours = [each for each in found.items if Wallet.FUTURES in {each.source, each.target}] if found else []
    newest = next(iter(ours), None)
    if newest is None or newest.state is not TransferState.FAILED or facts.now - newest.asked_at > RECENT:
        return None
    return newest


CHECK = Definition(
    key="futures-trouble",
    topic=Topic.FUTURES,
    level=Level.SIGNED_IN,
    reads=reads,
    judge=judge,
    articles=("why-was-i-liquidated", "transfer-failed"),
    categories=("trading",),
    words={
        "en": {
            "title": "Futures: liquidation, transfer, rules",
            "intro": "We look at what happened last in your futures account, and lead you on from there.",
            "verdict.liquidated": "Your position in {market} was liquidated. We "
            "can show you step by step how it came to that.",
            "verdict.transfer_failed": "Your last transfer with the futures account "
            "failed. The funds have stayed where they were.",
            "verdict.choose": "What is it about? Choose the one that fits.",
            "line.liquidated": "{at}: {market} liquidated, order {order_id}",
            "line.transfer_failed": "{asked_at}: transfer of {amount} {coin} failed",
            "line.nothing_lately": "No liquidation and no failed transfer within the last 7 days",
            "step.liquidation": "Why was I liquidated?",
            "step.transfer": "A transfer to or from futures",
            "step.rules": "Leverage, margin and fees",
            "step.size": "Position size and stop loss",
        },
        "zh-CN": {
            "title": "合约：爆仓、强平、划转",
            "intro": "我们先查看您合约账户最近发生了什么，再告诉您下一步看哪里。",
            "verdict.liquidated": "您的 {market} 仓位被强制平仓。我们可以逐步告诉您经过。",
            "verdict.transfer_failed": "您最近一次与合约账户之间的划转失败，资金仍在原账户。",
            "verdict.choose": "您想了解哪一项？请选择。",
            "line.liquidated": "{at}：{market} 强制平仓，订单 {order_id}",
            "line.transfer_failed": "{asked_at}：划转 {amount} {coin} 失败",
            "line.nothing_lately": "最近 7 天没有强制平仓，也没有失败的划转",
            "step.liquidation": "我为什么被强平？",
            "step.transfer": "划入或划出合约账户",
            "step.rules": "杠杆、保证金与手续费",
            "step.size": "仓位大小与止损",
        },
    },
)
