"""Papers are opened once by whoever has the case, with a reason, written down first; and judged by who opened them."""

import re
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client

from conftest import says
from kefu.conversations import log, queries
from kefu.conversations.data_notes import Alarm
from kefu.conversations.kinds import Kind
from kefu.conversations.records import ConversationRecord
from kefu.files import vault
from kefu.kit import clock
from kefu.people.access import Viewer
from kefu.people.capabilities import Role
from kefu.people.models import Agent, Team
from kefu.safeguards import freezes, second
from kefu.safeguards.models import AccountRequest, Paper, PaperAsk, PaperLook, PaperView, Reveal
from kefu.trust import admissions, journal
from kefu.trust.models import JournalEntry
from kefu.trust.sealing import standing
from tests.security.vault_house import (
    Hands,
    Sender,
    a_colleague,
    arrived,
    carol_sends,
    case,
    closed,
    fetched,
    hands,
    link_on,
    mallory_sends,
    marked,
    opens,
    texts,
)

__all__ = ["carol_sends", "case", "hands", "mallory_sends"]
pytestmark = pytest.mark.django_db
NONCE = re.compile(r' nonce="[^"]+"')


def test_SEC_M02_it_is_opened_by_whoever_has_the_case_or_their_team_and_by_nobody_else(
    case: ConversationRecord, alice_client: Client, alice: Viewer, carol_sends: Sender, carol_token: str
) -> None:
    paper = arrived(alice_client, case, carol_sends)
    ben, ben_agent = a_colleague("Ben")
    lead, _lead = a_colleague("Dora", Role.LEAD)
    admin, _admin = a_colleague("Root", Role.ADMIN)
    auditor, _auditor = a_colleague("Zoe", Role.AUDITOR)
    for client in (ben, lead, admin):
        assert opens(client, paper).status_code == 403
    assert opens(auditor, paper).status_code == 403
    assert auditor.get(f"/desk/papers/{paper}/").status_code == 403
    assert opens(Client(), paper).status_code in {302, 401}
    assert opens(carol_sends.client, paper).status_code in {302, 401}
    program = Client(headers={"authorization": f"Bearer {carol_token}"})
    assert opens(program, paper).status_code in {401, 403}
    assert not PaperView.objects.exists()
    for wrong in ("abcdefghijklmnopqrstuvwxyz", "1", paper[:-1]):
        assert opens(alice_client, wrong).status_code == 404
    team = Team.objects.create(slug="kyc", name="KYC")
    team.members.add(ben_agent)
    log.stored(log.assign(case.id, author=says(alice), agent=alice.id, team=team.pk))
    assert opens(ben, paper).status_code == 302
    assert opens(lead, paper).status_code == 403


def test_SEC_M02_a_program_s_token_opens_nothing(
    case: ConversationRecord, alice_client: Client, alice_agent: Agent, carol_sends: Sender
) -> None:
    paper = arrived(alice_client, case, carol_sends)
    program = Client(headers={"authorization": f"Bearer {admissions.api_token(alice_agent.name)}"})
    assert opens(program, paper).status_code == 403
    assert not PaperView.objects.exists()


def test_SEC_M02_without_a_reason_a_case_or_the_journal_nothing_is_opened(
    case: ConversationRecord,
    alice_client: Client,
    alice: Viewer,
    carol_sends: Sender,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    paper = arrived(alice_client, case, carol_sends)
    for reason in ("", "because", "x" * 500):
        assert opens(alice_client, paper, reason).status_code == 400
    monkeypatch.setattr(standing, "may_reveal", lambda _now: False)
    assert opens(alice_client, paper).status_code == 503
    monkeypatch.setattr(standing, "may_reveal", lambda _now: True)

    def full(_acts: object) -> None:
        raise OperationalError("database or disk is full")

    monkeypatch.setattr(journal, "write", full)
    assert opens(alice_client, paper).status_code == 503
    monkeypatch.undo()
    assert (PaperView.objects.count(), Reveal.objects.count()) == (0, 0)
    closed(case, alice)
    assert opens(alice_client, paper).status_code == 409
    assert link_on(alice_client, paper) == ""
    assert not PaperView.objects.exists()


def test_SEC_M02_the_row_of_the_look_is_on_disk_before_the_picture_is_read(
    case: ConversationRecord, alice_client: Client, carol_sends: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    paper = arrived(alice_client, case, carol_sends)
    seen: list[tuple[int, int]] = []
    drawn = vault.drawn

    def watched(*args: Any, **more: Any) -> bytes:
        seen.append((PaperView.objects.count(), JournalEntry.objects.filter(action="paper_viewed").count()))
        return drawn(*args, **more)

    monkeypatch.setattr(vault, "drawn", watched)
    opens(alice_client, paper)
    assert seen == []  # opening writes; only the address gives
    assert fetched(link_on(alice_client, paper)).status_code == 200
    assert seen == [(1, 1)]


def test_SEC_M02_a_look_lasts_minutes_for_one_session_and_ends_with_the_case_the_freeze_and_the_journal(
    case: ConversationRecord,
    alice_client: Client,
    alice: Viewer,
    carol_sends: Sender,
    hands: Hands,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    paper = arrived(alice_client, case, carol_sends)
    opens(alice_client, paper)
    link = link_on(alice_client, paper)
    assert fetched(link).status_code == 200
    forged = link.replace("/paper/", "/full/")
    for wrong in (forged, link[:-3] + "AAA", link.replace("/p/", "/f/")):
        assert fetched(wrong).status_code == 404, wrong
    monkeypatch.setattr(standing, "may_reveal", lambda _now: False)
    assert fetched(link).status_code == 404
    monkeypatch.setattr(standing, "may_reveal", lambda _now: True)
    hands.go(minutes=4, seconds=59)
    assert fetched(link_on(alice_client, paper)).status_code == 200
    hands.go(seconds=1)
    assert fetched(link).status_code == 404
    assert link_on(alice_client, paper) == ""


def test_SEC_M02_a_link_ends_when_its_viewer_signs_out_or_the_case_is_given_away(
    case: ConversationRecord, alice_client: Client, alice: Viewer, bob: Viewer, carol_sends: Sender
) -> None:
    paper = arrived(alice_client, case, carol_sends)
    opens(alice_client, paper)
    link = link_on(alice_client, paper)
    log.stored(log.assign(case.id, author=says(alice), agent=bob.id))
    assert fetched(link).status_code == 404
    log.stored(log.assign(case.id, author=says(alice), agent=alice.id))
    assert fetched(link).status_code == 200
    alice_client.post("/sign-out")
    assert fetched(link).status_code == 404


def test_SEC_N24_a_second_look_needs_a_colleague_who_could_not_have_asked_for_it(
    case: ConversationRecord, alice_client: Client, alice: Viewer, bob_client: Client, carol_sends: Sender, hands: Hands
) -> None:
    paper = arrived(alice_client, case, carol_sends)
    place = f"/desk/papers/{paper}/"
    opens(alice_client, paper)
    hands.go(minutes=6)
    again = opens(alice_client, paper)
    assert (again.status_code, link_on(alice_client, paper)) == (409, "")
    assert alice_client.post(place, {"act": "look", "words": "short"}).status_code == 400
    assert alice_client.post(place, {"act": "look", "words": "The number was under a finger."}).status_code == 302
    assert alice_client.post(place, {"act": "look", "words": "The number was under a finger."}).status_code == 409
    decision = f"{place}looks/{PaperLook.objects.get().public_id}"
    assert alice_client.post(decision, {"decision": "allowed"}).status_code == 403
    assert opens(alice_client, paper).status_code == 409
    auditor, _agent = a_colleague("Zoe", Role.AUDITOR)
    assert auditor.post(decision, {"decision": "allowed"}).status_code == 403
    assert bob_client.post(decision, {"decision": "allowed"}).status_code == 302
    assert bob_client.post(decision, {"decision": "refused"}).status_code == 409
    assert opens(alice_client, paper).status_code == 302
    assert fetched(link_on(alice_client, paper)).status_code == 200
    hands.go(minutes=6)
    assert opens(alice_client, paper).status_code == 409  # good for one
    assert PaperView.objects.count() == 2
    carol_sends.comes_in()
    own = carol_sends.client.get("/vault/?locale=en").content.decode()
    assert own.count("Opened by") == 2
    assert "Send another page of it" in own  # it was sent: nothing asks for it any more
    assert not [text for text in texts(carol_sends.session.viewer, case) if "colleague" in text]


def test_SEC_N24_whoever_let_somebody_in_agrees_to_no_look_of_theirs(
    case: ConversationRecord,
    alice_client: Client,
    alice_agent: Agent,
    bob_client: Client,
    bob: Viewer,
    carol_sends: Sender,
    hands: Hands,
) -> None:
    paper = arrived(alice_client, case, carol_sends)
    opens(alice_client, paper)
    hands.go(minutes=6)
    alice_client.post(f"/desk/papers/{paper}/", {"act": "look", "words": "The number was under a finger."})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(second, "may_have_been", lambda viewer, agent, at: (viewer.id, agent) == (bob.id, alice_agent.pk))
        decision = f"/desk/papers/{paper}/looks/{PaperLook.objects.get().public_id}"
        assert bob_client.post(decision, {"decision": "allowed"}).status_code == 403
    assert not PaperLook.objects.filter(is_allowed=True).exists()


def test_SEC_M03_looks_count_among_reveals_and_whoever_is_frozen_opens_nothing(
    case: ConversationRecord, alice_client: Client, alice: Viewer, carol_sends: Sender, carol: Viewer, hands: Hands
) -> None:
    paper = arrived(alice_client, case, carol_sends)
    opens(alice_client, paper)
    link = link_on(alice_client, paper)
    assert list(Reveal.objects.values_list("agent_id", "customer", "field", "is_shown")) == [
        (alice.id, carol.id, "papers", True)
    ]
    freezes.freeze(alice, Alarm.FROZEN_DAY, now=clock.now())
    assert fetched(link).status_code == 404
    hands.go(minutes=6)
    assert opens(alice_client, paper).status_code == 403
    assert PaperView.objects.count() == 1


def test_SEC_M03_a_flagged_customer_s_paper_freezes_whoever_opens_it(
    case: ConversationRecord, alice_client: Client, alice: Viewer, carol_sends: Sender, carol: Viewer
) -> None:
    paper = arrived(alice_client, case, carol_sends)
    freezes.plant(carol.public_id, because="nobody should ask for this one")
    assert opens(alice_client, paper).status_code == 403
    assert freezes.is_frozen(alice.id)
    assert not PaperView.objects.exists()


def test_who_did_not_open_it_says_nothing_of_it_and_it_is_judged_once(
    case: ConversationRecord, alice_client: Client, carol: Viewer, carol_sends: Sender
) -> None:
    paper = arrived(alice_client, case, carol_sends)
    assert marked(alice_client, paper, "matches").status_code == 409
    opens(alice_client, paper)
    assert marked(alice_client, paper, "perfect").status_code == 400
    phishing = marked(alice_client, paper, "unlike", "please send us your recovery phrase")
    assert (phishing.status_code >= 400, Paper.objects.get().verdict) == (True, "")
    assert marked(alice_client, paper, "unlike", "The name is another one.").status_code == 302
    assert marked(alice_client, paper, "matches").status_code == 409
    assert Paper.objects.get().verdict == "unlike"
    assert any("不" in text or "does not fit" in text for text in texts(carol, case))


def test_an_unreadable_one_is_asked_for_once_more_by_a_link_of_its_own(
    case: ConversationRecord, alice_client: Client, carol: Viewer, carol_sends: Sender
) -> None:
    paper = arrived(alice_client, case, carol_sends)
    first = PaperAsk.objects.get().public_id
    opens(alice_client, paper)
    assert marked(alice_client, paper, "unreadable", "There is a glare on it.").status_code == 302
    again = PaperAsk.objects.order_by("-id")[0].public_id
    assert (again != first, carol_sends.looks(first).status_code, carol_sends.looks(again).status_code) == (
        True,
        404,
        200,
    )
    told = [each for each in queries.entries_for(carol, case) if each.kind is Kind.PAPERS][-1]
    assert (told.data.ask, told.body) == (again, "There is a glare on it.")  # type: ignore[union-attr]
    assert carol_sends.sends(again, form="again").status_code == 303


def test_SEC_L11_papers_prove_for_whoever_found_that_they_fit_and_who_then_approves_nothing(
    case: ConversationRecord, alice_client: Client, carol_sends: Sender
) -> None:
    alice_client.post(
        f"/desk/c/{case.public_id}/request", {"action": "reset_second_factor", "reason": "lost the phone"}
    )
    place = f"/desk/requests/{AccountRequest.objects.get().public_id}/"
    proof = {"act": "prove", "kind": "vault", "reason": "the passport is theirs"}
    assert alice_client.post(place, proof).status_code == 409
    bill = arrived(alice_client, case, carol_sends, kind="address")
    opens(alice_client, bill)
    marked(alice_client, bill, "matches")
    assert alice_client.post(place, proof).status_code == 409  # shows no person
    paper = arrived(alice_client, case, carol_sends)
    opens(alice_client, paper)
    assert alice_client.post(place, proof).status_code == 409
    marked(alice_client, paper, "matches")
    ben, _agent = a_colleague("Ben")
    assert ben.post(place, proof).status_code == 409  # has not looked
    assert AccountRequest.objects.get().proofs == []
    assert alice_client.post(place, proof).status_code == 302
    assert [each["kind"] for each in AccountRequest.objects.get().proofs] == ["vault"]
