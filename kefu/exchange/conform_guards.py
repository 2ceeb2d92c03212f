"""What an exchange must not answer: who has no right signature, who comes late or twice, who asks for another's own."""

import secrets as random_texts
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from kefu.exchange import conform
from kefu.exchange.conform import Finding, Tried, Verdict
from kefu.exchange.contract import calls, funds, trading
from kefu.exchange.contract.calls import Call
from kefu.exchange.contract.codec import BadShape
from kefu.exchange.contract.kinds import Level
from kefu.exchange.http import connector, signing, wire
from kefu.exchange.http.connector import Reply
from kefu.kit import clock, http

REFUSALS = frozenset({400, 401, 403})
LATE_S = signing.SKEW_S + 30


def try_guards(tried: Tried) -> Iterator[Finding]:
    """With a call that was answered: where none was, nothing can be said."""
    call = next((each for each in calls.CALLS if each.name in tried.learned and each.level > Level.PUBLIC), None)
    if call is None:
        yield Finding("signatures", Verdict.UNTRIED, "no customer's call was answered")
        return
    yield from _signatures(call, tried)
    yield _without_uid(tried)
    yield from _of_another(tried)


def _signatures(call: Call[Any, Any], tried: Tried) -> Iterator[Finding]:
    body = wire.question(conform.question(call, tried), uid=tried.uid)
    right = _signed(call, tried, body)
    wrong = {**right, signing.SIGNATURE: f"v1={'0' * 64}"}
    late = _signed(call, tried, body, late_s=LATE_S)
    early = _signed(call, tried, body, late_s=-LATE_S)
    for name, sent, headers, cure in (
        ("no signature", body, {}, "check the signature before anything else"),
        ("wrong signature", body, wrong, "compare with your own, in constant time"),
        ("changed body", body + b" ", right, "sign the bytes as they came, before parsing"),
        ("old timestamp", body, late, f"refuse what is more than {signing.SKEW_S} s off"),
        ("early timestamp", body, early, f"refuse what is more than {signing.SKEW_S} s off"),
    ):
        yield _must_refuse(name, call, tried, body=sent, headers=headers, cure=cure)
    again = _signed(call, tried, body)
    first = _sent(call, tried, body, again)
    if first is None or first.status != 200:
        yield Finding("replayed nonce", Verdict.UNTRIED, "the first of the two questions was not answered")
    else:
        cure = f"remember nonces for {2 * signing.SKEW_S} s"
        yield _must_refuse("replayed nonce", call, tried, body=body, headers=again, cure=cure)


def _signed(call: Call[Any, Any], tried: Tried, body: bytes, *, late_s: int = 0) -> dict[str, str]:
    path = urlsplit(f"{tried.base}{wire.FOLDER}{call.name}").path
    timestamp = int(clock.now().timestamp()) - late_s
    nonce = random_texts.token_urlsafe(18)
    return signing.request_headers(tried.secrets.signing, path=path, body=body, timestamp=timestamp, nonce=nonce)


def _sent(call: Call[Any, Any], tried: Tried, body: bytes, headers: dict[str, str]) -> Reply | None:
    url = f"{tried.base}{wire.FOLDER}{call.name}"
    try:
        return connector.send(
            url, body, headers=headers, secrets=tried.secrets, places=tried.places, deadline_s=call.timeout_s
        )
    except (http.Unreachable, http.Forbidden):
        return None


def _must_refuse(
    name: str, call: Call[Any, Any], tried: Tried, *, body: bytes, headers: dict[str, str], cure: str
) -> Finding:
    reply = _sent(call, tried, body, headers)
    if reply is None:
        return Finding(name, Verdict.WRONG, "no answer: refuse it with 401")
    if reply.status in REFUSALS:
        return Finding(name, Verdict.OK, f"refused with {reply.status}")
    return Finding(name, Verdict.WRONG, f"answered {reply.status}, 401 is wanted: {cure}")


def _without_uid(tried: Tried) -> Finding:
    """Calls for customers, asked as nobody."""
    answered = [each for each in calls.CALLS if each.name in tried.learned and each.level > Level.PUBLIC]
    open_ones = []
    for call in answered:
        body = wire.question(conform.question(call, tried), uid="")
        reply = _sent(call, tried, body, _signed(call, tried, body))
        if reply is None or reply.status not in REFUSALS:
            open_ones.append(call.name)
    if open_ones:
        told = f"not refused: {', '.join(open_ones)}. Answer 403 where uid is empty"
        return Finding("customers' calls without uid", Verdict.WRONG, told)
    return Finding("customers' calls without uid", Verdict.OK, f"{len(answered)} refused")


def _of_another(tried: Tried) -> Iterator[Finding]:
    """What this customer owns, asked for by another."""
    if not tried.other_uid:
        yield Finding("another customer's own", Verdict.UNTRIED, "give --other-uid: a second customer of yours")
        return
    for call, asked in _owned(tried):
        name = f"another customer's {call.name}"
        body = wire.question(asked, uid=tried.other_uid)
        reply = _sent(call, tried, body, _signed(call, tried, body))
        if reply is None or reply.status >= 500:
            yield Finding(name, Verdict.WRONG, "it broke: answer 404 (not_found), or an empty list")
        elif reply.status == 200 and not _is_empty(call, reply):
            yield Finding(name, Verdict.WRONG, "given out: look it up by uid and id together")
        else:
            yield Finding(name, Verdict.OK, "not given out")


def _owned(tried: Tried) -> Iterator[tuple[Call[Any, Any], object]]:
    for call, ask in (
        (calls.ORDERS, lambda item: (calls.ORDER, trading.AskOrder(item.order_id))),
        (calls.DEPOSITS, lambda item: (calls.DEPOSITS, funds.AskDeposits(txid=item.txid))),
        (calls.WITHDRAWALS, lambda item: (calls.WITHDRAWALS, funds.AskWithdrawals(withdrawal_id=item.withdrawal_id))),
    ):
        held = tried.learned.get(call.name)
        owned = (
            [item for item in held.value.items if getattr(item, "txid", "") or call is not calls.DEPOSITS]
            if held
            else []
        )
        if owned:
            yield ask(owned[0])


def _is_empty(call: Call[Any, Any], reply: Reply) -> bool:
    try:
        value = wire.read_answer(call, reply.body, now=clock.now()).value
    except BadShape:
        return False
    return getattr(value, "items", None) == ()
