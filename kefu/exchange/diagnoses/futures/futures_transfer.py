"""Moving funds between spot and futures: how it goes, and why the last one failed or waits."""

from datetime import timedelta

from kefu.exchange.contract import calls
from kefu.exchange.contract.funds import AskMoves, Move, Moves
from kefu.exchange.contract.kinds import Level, TransferReason, TransferState, Wallet
from kefu.exchange.contract.trading import AskBalances, Balances
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
from kefu.exchange.diagnoses.futures.futures_transfer_words import EN, ZH
from kefu.exchange.diagnoses.shared_words import CONTACT

TRANSFER = Step(StepKind.FLOW, "transfer", "transfer")
ORDERS = Step(StepKind.FLOW, "orders", "orders")
FUTURES = Step(StepKind.FLOW, "futures", "futures")
STATUS = Step(StepKind.FLOW, "status", "status")
ARTICLE = Step(StepKind.ARTICLE, "transfer-spot-to-futures", "article")
FAILED = Step(StepKind.ARTICLE, "transfer-failed", "failed")
HOW = tuple(Line(Mark.INFO, key) for key in ("open_page", "choose_way", "choose_amount", "at_once"))

ENDS_BY_ITSELF = frozenset({TransferReason.TRADE_LOCK, TransferReason.MAINTENANCE, TransferReason.HOLD})
BY_CUSTOMER: dict[TransferReason, tuple[Step, ...]] = {
    TransferReason.BALANCE: (TRANSFER, ORDERS, FAILED),
    TransferReason.OPEN_POSITION: (FUTURES, ORDERS, FAILED),
    TransferReason.TRADE_LOCK: (TRANSFER, FAILED),
    TransferReason.MAINTENANCE: (STATUS, FAILED),
    TransferReason.HOLD: (TRANSFER, FAILED),
    TransferReason.BELOW_MINIMUM: (TRANSFER, FAILED),
}
MOVED = frozenset({TransferState.DONE, TransferState.CREDITED, TransferState.SENT})
TAKES = timedelta(minutes=2)  # it is an entry in our own books: at once, as a rule


def reads(facts: Facts) -> tuple[Wanted, ...]:
    wanted: tuple[Wanted, ...] = (Wanted("moves", calls.MOVES, AskMoves(facts.answer("coin"))),)
    move = _newest(facts)
    if move is not None and move.reason in {TransferReason.BALANCE, TransferReason.OPEN_POSITION}:
        wanted += (Wanted("balances", calls.BALANCES, AskBalances(move.coin)),)
    return wanted


def judge(facts: Facts) -> Finding:
    facts.need("moves", Moves)
    move = _newest(facts)
    if move is None:
        return Finding("steps", State.ACT, {}, HOW, (TRANSFER, ARTICLE))
    told = _told(move)
    line = Line(Mark.INFO, "move", told)
    if move.state in MOVED:
        return Finding("done", State.FINE, told, (line, Line(Mark.OK, "done"), *HOW), (TRANSFER, ARTICLE, CONTACT))
    if move.state is TransferState.CANCELLED:
        return Finding("cancelled", State.FINE, told, (line, Line(Mark.OK, "stayed", told)), (TRANSFER, ARTICLE))
    return _stuck(move, line, facts)


def _stuck(move: Move, line: Line, facts: Facts) -> Finding:
    """It failed, or it has not come through yet."""
    told = _told(move)
    kept = (Line(Mark.OK, "stayed", told),) if move.state is TransferState.FAILED else ()
    lines = (line, *_figures(move, facts), *_until(move, facts), *kept)
    ways = BY_CUSTOMER.get(move.reason)
    if ways is None:
        return _unplain(move, lines, facts)
    if move.reason not in ENDS_BY_ITSELF:
        return Finding(move.reason.value, State.ACT, told, lines, (*ways, CONTACT))
    if move.free_at is not None and move.free_at <= facts.now:
        return Finding("again", State.ACT, told, lines, (*ways, CONTACT))
    return Finding(move.reason.value, State.WAITING, told, lines, (*ways, CONTACT), {"coin": move.coin})


def _unplain(move: Move, lines: tuple[Line, ...], facts: Facts) -> Finding:
    """No reason that the customer or time could clear away."""
    told = _told(move)
    if move.state is TransferState.FAILED:
        return Finding("untold", State.PERSON, told, lines, (CONTACT, FAILED))
    if move.state is TransferState.REVIEW or move.reason is not TransferReason.NONE:
        return Finding("review", State.PERSON, told, lines, (CONTACT, FAILED))
    if facts.now - move.asked_at <= TAKES:
        return Finding("soon", State.WAITING, told, lines, (ARTICLE, TRANSFER), {"coin": move.coin})
    return Finding("under_way", State.PERSON, told, lines, (CONTACT, TRANSFER))


def _newest(facts: Facts) -> Move | None:
    """The newest to or from futures."""
    found = facts.maybe("moves", Moves)
    items = found.items if found else ()
    return next((each for each in items if Wallet.FUTURES in {each.source, each.target}), None)


def _told(move: Move) -> dict[str, Value]:
    return {
        "amount": move.amount,
        "coin": move.coin,
        "source": move.source.value,
        "target": move.target.value,
        "asked_at": move.asked_at,
    }


def _figures(move: Move, facts: Facts) -> tuple[Line, ...]:
    """What could have been moved then, and what there is now."""
    lines: tuple[Line, ...] = ()
    if move.available is not None:
        lines += (Line(Mark.INFO, "available_then", {**_told(move), "available": move.available}),)
    if "balances" not in facts.known:
        return lines
    found = facts.maybe("balances", Balances)
    if found is None:
        return (*lines, Line(Mark.UNKNOWN, "unlearned"))
    for each in found.items:
        if each.coin == move.coin and each.wallet is move.source:
            told = {**_told(move), "available": each.available, "frozen": each.frozen}
            lines += (Line(Mark.INFO, "available_now", told),)
    return lines


def _until(move: Move, facts: Facts) -> tuple[Line, ...]:
    if move.free_at is None:
        return ()
    if move.free_at <= facts.now:
        return (Line(Mark.OK, "free_since", {"free_at": move.free_at}),)
    return (Line(Mark.WAIT, "free_at", {"free_at": move.free_at}),)


CHECK = Definition(
    key="futures-transfer",
    topic=Topic.FUTURES,
    level=Level.SIGNED_IN,
    asks=(Question("coin", Ask.COIN, is_needed=False),),
    reads=reads,
    judge=judge,
    articles=("transfer-spot-to-futures", "transfer-failed"),
    words={"en": EN, "zh-CN": ZH},
)
