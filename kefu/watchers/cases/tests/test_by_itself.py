"""A deposit case from its first words to its end, at the sandbox exchange, without anybody of ours."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import translation

from conftest import a_customer, says
from kefu.conversations import definitions, log, queries, words_checks
from kefu.conversations.kinds import Audience, AuthorKind, Priority, Status
from kefu.conversations.records import ConversationRecord, EntryRecord
from kefu.exchange import asking
from kefu.exchange.sandbox.connector import Sandbox
from kefu.exchange.sandbox.scenarios.registry import SCENARIOS
from kefu.kit import clock
from kefu.people import sessions
from kefu.people.access import Viewer
from kefu.people.sessions import StartedSession
from kefu.watchers.cases.models import CaseJob
from kefu.watchers.cases.tests.test_cases import diagnosed, look, passed, verdicts

pytestmark = pytest.mark.django_db(transaction=True)
UID = "88500001"


class Northwind:
    """The exchange, the customer's phone, and time."""

    def __init__(self, exchange: Sandbox, dora: StartedSession) -> None:
        self.exchange, self.viewer = exchange, dora.viewer
        self._bearer = {"Authorization": f"Bearer {dora.token}"}
        self._client, self._later = Client(), timedelta()

    def play(self, scenario: str) -> None:
        with self.exchange.world() as world:
            SCENARIOS[scenario].play(world, UID)

    def checks(self, scenario: str) -> None:
        """The form of the check, sent before the first words."""
        answers = {"answers": SCENARIOS[scenario].answered(UID)}
        self._posts("/api/v1/checks/deposit-confirmations/runs", answers)

    def writes(self, **particulars: str) -> ConversationRecord:
        said = {"client_msg_id": "first-words-1", "body": "My deposit is not there", "particulars": particulars}
        conversation = self._posts("/api/v1/conversations", said)["conversation"]["id"]
        self.waits()
        return queries.conversation_for(self.viewer, conversation)

    def waits(self, **span: float) -> None:
        """Time passes at the exchange and here, and whatever is due is done."""
        asking.forget()
        self.exchange.move(timedelta(**span))
        self._later += timedelta(**span) + timedelta(seconds=1)
        passed()
        for _ in range(2):  # what is found first is followed then
            look(clock.now() + self._later)

    def _posts(self, address: str, body: Mapping[str, object]) -> dict[str, dict[str, str]]:
        answer = self._client.post(address, body, "application/json", headers=self._bearer)
        assert answer.status_code == 201, answer.content
        told: dict[str, dict[str, str]] = answer.json()
        return told


@pytest.fixture
def northwind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Northwind]:
    exchange = Sandbox(tmp_path / "northwind.sqlite3")
    monkeypatch.setattr(asking, "current", lambda: exchange)
    monkeypatch.setattr(asking, "forget", asking._kept.clear)
    yield Northwind(exchange, a_customer(UID))
    asking.forget()


def of_staff(alice: Viewer, chat: ConversationRecord) -> list[EntryRecord]:
    return [entry for entry in queries.entries_for(alice, chat) if entry.author.kind is AuthorKind.AGENT]


@pytest.mark.parametrize("is_checked_before", [False, True], ids=["category-alone", "form-filled-in"])
def test_a_deposit_on_its_way_is_told_step_by_step_and_closes_when_it_is_credited(
    northwind: Northwind, alice: Viewer, is_checked_before: bool
) -> None:
    northwind.play("deposit-unconfirmed")
    if is_checked_before:
        northwind.checks("deposit-unconfirmed")
    chat = northwind.writes(category="deposit")
    assert verdicts(diagnosed(northwind.viewer, chat)) == ["unconfirmed"]
    (first,) = diagnosed(northwind.viewer, chat)
    with translation.override("en"):
        receipt = words_checks.told(first, viewer=northwind.viewer)
    assert receipt is not None
    assert receipt.lines[-1].text == "We keep watching and tell you here when it moves on"
    northwind.waits(seconds=20)
    assert verdicts(diagnosed(northwind.viewer, chat)) == ["unconfirmed"]  # nothing new, nothing said
    northwind.waits(minutes=8)
    assert verdicts(diagnosed(northwind.viewer, chat)) == ["unconfirmed", "on_its_way"]
    northwind.waits(minutes=30)
    told = verdicts(diagnosed(northwind.viewer, chat))
    assert told[:2] == ["unconfirmed", "on_its_way"]
    assert told[-1] == "credited"
    assert queries.conversation_for(northwind.viewer, chat.public_id).status is Status.CLOSED
    assert of_staff(alice, chat) == []
    northwind.waits(days=1)
    assert verdicts(diagnosed(northwind.viewer, chat)) == told


@pytest.mark.parametrize("is_checked_before", [False, True], ids=["category-alone", "form-filled-in"])
def test_a_deposit_that_waiting_does_not_help_becomes_a_claim_and_its_customer_knows(
    northwind: Northwind, alice: Viewer, is_checked_before: bool
) -> None:
    northwind.play("late-btc-deposit")
    if is_checked_before:
        northwind.checks("late-btc-deposit")
    chat = northwind.writes(category="deposit")
    assert verdicts(diagnosed(northwind.viewer, chat)) == ["late"]
    seen = queries.conversation_for(alice, chat.public_id)
    assert (seen.status, seen.priority, seen.tags) == (Status.OPEN, Priority.HIGH, ("claim",))
    assert of_staff(alice, chat) == []


@pytest.mark.parametrize("typed", ["somebody-else", ""], ids=["another-account", "agents-category"])
def test_what_the_customer_did_not_ask_about_themselves_is_for_staff_alone(
    northwind: Northwind, alice: Viewer, typed: str
) -> None:
    northwind.play("deposit-on-its-way")
    if typed:
        chat = northwind.writes(category="deposit", uid=typed)
    else:
        definitions.put_category("deposit", names={"en": "Deposit"}, position=0)
        chat = northwind.writes(category="")
        log.stored(log.sort(chat.id, author=says(alice), category="deposit"))
        northwind.waits()
    (found,) = diagnosed(alice, chat)
    assert (verdicts([found]), found.audience) == (["on_its_way"], Audience.STAFF)
    assert diagnosed(northwind.viewer, chat) == []
    assert not CaseJob.objects.filter(reason=CaseJob.Reason.FOLLOW).exists()


def test_a_visitor_who_names_an_account_is_told_nothing_of_it(northwind: Northwind, alice: Viewer) -> None:
    northwind.play("deposit-on-its-way")
    visitor = Northwind(northwind.exchange, sessions.start_customer_session(None, locale="en"))
    visitor.checks("deposit-on-its-way")
    chat = visitor.writes(category="deposit", uid=UID)
    assert verdicts(diagnosed(visitor.viewer, chat)) == ["sign_in"]  # their own run, as they saw it
    assert len(diagnosed(alice, chat)) == 1
    assert queries.conversation_for(alice, chat.public_id).tags == ()
