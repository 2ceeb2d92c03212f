"""What may be written into the exchange: lives of its customers, and what befalls its networks and markets.

A thing is named by the story it belongs to: told again for the same customer it replaces what it was.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal

from kefu.exchange.contract.account import Account, Bound, Kyc, SecondFactor
from kefu.exchange.contract.funds import Deposit, Move, Network, Output, Transaction, Withdrawal
from kefu.exchange.contract.futures import Liquidation
from kefu.exchange.contract.kinds import AddressUse, TransferState, Wallet
from kefu.exchange.contract.trading import Balance, Order
from kefu.exchange.sandbox import ids, store
from kefu.exchange.sandbox.market import Episode, Scene
from kefu.exchange.sandbox.progress import RUNS
from kefu.exchange.sandbox.store import Allowed, Key, OwnAddress, Store

NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class World:
    """The file, open for writing, the exchange's moment, and the story that is told."""

    store: Store
    now: datetime
    story: str = "earlier"

    def telling(self, story: str) -> "World":
        return replace(self, story=story)

    def ago(self, **span: float) -> datetime:
        return self.now - timedelta(**span)

    # -- an account ----------------------------------------------------------------------------------------------------
    def forget(self, uid: str) -> None:
        """All that is kept of one customer."""
        for table in store.TABLES:
            if uid and table not in store.PUBLIC:
                self.store.drop(table, uid=uid)

    def account(self, uid: str, value: Account) -> None:
        self.store.put(store.ACCOUNTS, Key(uid), value, at=self.now)

    def bound(self, uid: str, value: Bound) -> None:
        self.store.put(store.BOUND, Key(uid), value, at=self.now)

    def second_factor(self, uid: str, value: SecondFactor) -> None:
        self.store.put(store.SECOND_FACTORS, Key(uid), value, at=self.now)

    def kyc(self, uid: str, value: Kyc) -> None:
        self.store.put(store.KYC, Key(uid), value, at=self.now)

    def balance(self, uid: str, coin: str, available: str, *, wallet: Wallet = Wallet.SPOT, frozen: str = "0") -> None:
        frozen_for = "" if frozen == "0" else "margin" if wallet is Wallet.FUTURES else "orders"
        value = Balance(coin, wallet, Decimal(available), Decimal(frozen), frozen_for)
        self.store.put(store.BALANCES, Key(uid, f"{coin} {wallet}", coin), value, at=self.now)

    # -- addresses -----------------------------------------------------------------------------------------------------
    def address_of(self, uid: str, coin: str, network: str) -> str:
        """The customer's deposit address there, handed out when it is first asked for. One for all coins of a network."""
        memo = ids.number(uid, network, "memo", digits=8) if network == "XRPL" else ""
        text = ids.address(network, (memo and "shared") or uid)
        self._address(uid, OwnAddress(coin, network, text, memo))
        return text

    def retired_address_of(self, uid: str, coin: str, network: str) -> str:
        text = ids.address(network, uid, "retired")
        self._address(uid, OwnAddress(coin, network, text, is_retired=True))
        return text

    def house_address(self, coin: str, network: str, *, is_contract: bool = False) -> None:
        text = ids.address(network, "contract" if is_contract else "house", coin)
        self._address("", OwnAddress(coin, network, text, is_contract=is_contract))

    def allow(self, uid: str, coin: str, network: str, address: str) -> None:
        self.store.put(
            store.ALLOWED, Key(uid, f"{coin} {network} {address}"), Allowed(coin, network, address), at=self.now
        )

    def _address(self, uid: str, one: OwnAddress) -> None:
        key = Key(uid, f"{one.network} {one.address}", one.network)  # the same for all coins of a network
        self.store.put(store.ADDRESSES, key, one, at=self.now)

    # -- what comes and goes -------------------------------------------------------------------------------------------
    def deposit(self, uid: str, value: Deposit, *, course: str = RUNS) -> Deposit:
        """`value` without ids and addresses: they are made here, and the transaction is put on its chain."""
        address = value.address or self.address_of(uid, value.coin, value.network)
        txid = value.txid or ids.txid(value.network, uid, self.story)
        made = replace(value, deposit_id=ids.number(uid, self.story, "deposit"), txid=txid, address=address)
        self.store.put(store.DEPOSITS, Key(uid, made.deposit_id, made.coin), made, at=made.seen_at, course=course)
        output = Output(address, made.coin, made.amount, AddressUse.OUTSIDE, made.memo)
        self.transaction(Transaction(made.network, txid, True, outputs=(output,), at=made.seen_at), course=course)
        return made

    def transaction(self, value: Transaction, *, course: str = RUNS) -> None:
        """On its chain, for everybody to see."""
        key = Key("", f"{value.network} {value.txid.lower()}")
        self.store.put(store.TRANSACTIONS, key, value, at=value.at or self.now, course=course)

    def withdrawal(self, uid: str, value: Withdrawal, *, course: str = RUNS) -> Withdrawal:
        made = replace(
            value,
            withdrawal_id=ids.number(uid, self.story, "withdrawal"),
            txid=value.txid or ids.txid(value.network, uid, self.story),
            address=value.address or ids.address(value.network, uid, "elsewhere"),
        )
        self.store.put(
            store.WITHDRAWALS, Key(uid, made.withdrawal_id, made.coin), made, at=made.asked_at, course=course
        )
        if made.state in {TransferState.SENT, TransferState.DONE}:
            output = Output(made.address, made.coin, made.amount, AddressUse.OUTSIDE, made.memo)
            at = made.sent_at or made.asked_at
            self.transaction(Transaction(made.network, made.txid, True, outputs=(output,), at=at), course=course)
        return made

    def move(self, uid: str, value: Move) -> Move:
        made = replace(value, move_id=ids.number(uid, self.story, "move"))
        self.store.put(store.MOVES, Key(uid, made.move_id, made.coin), made, at=made.asked_at)
        return made

    # -- trading -------------------------------------------------------------------------------------------------------
    def order(self, uid: str, value: Order) -> Order:
        made = replace(value, order_id=ids.number(uid, self.story, "order"))
        self.store.put(store.ORDERS, Key(uid, made.order_id, made.market), made, at=made.placed_at)
        return made

    def liquidation(self, uid: str, value: Liquidation) -> Liquidation:
        made = replace(value, order_id=ids.number(uid, self.story, "order"))
        at = made.timeline[-1].at if made.timeline else self.now
        self.store.put(store.LIQUIDATIONS, Key(uid, made.order_id, made.market), made, at=at)
        return made

    def episode(self, value: Episode) -> None:
        self.store.put(store.EPISODES, Key("", f"{value.market} {self.story}", value.market), value, at=value.from_at)

    def scene(self, market: str) -> Scene:
        return Scene(market, tuple(row.value for row in self.store.rows(store.EPISODES, subject=market)))

    # -- networks ------------------------------------------------------------------------------------------------------
    def network(self, coin: str, network: str) -> Network:
        row = self.store.first(store.NETWORKS, ref=f"{coin} {network}")
        if row is None:
            raise KeyError(f"{coin} {network}")
        return row.value

    def networks(self, values: Iterable[Network]) -> None:
        for one in values:
            self.store.put(store.NETWORKS, Key("", f"{one.coin} {one.network}", one.coin), one, at=self.now)
