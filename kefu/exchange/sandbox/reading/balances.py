"""What a customer has: as it was written down, and what has been credited since."""

from collections import defaultdict
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from kefu.exchange.contract.kinds import TransferState, Wallet
from kefu.exchange.contract.trading import AskBalances, Balance, Balances
from kefu.exchange.sandbox import progress, store
from kefu.exchange.sandbox.reading.look import Look
from kefu.exchange.sandbox.store import Row

SHOWN = (Wallet.SPOT, Wallet.FUNDING, Wallet.FUTURES)


def balances(look: Look, asked: AskBalances) -> Balances:
    rows = look.store.rows(store.BALANCES, uid=look.uid, subject=asked.coin)
    written_at = {row.value.coin: row.at for row in rows if row.value.wallet is Wallet.SPOT}
    come = _credited(look, asked.coin, written_at)
    told = [_with(row.value, come) for row in sorted(rows, key=_place)]
    new = [Balance(coin, Wallet.SPOT, amount) for coin, amount in come.items() if coin not in written_at]
    return Balances((*told, *new))


def _place(row: Row[Balance]) -> tuple[int, str]:
    return SHOWN.index(row.value.wallet), row.value.coin


def _with(balance: Balance, come: dict[str, Decimal]) -> Balance:
    if balance.wallet is not Wallet.SPOT:
        return balance
    return replace(balance, available=balance.available + come.get(balance.coin, Decimal(0)))


def _credited(look: Look, coin: str, written_at: dict[str, datetime]) -> dict[str, Decimal]:
    """Of each coin, what came in after its balance was written down."""
    come: dict[str, Decimal] = defaultdict(Decimal)
    for row in look.store.rows(store.DEPOSITS, uid=look.uid, subject=coin):
        network = look.network(row.value.coin, row.value.network)
        one = progress.deposit(row.value, network, course=row.course, now=look.now)
        since = written_at.get(one.coin)
        if one.state is TransferState.CREDITED and one.credited_at and (since is None or one.credited_at > since):
            come[one.coin] += one.amount
    return dict(come)
