"""The `actions` part of the contract: 2FA reset, unfreeze, change of address, unlock. Held by the invented exchange, by the HTTP
connector to it, and by the HTTP connector to an exchange written by hand after the guide; and wrong ones are caught.
"""

import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from kefu.exchange.contract import calls
from kefu.exchange.contract.account import Account
from kefu.exchange.contract.actions import Acted, AskAct
from kefu.exchange.contract.connector import CannotTell, Connector, Learned
from kefu.exchange.contract.kinds import AccountState, Action, LockReason, Trouble
from kefu.exchange.http import reference
from kefu.exchange.http.connector import Http
from kefu.exchange.http.tests.conftest import answering
from kefu.exchange.http.tests.stub import SECRETS
from kefu.exchange.sandbox.connector import Sandbox
from kefu.exchange.sandbox.people import CHEN_WEI
from tests.contract.acting import NOBODY, ByHand, Refused, broken_promises, by_hand

UID = CHEN_WEI.uid
NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)


class Minutes:
    """The exchange's clock, a minute on at each step."""

    def __init__(self) -> None:
        self.now = NOW

    def step(self) -> None:
        self.now += timedelta(minutes=1)


@pytest.fixture
def minutes() -> Minutes:
    return Minutes()


@pytest.fixture
def mx(tmp_path: Path, minutes: Minutes) -> Sandbox:
    made = Sandbox(tmp_path / "mx.sqlite3", now=lambda: minutes.now)
    with made.world() as world:
        world.account(UID, Account(AccountState.FROZEN, LockReason.SUSPICIOUS_LOGIN))
    return made


@pytest.fixture
def over_http() -> Iterator[Callable[[Connector], Http]]:
    """The same connector, reached over the network by the documented wire."""
    with ExitStack() as open_until_the_end:

        def reached(connector: Connector) -> Http:
            served = answering(reference.application(connector, SECRETS))
            return Http(open_until_the_end.enter_context(served), SECRETS)

        yield reached


def test_the_invented_exchange_holds_to_all_of_it(mx: Sandbox, minutes: Minutes) -> None:
    assert broken_promises(mx, uid=UID, pass_time=minutes.step) == set()


def test_so_does_the_http_connector_to_it(
    mx: Sandbox, minutes: Minutes, over_http: Callable[[Connector], Http]
) -> None:
    assert broken_promises(over_http(mx), uid=UID, pass_time=minutes.step) == set()


def step(exchange: ByHand) -> None:
    exchange.minute += 1


def test_so_does_the_http_connector_to_an_exchange_that_knows_nothing_of_ours_but_the_guide() -> None:
    exchange = ByHand(UID)
    with by_hand(exchange) as address:
        assert broken_promises(Http(address, SECRETS), uid=UID, pass_time=lambda: step(exchange)) == set()


class Around(Connector):
    """The invented exchange with one thing wrong about it."""

    key = "around"

    def __init__(self, mx: Sandbox, act: Callable[[Sandbox, AskAct, str], Acted]) -> None:
        self._mx, self._act = mx, act

    def answer(self, call: Any, asked: Any, *, uid: str) -> Learned[Any]:
        if call.name != calls.ACT.name:
            return self._mx.answer(call, asked, uid=uid)
        if not uid:
            raise CannotTell(Trouble.NOT_PROVED, "act is asked as a customer")
        return Learned(self._act(self._mx, asked, uid), self._mx.time())


def forgets_keys(mx: Sandbox, asked: AskAct, uid: str) -> Acted:
    again = replace(asked, key=uuid.uuid4().hex)
    return mx.answer(calls.ACT, again, uid=uid).value


def remembers_only_what_it_said(said: dict[str, Acted]) -> Callable[[Sandbox, AskAct, str], Acted]:
    def act(mx: Sandbox, asked: AskAct, uid: str) -> Acted:
        return (
            said.setdefault(asked.key, forgets_keys(mx, asked, uid)) if uid != NOBODY else forgets_keys(mx, asked, uid)
        )

    return act


def only_says_so(mx: Sandbox, asked: AskAct, uid: str) -> Acted:
    return Acted(NOW)


def does_it_for_anybody(mx: Sandbox, asked: AskAct, uid: str) -> Acted:
    return mx.answer(calls.ACT, asked, uid=UID).value


WRONG = {
    "forgets keys": (forgets_keys, {"answers the same key otherwise", "takes one key for two things"}),
    "does it twice": (remembers_only_what_it_said({}), {"does it twice for one key", "takes one key for two things"}),
    "only says so": (only_says_so, {"says that it is done, and it is not", "does it for somebody who is not there"}),
    "for anybody": (does_it_for_anybody, {"does it for somebody who is not there"}),
}


@pytest.mark.parametrize("is_far", [False, True], ids=["near", "http"])
@pytest.mark.parametrize("wrong", WRONG)
def test_a_wrong_connector_is_caught(
    mx: Sandbox, minutes: Minutes, over_http: Callable[[Connector], Http], wrong: str, is_far: bool
) -> None:
    act, wanted = WRONG[wrong]
    made: Connector = Around(mx, act)
    found = broken_promises(over_http(made) if is_far else made, uid=UID, pass_time=minutes.step)
    assert {each.partition(": ")[2] for each in found} >= wanted
    assert {each.partition(": ")[0] for each in found} == {*Action}, "for each of the four"


@pytest.mark.parametrize("what", ["keys", "doing"])
def test_a_wrong_exchange_at_the_other_end_is_caught(monkeypatch: pytest.MonkeyPatch, what: str) -> None:
    exchange = ByHand(UID)
    if what == "keys":
        monkeypatch.setattr(exchange, "once", lambda uid, asked, do: _known(exchange, uid) and do(asked))
        wanted = {"answers the same key otherwise", "takes one key for two things"}
    else:
        monkeypatch.setattr(exchange, "_do", lambda asked: {"done_at": exchange.now()})
        wanted = {"says that it is done, and it is not"}
    with by_hand(exchange) as address:
        found = broken_promises(Http(address, SECRETS), uid=UID, pass_time=lambda: step(exchange))
    assert {each.partition(": ")[2] for each in found} >= wanted


def _known(exchange: ByHand, uid: str) -> bool:
    if uid != exchange.uid:
        raise Refused(404, "not_found")
    return True
