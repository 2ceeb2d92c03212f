"""`kefu exchange`: what happens at the invented exchange, and what is asked of it, from the command line."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from pytest_django.fixtures import Settings

from kefu.exchange.contract import calls
from kefu.exchange.contract.actions import AskNotify
from kefu.exchange.contract.kinds import Action, Notice
from kefu.exchange.sandbox.connector import Sandbox

UID = "88104821"


@pytest.fixture(autouse=True)
def _at_northwind(settings: Settings, tmp_path: Path) -> None:
    settings.DATA, settings.EXCHANGE = tmp_path, "sandbox"


def typed(*arguments: str) -> str:
    said = io.StringIO()
    call_command("exchange", *arguments, stdout=said)
    return said.getvalue().strip()


def asked(*calls: str, uid: str = UID, **what: Any) -> list[dict[str, Any]]:
    said = typed("ask", *calls, "--uid", uid, "--json", json.dumps(what))
    return [json.loads(line)["value"] for line in said.splitlines()]


def test_a_scenario_happens_to_the_customer_who_was_named_and_tells_what_to_answer() -> None:
    verdict, answers = typed("scenario", "late-btc-deposit", "--uid", "88500001").splitlines()
    assert verdict == "late-btc-deposit for 88500001: deposit-confirmations should say late."
    (deposit,) = asked("deposits", uid="88500001", txid=json.loads(answers)["txid"])[0]["items"]
    assert (deposit["amount"], deposit["confirmations"] >= deposit["needed"], deposit["state"]) == (
        "0.31",
        True,
        "seen",
    )
    assert asked("deposits", txid=json.loads(answers)["txid"])[0]["items"] == []


def test_all_scenarios_are_listed_with_what_should_be_found() -> None:
    lines = typed("scenarios").splitlines()
    assert len(lines) >= 40
    assert any(line.startswith("account-locked ") and "[account-status: locked_until]" in line for line in lines)


def test_time_is_moved_hurried_and_brought_back() -> None:
    seen = [asked("deposits")[0]["items"][0]]
    typed("time", "+1h")
    seen.append(asked("deposits")[0]["items"][0])
    assert [each["state"] for each in seen] == ["seen", "credited"]
    assert typed("speed", "60") == "The exchange's time runs 60 times as fast as ours."
    typed("time", "now")
    assert asked("deposits")[0]["items"][0]["state"] == "seen"


def test_several_calls_are_asked_at_once_each_on_a_line() -> None:
    account, balances = asked("account", "balances", coin="ETH")
    assert account["state"] == "active"
    assert [each["coin"] for each in balances["items"]] == ["ETH"]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("scenario", "late-btc"), "Do you mean late-btc-deposit?"),
        (("scenario", "zzz"), "`kefu exchange scenarios` lists them"),
        (("scenario", "account-locked", "--uid", "no such"), "--uid is letters and digits"),
        (("time", "10"), "is no span of time"),
        (("time", "+999999d"), "is too far"),
        (("speed", "0"), "a speed is from 0.01 to 10000"),
        (("speed", "nan"), "a speed is from 0.01 to 10000"),
        (("ask", "book", "--json", "{}"), "--json: market: is missing"),
        (("ask", "book", "--json", "{"), "--json: "),
        (("ask", "deposits"), "not_proved: deposits is asked as a customer"),
        (("ask", "order", "--uid", UID, "--json", '{"order_id": "1"}'), "not_found"),
    ],
)
def test_what_does_not_fit_is_refused_with_what_to_do(arguments: tuple[str, ...], told: str) -> None:
    with pytest.raises(CommandError) as refused:
        typed(*arguments)
    assert told in str(refused.value)


def test_with_a_real_exchange_nothing_is_made_up(settings: Settings) -> None:
    settings.EXCHANGE = "https://api.exchange.example"
    for arguments in (("scenario", "account-locked"), ("time", "+1h"), ("speed", "2")):
        with pytest.raises(CommandError, match="A real exchange is connected"):
            typed(*arguments)


def test_without_an_exchange_nothing_can_be_asked(settings: Settings) -> None:
    settings.EXCHANGE = ""
    with pytest.raises(CommandError, match="No exchange is connected"):
        typed("ask", "networks")


def test_what_the_customer_was_told_is_listed_newest_first_with_the_link_that_stops_it() -> None:
    assert typed("notices") == ""
    for notice, link in (("asked", "http://x.test/stop/1"), ("stopped", "")):
        sent = AskNotify(notice, "r1", Notice(notice), Action.UNFREEZE, stop_url=link)
        Sandbox().answer(calls.NOTIFY, sent, uid=UID)
    told = [json.loads(line) for line in typed("notices", "--uid", UID).splitlines()]
    assert [(each["notice"], each["stop_url"]) for each in told] == [("stopped", ""), ("asked", "http://x.test/stop/1")]
    assert set(told[0]) >= {"at", "action", "value", "sent", "done_after"}
    assert typed("notices", "--uid", "88500001") == ""
