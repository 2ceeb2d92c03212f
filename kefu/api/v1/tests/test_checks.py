"""Checks for programs: asked by anyone, run for the account that is signed for, kept for whoever is somebody."""

from typing import Any

import pytest

from kefu.api.v1.tests.test_api import Caller
from kefu.exchange import asking, offered, runs
from kefu.exchange.contract.kinds import Trouble
from kefu.exchange.tests.test_runs import ANSWERS, Exchange
from kefu.people import limits
from kefu.people.access import Viewer

pytestmark = pytest.mark.django_db
RUNS = "/checks/deposit-confirmations/runs"


@pytest.fixture(autouse=True)
def exchange(monkeypatch: pytest.MonkeyPatch) -> Exchange:
    told = Exchange()
    asking.forget()
    monkeypatch.setattr(asking, "current", lambda: told)
    return told


@pytest.fixture
def carol_calls(carol_token: str) -> Caller:
    return Caller(carol_token)


def test_which_checks_there_are_in_the_language_asked_for() -> None:
    for locale, title in (("en", "Where is my deposit?"), ("zh-hans", "我的充值到哪一步了？"), ("fr", "Where is")):
        status, told = Caller()("GET", f"/checks?locale={locale}&topic=funds")
        (card,) = (each for each in told["checks"] if each["key"] == "deposit-confirmations")
        assert status == 200
        assert card["title"].startswith(title)
        assert card["categories"] == ["deposit"]
    assert card["url"] == "/help/en/checks/deposit-confirmations"
    funds = {each["key"] for each in Caller()("GET", "/checks?topic=login")[1]["checks"]}
    assert "deposit-confirmations" not in funds
    assert Caller()("GET", "/checks?topic=no-such")[0] == 400


def test_what_a_check_asks() -> None:
    status, told = Caller()("GET", "/checks/deposit-details?locale=zh-CN")
    assert (status, told["personal"], told["check"]["topic"]) == (200, True, "funds")
    assert [each["name"] for each in told["questions"]] == ["coin", "network", "txid", "address", "memo"]
    txid = told["questions"][2]
    assert (txid["ask"], txid["needed"], txid["only_if"]) == ("txid", True, None)
    assert "TxID" in txid["label"]
    assert Caller()("GET", "/checks/no-such")[0] == 404


def test_what_the_exchange_offers_is_named_with_its_questions_and_asked_for_once(exchange: Exchange) -> None:
    offered.forget()
    _status, told = Caller()("GET", "/checks/deposit-details")
    offers = {each["name"]: each["offers"] for each in told["questions"]}
    assert offers["coin"] == [{"value": "BTC", "coins": []}]
    assert offers["network"] == [{"value": "Bitcoin", "coins": ["BTC"]}]
    assert offers["txid"] == []
    Caller()("GET", "/checks/withdrawal-status")
    assert [(name, uid) for name, _asked, uid in exchange.asked] == [("networks", "")]
    offered.forget()


def test_an_exchange_that_is_silent_offers_nothing_and_hides_no_question(exchange: Exchange) -> None:
    offered.forget()
    exchange.says["networks"] = Trouble.UNAVAILABLE
    status, told = Caller()("GET", "/checks/deposit-details")
    assert (status, [each["offers"] for each in told["questions"]]) == (200, [[]] * 5)
    offered.forget()


def test_bad_answers_come_back_in_the_language_asked_for_and_nothing_is_run(exchange: Exchange) -> None:
    given = {"coin": "B T C", "network": "Bitcoin"}
    status, told = Caller()("POST", "/checks/deposit-details/runs?locale=zh-CN", {"answers": given})
    assert status == 200
    assert told["missing"] == ["txid"]
    assert "币种" in told["problems"]["coin"]
    assert exchange.asked == []


def test_a_stranger_is_told_what_is_public_and_nothing_is_kept(exchange: Exchange) -> None:
    status, told = Caller()("POST", f"{RUNS}?locale=en", {"answers": ANSWERS})
    assert (status, told["id"], told["receipt"]["state"]) == (201, None, "unclear")
    assert told["receipt"]["steps"][-1] == {
        "kind": "contact",
        "text": "Talk to our support",
        "href": "/help/en/contact",
    }
    assert {uid for _, _, uid in exchange.asked} <= {""}


def test_a_customer_asks_for_the_signed_account_and_the_run_waits_for_their_words(
    exchange: Exchange, carol_calls: Caller, carol: Viewer, mallory: Viewer
) -> None:
    asked = {"answers": ANSWERS, "zone": "Asia/Shanghai"}
    status, told = carol_calls("POST", f"{RUNS}?locale=zh-CN", asked)
    assert status == 201
    assert told["receipt"]["title"] == "我的充值到哪一步了？"
    assert {line["mark"] for line in told["receipt"]["lines"]} == {"wait"}
    assert ("deposits", "carol") in {(name, uid) for name, _, uid in exchange.asked}
    assert [run.id for run in runs.loose(carol.id)] == [told["id"]]
    assert runs.loose(mallory.id) == []


@pytest.mark.parametrize(
    "body",
    [
        {"answers": {f"n{number}": "x" for number in range(13)}},
        {"answers": {"coin": "x" * 301}},
        {"answers": {"../x": "x"}},
        {"answers": {"coin": ["x"]}},
        {"uid": "88104821"},
    ],
)
def test_what_is_beyond_the_bounds_is_refused(body: dict[str, Any]) -> None:
    assert Caller()("POST", RUNS, body)[0] == 400


def test_a_person_runs_twenty_in_a_row_and_no_more(carol_calls: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "buckets", limits.MemoryBuckets(clock_s=lambda: 0.0))
    answered = [carol_calls("POST", RUNS, {"answers": {}})[0] for _ in range(21)]
    assert answered == [201] * 20 + [429]


def test_a_token_that_is_worth_nothing_is_told_so() -> None:
    assert Caller("no-token")("POST", RUNS, {"answers": ANSWERS})[0] == 401


def test_the_operations_are_described() -> None:
    paths = Caller()("GET", "/openapi.json")[1]["paths"]
    assert {"/api/v1/checks", "/api/v1/checks/{key}", "/api/v1/checks/{key}/runs"} <= set(paths)
