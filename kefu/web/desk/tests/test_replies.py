"""The reply box by HTTP: news before a stale reply, one writer at a time, drafts that follow their author."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from conftest import an_agent, says
from kefu.conversations import log, nudges, queries
from kefu.conversations.data import AssignedData
from kefu.conversations.kinds import Kind
from kefu.conversations.records import ConversationRecord
from kefu.kit import clock, wake
from kefu.people.access import Viewer
from kefu.people.capabilities import Role
from kefu.people.models import Agent
from kefu.web.desk import drafts, sweep
from kefu.web.desk.models import Lease, ReplyDraft
from kefu.web.desk.tests.test_actions import now, post, written

pytestmark = pytest.mark.django_db(transaction=True)

KEY = "key-of-this-message"


def reply(client: Client, chat: ConversationRecord, body: str, *, htmx: bool = True, **more: Any) -> Any:
    return post(client, chat, "messages", htmx=htmx, **{"body": body, "kind": "message", "key": KEY, **more})


def typed(client: Client, chat: ConversationRecord, body: str, *, version: int = 0, kind: str = "message") -> Any:
    sent = {"body": body, "kind": kind, "key": KEY, "version": str(version)}
    return client.post(f"/desk/c/{chat.public_id}/draft", sent)


def box(client: Client, chat: ConversationRecord) -> Any:
    return client.get(f"/desk/c/{chat.public_id}/box").json()


# -- who is meant ------------------------------------------------------------------------------------------------------
def test_a_reply_that_begins_with_a_colleagues_name_is_asked_about_once(
    alice_client: Client, alice: Viewer, carol: Viewer, chat: ConversationRecord
) -> None:
    an_agent("Bob", role=Role.LEAD)
    seen = now(alice, chat).last_seq
    news = log.stored(log.reply(chat.id, author=says(carol), body="Hello?"))
    asked = reply(alice_client, chat, " @bob is this fraud?", seen=str(seen))
    assert (asked.status_code, asked.headers["HX-Retarget"]) == (409, "#problem")
    assert "data-becomes-note" in asked.content.decode()
    assert 'name="sure"' in asked.content.decode()
    stale = reply(alice_client, chat, " @bob is this fraud?", seen=str(seen), sure="yes").content.decode()
    assert "Hello?" in stale
    assert 'name="sure"' in stale  # the answer is not asked for again
    assert reply(alice_client, chat, " @bob is this fraud?", seen=str(news.seq), sure="yes").status_code == 200
    for key, body in (("another-key-1", "Write to us @bob, please"), ("another-key-2", "@nobody has it")):
        assert reply(alice_client, chat, body, seen="99", key=key).status_code == 200


# -- a stale view ------------------------------------------------------------------------------------------------------
def test_what_came_in_is_shown_before_a_stale_reply_and_sending_again_sends_it(
    alice_client: Client, alice: Viewer, carol: Viewer, chat: ConversationRecord
) -> None:
    seen = now(alice, chat).last_seq
    news = log.stored(log.reply(chat.id, author=says(carol), body="It has arrived!"))
    answer = reply(alice_client, chat, "please wait", seen=str(seen))
    assert (answer.status_code, answer.headers["HX-Retarget"]) == (409, "#problem")
    shown = answer.content.decode()
    assert "It has arrived!" in shown
    assert f'name="seen" value="{news.seq}"' in shown
    assert [entry.body for entry in written(alice, chat, Kind.MESSAGE)][-1] == "It has arrived!"
    assert reply(alice_client, chat, "please wait", seen=[str(seen), str(news.seq)]).status_code == 200
    assert [entry.body for entry in written(alice, chat, Kind.MESSAGE)][-1] == "please wait"


def test_without_scripts_a_stale_reply_comes_back_in_its_form_under_all_that_was_said(
    alice_client: Client, alice: Viewer, carol: Viewer, chat: ConversationRecord
) -> None:
    seen = now(alice, chat).last_seq
    news = log.stored(log.reply(chat.id, author=says(carol), body="It has arrived!"))
    page = reply(alice_client, chat, "please wait", htmx=False, seen=str(seen)).content.decode()
    assert "please wait</textarea>" in page
    assert page.count("It has arrived!") >= 2
    assert f'name="seen" value="{news.seq}"' in page


def test_a_note_is_never_stale_and_nonsense_for_a_number_is_no_number(
    alice_client: Client, alice: Viewer, carol: Viewer, chat: ConversationRecord
) -> None:
    log.stored(log.reply(chat.id, author=says(carol), body="It has arrived!"))
    assert reply(alice_client, chat, "for us", kind="note", seen="1").status_code == 200
    assert reply(alice_client, chat, "for them", key=KEY + "2", seen="-1; drop").status_code == 200


def test_who_answers_what_is_nobodys_has_it(alice_client: Client, alice: Viewer, chat: ConversationRecord) -> None:
    reply(alice_client, chat, "I will look into it")
    assert now(alice, chat).assignee == alice.id
    assert written(alice, chat, Kind.ASSIGNED)[0].data == AssignedData(agent=alice.id, previous=None)


# -- the lease ---------------------------------------------------------------------------------------------------------
def test_who_types_a_reply_holds_the_box_and_colleagues_see_it(
    alice_client: Client, bob_client: Client, chat: ConversationRecord
) -> None:
    assert box(bob_client, chat)["answering"] is None
    typed(alice_client, chat, "Let me see")
    told = box(bob_client, chat)["answering"]
    assert (told["name"], told["mine"]) == ("Alice", False)
    assert 0 < told["left_ms"] <= 20_000
    assert typed(bob_client, chat, "me too").json()["answering"]["name"] == "Alice"
    assert box(alice_client, chat)["answering"]["mine"] is True
    page = bob_client.get(f"/desk/c/{chat.public_id}/").content.decode()
    assert "Alice is writing an answer" in page


def test_a_note_takes_no_box(alice_client: Client, bob_client: Client, chat: ConversationRecord) -> None:
    typed(alice_client, chat, "for us", kind="note")
    assert box(bob_client, chat)["answering"] is None


def test_while_one_writes_another_is_refused_until_they_take_over(
    alice_client: Client, bob_client: Client, alice: Viewer, chat: ConversationRecord
) -> None:
    typed(alice_client, chat, "Let me see")
    refused = reply(bob_client, chat, "I answer")
    assert refused.status_code == 409
    assert f'name="takes" value="{alice.public_id}"' in refused.content.decode()
    assert len(written(alice, chat, Kind.MESSAGE)) == 1
    assert "I answer</textarea>" in reply(bob_client, chat, "I answer", htmx=False).content.decode()
    assert reply(bob_client, chat, "I answer", takes=alice.public_id).status_code == 200
    assert box(alice_client, chat)["answering"] is None


def test_taking_over_hands_the_box_on_and_tells_the_desks(
    alice_client: Client, bob_client: Client, alice: Viewer, chat: ConversationRecord
) -> None:
    heard: list[str] = []
    stop = wake.subscribe(lambda topic, refs, _: heard.append(refs[0][2]) if topic == nudges.TOPIC else None)
    typed(alice_client, chat, "Let me see")
    place = f"/desk/c/{chat.public_id}/lease"
    assert bob_client.post(place, {"from": alice.public_id}).json()["answering"]["mine"] is True
    stop()
    assert heard == ["draft", "lease", "lease"]
    assert box(alice_client, chat)["answering"]["name"] == "Bob"
    assert box(alice_client, chat)["draft"]["body"] == "Let me see"
    assert bob_client.post(place, {"leave": ""}).json()["answering"] is None
    assert bob_client.post(place, {}).status_code == 400


def test_whoever_names_an_outdated_holder_takes_nothing_from_the_present_one(
    alice_client: Client, bob_client: Client, alice: Viewer, bob: Viewer, chat: ConversationRecord
) -> None:
    dora = Client()
    dora.force_login(an_agent("Dora"))
    typed(alice_client, chat, "Let me see")
    dora.post(f"/desk/c/{chat.public_id}/lease", {"from": bob.public_id})
    assert box(bob_client, chat)["answering"]["name"] == "Alice"


@pytest.mark.parametrize(("body", "kind"), [("", "message"), (" \n", "message"), ("for us after all", "note")])
def test_a_lease_ends_by_sending_and_by_emptying_the_box_and_others_are_told(
    alice_client: Client, bob_client: Client, chat: ConversationRecord, body: str, kind: str
) -> None:
    typed(alice_client, chat, "Let me see")
    reply(alice_client, chat, "Let me see")
    assert box(bob_client, chat)["answering"] is None
    typed(alice_client, chat, "and", version=2)
    assert box(bob_client, chat)["answering"]["name"] == "Alice"
    heard: list[str] = []
    stop = wake.subscribe(lambda topic, refs, _: heard.append(refs[0][2]) if topic == nudges.TOPIC else None)
    typed(alice_client, chat, body, version=3, kind=kind)
    stop()
    assert sorted(heard) == ["draft", "lease"]
    assert box(bob_client, chat)["answering"] is None
    assert typed(bob_client, chat, "mine now").json()["answering"]["mine"] is True


def silent_for(agent: Viewer, **ago: float) -> None:
    """Nothing was typed for so long."""
    then = clock.now() - timedelta(**ago)
    Lease.objects.update(expires_at=then + timedelta(seconds=20))
    ReplyDraft.objects.filter(agent_id=agent.id).update(updated_at=then)


@pytest.mark.parametrize("leaves", [True, False])
def test_who_left_half_an_answer_standing_is_asked_about_before_another_goes_out(
    alice_client: Client, bob_client: Client, alice: Viewer, chat: ConversationRecord, leaves: bool
) -> None:
    typed(alice_client, chat, "Your deposit has")
    if leaves:
        alice_client.post(f"/desk/c/{chat.public_id}/lease", {"leave": ""})
    silent_for(alice, minutes=2)
    told = box(bob_client, chat)["answering"]
    assert (told["name"], told["mine"], bool(told["begun_at"])) == ("Alice", False, True)
    assert 0 < told["left_ms"] <= 8 * 60_000
    assert "Alice has begun an answer" in bob_client.get(f"/desk/c/{chat.public_id}/").content.decode()
    assert typed(bob_client, chat, "I answer").json()["answering"]["name"] == "Alice"
    refused = reply(bob_client, chat, "I answer")
    assert refused.status_code == 409
    assert "Alice has begun an answer" in refused.content.decode()
    assert reply(bob_client, chat, "I answer", takes=alice.public_id).status_code == 200
    assert box(bob_client, chat)["answering"] is None


def test_the_one_who_had_begun_is_asked_too_once_another_took_over(
    alice_client: Client, bob_client: Client, alice: Viewer, chat: ConversationRecord
) -> None:
    typed(alice_client, chat, "Your deposit has")
    silent_for(alice, minutes=2)
    bob_client.post(f"/desk/c/{chat.public_id}/lease", {"from": alice.public_id})
    refused = reply(alice_client, chat, "Your deposit has arrived")
    assert refused.status_code == 409
    assert "Bob is writing an answer" in refused.content.decode()


def test_who_begun_and_comes_back_is_not_asked(alice_client: Client, alice: Viewer, chat: ConversationRecord) -> None:
    typed(alice_client, chat, "Your deposit has")
    silent_for(alice, minutes=2)
    assert reply(alice_client, chat, "Your deposit has arrived").status_code == 200


def test_half_an_answer_of_ten_minutes_ago_holds_nobody_up(
    alice_client: Client, bob_client: Client, alice: Viewer, chat: ConversationRecord
) -> None:
    typed(alice_client, chat, "Your deposit has")
    silent_for(alice, minutes=11)
    assert box(bob_client, chat)["answering"] is None
    assert typed(bob_client, chat, "mine now").json()["answering"]["mine"] is True
    assert sweep.run(clock.now() + timedelta(minutes=11)) >= 1
    assert Lease.objects.count() == 0


# -- drafts ------------------------------------------------------------------------------------------------------------
def test_a_draft_is_kept_for_its_author_alone_and_stands_in_their_next_window(
    alice_client: Client, bob_client: Client, alice_agent: Agent, chat: ConversationRecord
) -> None:
    told = typed(alice_client, chat, "half a sen\r\n ", kind="note").json()["draft"]
    assert (told["version"], told["body"], told["mode"]) == (1, "half a sen\n ", "note")
    phone = Client()
    phone.force_login(alice_agent)
    page = phone.get(f"/desk/c/{chat.public_id}/").content.decode()
    assert "half a sen" in page
    assert 'value="note" checked' in page
    assert box(phone, chat)["draft"] == told
    assert box(bob_client, chat)["draft"]["body"] == ""
    assert "half a sen" not in bob_client.get(f"/desk/c/{chat.public_id}/").content.decode()


def test_a_save_on_an_older_version_is_refused_and_told_what_is_so(
    alice_client: Client, chat: ConversationRecord
) -> None:
    assert typed(alice_client, chat, "one").json()["draft"]["version"] == 1
    assert typed(alice_client, chat, "two", version=1).json()["draft"]["version"] == 2
    for late in (0, 1, 7):
        refused = typed(alice_client, chat, "from another window", version=late)
        assert refused.status_code == 409
        assert refused.json()["draft"] | {"key": ""} == {
            "mode": "message", "body": "two", "files": [], "key": "", "version": 2,
        }  # fmt: skip


@pytest.mark.parametrize("version", [0, 1])
def test_a_save_that_comes_after_the_send_does_not_bring_the_draft_back(
    alice_client: Client, alice: Viewer, chat: ConversationRecord, version: int
) -> None:
    if version:
        typed(alice_client, chat, "On its way")
    stored = reply(alice_client, chat, "On its way")
    told = json.loads(stored.headers["HX-Trigger"])["desk:stored"]
    assert told == {"conversation": chat.public_id, "key": KEY, "version": version + 1, "held": False}
    late = typed(alice_client, chat, "On its way", version=version)
    assert (late.status_code, late.json()["draft"]["body"]) == (409, "")
    page = alice_client.get(f"/desk/c/{chat.public_id}/").content.decode()
    assert "On its way</textarea>" not in page
    assert [entry.body for entry in written(alice, chat, Kind.MESSAGE)].count("On its way") == 1


def test_after_a_note_was_sent_the_next_window_begins_with_a_reply(
    alice_client: Client, alice: Viewer, chat: ConversationRecord
) -> None:
    typed(alice_client, chat, "only for us", kind="note")
    assert drafts.draft_for(alice, chat).mode == "note"
    drafts.sent(alice, chat)
    assert drafts.draft_for(alice, chat).mode == "message"


def test_a_refused_reply_keeps_its_draft(
    alice_client: Client, alice: Viewer, carol: Viewer, chat: ConversationRecord
) -> None:
    typed(alice_client, chat, "please wait")
    log.stored(log.reply(chat.id, author=says(carol), body="It has arrived!"))
    assert reply(alice_client, chat, "please wait", seen="1").status_code == 409
    assert box(alice_client, chat)["draft"]["body"] == "please wait"


def test_SEC_L01_a_secret_in_a_draft_is_kept_nowhere(alice_client: Client, chat: ConversationRecord) -> None:
    typed(alice_client, chat, "so my password is Hunter22, right?")
    assert "Hunter22" not in ReplyDraft.objects.get().body
    assert box(alice_client, chat)["draft"]["body"].endswith("right?")


def test_drafts_are_bounded_in_size_and_number_and_swept(
    alice_client: Client, alice: Viewer, chat: ConversationRecord, carol: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert typed(alice_client, chat, "x" * 16_001).status_code == 400
    monkeypatch.setattr(drafts, "MAX_DRAFTS", 2)
    for number in range(3):
        log.stored(
            log.open(carol.id, author=says(carol), body="hi", key=f"k{number}", locale="en", origin=f"o{number}")
        )
    chats = [head for head in queries.conversations_with(alice, customer=carol.id) if head.origin.startswith("o")]
    for head in chats:
        typed(alice_client, head, "kept")
    assert ReplyDraft.objects.count() == 2
    assert box(alice_client, chats[0])["draft"]["body"] == ""
    reply(alice_client, chats[1], "kept")
    assert sweep.run(clock.now()) == 0
    assert sweep.run(clock.now() + timedelta(days=2)) >= 1
    assert box(alice_client, chats[2])["draft"]["body"] == "kept"
    sweep.run(clock.now() + timedelta(days=61))
    assert ReplyDraft.objects.count() == 0


@pytest.mark.parametrize(
    "wrong", [{"kind": "letter"}, {"version": "x"}, {"version": ""}, {"key": "short"}, {"upload": "../../etc"}]
)
def test_what_is_no_composers_is_refused(alice_client: Client, chat: ConversationRecord, wrong: dict[str, str]) -> None:
    sent = {"body": "x", "kind": "message", "key": KEY, "version": "0", **wrong}
    assert alice_client.post(f"/desk/c/{chat.public_id}/draft", sent).status_code == 400
    assert ReplyDraft.objects.count() == 0


def test_SEC_A01_nobody_else_reaches_the_box(
    client: Client, alice_client: Client, mallory_token: str, carol_token: str, alice: Viewer, chat: ConversationRecord
) -> None:
    typed(alice_client, chat, "for Alice's eyes")
    auditor = Client()
    auditor.force_login(an_agent("Otto", Role.AUDITOR))
    bearers = [{"Authorization": f"Bearer {token}"} for token in (mallory_token, carol_token)]
    for who, headers in [(client, None), (auditor, None), *[(client, bearer) for bearer in bearers]]:
        for noun in ("box", "draft", "lease"):
            place = f"/desk/c/{chat.public_id}/{noun}"
            for answer in (
                who.get(place, headers=headers),
                who.post(place, {"from": alice.public_id}, headers=headers),
            ):
                assert answer.status_code in {401, 403, 405}
                assert b"Alice's eyes" not in answer.content
    assert box(alice_client, chat)["answering"]["mine"] is True
    assert alice_client.get(f"/desk/c/{'a' * 26}/box").status_code == 404


def test_a_form_of_another_site_changes_no_draft(alice_agent: Agent, chat: ConversationRecord) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(alice_agent)
    assert typed(browser, chat, "x").status_code == 403
    assert ReplyDraft.objects.count() == 0
