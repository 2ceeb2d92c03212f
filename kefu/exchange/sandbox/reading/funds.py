"""Answers about deposits, withdrawals, networks and addresses."""

from dataclasses import replace

from kefu.exchange.contract.funds import (
    AddressCheck,
    AskAddress,
    AskDeposits,
    AskMoves,
    AskNetworks,
    AskTransaction,
    AskWithdrawals,
    Deposit,
    Deposits,
    Moves,
    Networks,
    Transaction,
    Withdrawal,
    Withdrawals,
)
from kefu.exchange.contract.kinds import AddressUse, TransferState
from kefu.exchange.sandbox import progress, store
from kefu.exchange.sandbox.reading.look import Look
from kefu.exchange.sandbox.store import Row

SHOWN_CHARS = 6  # at each end of an address


def deposits(look: Look, asked: AskDeposits) -> Deposits:
    rows = look.store.rows(store.DEPOSITS, uid=look.uid, subject=asked.coin)
    found = [_deposit(look, row) for row in rows if not asked.txid or row.value.txid.lower() == asked.txid.lower()]
    return Deposits(tuple(found[: max(1, asked.limit)]))


def withdrawals(look: Look, asked: AskWithdrawals) -> Withdrawals:
    found_by = {"uid": look.uid, "ref": asked.withdrawal_id, "subject": asked.coin}
    rows = look.store.rows(store.WITHDRAWALS, limit=asked.limit, **found_by)
    return Withdrawals(tuple(_withdrawal(look, row) for row in rows))


def moves(look: Look, asked: AskMoves) -> Moves:
    rows = look.store.rows(store.MOVES, limit=asked.limit, uid=look.uid, subject=asked.coin)
    return Moves(tuple(row.value for row in rows))


def networks(look: Look, asked: AskNetworks) -> Networks:
    rows = look.store.rows(store.NETWORKS, subject=asked.coin)
    return Networks(tuple(progress.network(row.value, now=look.now) for row in reversed(rows)))


def transaction(look: Look, asked: AskTransaction) -> Transaction:
    """What is public on the chain: a row of its own, or what some customer's deposit or withdrawal says about it."""
    ref = f"{asked.network} {asked.txid.lower()}"
    row = look.store.first(store.TRANSACTIONS, ref=ref)
    if row is None:
        return Transaction(asked.network, asked.txid, is_found=False)
    one, network = row.value, look.network(_coin(row.value), asked.network)
    there = progress.confirmations(one.at, look.now, progress.pace_s(row.course, network)) if one.at else 0
    outputs = tuple(replace(each, use=_use(look, one.network, each.address)) for each in one.outputs)
    return replace(one, confirmations=there, outputs=outputs)


def address(look: Look, asked: AskAddress) -> AddressCheck:
    own = look.store.rows(store.ADDRESSES, uid=look.uid, subject=asked.network)
    current = next((row.value.address for row in own if not row.value.is_retired), "")
    allowed = [row.value for row in look.store.rows(store.ALLOWED, uid=look.uid)]
    wanted = store.Allowed(asked.coin, asked.network, asked.address)
    return AddressCheck(
        use=_use(look, asked.network, asked.address),
        is_on_own_list=wanted in allowed if allowed else None,
        needs_memo=look.network(asked.coin, asked.network).needs_memo,
        own_masked=f"{current[:SHOWN_CHARS]}…{current[-SHOWN_CHARS:]}" if current else "",
    )


def _deposit(look: Look, row: Row[Deposit]) -> Deposit:
    one = row.value
    return progress.deposit(one, look.network(one.coin, one.network), course=row.course, now=look.now)


def _withdrawal(look: Look, row: Row[Withdrawal]) -> Withdrawal:
    one = row.value
    told = progress.withdrawal(one, look.network(one.coin, one.network), course=row.course, now=look.now)
    # a transaction has an id once it is signed and sent, not before
    return told if told.state in {TransferState.SENT, TransferState.DONE} else replace(told, txid="")


def _use(look: Look, network: str, text: str) -> AddressUse:
    """Whose it is, as far as the asking customer may know: another customer's name is never told."""
    found = look.store.rows(store.ADDRESSES, ref=f"{network} {text}")
    own = [row.value for row in found if row.uid == look.uid and look.uid]
    if own:
        return AddressUse.OWN_RETIRED if own[0].is_retired else AddressUse.OWN_CURRENT
    if not found:
        return AddressUse.OUTSIDE
    if found[0].uid:
        return AddressUse.OTHER_CUSTOMER
    return AddressUse.CONTRACT if found[0].value.is_contract else AddressUse.EXCHANGE


def _coin(one: Transaction) -> str:
    return one.outputs[0].coin if one.outputs else ""
