"""Checks that run by themselves: before the first reply, while a case waits, and when somebody was robbed."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from conftest import says
from kefu.conversations import data_checks, definitions, log, queries, react, words
from kefu.conversations.data_checks import DiagnosedData
from kefu.conversations.kinds import Author, AuthorKind, CloseReason, Kind, Priority, Status
from kefu.conversations.records import ConversationRecord, EntryRecord
from kefu.exchange import asking, runs
from kefu.exchange.contract.calls import Call
from kefu.exchange.contract.connector import Connector, Learned
from kefu.exchange.contract.funds import Deposit, Deposits, Networks
from kefu.exchange.contract.kinds import TransferState
from kefu.exchange.diagnoses import registry
from kefu.exchange.diagnoses.definition import Definition, Finding, State, Topic
from kefu.exchange.runs import By
from kefu.kit import clock
from kefu.people.access import Viewer
from kefu.watchers.cases import jobs
from kefu.watchers.cases.models import CaseJob

pytestmark = pytest.mark.django_db(transaction=True)
ANSWERS = {"coin": "BTC", "network": "Bitcoin", "txid": "ab" * 32}
ACCOUNT = Definition(
    "account-status",
    Topic.LOGIN,
    words={"en": {"title": "t", "intro": "i", "verdict.open": "It is open."}},
    judge=lambda _facts: Finding("open", State.FINE),
    categories=("login",),
)


class Exchange(Connector):
    """One deposit, as far as it is said to be."""

    key = "told"

    def __init__(self) -> None:
        self.deposit: dict[str, Any] = {"state": TransferState.SEEN, "confirmations": 1, "txid": ANSWERS["txid"]}
        self.uids: list[str] = []

    def answer(self, call: Call[Any, Any], asked: Any, *, uid: str) -> Learned[Any]:
        del asked
        self.uids.append(uid)
        if call.name == "networks":
            return Learned(Networks(()), clock.now())
        given = {"seen_at": clock.now(), "needed": 2, "txid": ANSWERS["txid"], **self.deposit}
        deposit = Deposit("d", "BTC", "Bitcoin", Decimal(1), **given)
        return Learned(Deposits((deposit,)), clock.now())


@pytest.fixture
def exchange(monkeypatch: pytest.MonkeyPatch) -> Exchange:
    told = Exchange()
    monkeypatch.setattr(asking, "current", lambda: told)
    known = {check.key: check for check in (*registry.CHECKS, ACCOUNT)}
    monkeypatch.setattr(registry, "check", known.get)
    monkeypatch.setattr(registry, "for_category", lambda slug: [c for c in known.values() if slug in c.categories])
    return told


def passed() -> None:
    while react.run_pass():
        pass


def opened(carol: Viewer, body: str) -> ConversationRecord:
    entry = log.stored(log.open(carol.id, author=says(carol), body=body, key="1", locale="en"))
    passed()
    return queries.conversation_for(carol, entry.conversation_public_id)


def diagnosed(viewer: Viewer, chat: ConversationRecord) -> list[EntryRecord]:
    return [entry for entry in queries.entries_for(viewer, chat) if entry.kind is Kind.DIAGNOSED]


def verdicts(entries: list[EntryRecord]) -> list[str]:
    found = [data_checks.finding_of(e.data) for e in entries if isinstance(e.data, DiagnosedData)]
    return [each.verdict for each in found if each]


def look(now: datetime | None = None) -> None:
    while jobs.work(now or clock.now()):
        pass
    passed()


def ran(carol: Viewer, answers: Mapping[str, str] = ANSWERS) -> runs.Run:
    answered, finding = runs.look("deposit-confirmations", answers, asker=runs.asker_of(carol))
    assert finding is not None
    return runs.keep("deposit-confirmations", answered, finding, customer=carol.id, by=By.CUSTOMER)


@pytest.mark.usefixtures("exchange")
def test_what_a_visitor_ran_before_comes_along_when_a_conversation_opens(carol: Viewer, alice: Viewer) -> None:
    kept = ran(carol)
    chat = opened(carol, "where is it")
    (seen,), (shown,) = diagnosed(carol, chat), diagnosed(alice, chat)
    assert seen.id == shown.id
    assert verdicts([seen]) == ["on_its_way"]
    assert [run.id for run in runs.of_conversation(chat.public_id)] == [kept.id]
    assert runs.loose(carol.id) == []
    log.stored(log.reply(chat.id, author=says(carol), body="hello?"))
    passed()
    assert len(diagnosed(alice, chat)) == 1


def test_a_waiting_deposit_is_followed_and_closes_its_case_when_it_is_credited(
    carol: Viewer, exchange: Exchange
) -> None:
    ran(carol)
    chat = opened(carol, "where is it")
    later = clock.now() + timedelta(minutes=1)
    look(later)
    assert verdicts(diagnosed(carol, chat)) == ["on_its_way"]  # nothing new, nothing said
    exchange.deposit |= {"confirmations": 2}
    look(later + timedelta(minutes=1))
    assert verdicts(diagnosed(carol, chat)) == ["on_its_way", "soon"]
    exchange.deposit |= {"state": TransferState.CREDITED}
    look(later + timedelta(minutes=20))
    assert verdicts(diagnosed(carol, chat)) == ["on_its_way", "soon", "credited"]
    assert queries.conversation_for(carol, chat.public_id).status is Status.CLOSED
    assert set(exchange.uids) <= {"", "carol"}
    look(later + timedelta(days=1))
    assert len(diagnosed(carol, chat)) == 3


def test_a_case_that_waiting_does_not_help_becomes_a_claim(carol: Viewer, alice: Viewer, exchange: Exchange) -> None:
    ran(carol)
    chat = opened(carol, "where is it")
    exchange.deposit |= {"confirmations": 2, "expected_at": clock.now() - timedelta(hours=2)}
    look(clock.now() + timedelta(minutes=1))
    assert verdicts(diagnosed(carol, chat))[-1] == "late"
    seen = queries.conversation_for(alice, chat.public_id)
    assert (seen.status, seen.priority) == (Status.OPEN, Priority.HIGH)


def test_an_agents_conversation_is_told_of_the_credit_and_stays_open(
    carol: Viewer, alice: Viewer, exchange: Exchange
) -> None:
    ran(carol)
    chat = opened(carol, "where is it")
    log.stored(log.assign(chat.id, author=says(alice), agent=alice.id))
    exchange.deposit |= {"state": TransferState.CREDITED}
    look(clock.now() + timedelta(minutes=1))
    assert verdicts(diagnosed(carol, chat))[-1] == "credited"
    assert queries.conversation_for(carol, chat.public_id).status is Status.OPEN


@pytest.mark.usefixtures("exchange")
def test_checks_of_a_category_run_before_the_first_reply_and_staff_alone_see_them(carol: Viewer, alice: Viewer) -> None:
    chat = opened(carol, "cannot sign in")
    definitions.put_category("login", names={"en": "Login"}, position=0)
    log.stored(log.sort(chat.id, author=says(alice), category="login"))
    passed()
    look()
    assert verdicts(diagnosed(alice, chat)) == ["open"]
    assert diagnosed(carol, chat) == []
    log.stored(log.sort(chat.id, author=says(alice), category=""))
    log.stored(log.sort(chat.id, author=says(alice), category="login"))
    passed()
    look()
    assert len(diagnosed(alice, chat)) == 1


@pytest.mark.usefixtures("exchange")
@pytest.mark.parametrize("said", ["I was hacked!", "我的账号被盗了，币被转走了"])
def test_a_cry_for_help_is_answered_with_the_freeze_link_and_goes_first(
    carol: Viewer, alice: Viewer, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    chat = opened(carol, said)
    assert verdicts(diagnosed(carol, chat)) == ["freeze_now"]
    assert queries.conversation_for(alice, chat.public_id).priority is Priority.URGENT
    assert any("The system sorted" in words.event_text(each, viewer=alice) for each in queries.entries_for(alice, chat))
    log.stored(log.reply(chat.id, author=says(carol), body=said))
    passed()
    assert len(diagnosed(carol, chat)) == 1
    tomorrow = clock.now() + timedelta(days=1)
    monkeypatch.setattr(clock, "now", lambda: tomorrow)
    log.stored(log.reply(chat.id, author=says(carol), body=said))
    passed()
    assert verdicts(diagnosed(carol, chat)) == ["freeze_now"] * 2  # another day, another thief


@pytest.mark.usefixtures("exchange")
def test_an_agent_who_quotes_a_thief_raises_no_alarm(carol: Viewer, alice: Viewer, chat: ConversationRecord) -> None:
    log.stored(log.reply(chat.id, author=says(alice), body="Somebody hacked your account?"))
    passed()
    assert diagnosed(carol, chat) == []


def test_whoever_closes_it_ends_what_is_followed(carol: Viewer, exchange: Exchange) -> None:
    ran(carol)
    chat = opened(carol, "where is it")
    assert CaseJob.objects.exclude(status=CaseJob.Status.DONE).exists()
    log.stored(log.close(chat.id, author=Author(AuthorKind.WATCHER, 0, "x"), reason=CloseReason.SOLVED))
    passed()
    assert not CaseJob.objects.exclude(status=CaseJob.Status.DONE).exists()
    assert exchange.uids
