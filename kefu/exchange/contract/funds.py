"""Deposits, withdrawals, networks and addresses, as an exchange tells them."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from kefu.exchange.contract.kinds import AddressUse, Flow, TransferReason, TransferState, Wallet


@dataclass(frozen=True, slots=True)
class AskDeposits:
    """The asking customer's, the newest first; `txid` narrows it down to one transaction."""

    txid: str = ""
    coin: str = ""
    limit: int = 20


@dataclass(frozen=True, slots=True)
class Deposit:
    """`needed`: confirmations until it is credited; `expected_at`: when that will be, about."""

    deposit_id: str
    coin: str
    network: str
    amount: Decimal
    state: TransferState
    seen_at: datetime
    txid: str = ""
    address: str = ""
    memo: str = ""
    confirmations: int = 0
    needed: int = 0
    reason: TransferReason = TransferReason.NONE
    expected_at: datetime | None = None
    credited_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Deposits:
    items: tuple[Deposit, ...]


@dataclass(frozen=True, slots=True)
class AskTransaction:
    """A transaction of a chain as the exchange's own node sees it, whosever it is: what is public on that chain."""

    network: str
    txid: str


@dataclass(frozen=True, slots=True)
class Output:
    """`use`: whose address that is to the exchange, as far as the asking customer may know."""

    address: str
    coin: str
    amount: Decimal
    use: AddressUse
    memo: str = ""


@dataclass(frozen=True, slots=True)
class Transaction:
    """`is_found` false: the node knows no such transaction. `has_failed`: it is in a block and moved nothing."""

    network: str
    txid: str
    is_found: bool
    confirmations: int = 0
    has_failed: bool = False
    outputs: tuple[Output, ...] = ()
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class AskWithdrawals:
    withdrawal_id: str = ""
    coin: str = ""
    limit: int = 20


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """`missing`: what the customer has still to do, in order: two_factor, email_confirmation, video_check, whitelist."""

    withdrawal_id: str
    coin: str
    network: str
    amount: Decimal
    fee: Decimal
    address: str
    state: TransferState
    asked_at: datetime
    memo: str = ""
    txid: str = ""
    confirmations: int = 0
    reason: TransferReason = TransferReason.NONE
    missing: tuple[str, ...] = ()
    free_at: datetime | None = None  # when a hold or a limit ends
    sent_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Withdrawals:
    items: tuple[Withdrawal, ...]


@dataclass(frozen=True, slots=True)
class AskNetworks:
    """`coin` empty: all coins."""

    coin: str = ""


@dataclass(frozen=True, slots=True)
class Network:
    """A coin on a network. `seconds_a_block`: for honest expectations."""

    coin: str
    network: str  # Bitcoin, Ethereum, TRON, ...
    confirmations: int
    unlock_confirmations: int
    deposit_minimum: Decimal
    withdrawal_minimum: Decimal
    withdrawal_fee: Decimal
    deposits: Flow = Flow.OPEN
    withdrawals: Flow = Flow.OPEN
    paused_until: datetime | None = None
    paused_why: str = ""  # upgrade, congestion, incident, wallet
    needs_memo: bool = False
    seconds_a_block: int = 0


@dataclass(frozen=True, slots=True)
class Networks:
    items: tuple[Network, ...]


@dataclass(frozen=True, slots=True)
class AskAddress:
    coin: str
    network: str
    address: str


@dataclass(frozen=True, slots=True)
class AddressCheck:
    """`own_masked`: the customer's own deposit address for that coin and network, where there is one: first and last six."""

    use: AddressUse
    is_on_own_list: bool | None = None  # of addresses allowed for withdrawals
    needs_memo: bool = False
    own_masked: str = ""


@dataclass(frozen=True, slots=True)
class AskMoves:
    """Moves between the customer's own wallets, the newest first."""

    coin: str = ""
    limit: int = 20


@dataclass(frozen=True, slots=True)
class Move:
    move_id: str
    coin: str
    amount: Decimal
    source: Wallet
    target: Wallet
    state: TransferState
    asked_at: datetime
    reason: TransferReason = TransferReason.NONE
    available: Decimal | None = None  # what could have been moved
    free_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Moves:
    items: tuple[Move, ...]
