"""What an exchange, or whoever stands before it, may do to us: each call ends in time and tells the right trouble."""

import gzip
import itertools
import json
import logging
import socket
import time
import traceback
from datetime import UTC, datetime
from typing import Any

import pytest

from kefu.exchange.contract import calls
from kefu.exchange.contract.connector import CannotTell
from kefu.exchange.contract.kinds import Trouble
from kefu.exchange.contract.trading import AskOrder
from kefu.exchange.http.connector import Http
from kefu.exchange.http.tests.conftest import Say, Speaking, signed
from kefu.exchange.http.tests.stub import CAROL, SECRET, SECRETS
from kefu.kit import http

ORDER_ID = "O-private-842913"
VALUE = "7712345.678"
NOW = datetime.now(tz=UTC).isoformat()
GOOD = {"as_of": NOW, "value": {"coin": "BTC", "items": []}}


def told_by(origin: str, call: calls.Call[Any, Any] = calls.BALANCES) -> CannotTell:
    """The call ended in time, and nothing of the secret or the customer is in what is told."""
    asked = AskOrder(ORDER_ID) if call is calls.ORDER else call.asks()
    began = time.monotonic()
    with pytest.raises(CannotTell) as told:
        Http(origin, SECRETS).answer(call, asked, uid=CAROL)
    assert time.monotonic() - began < call.timeout_s + 0.5
    whole = "".join(traceback.format_exception(told.value)) + repr(told.value.__dict__)
    assert not [each for each in (SECRET, CAROL, ORDER_ID, VALUE) if each in whole]
    return told.value


def says(answer: bytes) -> Say:
    return lambda connection, nonce: connection.sendall(answer)


def with_value(value: str) -> bytes:
    return f'{{"as_of":"{NOW}","value":{value}}}'.encode()


def balances(available: str, *, more: str = "") -> bytes:
    return with_value(f'{{"items":[{{"coin":"BTC","wallet":"spot","available":{available}{more}}}]}}')


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"null",
        b"not JSON",
        b"\xff\xfe{}",
        b"[" * 10_000 + b"]" * 10_000,
        b'{"a":' * 10_000 + b"1" + b"}" * 10_000,
        with_value('{"items":' + "[" * 10_000 + "]" * 10_000 + "}"),
        balances("NaN"),
        balances("Infinity"),
        balances("-Infinity"),
        balances('"NaN"'),
        balances('"1", "unknown": NaN'),
        balances('"1"', more=',"available":"2"'),
        with_value('{"items":[]},"as_of":"2020-01-01T00:00:00Z"'),
        balances(VALUE),
        balances('"1e999999"'),
        balances("1" * 5_000),
        balances('"' + "9" * 41 + '"'),
        balances("true"),
        balances("null"),
        balances('["1"]'),
        balances('"1"', more=',"frozen_for":"\\ud800"'),
        balances('"1"', more=',"frozen_for":"a\\u202eb"'),
        with_value('{"items":[' + ",".join(["{}"] * 501) + "]}"),
        with_value("{}"),
        with_value("null"),
        b'{"value":{"items":[]}}',
        b'{"as_of":"' + NOW.encode() + b'"}',
        b'{"as_of":"yesterday","value":{"items":[]}}',
        b'{"as_of":"2026-11-29T12:00:00","value":{"items":[]}}',
        b'{"as_of":1764417600,"value":{"items":[]}}',
    ],
    ids=map(str, itertools.count()),  # not by the moment that stands in them
)
def test_what_is_signed_but_not_of_the_contract_is_a_bad_answer(speaking: Speaking, body: bytes) -> None:
    assert told_by(speaking(signed(body))).trouble is Trouble.BAD_ANSWER


def test_a_good_answer_by_the_same_way_is_one(speaking: Speaking) -> None:
    origin = speaking(signed(balances('"0.5"', more=',"new_field":{"a":[1.5]}')))
    learned = Http(origin, SECRETS).answer(calls.BALANCES, calls.BALANCES.asks(), uid=CAROL)
    assert str(learned.value.items[0].available) == "0.5"


def without_signature(connection: socket.socket, nonce: str) -> None:
    body = with_value('{"items":[]}')
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body)


def of_another_question(connection: socket.socket, nonce: str) -> None:
    signed(with_value('{"items":[]}'))(connection, "another-nonce-of-before")


def of_another_status(connection: socket.socket, nonce: str) -> None:
    class Changed:
        def sendall(self, data: bytes) -> None:
            connection.sendall(data.replace(b" 503 ", b" 200 ", 1))

    signed(with_value('{"items":[]}'), status=503)(Changed(), nonce)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "say",
    [
        without_signature,
        of_another_question,
        of_another_status,
        signed(with_value('{"items":[]}'), secret="x" * 40),
    ],
)
def test_an_answer_that_is_not_signed_for_this_question_is_a_bad_answer(speaking: Speaking, say: Say) -> None:
    told = told_by(speaking(say))
    assert told.trouble is Trouble.BAD_ANSWER
    assert "signature" in told.told


def packed(connection: socket.socket, nonce: str) -> None:
    signed(gzip.compress(with_value('{"items":[]}')), more=b"Content-Encoding: gzip\r\n")(connection, nonce)


def endless(connection: socket.socket, nonce: str) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    while True:
        connection.sendall(b" " * 65_536)


@pytest.mark.parametrize(
    ("say", "trouble"),
    [
        (packed, Trouble.BAD_ANSWER),
        (endless, Trouble.BAD_ANSWER),
        (says(b"HTTP/1.1 200 OK\r\nContent-Length: 10000000000\r\n\r\n{"), Trouble.BAD_ANSWER),
        (says(b"HTTP/1.1 200 OK\r\nX-Long: " + b"x" * 10_000_000), Trouble.UNAVAILABLE),
        (says(b"HTTP/1.1 200 OK\r\n" + b"X-Many: x\r\n" * 1_000_000), Trouble.UNAVAILABLE),
        (says(b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{"), Trouble.UNAVAILABLE),
        (says(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nnonsense\r\n"), Trouble.UNAVAILABLE),
        (says(b"SSH-2.0-nonsense\r\n"), Trouble.UNAVAILABLE),
        (says(b""), Trouble.UNAVAILABLE),
        (says(b"HTTP/1.1 302 F\r\nLocation: http://169.254.169.254/\r\nContent-Length: 0\r\n\r\n"), Trouble.BAD_ANSWER),
        (says(b"HTTP/1.1 401 U\r\nContent-Length: 0\r\n\r\n"), Trouble.REFUSED),
        (says(b"HTTP/1.1 503 U\r\nContent-Length: 0\r\n\r\n"), Trouble.UNAVAILABLE),
        (says(b"HTTP/1.1 502 U\r\nContent-Length: 5\r\n\r\n<html"), Trouble.UNAVAILABLE),
        (says(b"HTTP/1.1 404 U\r\nContent-Length: 0\r\n\r\n"), Trouble.NOT_OFFERED),
        (says(b"HTTP/1.1 418 U\r\nContent-Length: 0\r\n\r\n"), Trouble.BAD_ANSWER),
    ],
)
def test_what_is_no_answer_of_the_contract_tells_its_trouble(speaking: Speaking, say: Say, trouble: Trouble) -> None:
    assert told_by(speaking(say)).trouble is trouble


@pytest.mark.parametrize("head", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n", b"HTTP/1.1 200 OK\r\nX: "])
def test_who_drips_is_cut_off_at_the_calls_own_limit(speaking: Speaking, head: bytes) -> None:
    def drip(connection: socket.socket, nonce: str) -> None:
        connection.sendall(head)
        for _ in range(8):
            connection.sendall(b"x")
            time.sleep(1)

    assert told_by(speaking(drip)).trouble is Trouble.TIMEOUT


def test_who_never_answers_is_given_up_at_the_calls_own_limit(speaking: Speaking) -> None:
    assert told_by(speaking(lambda connection, nonce: time.sleep(4)), calls.ORDER).trouble is Trouble.TIMEOUT


@pytest.mark.parametrize(
    ("more", "seconds"),
    [(b"Retry-After: 9\r\n", 9), (b"Retry-After: 1e9\r\n", 5), (b"Retry-After: nan\r\n", 5), (b"", 5)],
)
def test_too_many_without_a_signature_is_busy_for_as_long_as_its_header_says(
    speaking: Speaking, more: bytes, seconds: float
) -> None:
    told = told_by(speaking(says(b"HTTP/1.1 429 T\r\n" + more + b"Content-Length: 0\r\n\r\n")))
    assert (told.trouble, told.retry_after_s) == (Trouble.BUSY, seconds)


@pytest.mark.parametrize(
    ("error", "trouble", "seconds"),
    [
        ({"kind": "busy", "retry_after_s": 3.5}, Trouble.BUSY, 3.5),
        ({"kind": "busy", "retry_after_s": 10**400}, Trouble.BUSY, 5),
        ({"kind": "busy", "retry_after_s": -1}, Trouble.BUSY, 5),
        ({"kind": "busy", "retry_after_s": True}, Trouble.BUSY, 5),
        ({"kind": "not_offered"}, Trouble.NOT_OFFERED, 0),
        ({"kind": "not_found"}, Trouble.NOT_FOUND, 0),
        ({"kind": "not_proved"}, Trouble.UNAVAILABLE, 0),  # not for an exchange to say
        ({"kind": ["busy"]}, Trouble.UNAVAILABLE, 0),
        ("busy", Trouble.UNAVAILABLE, 0),
    ],
)
def test_a_signed_error_says_what_it_is(speaking: Speaking, error: object, trouble: Trouble, seconds: float) -> None:
    told = told_by(speaking(signed(json.dumps({"error": error}).encode(), status=503)))
    assert (told.trouble, told.retry_after_s) == (trouble, seconds)


def test_an_error_without_a_signature_is_believed_by_its_status_alone(speaking: Speaking) -> None:
    body = b'{"error":{"kind":"busy","retry_after_s":60}}'
    told = told_by(speaking(says(b"HTTP/1.1 503 U\r\nContent-Length: %d\r\n\r\n" % len(body) + body)))
    assert (told.trouble, told.retry_after_s) == (Trouble.UNAVAILABLE, 0)


def test_nobody_listens() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        assert told_by(f"http://127.0.0.1:{free.getsockname()[1]}").trouble is Trouble.UNAVAILABLE


def test_a_call_that_broke_off_early_is_tried_once_more_with_another_nonce(speaking: Speaking) -> None:
    nonces: list[str] = []

    def break_off_once(connection: socket.socket, nonce: str) -> None:
        nonces.append(nonce)
        if len(nonces) > 1:
            signed(with_value('{"items":[]}'))(connection, nonce)

    assert Http(speaking(break_off_once), SECRETS).answer(calls.BALANCES, calls.BALANCES.asks(), uid=CAROL)
    assert len(nonces) == len(set(nonces)) == 2


@pytest.mark.parametrize("status", [429, 503, 401])
def test_an_error_of_the_exchange_is_not_asked_for_twice(speaking: Speaking, status: int) -> None:
    nonces: list[str] = []

    def refuse(connection: socket.socket, nonce: str) -> None:
        nonces.append(nonce)
        signed(b"{}", status=status)(connection, nonce)

    told_by(speaking(refuse))
    assert len(nonces) == 1


def test_a_name_that_leads_inside_is_not_called(monkeypatch: pytest.MonkeyPatch) -> None:
    def leads_inside(host: str, *args: object, **more: object) -> list[tuple[object, ...]]:
        return [(2, 1, 6, "", ("10.0.0.7", 443))]

    monkeypatch.setattr(socket, "getaddrinfo", leads_inside)
    told = told_by("https://api.exchange.test")
    assert told.trouble is Trouble.UNAVAILABLE
    assert "inner network" in told.told


def test_only_the_exchanges_own_host_is_called() -> None:
    assert Http("https://api.exchange.test/kefu-here/", SECRETS).places == ("api.exchange.test",)
    with pytest.raises(http.Forbidden):
        http.post("https://exchange.test/", b"", headers={}, places=Http("https://api.exchange.test", SECRETS).places)


def test_nothing_of_the_secret_or_the_customer_gets_into_logs(
    speaking: Speaking, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    exchange = Http(speaking(signed(balances(VALUE))), SECRETS)
    for _ in range(6):
        with pytest.raises(CannotTell):
            exchange.answer(calls.BALANCES, calls.BALANCES.asks(), uid=CAROL)
    other = Http(speaking(says(b"")), SECRETS)
    for _ in range(6):
        with pytest.raises(CannotTell):
            other.answer(calls.ORDER, AskOrder(ORDER_ID), uid=CAROL)
    assert "rests for a while" in caplog.text
    assert not [each for each in (SECRET, CAROL, ORDER_ID, VALUE) if each in caplog.text + repr(vars(exchange))]
