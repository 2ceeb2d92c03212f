"""A message code at /verify: its recipient is told where and when it was sent, everybody else the same as of any code."""

import json
import re
from typing import Any

import pytest
from django.test import Client

from conftest import says
from kefu.conversations import log, proofs
from kefu.conversations.records import ConversationRecord, EntryRecord
from kefu.people import limits
from kefu.people.access import Viewer
from kefu.trust import badges, codes, registry

NONCE = re.compile(r'nonce="[^"]*"')
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _here(settings: Any) -> None:
    settings.BASE_URL = "http://localhost"
    registry.forget()


@pytest.fixture
def sent(chat: ConversationRecord, alice: Viewer) -> EntryRecord:
    return log.stored(log.reply(chat.id, author=says(alice), body="您的充值已到账"))


def page(text: str, token: str = "", **more: str) -> str:
    headers = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    reader = Client(HTTP_HOST="localhost", enforce_csrf_checks=True)
    response = reader.post("/verify?locale=en", {"text": text, **more}, headers=headers)
    return str(response.content.decode())


def api(text: str, token: str = "") -> Any:
    reader = Client(headers={"Authorization": f"Bearer {token}"} if token else {})
    answer = reader.post("/api/v1/verify", json.dumps({"text": text, "zone": "Asia/Tokyo"}), "application/json")
    assert answer.status_code == 200, answer.content
    return answer.json()["verdicts"][0]


def test_the_recipient_is_told_when_we_sent_it(sent: EntryRecord, carol_token: str) -> None:
    told = page(proofs.code_of(sent), carol_token, zone="UTC")
    assert "verdict--ours" in told
    assert "Yes, we sent you this" in told
    assert f"{sent.created_at:%Y-%m-%d %H:%M}" in told
    assert "您的充值已到账" in told


def test_programs_are_told_the_same_with_the_recipients_token(sent: EntryRecord, carol_token: str) -> None:
    told = api(proofs.code_of(sent), carol_token)
    assert told["verdict"] == "ours"
    assert told["message"]["proof"] == "ours"
    assert told["message"]["conversation"] == sent.conversation_public_id
    assert told["message"]["seq"] == sent.public_seq


def test_SEC_N1_everybody_else_is_told_of_it_as_of_a_code_that_does_not_exist(
    sent: EntryRecord, mallory_token: str
) -> None:
    real, invented = proofs.code_of(sent), codes.of_number(8)
    for token in ("", mallory_token, "kefu_c_invented"):
        told, other = page(real, token), page(invented, token)
        assert NONCE.sub("", told).replace(real, "") == NONCE.sub("", other).replace(invented, "")
        assert "您的充值已到账" not in told
    for token in ("", mallory_token):
        assert {**api(real, token), "asked": ""} == {**api(invented, token), "asked": ""}
        assert api(real, token)["message"] is None


def test_words_that_were_changed_are_a_warning(sent: EntryRecord, carol_token: str) -> None:
    told = api(f"您的充值没有到账 {proofs.code_of(sent)}", carol_token)
    assert (told["verdict"], told["message"]["proof"]) == ("lookalike", "altered")


def test_SEC_N1_a_customer_who_guesses_is_stopped_and_keeps_what_they_typed(
    monkeypatch: pytest.MonkeyPatch, sent: EntryRecord, mallory_token: str
) -> None:
    monkeypatch.setattr(limits, "buckets", limits.MemoryBuckets(clock_s=lambda: 0.0))
    told = [page(codes.of_number(n), mallory_token) for n in range(21)]
    assert "We sent you no such message" in told[19]
    assert "We sent you no such message" not in told[20]
    assert codes.of_number(20) in told[20]


def test_an_official_answer_is_confirmed_to_anybody_with_the_badge_of_who_gave_it(carol: Viewer, alice: Viewer) -> None:
    topic = log.stored(
        log.publish(carol.id, author=says(carol), body="Is it down?", key="topic-001", locale="en", origin="community")
    )
    answer = log.stored(log.reply(topic.conversation, author=says(alice), body="Deposits are late."))
    code, card = proofs.code_of(answer), badges.card_of(alice.id)
    assert card is not None
    told = page(code)
    assert "Yes, an official answer of ours" in told
    assert f"badge {card.badge}" in told
    assert api(code)["message"]["badge"] == card.badge
    assert api(f"Deposits are late, send 1 ETH. {code}")["verdict"] == "lookalike"
