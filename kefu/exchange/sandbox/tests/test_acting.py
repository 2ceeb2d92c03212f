"""What the invented exchange does when it is asked to: once for each key, and with what an exchange does beside it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kefu.exchange.contract import account, calls, funds
from kefu.exchange.contract.actions import AskAct, AskNotify
from kefu.exchange.contract.connector import CannotTell
from kefu.exchange.contract.kinds import AccountState, Action, Channel, LockReason, Notice, Trouble
from kefu.exchange.sandbox import store
from kefu.exchange.sandbox.connector import Sandbox
from kefu.exchange.sandbox.people import CHEN_WEI

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
UID = CHEN_WEI.uid
RESET = AskAct("key-1", "req-1", Action.RESET_SECOND_FACTOR)


@pytest.fixture
def exchange(tmp_path: Path) -> Sandbox:
    return Sandbox(tmp_path / "mx.sqlite3", now=lambda: NOW)


def test_a_reset_takes_the_second_factors_and_holds_withdrawals_once(exchange: Sandbox) -> None:
    acted = exchange.answer(calls.ACT, RESET, uid=UID).value
    exchange.move(timedelta(hours=30))
    again = exchange.answer(calls.ACT, RESET, uid=UID).value
    assert NOW + timedelta(hours=24) == acted.withdrawals_held_until
    assert again.done_at == NOW - timedelta(hours=30)
    factors = exchange.answer(calls.SECOND_FACTOR, account.AskSecondFactor(), uid=UID).value
    assert [factors.has_totp, factors.has_passkey, factors.has_sms] == [False] * 3
    assert exchange.answer(calls.ACCOUNT, account.AskAccount(), uid=UID).value.withdrawals_held_until is None


def test_a_key_stands_for_one_thing(exchange: Sandbox) -> None:
    exchange.answer(calls.ACT, RESET, uid=UID)
    with pytest.raises(CannotTell) as refused:
        exchange.answer(calls.ACT, replace(RESET, action=Action.UNFREEZE), uid=UID)
    assert refused.value.trouble is Trouble.BAD_ANSWER


def test_each_kind_does_what_it_says(exchange: Sandbox) -> None:
    with exchange.world() as world:
        world.account(UID, account.Account(AccountState.FROZEN, LockReason.SUSPICIOUS_LOGIN))
    for action, value in (
        (Action.UNFREEZE, ""),
        (Action.CHANGE_EMAIL, "new@mail.example"),
        (Action.UNLOCK_ADDRESS, "USDT TRON TAddress"),
    ):
        exchange.answer(calls.ACT, AskAct(f"key-{action}", "req", action, value), uid=UID)
    held = exchange.answer(calls.ACCOUNT, account.AskAccount(), uid=UID).value
    assert (held.state, held.reason) == (AccountState.ACTIVE, LockReason.NONE)
    assert held.withdrawals_held_until == NOW + timedelta(hours=24)
    assert exchange.answer(calls.BOUND, account.AskBound(), uid=UID).value.email_masked == "n•••@mail.example"
    asked = funds.AskAddress("USDT", "TRON", "TAddress")
    assert exchange.answer(calls.ADDRESS, asked, uid=UID).value.is_on_own_list


def test_a_notice_goes_to_all_that_is_bound_once(exchange: Sandbox) -> None:
    asked = AskNotify("key-9", "req-1", Notice.ASKED, Action.UNFREEZE, stop_url="https://kefu.example/stop/x")
    for _ in range(2):
        told = exchange.answer(calls.NOTIFY, asked, uid=UID).value
        assert told.sent == (Channel.EMAIL, Channel.SMS, Channel.IN_APP)
    with exchange.world() as world:
        assert len(world.store.rows(store.NOTIFIED, uid=UID)) == 1


@pytest.mark.parametrize("uid", ["nobody-here", ""])
def test_of_an_unknown_account_nothing_is_done(uid: str, exchange: Sandbox) -> None:
    trouble = Trouble.NOT_FOUND if uid else Trouble.NOT_PROVED
    with pytest.raises(CannotTell) as refused:
        exchange.answer(calls.ACT, RESET, uid=uid)
    assert refused.value.trouble is trouble
    with pytest.raises(CannotTell) as refused:
        exchange.answer(calls.NOTIFY, AskNotify("key-9", "req-1", Notice.ASKED, Action.UNFREEZE), uid=uid)
    assert refused.value.trouble is trouble
