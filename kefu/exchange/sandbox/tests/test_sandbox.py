"""The invented exchange's file, its time, and its agreement with the facts."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from kefu.exchange.contract import account, calls, funds, trading
from kefu.exchange.contract.connector import CannotTell, Learned
from kefu.exchange.contract.kinds import AccountState, Flow, Trouble
from kefu.exchange.sandbox import ids
from kefu.exchange.sandbox.connector import Sandbox
from kefu.exchange.sandbox.figures import values
from kefu.exchange.sandbox.people import CHEN_WEI, PEOPLE
from kefu.exchange.sandbox.scenarios.registry import SCENARIOS
from kefu.kit import base58

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def exchange(tmp_path: Path, clock: Clock) -> Sandbox:
    return Sandbox(tmp_path / "mx.sqlite3", now=clock)


def play(exchange: Sandbox, name: str, uid: str = CHEN_WEI.uid) -> None:
    with exchange.world() as world:
        SCENARIOS[name].play(world, uid)


def test_networks_and_fees_are_those_of_the_facts(exchange: Sandbox) -> None:
    told = exchange.answer(calls.NETWORKS, funds.AskNetworks(), uid="").value.items
    for name, field in (("confirmations", "confirmations"), ("withdrawal_fee", "withdrawal_fee")):
        assert {f"{one.coin} {one.network}": str(getattr(one, field)) for one in told} == values(name)
    one = exchange.answer(calls.NETWORKS, funds.AskNetworks("XRP"), uid="").value.items
    assert [(each.coin, each.needs_memo) for each in one] == [("XRP", True)]


def test_many_who_come_first_at_once_find_one_exchange(tmp_path: Path) -> None:
    def ask(_: int) -> object:
        own = Sandbox(tmp_path / "new.sqlite3", now=lambda: NOW)
        return own.answer(calls.DEPOSITS, funds.AskDeposits(), uid=CHEN_WEI.uid).value

    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(ask, range(8)))
    assert all(each == answers[0] for each in answers)


def test_everybody_of_the_stories_has_an_account(exchange: Sandbox) -> None:
    states = [exchange.answer(calls.ACCOUNT, account.AskAccount(), uid=each.uid).value.state for each in PEOPLE]
    assert states == [AccountState.ACTIVE] * len(PEOPLE)


def test_a_lock_opens_by_itself(exchange: Sandbox, clock: Clock) -> None:
    play(exchange, "account-locked")

    def ask() -> account.Account:
        return exchange.answer(calls.ACCOUNT, account.AskAccount(), uid=CHEN_WEI.uid).value

    locked = ask()
    assert (locked.state, locked.opens_at) == (AccountState.LOCKED, NOW + timedelta(minutes=24))
    clock.now = NOW + timedelta(minutes=24)
    assert ask().state is AccountState.ACTIVE


def test_a_paused_network_opens_again_when_it_was_said(exchange: Sandbox) -> None:
    play(exchange, "deposit-network-paused")
    flows = [exchange.answer(calls.NETWORKS, funds.AskNetworks("USDC"), uid="").value.items[-1].deposits]
    exchange.move(timedelta(hours=3))
    flows.append(exchange.answer(calls.NETWORKS, funds.AskNetworks("USDC"), uid="").value.items[-1].deposits)
    assert flows == [Flow.PAUSED, Flow.OPEN]


def test_time_that_was_moved_is_told_as_age_and_can_be_taken_back(exchange: Sandbox) -> None:
    def ask() -> Learned[funds.Deposits]:
        return exchange.answer(calls.DEPOSITS, funds.AskDeposits(limit=1), uid=CHEN_WEI.uid)

    before = ask()
    exchange.move(timedelta(hours=2))
    assert ask().as_of == NOW
    assert ask().value.items[0].seen_at == before.value.items[0].seen_at - timedelta(hours=2)
    exchange.back_to_now()
    assert ask() == before
    for back in (timedelta(hours=-1), timedelta(days=5_000)):
        with pytest.raises(ValueError, match="time moves on"):
            exchange.move(back)


def test_the_tape_goes_on_and_says_the_same_of_the_same_moment(exchange: Sandbox, clock: Clock) -> None:
    asked = trading.AskPrices("BTC/USDT", NOW - timedelta(minutes=5), 30)
    first = exchange.answer(calls.PRICES, asked, uid="").value
    clock.now += timedelta(days=40)
    assert exchange.answer(calls.PRICES, asked, uid="").value.trades == first.trades
    later = exchange.answer(calls.PRICES, trading.AskPrices("BTC/USDT"), uid="").value
    assert later.trades
    assert max(each.at for each in later.trades) <= clock.now
    most = exchange.answer(calls.PRICES, trading.AskPrices("BTC/USDT", None, 2**40), uid="").value
    assert len(most.trades) <= 500


def test_the_rule_of_a_day_is_the_one_that_was_in_force(exchange: Sandbox) -> None:
    asked = trading.AskRules("trading_fee", "BTC/USDT")
    now = exchange.answer(calls.RULES, asked, uid="").value
    then = exchange.answer(
        calls.RULES, trading.AskRules("trading_fee", "BTC/USDT", NOW - timedelta(days=200)), uid=""
    ).value
    assert (now.version, then.version) == ("2026-2", "2026-1")
    assert [line.value for line in now.lines] == [values("trading_fee")[f"spot {each}"] for each in ("maker", "taker")]
    assert then.until_at == now.since_at
    with pytest.raises(CannotTell):
        exchange.answer(calls.RULES, trading.AskRules("trading_fee", "", NOW - timedelta(days=900)), uid="")


def test_the_book_counts_what_stands_before_an_order(exchange: Sandbox) -> None:
    book = exchange.answer(calls.BOOK, trading.AskBook("ETH/USDT"), uid="").value
    assert book.bids[0].price < book.asks[0].price
    third = exchange.answer(calls.BOOK, trading.AskBook("ETH/USDT", book.bids[2].price), uid="").value
    assert third.ahead == sum((each.amount for each in book.bids[:3]), Decimal(0))


def test_a_file_that_is_none_of_ours_is_told_as_unavailable(tmp_path: Path) -> None:
    spoiled = tmp_path / "mx.sqlite3"
    spoiled.write_text("this is no database, and long enough to be seen as none" * 40)
    with pytest.raises(CannotTell) as told:
        Sandbox(spoiled, now=lambda: NOW).answer(calls.NETWORKS, funds.AskNetworks(), uid="")
    assert told.value.trouble is Trouble.UNAVAILABLE


def test_nothing_that_is_asked_becomes_a_statement(exchange: Sandbox) -> None:
    evil = "' OR 1=1; DROP TABLE deposits; --"
    assert exchange.answer(calls.DEPOSITS, funds.AskDeposits(coin=evil), uid=CHEN_WEI.uid).value.items == ()
    assert exchange.answer(calls.DEPOSITS, funds.AskDeposits(), uid=evil).value.items == ()
    assert exchange.answer(calls.DEPOSITS, funds.AskDeposits(), uid=CHEN_WEI.uid).value.items


def test_it_is_a_file_of_its_own(exchange: Sandbox, tmp_path: Path) -> None:
    exchange.time()
    with sqlite3.connect(tmp_path / "mx.sqlite3") as file:
        assert file.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    file.close()


def test_addresses_are_such_as_their_chains_take() -> None:
    # BIP 173's own example, from the hash of its public key
    assert ids._segwit(bytes.fromhex("751e76e8199196d454941c45d1b3a323f1433bd6")) == (
        "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"
    )
    # the address of block 0's reward, as every explorer shows it
    assert base58.with_checksum(bytes.fromhex("0062e907b15cbf27d5425399ebf6f0fb50ebb88f18")) == (
        "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"
    )
    assert [ids.address(network, "x")[0] for network in ("TRON", "XRPL")] == ["T", "r"]
