"""Requests that move an account, at the desk, over the owner's link and at the invented exchange."""

from datetime import timedelta
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from conftest import an_agent
from kefu.conversations import log, queries
from kefu.conversations.kinds import Author, AuthorKind, Kind
from kefu.conversations.records import ConversationRecord
from kefu.exchange import asking
from kefu.exchange.asking import Asker
from kefu.exchange.contract import account, calls
from kefu.exchange.contract.kinds import AccountState, Level
from kefu.exchange.sandbox import store
from kefu.exchange.sandbox.connector import Sandbox
from kefu.kit import clock
from kefu.kit.errors import Conflict, KefuError, NotAllowed
from kefu.people import keys, sessions
from kefu.people.access import Viewer
from kefu.people.capabilities import Role
from kefu.people.models import Agent, Team
from kefu.safeguards import requests, requests_store, requests_work
from kefu.safeguards.models import AccountRequest
from kefu.safeguards.requests import State
from kefu.safeguards.requests_store import Asked
from kefu.safeguards.tests.test_requests_machine import DAY, Exchange, Moving, exchange, people
from kefu.trust.models import JournalEntry
from kefu.ui import thread

__all__ = ["exchange", "people"]
pytestmark = pytest.mark.django_db(transaction=True)
RESET = {"action": "reset_second_factor", "reason": "lost the phone"}


@pytest.fixture
def desks(people: dict[str, Viewer]) -> dict[str, Client]:
    found = {}
    for name, viewer in people.items():
        found[name] = Client()
        found[name].force_login(Agent.objects.get(pk=viewer.id))
    return found


def asked(desks: dict[str, Client], chat: ConversationRecord) -> str:
    sent = desks["Ann"].post(f"/desk/c/{chat.public_id}/request", RESET)
    assert sent.status_code == 302, sent.content.decode()[-2000:]
    return str(sent.headers["Location"])


def proved_and_approved(desks: dict[str, Client], place: str) -> None:
    assert desks["Cem"].post(place, {"act": "prove", "kind": "video", "reason": "seen"}).status_code == 302
    assert desks["Dora"].post(place, {"act": "approve"}).status_code == 302


def row() -> AccountRequest:
    return AccountRequest.objects.get()


def link() -> str:
    return requests_store.link_of(row()).replace("http://testserver", "").partition("/verify")[2]


def notes(viewer: Viewer, chat: ConversationRecord) -> list[str]:
    entries = [each for each in queries.entries_for(viewer, chat) if each.kind is Kind.NOTE]
    return [str(thread.entry_json(each, viewer=viewer)["body"]) for each in entries]


def test_SEC_L11_the_desk_asks_proves_and_approves_and_after_a_day_the_account_moves_once(
    desks: dict[str, Client],
    people: dict[str, Viewer],
    chat: ConversationRecord,
    exchange: Exchange,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    mx = Sandbox(tmp_path / "mx.sqlite3", now=Moving.read)
    monkeypatch.setattr(asking, "current", lambda: mx)
    with mx.world() as world:
        world.account("carol", account.Account(AccountState.ACTIVE))
        world.second_factor("carol", account.SecondFactor(has_totp=True))
        world.bound("carol", account.Bound("c•••@example.test", "+86 138••••0000"))
    place = asked(desks, chat)
    proved_and_approved(desks, place)
    requests_work.work(Moving.now)
    assert row().state == State.WAITING
    Moving.now += DAY - timedelta(seconds=1)
    requests_work.work(Moving.now)
    assert row().state == State.WAITING
    Moving.now += timedelta(seconds=1)
    for _ in range(3):
        requests_work.work(Moving.now)
        Moving.now += timedelta(minutes=5)
    assert row().state == State.EXECUTED
    told = asking.ask_all(
        {
            "factors": (calls.SECOND_FACTOR, account.AskSecondFactor()),
            "account": (calls.ACCOUNT, account.AskAccount()),
        },
        asker=Asker("carol", Level.SIGNED_IN),
    )
    assert not told["factors"].value.has_totp  # type: ignore[union-attr]
    assert told["account"].value.withdrawals_held_until > Moving.now  # type: ignore[union-attr]
    with mx.world() as world:
        sent = [kept.value.asked.notice for kept in world.store.rows(store.NOTIFIED, uid="carol")]
        assert sorted(sent) == ["approved", "asked", "done"]
        assert len(world.store.rows(store.ACTED, uid="carol")) == 1
    assert len(notes(people["Dora"], chat)) == 5
    acts = list(JournalEntry.objects.filter(action__startswith="request_").values_list("action", flat=True))
    assert acts == [f"request_{step}" for step in ("asked", "proved", "approved", "waiting", "executed")]


def test_SEC_L11_who_had_a_part_or_shares_a_team_does_not_approve(
    desks: dict[str, Client], people: dict[str, Viewer], chat: ConversationRecord, exchange: Exchange
) -> None:
    place = asked(desks, chat)
    assert desks["Dora"].post(place, {"act": "approve"}).status_code == 409  # no proof yet
    desks["Root"].post(place, {"act": "prove", "kind": "video", "reason": "seen"})
    refused = {name: desks[name].post(place, {"act": "approve"}).status_code for name in desks if name != "Dora"}
    assert refused == dict.fromkeys(("Ann", "Ben", "Cem", "Eve", "Root"), 403)
    ben = Agent.objects.get(name="Ben")
    ben.teams.set([Team.objects.get(slug="west")])  # out of the asker's team, but he was in it when she asked
    assert desks["Ben"].post(place, {"act": "approve"}).status_code == 403
    page = desks["Root"].get(place).content.decode()
    assert "You had a part in it" in page
    assert desks["Dora"].post(place, {"act": "approve"}).status_code == 302


def test_SEC_L11_the_table_itself_takes_no_approval_by_the_asker(
    desks: dict[str, Client], chat: ConversationRecord, exchange: Exchange
) -> None:
    asked(desks, chat)
    with pytest.raises(IntegrityError), transaction.atomic():
        AccountRequest.objects.update(approved_by=row().asked_by)
    with pytest.raises(IntegrityError), transaction.atomic():
        AccountRequest.objects.update(state="waiting")


def test_SEC_L11_a_guest_moves_nothing(people: dict[str, Viewer], desks: dict[str, Client]) -> None:
    guest = sessions.start_customer_session(None, locale="en").viewer
    entry = log.stored(
        log.open(guest.id, author=Author(AuthorKind.CUSTOMER, guest.id), body="x", key=None, locale="en")
    )
    place = f"/desk/c/{entry.conversation_public_id}/request"
    assert "has not proved" in desks["Ann"].get(place).content.decode()
    assert desks["Ann"].post(place, RESET).status_code == 403


def test_SEC_L11_the_owner_s_link_only_shows_until_its_button_is_pressed(
    desks: dict[str, Client], people: dict[str, Viewer], chat: ConversationRecord, exchange: Exchange
) -> None:
    place = asked(desks, chat)
    proved_and_approved(desks, place)
    requests_work.work(Moving.now)
    address = f"/verify{link()}"
    token = address.rpartition("/")[2]
    assert token not in "".join(map(str, AccountRequest.objects.values_list("stop_hash", "stop_sealed").get()))
    for ask in (Client().get, Client().head):
        assert ask(address, follow=True).status_code == 200
    assert "It was not me" in Client().get(f"{address}?locale=en", follow=True).content.decode()
    assert "不是我" in Client().get(f"{address}?locale=zh-CN", follow=True).content.decode()
    assert row().state == State.WAITING
    assert Client().post(f"{address}x").status_code == 404
    for _ in range(2):
        assert Client().post(address).status_code == 200
    assert row().state == State.VETOED
    for sent in ({"act": "approve"}, {"act": "prove", "kind": "video", "reason": "x"}, {"act": "stop", "reason": "x"}):
        assert desks["Dora"].post(place, sent).status_code == 409
    Moving.now += 3 * DAY
    requests_work.work(Moving.now)
    assert not exchange.asked
    assert "STOPPED BY THE OWNER" in notes(people["Dora"], chat)[-1]
    act = JournalEntry.objects.get(action="request_vetoed")
    assert (act.actor_kind, act.actor_id) == ("customer", chat.customer)


def test_SEC_L11_a_notice_that_does_not_arrive_keeps_the_hold_from_beginning(
    desks: dict[str, Client], chat: ConversationRecord, exchange: Exchange
) -> None:
    exchange.mood = "half"
    proved_and_approved(desks, asked(desks, chat))
    for _ in range(30):
        requests_work.work(Moving.now)
        Moving.now += timedelta(hours=2)
    assert (row().state, row().held_from) == (State.APPROVED, None)
    exchange.mood = "well"
    requests_work.work(Moving.now)
    assert (row().state, row().held_from) == (State.WAITING, Moving.now)
    assert not exchange.does


@pytest.mark.parametrize("cut", ["before the answer", "before the commit"])
def test_SEC_L11_cut_off_between_the_exchange_and_the_commit_it_is_done_once(
    cut: str,
    desks: dict[str, Client],
    chat: ConversationRecord,
    exchange: Exchange,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    proved_and_approved(desks, asked(desks, chat))
    requests_work.work(Moving.now)
    Moving.now += DAY
    with monkeypatch.context() as broken:
        if cut == "before the answer":
            exchange.mood = "answers late"
        else:
            broken.setattr(requests, "executed", lambda *_a, **_k: 1 / 0)
            with pytest.raises(ZeroDivisionError):
                requests_work.execute(Moving.now)
        requests_work.execute(Moving.now)
    assert row().state == State.EXECUTING
    assert Client().post(f"/verify{link()}").status_code == 409  # it may be done: nobody is told that it was stopped
    exchange.mood = "refuses"
    Moving.now += timedelta(minutes=2)
    requests_work.execute(Moving.now)
    assert row().state == State.EXECUTING  # a no now says nothing of the first try
    exchange.mood = "well"
    Moving.now += timedelta(hours=1)
    requests_work.execute(Moving.now)
    assert row().state == State.EXECUTED
    assert list(exchange.does) == [row().public_id]
    assert {key for key, _at in exchange.asked} == {row().public_id}


def test_SEC_L11_approval_and_veto_at_once_leave_one_of_the_two_and_nothing_moves(
    desks: dict[str, Client], people: dict[str, Viewer], chat: ConversationRecord, exchange: Exchange
) -> None:
    place = asked(desks, chat)
    desks["Cem"].post(place, {"act": "prove", "kind": "video", "reason": "seen"})
    token, one = link().rpartition("/")[2], row().public_id
    gate = Barrier(2)

    def runs(act: Any) -> None:
        gate.wait()
        try:
            act()
        except KefuError:
            pass
        finally:
            connection.close()

    acts = (lambda: requests_store.approve(people["Dora"], one), lambda: requests_store.stop_by_link(token))
    threads = [Thread(target=runs, args=(act,)) for act in acts]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert row().state == State.VETOED
    Moving.now += 2 * DAY
    requests_work.work(Moving.now)
    assert not exchange.asked


def test_SEC_L11_a_stored_hold_of_nothing_is_a_day_all_the_same(
    desks: dict[str, Client], chat: ConversationRecord, exchange: Exchange, settings: Any
) -> None:
    settings.REQUEST_HOLD_S = 0
    proved_and_approved(desks, asked(desks, chat))
    requests_work.work(Moving.now)
    AccountRequest.objects.update(hold_s=0, due_at=Moving.now)
    Moving.now += DAY - timedelta(seconds=1)
    requests_work.work(Moving.now)
    assert not exchange.asked
    settings.REQUEST_HOLD_S = 3 * 86_400


def test_flags_stay_and_double_the_hold(
    desks: dict[str, Client], people: dict[str, Viewer], chat: ConversationRecord, exchange: Exchange
) -> None:
    place = asked(desks, chat)
    proved_and_approved(desks, place)
    requests_work.work(Moving.now)
    began = Moving.now
    assert desks["Ann"].post(place, {"act": "flag", "flag": "sim_note"}).status_code == 302
    assert row().due_at == began + 2 * DAY
    Moving.now += DAY
    requests_work.work(Moving.now)
    assert not exchange.asked
    assert "SIM" in desks["Dora"].get("/desk/requests/").content.decode()


def test_the_page_says_who_comes_next_and_keeps_what_was_typed_when_it_refuses(
    desks: dict[str, Client], people: dict[str, Viewer], chat: ConversationRecord, exchange: Exchange
) -> None:
    place = asked(desks, chat)
    assert "Next: somebody records how the owner was recognised" in desks["Ann"].get(place).content.decode()
    refused = desks["Ann"].post(place, {"act": "prove", "kind": "step_up", "reason": "signed in just now"})
    assert refused.status_code == 409
    assert 'value="signed in just now"' in refused.content.decode()
    assert '<option value="step_up" selected>' in refused.content.decode()
    assert desks["Ann"].post(place, {"act": "prove", "kind": "video", "reason": "the same face"}).status_code == 302
    assert "Next: a lead of another team" in desks["Ann"].get(place).content.decode()
    assert "signed in just now" not in desks["Ann"].get(place).content.decode()


def test_who_may_see_what_and_one_request_of_a_kind_is_open(
    desks: dict[str, Client], people: dict[str, Viewer], chat: ConversationRecord, exchange: Exchange
) -> None:
    place = asked(desks, chat)
    assert desks["Ann"].get("/desk/requests/").status_code == 403
    assert desks["Dora"].get("/desk/requests/").status_code == 200
    auditor = Client()
    auditor.force_login(an_agent("Otto", Role.AUDITOR))
    assert auditor.get(place).status_code == 200
    assert auditor.post(place, {"act": "stop", "reason": "x"}).status_code == 403
    with pytest.raises(Conflict):
        requests_store.ask(people["Cem"], chat, Asked(**RESET))
    assert desks["Cem"].post(place, {"act": "stop", "reason": "a trick"}).status_code == 302
    assert "a trick" in desks["Dora"].get(place).content.decode()
    requests_store.ask(people["Cem"], chat, Asked(**RESET))
    for wrong in (
        {"action": "x"},
        {"action": "change_email", "value": "no"},
        {"action": "unlock_address", "value": "a"},
    ):
        assert desks["Ann"].post(f"/desk/c/{chat.public_id}/request", {"reason": "r", **wrong}).status_code == 400


def test_what_nobody_approves_within_a_week_expires(
    desks: dict[str, Client], chat: ConversationRecord, exchange: Exchange
) -> None:
    place = asked(desks, chat)
    desks["Cem"].post(place, {"act": "prove", "kind": "video", "reason": "seen"})
    Moving.now += 7 * DAY
    assert desks["Dora"].post(place, {"act": "approve"}).status_code in {302, 403, 409}
    requests_work.work(Moving.now)
    assert row().state == State.EXPIRED


def test_a_program_asks_and_stops_and_decides_nothing(
    people: dict[str, Viewer], chat: ConversationRecord, alice: Viewer, exchange: Exchange
) -> None:
    made = requests_store.ask(alice, chat, Asked(**RESET))
    with pytest.raises(NotAllowed):
        requests_store.prove(alice, made, kind="video", note="x")
    requests_store.stop(alice, made, reason="no")
    assert row().state == State.VETOED
    assert clock.now() == Moving.now


def test_SEC_R26_nothing_is_moved_for_who_was_erased(
    desks: dict[str, Client], chat: ConversationRecord, exchange: Exchange
) -> None:
    place = asked(desks, chat)
    proved_and_approved(desks, place)
    requests_work.work(Moving.now)
    assert row().state == State.WAITING
    assert keys.destroy(chat.customer)
    Moving.now += DAY + timedelta(minutes=1)
    requests_work.work(Moving.now)
    assert (row().state, exchange.asked) == (State.VETOED, [])
    assert "was erased" in desks["Dora"].get(place).content.decode()
    assert RESET["reason"] not in desks["Dora"].get(place).content.decode()


@pytest.mark.parametrize("name", ["uid", "value", "reason"])
def test_SEC_L11_a_row_that_somebody_changed_is_not_done_and_stops_no_list(
    desks: dict[str, Client], chat: ConversationRecord, exchange: Exchange, name: str
) -> None:
    place = asked(desks, chat)
    proved_and_approved(desks, place)
    requests_work.work(Moving.now)
    AccountRequest.objects.update(**{name: "mallory@evil.example"})
    Moving.now += DAY + timedelta(minutes=1)
    requests_work.work(Moving.now)
    assert (row().state, exchange.asked) == (State.WAITING, [])
    for page in (place, "/desk/requests/"):
        answer = desks["Dora"].get(page)
        assert answer.status_code == 200
        assert "evil.example" not in answer.content.decode()
