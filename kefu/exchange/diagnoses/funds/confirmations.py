"""How far a deposit is on its chain: found by its TxID, or the newest not yet credited; followed until it is."""

from dataclasses import replace
from datetime import datetime, timedelta

from kefu.exchange.contract import calls
from kefu.exchange.contract.funds import (
    AskDeposits,
    AskNetworks,
    AskTransaction,
    Deposit,
    Deposits,
    Output,
    Transaction,
)
from kefu.exchange.contract.kinds import Flow, Level, TransferReason, TransferState
from kefu.exchange.diagnoses.definition import (
    SETTLED,
    Ask,
    Definition,
    Facts,
    Finding,
    Line,
    Mark,
    Params,
    Question,
    State,
    Step,
    StepKind,
    Topic,
    Wanted,
)
from kefu.exchange.diagnoses.funds import confirmations_words, transfers
from kefu.exchange.diagnoses.shared_words import CONTACT

LATE_AFTER = timedelta(minutes=30)  # enough confirmations and still not credited
STUCK_AFTER = timedelta(hours=2)  # some confirmations, and no more of them
RECENT = timedelta(days=30)  # what ended uncredited before that is not what is asked about

FIND_TXID = transfers.article("find-txid", "find_txid")
COMPARE = Step(StepKind.CHECK, "deposit-details", "compare")
WRONG_NETWORK = transfers.article("deposit-wrong-network", "wrong_network")
MEMO = transfers.article("deposit-missing-memo", "memo")

# What keeps a deposit from being credited, and what follows; the verdict has the reason's own name.
KEPT_BACK: dict[TransferReason, tuple[State, tuple[Step, ...]]] = {
    TransferReason.WRONG_NETWORK: (State.PERSON, (CONTACT, WRONG_NETWORK)),
    TransferReason.MEMO_MISSING: (State.PERSON, (CONTACT, MEMO)),
    TransferReason.MEMO_UNKNOWN: (State.PERSON, (CONTACT, MEMO)),
    TransferReason.BELOW_MINIMUM: (
        State.PERSON,
        (CONTACT, transfers.article("deposit-below-minimum", "below_minimum")),
    ),
    TransferReason.NOT_SUPPORTED: (State.PERSON, (CONTACT, WRONG_NETWORK)),
    TransferReason.ADDRESS_RETIRED: (State.PERSON, (CONTACT, Step(StepKind.FLOW, "deposit", "new_address"))),
    TransferReason.SOURCE_CHECK: (State.PERSON, (CONTACT,)),
    TransferReason.RISK_REVIEW: (State.PERSON, (CONTACT,)),
    TransferReason.MAINTENANCE: (
        State.WAITING,
        (transfers.STATUS, transfers.article("coin-maintenance", "maintenance")),
    ),
    TransferReason.CHAIN: (State.WAITING, (transfers.STATUS,)),
}


def reads(facts: Facts) -> tuple[Wanted, ...]:
    txid, network, coin = facts.answer("txid"), facts.answer("network"), facts.answer("coin")
    wanted: tuple[Wanted, ...] = (
        Wanted("deposits", calls.DEPOSITS, AskDeposits(txid=txid, coin="" if txid else coin)),
    )
    if "deposits" not in facts.known:
        return wanted
    deposit = _meant(facts)
    if deposit is not None:
        return (*wanted, Wanted("networks", calls.NETWORKS, AskNetworks(coin=deposit.coin)))
    if txid and network:
        wanted += (Wanted("chain", calls.TRANSACTION, AskTransaction(network=network, txid=txid)),)
    ours = _ours(facts)
    if ours or coin:
        wanted += (Wanted("networks", calls.NETWORKS, AskNetworks(coin=ours.coin if ours else coin)),)
    return wanted


def judge(facts: Facts) -> Finding:
    facts.need("deposits", Deposits)
    deposit = _meant(facts)
    if deposit is not None:
        return _found(deposit, facts)
    if facts.answer("txid"):
        return _unbooked(facts)
    return _nothing_waits(facts)


def _meant(facts: Facts) -> Deposit | None:
    """The one with this TxID, or the newest that is not credited: what may still move before what has ended."""
    found = facts.maybe("deposits", Deposits)
    asked = [each for each in found.items if _is_asked(each, facts)] if found else []
    if not facts.answer("txid"):
        asked = [each for each in asked if _is_unsettled(each, facts.now)]
    return max(asked, key=lambda each: (each.state not in transfers.ENDED, each.seen_at), default=None)


def _is_asked(deposit: Deposit, facts: Facts) -> bool:
    if facts.answer("txid"):
        return transfers.is_same(facts.answer("txid"), deposit.txid)
    return transfers.fits(facts.answer("coin"), deposit.coin) and transfers.fits(
        facts.answer("network"), deposit.network
    )


def _is_unsettled(deposit: Deposit, now: datetime) -> bool:
    return deposit.state not in transfers.ARRIVED and (
        deposit.state not in transfers.ENDED or now - deposit.seen_at <= RECENT
    )


def _found(deposit: Deposit, facts: Facts) -> Finding:
    if deposit.state in transfers.ARRIVED:
        return _credited(deposit, facts)
    if deposit.reason in KEPT_BACK:
        return _kept_back(deposit, facts)
    if deposit.state is TransferState.SEEN:
        return _counted(deposit, facts)
    return Finding("looked_at", State.PERSON, _told(deposit), (_confirmed(deposit),), (CONTACT,))


def _credited(deposit: Deposit, facts: Facts) -> Finding:
    lines: tuple[Line, ...] = (_confirmed(deposit), Line(Mark.OK, "credited"))
    network = transfers.network_of(facts, deposit.coin, deposit.network)
    if network and deposit.confirmations < network.unlock_confirmations:
        lines += (Line(Mark.INFO, "unlock", {"unlock": network.unlock_confirmations}),)
    return Finding("credited", State.FINE, _told(deposit), lines, transfers.explorer(deposit.network, deposit.txid))


def _kept_back(deposit: Deposit, facts: Facts) -> Finding:
    state, steps = KEPT_BACK[deposit.reason]
    network = transfers.network_of(facts, deposit.coin, deposit.network)
    lines = [_confirmed(deposit), *transfers.deposit_flow(network, facts.now)]
    if deposit.reason is TransferReason.BELOW_MINIMUM and network:
        lines.append(Line(Mark.INFO, "minimum", {**_told(deposit), "minimum": network.deposit_minimum}))
    if deposit.reason is TransferReason.MEMO_UNKNOWN and deposit.memo:
        lines.append(Line(Mark.BAD, "memo", {"memo": deposit.memo}))
    follow = _follow(deposit, facts) if state is State.WAITING else {}
    verdict = deposit.reason.value
    return Finding(verdict, state, _told(deposit), tuple(lines), steps, follow)


def _counted(deposit: Deposit, facts: Facts) -> Finding:
    """Seen on the chain and nothing against it: only confirmations, or our own booking, can be missing."""
    network = transfers.network_of(facts, deposit.coin, deposit.network)
    due = deposit.expected_at or deposit.seen_at + timedelta(
        seconds=deposit.needed * (network.seconds_a_block if network else 0)
    )
    confirmed = deposit.confirmations >= deposit.needed
    is_paused = network is not None and network.deposits is Flow.PAUSED
    lines = (_confirmed(deposit), *transfers.deposit_flow(network, facts.now))
    is_counted = confirmed or deposit.confirmations > 0  # before the first block, only the network's fees decide
    if is_counted and not is_paused and facts.now - due > (LATE_AFTER if confirmed else STUCK_AFTER):
        return Finding("late" if confirmed else "stuck", State.PERSON, _told(deposit), lines, (CONTACT,))
    if deposit.expected_at and deposit.expected_at > facts.now:
        lines += (Line(Mark.WAIT, "expected", {"at": deposit.expected_at}),)
    verdict = _pace(deposit, is_paused=is_paused)
    steps = (*transfers.explorer(deposit.network, deposit.txid), CONTACT)
    return Finding(verdict, State.WAITING, _told(deposit), lines, steps, _follow(deposit, facts))


def _pace(deposit: Deposit, *, is_paused: bool) -> str:
    if is_paused:
        return "maintenance"
    if deposit.confirmations >= deposit.needed:
        return "soon"
    return "on_its_way" if deposit.confirmations else "unconfirmed"


def _unbooked(facts: Facts) -> Finding:
    """Not in our books: the chain says whether it exists, and where it went."""
    network, txid = facts.answer("network"), facts.answer("txid")
    steps = (*transfers.explorer(network, txid), CONTACT)
    if not network:
        return Finding("network_needed", State.UNCLEAR, {}, (Line(Mark.INFO, "not_booked"),), (FIND_TXID, CONTACT))
    chain = facts.maybe("chain", Transaction)
    if chain is None:
        lines = (Line(Mark.INFO, "not_booked"), Line(Mark.UNKNOWN, "chain_unknown", {"network": network}))
        return Finding("not_booked", State.UNCLEAR, {}, lines, steps)
    if not chain.is_found:
        return Finding("not_on_chain", State.ACT, {}, (Line(Mark.BAD, "not_on_chain", {"network": network}),), steps)
    if chain.has_failed:
        return Finding("failed_on_chain", State.ACT, {}, (Line(Mark.BAD, "failed_on_chain"),), steps)
    ours = _ours(facts)
    if ours is not None and transfers.reached_us(ours, transfers.network_of(facts, ours.coin, network)):
        return _not_yet_booked(ours, chain, facts)
    if not transfers.is_known_whose(chain):
        lines = (Line(Mark.OK, "on_chain"), Line(Mark.UNKNOWN, "whose_unknown"))
        return Finding("not_booked", State.UNCLEAR, {}, lines, steps)
    lines = (Line(Mark.OK, "on_chain"), Line(Mark.BAD, "not_yours"))
    return Finding("not_yours", State.PERSON, {}, lines, (CONTACT, COMPARE))


def _ours(facts: Facts) -> Output | None:
    """What the transaction paid to the customer, or to an address of ours that many share."""
    chain = facts.maybe("chain", Transaction)
    outputs = chain.outputs if chain else ()
    return next((each for use in transfers.OURS for each in outputs if each.use is use), None)


def _not_yet_booked(ours: Output, chain: Transaction, facts: Facts) -> Finding:
    """It is booked once it has its confirmations; or it is plain why not; or a person finds that out."""
    network = transfers.network_of(facts, ours.coin, chain.network)
    seen = Deposit("", ours.coin, chain.network, ours.amount, TransferState.SEEN, chain.at or facts.now)
    needed = network.confirmations if network else 0
    seen = replace(seen, txid=chain.txid, confirmations=chain.confirmations, needed=needed, memo=ours.memo)
    reason = transfers.reason_of(ours, network)
    if reason in KEPT_BACK:
        return _kept_back(replace(seen, reason=reason), facts)
    if chain.confirmations < needed:
        return _counted(seen, facts)
    lines = (Line(Mark.OK, "own_current"), Line(Mark.BAD, "not_booked"))
    return Finding("unbooked", State.PERSON, _told(seen), lines, (CONTACT, COMPARE))


def _nothing_waits(facts: Facts) -> Finding:
    """No TxID was given, and our books know of nothing that has not arrived."""
    found = facts.need("deposits", Deposits)
    arrived = [each for each in found.items if each.state in transfers.ARRIVED and _is_asked(each, facts)]
    newest = max(arrived, key=lambda each: each.seen_at, default=None)
    steps = (FIND_TXID, CONTACT)
    if newest is None:
        return Finding("none", State.ACT, {}, (Line(Mark.INFO, "none"),), steps)
    when = {"at": newest.credited_at or newest.seen_at}
    return Finding("none_waiting", State.ACT, {}, (Line(Mark.OK, "newest", {**_told(newest), **when}),), steps)


def _confirmed(deposit: Deposit) -> Line:
    """Told without a count where the exchange counts none."""
    if not deposit.needed:
        return Line(Mark.OK, "on_chain")
    if deposit.confirmations > deposit.needed:  # "18 of 2" is no share of anything
        return Line(Mark.OK, "confirmed", _told(deposit))
    mark = Mark.OK if deposit.confirmations == deposit.needed else Mark.WAIT
    return Line(mark, "confirmations", _told(deposit))


def _told(deposit: Deposit) -> Params:
    return {**transfers.sums(deposit), "needed": deposit.needed}


def _follow(deposit: Deposit, facts: Facts) -> dict[str, str]:
    """This deposit, also when a newer one has come by then."""
    own = {"coin": deposit.coin, "network": deposit.network, "txid": deposit.txid}
    return {**facts.answers, **{name: value for name, value in own.items() if value}}


CHECK = Definition(
    key="deposit-confirmations",
    topic=Topic.FUNDS,
    level=Level.SIGNED_IN,
    asks=(
        Question("coin", Ask.COIN, is_needed=False),
        Question("network", Ask.NETWORK, is_needed=False),
        Question("txid", Ask.TXID, is_needed=False),
    ),
    reads=reads,
    judge=judge,
    articles=("deposit-not-credited", "confirmations-by-coin"),
    categories=("deposit",),
    tells=SETTLED,
    words=confirmations_words.WORDS,
)
