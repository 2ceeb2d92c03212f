"""A value of each of the contract's dataclasses, made from their types and names: for the API document and for tests."""

from dataclasses import fields, is_dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from enum import Enum
from types import UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from kefu.exchange.contract.kinds import (
    AccountState,
    AddressUse,
    KycRejection,
    KycState,
    LockReason,
    OrderReason,
    OrderState,
    TransferReason,
    TransferState,
)

T = TypeVar("T")

_AT = datetime(2026, 11, 29, 12, 0, tzinfo=UTC)
# By the field's name; what is in none of these is made from its type.
_TEXTS = {
    "coin": "BTC",
    "fee_coin": "USDT",
    "needs_coin": "USDT",
    "network": "Bitcoin",
    "market": "BTC/USDT",
    "txid": "3f6c0f1d8ac1b1cf2b7a4f1d2c1e0b9a8d7c6b5a493827160f5e4d3c2b1a0f9e",
    "address": "bc1q8c6fshw2dlwun7ekn9qwf37cu2rn755upcp6el",
    "own_masked": "bc1q8c•••pcp6el",
    "order_id": "O-842913",
    "deposit_id": "D-20431",
    "withdrawal_id": "W-77120",
    "move_id": "M-5518",
    "email_masked": "c•••@gmail.com",
    "phone_masked": "+86 138••••7306",
    "number": "47",
    "badge": "123-4567",
    "case": "k4m2x7qa",
    "reason": "account_data",
    "open_url": "https://app.exchange.example/confirm/q6r2",
    "uid": "c-1001",
    "region": "HK",
    "country": "HK",
    "level": "basic",
    "frozen_for": "orders",
    "field": "name",
    "given_masked": "W••g",
    "document_masked": "W••g F••g",
    "kind": "trading_fee",
    "version": "2026-11",
    "rules_version": "2026-11",
    "name": "maker",
    "value": "0.10",
    "unit": "%",
    "notice": "fees-november",
    "paused_why": "",
    "memo": "",
}
_LISTS = {
    "missing": ("email_confirmation",),
    "identity": ("passport", "id_card"),
    "formats": ("jpg", "png"),
}
_DECIMALS = {
    "price": "97250.5",
    "last": "97250.5",
    "low": "97012",
    "high": "97410.5",
    "best_bid": "97250",
    "best_ask": "97251",
    "index": "97248.3",
    "index_price": "97248.3",
    "mark_price": "97250.5",
    "entry_price": "98100",
    "liquidation_price": "97260",
    "bankruptcy_price": "97100",
    "fee": "0.0001",
    "withdrawal_fee": "0.0001",
    "leverage": "20",
    "margin_ratio_percent": "62.5",
    "change_1h_percent": "-0.42",
    "volatility_percent": "0.41",
}
_WHOLES = {"confirmations": 1, "needed": 2, "unlock_confirmations": 3, "limit": 20, "seconds": 60, "vip": 1}
_SHOWN = {"expected_at", "price", "opens_at", "tries_left", "ahead", "best_bid", "best_ask", "index", "index_price"}
_WORDS: dict[type[Enum], Enum] = {
    AccountState: AccountState.LOCKED,
    LockReason: LockReason.WRONG_TRIES,
    KycState: KycState.REJECTED,
    KycRejection: KycRejection.BLURRED,
    OrderState: OrderState.PARTLY_FILLED,
    OrderReason: OrderReason.NONE,
    TransferState: TransferState.SEEN,
    TransferReason: TransferReason.NONE,
    AddressUse: AddressUse.OWN_CURRENT,
}


def of(wanted: type[T]) -> T:
    """The same each time: documents are made of it."""
    hints = get_type_hints(wanted)
    given = {field.name: _made(hints[field.name], field.name) for field in fields(wanted)}  # type: ignore[arg-type]
    return wanted(**given)


def _made(kind: Any, name: str) -> Any:
    if get_origin(kind) in {Union, UnionType}:
        if name not in _SHOWN:
            return None
        (kind,) = (each for each in get_args(kind) if each is not type(None))
    if get_origin(kind) is tuple:
        return _LISTS.get(name) or _tuple(get_args(kind)[0], name)
    if is_dataclass(kind) and isinstance(kind, type):
        return of(kind)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return _WORDS.get(kind) or next(iter(kind))
    return _plain(kind, name)


def _tuple(inner: Any, name: str) -> tuple[Any, ...]:
    return () if inner is str else (_made(inner, name),)


def _plain(kind: Any, name: str) -> Any:
    if kind is str:
        return _TEXTS.get(name, name)
    if kind is bool:
        return name.startswith("is_found")
    if kind is int:
        return _WHOLES.get(name, 3)
    if kind is Decimal:
        return Decimal(_DECIMALS.get(name, "0.025"))
    return _AT + timedelta(minutes=30) if name.endswith("until") or name == "opens_at" else _AT
