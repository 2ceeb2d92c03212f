"""Nobody is their own second person: not by a link, another team, another account or by asking once more."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from conftest import an_agent, as_viewer
from kefu.conversations.records import ConversationRecord
from kefu.exchange.contract.kinds import Action
from kefu.kit import clock
from kefu.kit.errors import NotAllowed
from kefu.knowledge import official
from kefu.people.access import Viewer
from kefu.people.capabilities import Role
from kefu.people.models import Agent, Team
from kefu.safeguards import freezes, requests_store, requests_work
from kefu.safeguards.errors import OwnFreeze
from kefu.safeguards.models import AccountRequest, RevealFreeze
from kefu.safeguards.requests import Flag, State
from kefu.safeguards.requests_store import Asked
from kefu.safeguards.tests.test_requests_machine import DAY, Exchange, Moving, at_the_desk, exchange, people
from kefu.trust import admissions, channels
from kefu.trust import teams as staff_teams
from kefu.trust.lookalike.kinds import Entry, Sort
from kefu.trust.models import JournalEntry
from kefu.watchers.insiders.watch import Insiders
from tests.security.test_exports import SEC, asked, decided, desk_of, made, some_conversations, state_of

__all__ = ["exchange", "people"]
pytestmark = pytest.mark.django_db(transaction=True)
RESET = Asked("reset_second_factor", "lost the phone")


def agent(name: str) -> Agent:
    return Agent.objects.get(name=name)


def row() -> AccountRequest:
    return AccountRequest.objects.order_by("-id")[0]


def proved(people: dict[str, Viewer], chat: ConversationRecord, *, by: str = "Ann", what: Asked = RESET) -> str:
    one = requests_store.ask(people[by], chat, what)
    requests_store.prove(people[by], one, kind="video", note="seen")
    return one


def approval_of(name: str, one: str) -> int:
    return desk_of(agent(name)).post(f"/desk/requests/{one}/", {"act": "approve"}).status_code


def test_SEC_L11_whoever_asked_and_made_a_link_for_the_approver_may_be_both(
    people: dict[str, Viewer], chat: ConversationRecord, exchange: Exchange
) -> None:
    """An administrator asks, lets themself in as a lead of another team, and approves."""
    agent("Root").teams.set([Team.objects.get(slug="east")])
    admissions.signin_link("Dora", by=people["Root"].id)
    one = proved(people, chat, by="Root")
    assert approval_of("Dora", one) == 403
    assert row().state == State.PROOFING
    second = an_agent("Fay", Role.LEAD)
    second.teams.add(Team.objects.get(slug="west"))
    assert approval_of("Fay", one) == 302


def test_SEC_L11_a_link_made_after_the_approver_was_asked_for_counts_as_well(
    people: dict[str, Viewer], chat: ConversationRecord, exchange: Exchange
) -> None:
    agent("Root").teams.set([Team.objects.get(slug="east")])
    one = proved(people, chat, by="Root")
    path = admissions.signin_link("Dora", by=people["Root"].id)
    as_dora = Client()
    assert as_dora.post(path).status_code == 302
    assert as_dora.post(f"/desk/requests/{one}/", {"act": "approve"}).status_code == 403


def test_SEC_M09_whoever_asked_for_an_export_and_let_the_approver_in_may_be_both(settings: Any) -> None:
    settings.EXPORT_ROWS_ALONE = 0
    some_conversations(1)
    root, dora = an_agent("Root", Role.ADMIN), an_agent("Dora", Role.LEAD)
    wanted, _key = asked(desk_of(root))
    made()
    admissions.signin_link(dora.name, by=root.pk)
    assert decided(desk_of(dora), wanted) == 403
    assert state_of(wanted) == "waiting"


@pytest.mark.parametrize("maker", ["who is frozen", "who ends it"])
def test_SEC_M03_a_freeze_is_not_ended_by_whom_the_frozen_one_may_have_been(maker: str) -> None:
    root, dora = an_agent("Root", Role.ADMIN), an_agent("Dora", Role.ADMIN)
    freeze = RevealFreeze.objects.create(agent=root, rule="frozen_day")
    pair = (dora, root) if maker == "who is frozen" else (root, dora)
    admissions.signin_link(pair[0].name, by=pair[1].pk)
    with pytest.raises(OwnFreeze):
        freezes.lift(at_the_desk(as_viewer(dora)), freeze.public_id, reason="they were right to do so")
    assert freezes.is_frozen(root.pk)
    freezes.lift(at_the_desk(as_viewer(an_agent("Eva", Role.LEAD))), freeze.public_id, reason="a fair in town today")
    assert not freezes.is_frozen(root.pk)


def test_SEC_L11_a_lead_who_moves_the_asker_out_of_the_team_first_still_shares_it(
    people: dict[str, Viewer], chat: ConversationRecord, exchange: Exchange
) -> None:
    east, west = (Team.objects.get(slug=slug) for slug in ("east", "west"))
    staff_teams.remove(east.pk, agent_id=people["Ann"].id, by=people["Ben"].id)
    staff_teams.add(west.pk, agent_id=people["Ann"].id, by=people["Ben"].id)
    one = proved(people, chat)
    assert approval_of("Ben", one) == 403
    Moving.now += timedelta(days=8)
    requests_store.stop(people["Ann"], one, reason="asked anew")
    assert approval_of("Ben", proved(people, chat)) == 302


def test_SEC_L11_a_lead_who_leaves_the_team_first_still_shares_it(
    people: dict[str, Viewer], chat: ConversationRecord, exchange: Exchange
) -> None:
    east, north = Team.objects.get(slug="east"), Team.objects.create(slug="north", name="north")
    staff_teams.remove(east.pk, agent_id=people["Ben"].id, by=people["Ben"].id)
    staff_teams.add(north.pk, agent_id=people["Ben"].id, by=people["Ben"].id)
    assert approval_of("Ben", proved(people, chat)) == 403


def test_SEC_L11_stopping_and_asking_anew_takes_no_risk_off(
    people: dict[str, Viewer], chat: ConversationRecord, exchange: Exchange
) -> None:
    one = proved(people, chat)
    requests_store.flag(people["Cem"], one, "sim_note")
    requests_store.stop(people["Ann"], one, reason="a typing mistake")
    again = proved(people, chat)
    assert approval_of("Dora", again) == 302
    requests_work.work(Moving.now)
    assert row().due_at == Moving.now + 2 * DAY
    requests_store.stop(people["Ann"], again, reason="another mistake")
    other = requests_store.ask(people["Ann"], chat, Asked("change_email", "lost it too", "new@example.test"))
    assert [each.flag for each in requests_store.request_for(people["Dora"], other).flags] == [Flag.SIM_NOTE]
    Moving.now += 31 * DAY
    requests_store.stop(people["Ann"], other, reason="a month later")
    proved(people, chat)
    assert row().flags == []


def test_SEC_L11_what_its_owner_stopped_or_was_reset_lately_is_a_risk_nobody_has_to_notice(
    people: dict[str, Viewer], chat: ConversationRecord, exchange: Exchange
) -> None:
    proved(people, chat)
    requests_store.stop_by_link(requests_store.link_of(row()).rpartition("/")[2])
    one = proved(people, chat)
    card = requests_store.request_for(people["Dora"], one)
    assert [each.flag for each in card.flags] == [Flag.STOPPED_BEFORE]
    page = desk_of(agent("Dora")).get(f"/desk/requests/{one}/").content.decode()
    assert "the owner stopped one before" in page.lower()
    assert 'value="stopped_before"' not in page
    assert (
        desk_of(agent("Cem")).post(f"/desk/requests/{one}/", {"act": "flag", "flag": "stopped_before"}).status_code
        == 400
    )
    assert approval_of("Dora", one) == 302
    requests_work.work(Moving.now)
    Moving.now += 2 * DAY
    requests_work.work(Moving.now)
    assert row().state == State.EXECUTED
    proved(people, chat, what=Asked(Action.UNFREEZE, "cannot get in"))
    assert {each["flag"] for each in row().flags} == {Flag.STOPPED_BEFORE, Flag.FRESH_RESET}


def test_SEC_L11_neither_the_setting_nor_another_clock_of_the_desk_shortens_what_runs(
    people: dict[str, Viewer], chat: ConversationRecord, exchange: Exchange, settings: Any
) -> None:
    one = proved(people, chat)
    settings.REQUEST_HOLD_S = 3 * 86_400
    assert approval_of("Dora", one) == 302
    requests_work.work(Moving.now)
    settings.REQUEST_HOLD_S = 86_400
    desk = desk_of(agent("Root"))
    desk.cookies["kefu-zone"] = "Pacific/Kiritimati"
    for sent in ({"act": "approve"}, {"act": "hold", "hold_s": "1"}, {"act": "prove", "kind": "video", "reason": "x"}):
        assert desk.post(f"/desk/requests/{one}/", {**sent, "ends_at": "2000-01-01", "hold": "0"}).status_code in {
            400,
            403,
            409,
        }
    Moving.now += 3 * DAY - timedelta(seconds=1)
    requests_work.work(Moving.now)
    assert (row().state, exchange.asked) == (State.WAITING, [])


def test_SEC_L11_a_scanner_that_follows_the_link_in_every_way_but_the_button_stops_nothing(
    people: dict[str, Viewer], chat: ConversationRecord, exchange: Exchange
) -> None:
    proved(people, chat)
    address = requests_store.link_of(row()).replace("http://testserver", "")
    for method in ("GET", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE"):
        Client().generic(method, address)
        Client().generic(method, address, headers={"X-HTTP-Method-Override": "POST", "Purpose": "prefetch"})
        Client().get(f"{address}?_method=POST")
    assert row().state == State.PROOFING
    for elsewhere in ({"Origin": "https://evil.test"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}):
        assert Client().post(address, headers=elsewhere).status_code == 403
    for guess in ("a" * 43, address[-43:].swapcase(), address[-42:], "../stop", "%00"):
        assert Client().post(f"/verify/stop/{guess}").status_code == 404
    assert row().state == State.PROOFING


def test_SEC_L11_one_owner_s_link_stops_their_own_request_alone(
    people: dict[str, Viewer], chat: ConversationRecord, exchange: Exchange
) -> None:
    proved(people, chat)
    token = requests_store.link_of(row()).rpartition("/")[2]
    other = requests_store.ask(people["Cem"], chat, Asked("unfreeze", "cannot get in"))
    assert Client().post(f"/verify/stop/{token}").status_code == 200
    assert requests_store.request_for(people["Dora"], other).state is State.ASKED
    assert Client().post(f"/verify/stop/{token}").status_code == 200  # again is once
    assert requests_store.request_for(people["Dora"], other).state is State.ASKED


@SEC
def test_the_link_that_stops_is_on_no_page_of_staff_s_and_in_no_journal(
    people: dict[str, Viewer], chat: ConversationRecord, exchange: Exchange
) -> None:
    one = proved(people, chat)
    requests_work.work(clock.now())
    Insiders().sweep()
    token = requests_store.link_of(row()).rpartition("/")[2]
    desk = desk_of(agent("Root"))
    for place in (
        f"/desk/requests/{one}/",
        "/desk/requests/",
        f"/desk/c/{chat.public_id}/",
        f"/desk/c/{chat.public_id}/request",
    ):
        assert token not in desk.get(place).content.decode(), place
    assert not JournalEntry.objects.filter(detail__contains=token[:12]).exists()


def test_SEC_L11_whoever_decides_sees_what_a_colleague_refused_before(
    people: dict[str, Viewer], chat: ConversationRecord, exchange: Exchange
) -> None:
    """Asking again and again until somebody approves is seen by each who is asked."""
    one = proved(people, chat)
    desk = desk_of(agent("Dora"))
    assert desk.post(f"/desk/requests/{one}/", {"act": "refuse", "reason": "the face was another"}).status_code == 302
    again = proved(people, chat)
    page = desk_of(agent("Root")).get(f"/desk/requests/{again}/").content.decode()
    assert f"/desk/requests/{one}/" in page
    assert "refused" in page


def test_who_wrote_for_everybody_and_let_the_colleague_in_may_be_both() -> None:
    """Of what is officially ours: an answer to everybody, and an entry of the registry."""
    root, dora, eva = an_agent("Root", Role.ADMIN), an_agent("Dora", Role.LEAD), an_agent("Eva", Role.LEAD)
    answer = official.propose(as_viewer(root), question="Late?", answer="Until noon.", locale="en")
    change = channels.propose(as_viewer(root), Entry(Sort.DOMAIN, "northwind.example"))
    admissions.signin_link(dora.name, by=root.pk)
    for decide, wanted in ((official.publish, answer), (channels.confirm, change)):
        with pytest.raises(NotAllowed):
            decide(as_viewer(dora), wanted.public_id)
        decide(as_viewer(eva), wanted.public_id)
