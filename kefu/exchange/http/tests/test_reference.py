"""The endpoint to compare with: it refuses what docs/connector.md says an exchange must refuse, and signs each answer."""

import json
import time
from typing import Any

import pytest

from kefu.exchange.contract.connector import CannotTell
from kefu.exchange.contract.kinds import Trouble
from kefu.exchange.http import connector, reference, signing, wire
from kefu.exchange.http.connector import Reply
from kefu.exchange.http.reference import Nonces
from kefu.exchange.http.tests.stub import CAROL, SECRET, SECRETS, Stub
from kefu.kit import clock

BODY = b'{"uid":"c-1001","asked":{}}'


def sent(origin: str, body: bytes = BODY, *, path: str = "/kefu/v1/account", late_s: int = 0, **other: str) -> Reply:
    timestamp, nonce = int(clock.now().timestamp()) - late_s, other.get("nonce", "nonce-nonce-nonce-1")
    told = signing.request_headers(SECRET, path=path, body=body, timestamp=timestamp, nonce=nonce)
    url = f"{origin}{path}"
    return connector.send(url, body, headers=told, secrets=SECRETS, places=(origin,), deadline_s=2.0)


def kind(reply: Reply) -> tuple[int, Any]:
    assert reply.is_signed
    return reply.status, json.loads(reply.body)["error"]["kind"]


def test_SEC_G08_a_right_question_is_answered_once(endpoint: str, stub: Stub) -> None:
    assert sent(endpoint).status == 200
    assert kind(sent(endpoint)) == (401, "refused")
    assert len(stub.asked) == 1
    assert sent(endpoint, nonce="nonce-nonce-nonce-2").status == 200


@pytest.mark.parametrize("late_s", [-70, 70])
def test_SEC_G08_a_question_of_another_time_is_refused(endpoint: str, stub: Stub, late_s: int) -> None:
    assert kind(sent(endpoint, late_s=late_s)) == (401, "refused")
    assert stub.asked == []


@pytest.mark.parametrize("path", ["/kefu/v1/nothing", "/kefu/v1/", "/kefu/v2/account", "/", "/x/kefu/v1/account"])
def test_what_is_no_call_is_not_offered(endpoint: str, path: str) -> None:
    assert kind(sent(endpoint, path=path)) == (404, "not_offered")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b'{"uid":1,"asked":{}}',
        b'{"uid":"' + b"u" * 201 + b'","asked":{}}',
        b'{"uid":"a\\nb","asked":{}}',
        b'{"uid":"c-1001"}',
        b'{"uid":"c-1001","uid":"m-6666","asked":{}}',
        b"[" * 5_000,
    ],
)
def test_what_does_not_fit_the_contract_is_said_to_be_so(endpoint: str, stub: Stub, body: bytes) -> None:
    assert kind(sent(endpoint, body)) == (400, "bad_answer")
    assert stub.asked == []


def test_a_question_that_is_too_long_is_not_read_to_its_end(endpoint: str) -> None:
    long = b'{"uid":"c-1001","asked":{},"more":"' + b"x" * wire.MAX_REQUEST_BYTES + b'"}'
    assert sent(endpoint, long).status == 401


def test_customers_calls_want_a_customer(endpoint: str, stub: Stub) -> None:
    assert kind(sent(endpoint, b'{"uid":"","asked":{}}')) == (403, "refused")
    assert kind(sent(endpoint, b'{"asked":{}}', nonce="nonce-nonce-nonce-2")) == (403, "refused")
    assert stub.asked == []


def test_a_trouble_is_told_with_its_status_and_when_to_ask_again(endpoint: str, stub: Stub) -> None:
    stub.troubles["account"] = CannotTell(Trouble.BUSY, f"the private word {CAROL}", retry_after_s=4.0)
    reply = sent(endpoint)
    assert kind(reply) == (429, "busy")
    assert reply.retry_after == "4"
    assert CAROL.encode() not in reply.body
    stub.troubles["account"] = CannotTell(Trouble.NOT_CONNECTED)
    assert kind(sent(endpoint, nonce="nonce-nonce-nonce-2")) == (403, "refused")


def test_nonces_are_remembered_as_long_as_they_could_be_played_again_and_no_longer() -> None:
    nonces, now = Nonces(), time.monotonic()
    assert nonces.take("a", now=now)
    assert not nonces.take("a", now=now + reference.KEEP_NONCES_S - 1)
    assert nonces.take("a", now=now + reference.KEEP_NONCES_S)


def test_a_full_memory_of_nonces_refuses_rather_than_forgets() -> None:
    nonces = Nonces(most=2)
    assert nonces.take("a", now=0)
    assert nonces.take("b", now=1)
    with pytest.raises(CannotTell) as told:
        nonces.take("c", now=2)
    assert told.value.trouble is Trouble.BUSY
    assert not nonces.take("a", now=2)
    assert nonces.take("c", now=reference.KEEP_NONCES_S)
