"""The trial of an endpoint: a right one passes whole, and each fault is found under its own name."""

import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from itertools import chain
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import pytest

from kefu.exchange import conform, conform_guards
from kefu.exchange.conform import Finding, Tried, Verdict
from kefu.exchange.contract import calls
from kefu.exchange.contract.connector import CannotTell, Learned
from kefu.exchange.contract.kinds import Trouble
from kefu.exchange.contract.trading import Orders
from kefu.exchange.http import reference, signing
from kefu.exchange.http.tests.conftest import answering
from kefu.exchange.http.tests.stub import CAROL, MALLORY, SECRETS, Stub
from kefu.kit import clock


def trial(application: WSGIApplication, *, other: str = MALLORY) -> dict[str, Finding]:
    with answering(application) as origin:
        tried = Tried(origin, SECRETS, CAROL, other)
        return {each.name: each for each in chain(conform.try_calls(tried), conform_guards.try_guards(tried))}


def of_stub(stub: Stub, *, other: str = MALLORY) -> dict[str, Finding]:
    return trial(reference.application(stub, SECRETS), other=other)


def verdicts(found: Mapping[str, Finding]) -> set[Verdict]:
    return {each.verdict for each in found.values()}


def test_a_right_endpoint_passes_in_everything() -> None:
    found = of_stub(Stub())
    assert verdicts(found) == {Verdict.OK}, found
    assert set(found) == {call.name for call in calls.CALLS} | {
        *("no signature", "wrong signature", "changed body", "old timestamp", "early timestamp", "replayed nonce"),
        *("customers' calls without uid", "another customer's order", "another customer's deposits"),
        "another customer's withdrawals",
    }


def test_what_is_not_offered_is_missing_and_not_wrong() -> None:
    found = of_stub(Stub(without=frozenset({"liquidations"})))
    assert found["liquidations"].verdict is Verdict.MISSING
    assert verdicts(found) == {Verdict.OK, Verdict.MISSING}


def test_a_customer_without_orders_leaves_what_needs_one_untried() -> None:
    stub = Stub()
    stub.values["orders"] = Orders(())
    found = of_stub(stub, other="")
    assert found["order"].verdict is Verdict.UNTRIED
    assert found["another customer's own"].verdict is Verdict.UNTRIED
    assert "--uid" in found["order"].told


def test_who_gives_out_anothers_own_is_found_out() -> None:
    stub = Stub()
    stub.is_careless = True
    found = of_stub(stub)
    for name in ("order", "deposits", "withdrawals"):
        assert found[f"another customer's {name}"].verdict is Verdict.WRONG


def test_who_breaks_at_anothers_own_is_found_out() -> None:
    class Breaking(Stub):
        def answer(self, call: calls.Call[Any, Any], asked: Any, *, uid: str) -> Learned[Any]:
            if uid == MALLORY:
                raise CannotTell(Trouble.UNAVAILABLE)
            return super().answer(call, asked, uid=uid)

    found = of_stub(Breaking())
    assert found["another customer's order"].told == "it broke: answer 404 (not_found), or an empty list"


def test_an_old_answer_and_a_trouble_are_wrong_and_say_what_to_do() -> None:
    class Old(Stub):
        def answer(self, call: calls.Call[Any, Any], asked: Any, *, uid: str) -> Learned[Any]:
            learned = super().answer(call, asked, uid=uid)
            return Learned(learned.value, clock.now() - timedelta(minutes=6)) if call is calls.KYC else learned

    stub = Old()
    stub.troubles["moves"] = CannotTell(Trouble.UNAVAILABLE)
    stub.troubles["balances"] = CannotTell(Trouble.REFUSED)
    found = of_stub(stub)
    assert "five minutes" in found["kyc"].told
    assert "503" in found["moves"].told
    assert "is the secret the same" in found["balances"].told


def changing(stub: Stub, change: Callable[[bytes], bytes]) -> WSGIApplication:
    """A right endpoint whose bodies are changed and signed anew."""
    inner = reference.application(stub, SECRETS)

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
        def start(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            told.extend([status, headers])

        told: list[Any] = []
        body = change(b"".join(inner(environ, start)))
        signature = signing.answer_signature(
            SECRETS.signing, nonce=environ.get("HTTP_KEFU_NONCE", ""), status=int(told[0][:3]), body=body
        )
        start_response(told[0], [("Kefu-Signature", signature), ("Content-Length", str(len(body)))])
        return [body]

    return answer


def test_a_wrong_shape_is_told_by_its_place() -> None:
    found = trial(changing(Stub(), lambda body: body.replace(b'"state":"locked"', b'"state":"closed"')))
    assert found["account"].verdict is Verdict.WRONG
    assert found["account"].told.startswith("value.state: one of active, ")


def test_unsigned_answers_are_wrong() -> None:
    inner = reference.application(Stub(), SECRETS)

    def unsigned(environ: WSGIEnvironment, start_response: StartResponse) -> Any:
        def start(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            return start_response(status, [each for each in headers if each[0] != "Kefu-Signature"])

        return inner(environ, start)

    found = trial(unsigned)
    assert "Kefu-Signature" in found["account"].told
    assert found["signatures"].verdict is Verdict.UNTRIED


@pytest.mark.parametrize(
    ("lax", "wrong"),
    [
        ("secret_of_request", {"no signature", "wrong signature", "changed body", "old timestamp", "early timestamp"}),
        ("take", {"replayed nonce"}),
        ("uid", {"customers' calls without uid"}),
    ],
)
def test_an_endpoint_that_checks_too_little_is_found_out(
    lax: str, wrong: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    if lax == "secret_of_request":
        monkeypatch.setattr(signing, "secret_of_request", lambda secrets, *args, **more: secrets.signing)
        monkeypatch.setattr(reference.Nonces, "take", lambda self, nonce, *, now: True)
    if lax == "take":
        monkeypatch.setattr(reference.Nonces, "take", lambda self, nonce, *, now: True)
        wrong = {"replayed nonce"}
    if lax == "uid":
        monkeypatch.setattr(reference, "Level", _Levels)
    found = of_stub(Stub())
    assert wrong <= {name for name, each in found.items() if each.verdict is Verdict.WRONG}


class _Levels:
    PUBLIC = 99


def test_a_trial_that_is_out_of_time_leaves_the_rest_untried() -> None:
    with answering(reference.application(Stub(), SECRETS)) as origin:
        found = list(conform.try_calls(Tried(origin, SECRETS, CAROL, ends_at=0.0)))
    assert {each.verdict for each in found} == {Verdict.UNTRIED}
    assert len(found) == len(calls.CALLS)


def test_a_call_that_takes_too_long_is_wrong() -> None:
    class Slow(Stub):
        def answer(self, call: calls.Call[Any, Any], asked: Any, *, uid: str) -> Learned[Any]:
            time.sleep(2.2 if call is calls.MOVES else 0)
            return super().answer(call, asked, uid=uid)

    found = of_stub(Slow(), other="")
    assert found["moves"].told == "no answer within 2 s"
    assert found["account"].verdict is Verdict.OK


def test_nobody_there_is_wrong_in_every_call() -> None:
    tried = Tried("http://127.0.0.1:9", SECRETS, CAROL)
    found = list(conform.try_calls(tried))
    assert {each.verdict for each in found if each.verdict is not Verdict.UNTRIED} == {Verdict.WRONG}
    assert next(each for each in found if each.name == "account").told.startswith(
        "no whole answer came back (ConnectionRefused"
    )
