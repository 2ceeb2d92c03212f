"""Many conversations at once: each its own outcome, one undo that takes back what was done and nothing else."""

import re

import pytest
from django.test import Client

from conftest import a_customer, says
from kefu.conversations import definitions, log, queries
from kefu.conversations.kinds import CloseReason, Status
from kefu.conversations.records import ConversationRecord
from kefu.people.access import Viewer
from kefu.people.models import Agent, Team
from kefu.web.desk import bulk

pytestmark = pytest.mark.django_db(transaction=True)

HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}
UNDO = re.compile(r'action="(/desk/acts/[a-z2-7]{26}/reversal)"')


def chats(alice: Viewer, count: int) -> list[ConversationRecord]:
    found = []
    for number in range(count):
        viewer = a_customer(f"uid-{number}", name=f"Customer {number}").viewer
        entry = log.stored(log.open(viewer.id, author=says(viewer), body="hi", key=f"open-{number}", locale="en"))
        found.append(queries.conversation_for(alice, entry.conversation_public_id))
    return found


def act(client: Client, what: str, found: list[ConversationRecord], *, htmx: bool = True):  # type: ignore[no-untyped-def]
    sent = {"act": what, "id": [chat.public_id for chat in found]}
    return client.post("/desk/acts", sent, headers=HTMX if htmx else None)


def now(alice: Viewer, found: list[ConversationRecord]) -> list[ConversationRecord]:
    return [queries.conversation_for(alice, chat.public_id) for chat in found]


def text_of(answer) -> str:  # type: ignore[no-untyped-def]
    told = re.search(r"<p>(.*?)</p>", answer.content.decode())
    assert told
    return told[1]


def test_each_has_its_own_outcome_and_the_sentence_tells_them(alice_client: Client, alice: Viewer) -> None:
    found = chats(alice, 4)
    log.stored(log.close(found[0].id, author=says(alice), reason=CloseReason.SPAM))
    answer = act(alice_client, "close:solved", found)
    assert (answer.status_code, text_of(answer)) == (200, "3 closed, 1 already closed.")
    assert answer.headers["HX-Trigger"] == "desk:acted"
    assert {chat.status for chat in now(alice, found)} == {Status.CLOSED}


def test_the_undo_reverses_what_was_done_and_only_where_nothing_happened_since(
    alice_client: Client, alice: Viewer
) -> None:
    found = chats(alice, 4)
    log.stored(log.close(found[0].id, author=says(alice), reason=CloseReason.SPAM))
    undo = UNDO.findall(act(alice_client, "close:solved", found).content.decode())[0]
    log.stored(log.note(found[1].id, author=says(alice), body="seen after it was closed"))
    answer = alice_client.post(undo, headers=HTMX)
    assert text_of(answer) == "2 taken back, 1 had gone on and stay as they are."
    closed, is_open = Status.CLOSED, Status.OPEN
    assert [chat.status for chat in now(alice, found)] == [closed, closed, is_open, is_open]


def test_undoing_a_giving_puts_each_back_into_the_hands_it_was_in(
    alice_client: Client, alice: Viewer, bob: Viewer
) -> None:
    found = chats(alice, 3)
    log.stored(log.assign(found[0].id, author=says(bob), agent=bob.id))
    log.stored(log.assign(found[1].id, author=says(alice), agent=alice.id))
    answer = act(alice_client, f"assign:{alice.public_id}", found)
    assert text_of(answer) == "2 in your hands now, 1 in your hands already."
    alice_client.post(UNDO.findall(answer.content.decode())[0], headers=HTMX)
    assert [chat.assignee for chat in now(alice, found)] == [bob.id, alice.id, None]


@pytest.mark.parametrize(
    ("what", "told"),
    [
        ("snooze:3600", "2 put off."),
        ("team:payments", "2 given to Payments."),
        ("priority:3", "2 changed to urgent."),
        ("category:deposit", "2 changed to Deposit."),
        ("tag:VIP", "2 tagged vip."),
    ],
)
def test_everything_that_sorts_works_on_many_and_is_taken_back(
    alice_client: Client, alice: Viewer, what: str, told: str
) -> None:
    Team.objects.create(slug="payments", name="Payments")
    definitions.put_category("deposit", names={"en": "Deposit"})
    found = chats(alice, 2)
    log.stored(log.tag(found[0].id, author=says(alice), add=["old"]))
    before = [standing(chat) for chat in now(alice, found)]
    answer = act(alice_client, what, found)
    assert text_of(answer) == told
    assert all(one != other for one, other in zip(map(standing, now(alice, found)), before, strict=True))
    assert text_of(alice_client.post(UNDO.findall(answer.content.decode())[0], headers=HTMX)) == "2 taken back."
    assert [standing(chat) for chat in now(alice, found)] == before


def standing(chat: ConversationRecord) -> tuple[object, ...]:
    return (chat.status, chat.team, chat.priority, chat.category, chat.tags, chat.assignee)


def test_an_undo_works_once_and_for_whoever_did_it(alice_client: Client, bob_client: Client, alice: Viewer) -> None:
    found = chats(alice, 1)
    undo = UNDO.findall(act(alice_client, "close:solved", found).content.decode())[0]
    assert bob_client.post(undo, headers=HTMX).status_code == 404
    assert now(alice, found)[0].status is Status.CLOSED
    assert alice_client.post(undo, headers=HTMX).status_code == 200
    last = now(alice, found)[0].last_seq
    assert alice_client.post(undo, headers=HTMX).status_code == 409
    assert now(alice, found)[0].last_seq == last


def test_without_scripts_the_list_comes_back_and_tells_it(alice_client: Client, alice: Viewer) -> None:
    page = act(alice_client, "close:solved", chats(alice, 2), htmx=False).content.decode()
    assert "2 closed." in page
    assert UNDO.search(page)
    assert '<section class="list"' in page


@pytest.mark.parametrize(
    "what",
    [
        "",
        "close",
        "close:because",
        "redact:1",
        "assign",
        "assign:x",
        "assign:" + "a" * 26,
        "team:x",
        "snooze:0",
        "snooze:99999999",
        "priority:9",
        "category:x",
        "tag:-",
    ],
)
def test_what_is_no_act_changes_nothing(alice_client: Client, alice: Viewer, what: str) -> None:
    found = chats(alice, 1)
    answer = act(alice_client, what, found)
    if what == "assign":  # a giving without a name is one to the queue, where it is already
        assert text_of(answer) == "1 already in the queue."
    else:
        assert answer.status_code in {400, 404}
    assert now(alice, found) == found


def test_none_and_more_than_two_hundred_are_refused_and_unknown_ones_are_told(
    alice_client: Client, alice: Viewer
) -> None:
    ids = ["a" * 26] * (bulk.MOST + 1)
    assert alice_client.post("/desk/acts", {"act": "close:solved", "id": ids}, headers=HTMX).status_code == 400
    assert alice_client.post("/desk/acts", {"act": "close:solved"}, headers=HTMX).status_code == 400
    answer = alice_client.post("/desk/acts", {"act": "close:solved", "id": ids[:-1]}, headers=HTMX)
    assert text_of(answer) == "1 not changed."


def test_who_may_not_act_on_one_may_not_act_on_many(
    client: Client, auditor_client: Client, alice: Viewer, mallory_token: str
) -> None:
    found = chats(alice, 1)
    bearer = {"Authorization": f"Bearer {mallory_token}"}
    sent = {"act": "close:solved", "id": [found[0].public_id]}
    assert client.post("/desk/acts", sent).status_code == 401
    assert client.post("/desk/acts", sent, headers=bearer).status_code == 403
    assert auditor_client.post("/desk/acts", sent, headers=HTMX).status_code == 403
    assert auditor_client.get("/desk/acts").status_code == 405
    assert now(alice, found) == found


@pytest.fixture
def auditor_client(db: None) -> Client:
    client = Client()
    client.force_login(Agent.objects.create(email="dora@kefu.test", name="Dora", role="auditor"))
    return client
