"""What every connector promises: each call of the contract is answered in its shape, and each customer is told of their own."""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings

from kefu.exchange.contract import account, calls, codec, confirm, funds, futures, trading
from kefu.exchange.contract.calls import Call
from kefu.exchange.contract.connector import CannotTell, Connector
from kefu.exchange.contract.kinds import AccountState, AddressUse, Level, TransferState, Trouble
from kefu.exchange.http import reference
from kefu.exchange.http.connector import Http
from kefu.exchange.http.tests.conftest import answering
from kefu.exchange.http.tests.stub import SECRETS
from kefu.exchange.sandbox.connector import Sandbox
from kefu.exchange.sandbox.scenarios.registry import SCENARIOS

CAROL, MALLORY = "88500001", "88500002"
LIVES = ("deposit-on-its-way", "withdrawal-sent", "order-far", "liquidated-long", "transfer-balance", "kyc-name")
CALLS: tuple[Call[Any, Any], ...] = calls.CALLS
OWN = [call for call in CALLS if call.level > Level.PUBLIC]


class Told:
    """Carol's life at an exchange, one scenario at a time, and the ids that belong to it."""

    def __init__(self, folder: Path, endpoints: ExitStack) -> None:
        self.now = datetime(2026, 11, 29, 12, tzinfo=UTC)
        self._folder = folder
        self._endpoints = endpoints

    def exchange(self, life: str) -> Sandbox:
        made = Sandbox(self._folder / f"{life}.sqlite3", now=lambda: self.now)
        with made.world() as world:
            SCENARIOS[life].play(world, CAROL)
        return made

    def endpoint(self, life: str) -> Http:
        """The same exchange as one that is reached over the network, by the contract's reference endpoint."""
        served = answering(reference.application(self.exchange(life), SECRETS))
        return Http(self._endpoints.enter_context(served), SECRETS)


Made = Callable[[Told, str], Connector]
CONNECTORS: dict[str, Made] = {"sandbox": Told.exchange, "http": Told.endpoint}


@pytest.fixture
def told(tmp_path: Path) -> Iterator[Told]:
    with ExitStack() as endpoints:
        yield Told(tmp_path, endpoints)


@pytest.fixture(params=CONNECTORS)
def made(request: pytest.FixtureRequest) -> Made:
    return CONNECTORS[request.param]


def asked_of(call: Call[Any, Any], connector: Connector, *, uid: str = CAROL) -> Any:
    """What can be asked about what there is."""
    if call is calls.ORDER:
        found = connector.answer(calls.ORDERS, trading.AskOrders(), uid=uid).value.items
        return trading.AskOrder(found[0].order_id if found else "none")
    if call is calls.TRANSACTION:
        deposit = connector.answer(calls.DEPOSITS, funds.AskDeposits(), uid=uid).value.items[0]
        return funds.AskTransaction(deposit.network, deposit.txid)
    plain = {
        "documents": account.AskDocuments("CN", "advanced"),
        "book": trading.AskBook("BTC/USDT"),
        "prices": trading.AskPrices("BTC/USDT"),
        "rules": trading.AskRules("trading_fee", "BTC/USDT"),
        "address": funds.AskAddress("BTC", "Bitcoin", "bc1qnone"),
    }
    return plain.get(call.name) or call.asks()


@pytest.mark.parametrize("life", LIVES)
def test_every_call_is_answered_in_its_shape(made: Made, told: Told, life: str) -> None:
    connector = made(told, life)
    for call in CALLS:
        if call is calls.ORDER and life != "order-far":
            continue  # there is none: the next test asks for that
        learned = connector.answer(call, asked_of(call, connector), uid=CAROL if call in OWN else "")
        assert type(learned.value) is call.answers
        assert learned.as_of <= told.now
        sent = json.loads(json.dumps(codec.to_json(learned.value)))
        assert codec.from_json(call.answers, sent) == learned.value, call.name


def test_an_order_that_is_not_there_is_told_as_not_found(made: Made, told: Told) -> None:
    with pytest.raises(CannotTell) as told_so:
        made(told, "order-far").answer(calls.ORDER, trading.AskOrder("1"), uid=CAROL)
    assert told_so.value.trouble is Trouble.NOT_FOUND


@pytest.mark.parametrize("call", [calls.BOOK, calls.PRICES], ids=lambda call: call.name)
def test_a_market_that_is_not_there_is_told_as_not_found(made: Made, told: Told, call: Call[Any, Any]) -> None:
    with pytest.raises(CannotTell) as told_so:
        made(told, "order-far").answer(call, call.asks("NO/SUCH"), uid="")
    assert told_so.value.trouble is Trouble.NOT_FOUND


@pytest.mark.parametrize("call", OWN, ids=lambda call: call.name)
def test_what_is_somebodys_own_is_told_to_nobody_without_a_name(made: Made, told: Told, call: Call[Any, Any]) -> None:
    connector = made(told, "order-far")
    asked = asked_of(call, connector)
    with pytest.raises(CannotTell) as told_so:
        connector.answer(call, asked, uid="")
    assert told_so.value.trouble is Trouble.NOT_PROVED


def test_of_somebody_unknown_nothing_is_known(made: Made, told: Told) -> None:
    connector = made(told, "order-far")
    assert connector.answer(calls.ACCOUNT, account.AskAccount(), uid=MALLORY).value.state is AccountState.UNKNOWN
    for call in OWN:
        if call.answers in {trading.Orders, trading.Balances, funds.Deposits, funds.Withdrawals, funds.Moves}:
            assert connector.answer(call, call.asks(), uid=MALLORY).value.items == ()


@pytest.mark.parametrize("life", LIVES)
def test_one_customer_is_told_nothing_of_another(made: Made, told: Told, life: str) -> None:
    connector = made(told, life)
    for call in OWN:
        if call in {calls.TRANSACTION, calls.ADDRESS}:
            continue  # what is on a chain is public: the next test looks at whose it is
        if call is calls.ORDER:
            orders = connector.answer(calls.ORDERS, trading.AskOrders(), uid=CAROL).value.items
            for order in orders:
                with pytest.raises(CannotTell):
                    connector.answer(call, trading.AskOrder(order.order_id), uid=MALLORY)
            continue
        mine = connector.answer(call, call.asks(), uid=CAROL).value
        theirs = connector.answer(call, call.asks(), uid=MALLORY).value
        assert not (words_of(mine) & words_of(theirs)), call.name


@pytest.mark.parametrize(
    ("call", "life", "asked"),
    [
        (calls.DEPOSITS, "deposit-on-its-way", lambda one: funds.AskDeposits(txid=one.txid)),
        (calls.WITHDRAWALS, "withdrawal-sent", lambda one: funds.AskWithdrawals(withdrawal_id=one.withdrawal_id)),
        (calls.LIQUIDATIONS, "liquidated-long", lambda one: futures.AskLiquidations(order_id=one.order_id)),
    ],
    ids=["deposits", "withdrawals", "liquidations"],
)
def test_whoever_knows_anothers_number_is_told_nothing_more(
    made: Made, told: Told, call: Call[Any, Any], life: str, asked: Callable[[Any], Any]
) -> None:
    connector = made(told, life)
    one = connector.answer(call, call.asks(), uid=CAROL).value.items[0]
    assert connector.answer(call, asked(one), uid=CAROL).value.items == (one,), "its owner finds it"
    assert connector.answer(call, asked(one), uid=MALLORY).value.items == ()


def test_whose_an_address_is_depends_on_who_asks(made: Made, told: Told) -> None:
    connector = made(told, "deposit-on-its-way")
    asked = asked_of(calls.TRANSACTION, connector)
    uses = [connector.answer(calls.TRANSACTION, asked, uid=uid).value.outputs[0].use for uid in (CAROL, MALLORY)]
    assert uses == [AddressUse.OWN_CURRENT, AddressUse.OTHER_CUSTOMER]


def asks(told: Told, *, number: str = "47") -> confirm.AskConfirm:
    ends_at = told.now + timedelta(minutes=5)
    return confirm.AskConfirm("k" * 26, 2, "account_data", number, "123-4567", "k4m2x7qa", ends_at)


def test_a_customer_is_asked_to_confirm_once_a_key(made: Made, told: Told, settings: LazySettings) -> None:
    settings.SANDBOX_APP, settings.EXCHANGE_SECRET = "https://app.northwind.example", "s" * 40
    connector = made(told, "order-far")
    first, again = (connector.answer(calls.CONFIRM, asks(told), uid=CAROL).value for _ in range(2))
    assert first == again
    assert first.open_url.startswith("https://app.northwind.example/confirm?asked=")
    for asked, uid, trouble in (
        (asks(told, number="48"), CAROL, Trouble.BAD_ANSWER),
        (asks(told), MALLORY, Trouble.NOT_FOUND),
        (asks(told), "", Trouble.NOT_PROVED),
    ):
        with pytest.raises(CannotTell) as refused:
            connector.answer(calls.CONFIRM, asked, uid=uid)
        assert refused.value.trouble is trouble


def test_without_an_app_nobody_is_asked_to_confirm(made: Made, told: Told, settings: LazySettings) -> None:
    settings.SANDBOX_APP = ""
    with pytest.raises(CannotTell) as refused:
        made(told, "order-far").answer(calls.CONFIRM, asks(told), uid=CAROL)
    assert refused.value.trouble is Trouble.NOT_OFFERED


def test_a_deposit_goes_from_its_first_sight_to_credited(told: Told) -> None:
    exchange = told.exchange("deposit-unconfirmed")
    before = balance(exchange)
    seen = [newest(exchange)]
    for _ in range(3):
        exchange.move(timedelta(minutes=8))
        seen.append(newest(exchange))
    assert [(each.confirmations, each.state) for each in seen] == [
        (0, TransferState.SEEN),
        (1, TransferState.SEEN),
        (2, TransferState.SEEN),
        (2, TransferState.CREDITED),
    ]
    assert all(each.seen_at <= told.now for each in seen), "nothing comes from the future"
    assert balance(exchange) - before == seen[0].amount


def test_at_speed_the_exchange_keeps_its_promise_in_our_time(told: Told) -> None:
    exchange = told.exchange("deposit-unconfirmed")
    exchange.speed(60)
    expected_at = newest(exchange).expected_at
    assert expected_at is not None
    assert expected_at - told.now < timedelta(seconds=20)
    told.now = expected_at - timedelta(seconds=1)
    assert newest(exchange).state is TransferState.SEEN
    told.now += timedelta(seconds=2)
    assert newest(exchange).state is TransferState.CREDITED


def newest(exchange: Connector) -> funds.Deposit:
    return exchange.answer(calls.DEPOSITS, funds.AskDeposits(limit=1), uid=CAROL).value.items[0]


def balance(exchange: Connector) -> Any:
    return exchange.answer(calls.BALANCES, trading.AskBalances("BTC"), uid=CAROL).value.items[0].available


def words_of(value: object) -> set[str]:
    """The ids, addresses and masked names in an answer: what could be somebody's own."""
    if isinstance(value, tuple):
        return set().union(*(words_of(each) for each in value))
    if isinstance(value, str):
        return {value} if len(value) >= 8 else set()
    if hasattr(value, "__dataclass_fields__"):
        return set().union(*(words_of(getattr(value, each.name)) for each in fields(value)))  # type: ignore[arg-type]
    return set()
