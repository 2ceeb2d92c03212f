"""Checks at the desk: beside the log before the first reply, run again by whoever may answer, told to the customer on demand."""

import re
from decimal import Decimal

import pytest
from django.test import Client

from conftest import says
from kefu.conversations import data_checks, log, queries
from kefu.conversations.data_checks import DiagnosedData
from kefu.conversations.kinds import Audience, Kind
from kefu.conversations.records import ConversationRecord, EntryRecord
from kefu.exchange import asking, offered, runs
from kefu.exchange.asking import Answer
from kefu.exchange.contract.connector import Learned, Unlearned
from kefu.exchange.contract.funds import Network, Networks
from kefu.exchange.contract.kinds import Trouble
from kefu.exchange.diagnoses import registry
from kefu.exchange.diagnoses.definition import Finding, Line, Mark, State
from kefu.kit import clock
from kefu.people.access import Viewer
from kefu.trust.models import JournalEntry

pytestmark = pytest.mark.django_db
ANSWERS = {"coin": "BTC", "network": "Bitcoin", "txid": "ab" * 32}


@pytest.fixture(autouse=True)
def silent(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """An exchange that never answers; the accounts it was asked for."""
    asked: list[str] = []

    def ask_all(wanted: dict[str, object], *, asker: asking.Asker) -> dict[str, Answer]:
        asked.extend(filter(None, [asker.uid]))
        return {name: Unlearned(name, Trouble.UNAVAILABLE) for name in wanted}

    monkeypatch.setattr(asking, "ask_all", ask_all)
    return asked


def diagnosed(viewer: Viewer, chat: ConversationRecord) -> list[EntryRecord]:
    return [entry for entry in queries.entries_for(viewer, chat) if entry.kind is Kind.DIAGNOSED]


def test_what_was_found_stands_beside_the_log_with_whether_the_customer_knows(
    alice_client: Client, alice: Viewer, chat: ConversationRecord
) -> None:
    finding = Finding("not_yours", State.PERSON, lines=(Line(Mark.BAD, "not_yours"),))
    for audience in (Audience.STAFF, Audience.EVERYONE):
        found = data_checks.of("deposit-confirmations", finding)
        log.stored(log.diagnosed(chat.id, author=says(alice), found=found, audience=audience))
    page = alice_client.get(f"/desk/c/{chat.public_id}/").content.decode()
    thread, panel = page.split('data-renewed-by="diagnosed"')
    assert thread.count("for staff alone") == 1
    assert "did not go to a deposit address of your account" in panel
    assert "the customer sees it" in panel
    assert "for staff alone" not in panel  # the newest counts


def test_an_agent_runs_a_check_for_the_customer_and_tells_only_when_asked_to(
    alice_client: Client, alice: Viewer, carol: Viewer, chat: ConversationRecord, silent: list[str]
) -> None:
    address = f"/desk/c/{chat.public_id}/check"
    assert "Where is my deposit?" in alice_client.get(address).content.decode()
    assert 'name="txid"' in alice_client.get(f"{address}?check=deposit-confirmations").content.decode()
    alice_client.post(address, {"check": "deposit-confirmations", **ANSWERS})
    assert len(diagnosed(alice, chat)) == 1
    assert diagnosed(carol, chat) == []
    alice_client.post(address, {"check": "deposit-confirmations", "told": "yes", **ANSWERS})
    (seen,) = diagnosed(carol, chat)
    assert isinstance(seen.data, DiagnosedData)
    assert [run.is_told for run in runs.of_conversation(chat.public_id)] == [True]
    assert set(silent) == {"carol"}  # on behalf of the customer, never of whoever works
    panel = alice_client.get(f"/desk/c/{chat.public_id}/checks").content.decode()
    assert "We could not look this up just now" in panel


def keys_of(page: str) -> list[str]:
    return re.findall(r'id="check-list-([a-z0-9-]+)"', page)


def test_the_likely_checks_come_first_each_once_and_are_found_in_either_language(
    alice_client: Client, alice: Viewer, chat: ConversationRecord
) -> None:
    address = f"/desk/c/{chat.public_id}/check"
    alice_client.post(address, {"check": "network-maintenance", "coin": "BTC"})
    category = next(each.categories[0] for each in registry.CHECKS if each.categories)
    log.stored(log.sort(chat.id, author=says(alice), category=category))
    page = alice_client.get(address).content.decode()
    fitting = [each.key for each in registry.for_category(category)]
    keys = keys_of(page)
    assert keys[: len(fitting)] == fitting
    assert keys[len(fitting)] == "network-maintenance"
    assert sorted(keys) == sorted(each.key for each in registry.CHECKS)
    also = page.partition('id="check-list-deposit-confirmations"')[2].partition("href=")[0]
    assert "我的充值到哪一步了" in also


def test_what_the_exchange_offers_is_suggested_and_nothing_where_it_is_not_learned(
    alice_client: Client, chat: ConversationRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = f"/desk/c/{chat.public_id}/check?check=deposit-confirmations"
    offered.forget()
    assert "<datalist" not in alice_client.get(address).content.decode()
    offered.forget()
    pairs = (("BTC", "Bitcoin"), ("USDT", "TRON"), ("TRX", "TRON"))
    known = Networks(tuple(Network(*pair, 2, 3, Decimal(0), Decimal(0), Decimal(0)) for pair in pairs))
    monkeypatch.setattr(asking, "ask_all", lambda _wanted, **_asker: {"networks": Learned(known, clock.now())})
    page = alice_client.get(address).content.decode()
    assert 'list="check-coin-offers"' in page
    assert '<option value="TRON" data-coins="TRX USDT">' in page
    offered.forget()


@pytest.mark.parametrize("typed", ["a b c", "hello"])
def test_bad_answers_are_told_beside_their_questions_and_nothing_is_lost(
    alice_client: Client, alice: Viewer, chat: ConversationRecord, silent: list[str], typed: str
) -> None:
    address = f"/desk/c/{chat.public_id}/check"
    answer = alice_client.post(address, {"check": "deposit-details", "coin": "BTC", "txid": typed})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "without spaces" in page
    assert f'value="{typed}"' in page
    assert "Please fill this in." in alice_client.post(address, {"check": "missing-funds"}).content.decode()
    assert diagnosed(alice, chat) == []
    assert silent == []
    assert alice_client.get(f"{address}?check=no-such").status_code == 404


def test_who_looked_into_whose_account_is_in_the_journal_before_anybody_is_asked(
    alice_client: Client, alice: Viewer, chat: ConversationRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    address, whole, journaled = f"/desk/c/{chat.public_id}/check", asking.ask_all, list[int]()

    def ask_all(wanted: dict[str, object], *, asker: asking.Asker) -> dict[str, Answer]:
        journaled.append(read.count())
        return whole(wanted, asker=asker)  # type: ignore[arg-type]

    monkeypatch.setattr(asking, "ask_all", ask_all)
    read = JournalEntry.objects.filter(action="account_read")
    alice_client.post(address, {"check": "deposit-details", "coin": "BTC"})  # not answered whole: nobody was asked
    assert (read.count(), journaled) == (0, [])
    alice_client.post(address, {"check": "deposit-confirmations", **ANSWERS})
    assert journaled[0] == 1
    (row,) = read.values_list("actor_kind", "actor_id", "subject_kind", "subject_id", "detail")
    assert row == ("agent", alice.id, "conversation", chat.id, "deposit-confirmations")


def test_nobody_else_runs_checks(client: Client, chat: ConversationRecord, alice: Viewer) -> None:
    address = f"/desk/c/{chat.public_id}/check"
    assert client.post(address, {"check": "deposit-confirmations", **ANSWERS}).status_code in {302, 401, 403}
    assert diagnosed(alice, chat) == []


def test_what_another_release_found_breaks_no_page(
    alice_client: Client, alice: Viewer, chat: ConversationRecord
) -> None:
    found = data_checks.of("deposit-confirmations", Finding("of_another_release", State.PERSON))
    log.stored(log.diagnosed(chat.id, author=says(alice), found=found, audience=Audience.EVERYONE))
    assert "cannot show what it found" in alice_client.get(f"/desk/c/{chat.public_id}/").content.decode()
    assert alice_client.get(f"/desk/c/{chat.public_id}/checks").status_code == 200
