"""Tries `confirm` on an endpoint, where its engineer asked for that: a customer for tests is asked in the app for real."""

import secrets as random_texts
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlsplit

from kefu.exchange import conform
from kefu.exchange.conform import Finding, Tried, Verdict
from kefu.exchange.contract import calls
from kefu.exchange.contract.confirm import AskConfirm, Confirming
from kefu.exchange.http.connector import Reply
from kefu.kit import clock, http

LASTS = timedelta(minutes=5)
NAME = calls.CONFIRM.name


def try_confirm(tried: Tried) -> Iterator[Finding]:
    """Asked once, then again by the same key, then by the same key for something else."""
    asked = AskConfirm(
        key=f"conform-{random_texts.token_hex(8)}",
        level=2,
        reason="account_data",
        number=f"{random_texts.randbelow(90) + 10}",
        badge="000-0000",
        case="conform",
        ends_at=(clock.now() + LASTS).replace(microsecond=0),
    )
    first = _asked(tried, asked)
    if isinstance(first, Finding):
        yield first
        return
    fault = conform.judged(calls.CONFIRM, first, tried) or _fault_of_link(tried)
    if fault is not None:
        yield fault
        return
    told: Confirming = tried.learned[NAME].value
    yield Finding(NAME, Verdict.OK, f"the app asks now, number {asked.number}: answer there, and look for the callback")
    yield _same_again(tried, asked, told)
    yield _key_for_another(tried, replace(asked, number="99" if asked.number != "99" else "98"))


def _asked(tried: Tried, asked: AskConfirm) -> Reply | Finding:
    try:
        return tried.ask(calls.CONFIRM, asked, uid=tried.uid)
    except (http.Unreachable, http.Forbidden) as error:
        return Finding(NAME, Verdict.WRONG, f"no whole answer came back ({error})")


def _fault_of_link(tried: Tried) -> Finding | None:
    told: Confirming = tried.learned[NAME].value
    if urlsplit(told.open_url).scheme == "https":
        return None
    return Finding(NAME, Verdict.WRONG, "value.open_url: an https address on a site of your official channels")


def _same_again(tried: Tried, asked: AskConfirm, told: Confirming) -> Finding:
    name = f"{NAME}, same key"
    reply = _asked(tried, asked)
    if isinstance(reply, Finding) or conform.judged(calls.CONFIRM, reply, tried) is not None:
        return Finding(name, Verdict.WRONG, "the same key again is answered as the first time, and asks nobody twice")
    is_same = tried.learned[NAME].value == told
    return Finding(name, Verdict.OK if is_same else Verdict.WRONG, "" if is_same else "answer it as the first time")


def _key_for_another(tried: Tried, asked: AskConfirm) -> Finding:
    name = f"{NAME}, key reused"
    reply = _asked(tried, asked)
    is_refused = isinstance(reply, Reply) and reply.status == 400
    cure = "the same key with another number is 400 (bad_answer): a key stands for one question"
    return Finding(name, Verdict.OK if is_refused else Verdict.WRONG, "" if is_refused else cure)
