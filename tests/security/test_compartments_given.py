"""SEC-M01: nobody is given a conversation whose customer lies outside their compartment, by whatever door, and is told why."""

import re

import pytest
from django.test import Client

from conftest import an_agent, as_viewer, says
from kefu.conversations import log, queries
from kefu.conversations.records import ConversationRecord, EntryRecord, Refused
from kefu.kit import clock
from kefu.people import sessions
from kefu.people.access import Viewer
from kefu.people.identity import Identity
from kefu.people.models import Agent
from kefu.trust import admissions
from kefu.trust import compartments as confining
from kefu.web.desk import rules

HTMX = {"hx-request": "true"}
SAID = "confined to customers of other regions"


@pytest.fixture
def theirs(db: None) -> ConversationRecord:
    """Of a customer of Taiwan."""
    told = Identity("881001", "jti-tw", clock.now(), "Quillon Marchbanks", region="TW")
    owner = sessions.start_customer_session(told, locale="en").viewer
    entry = log.stored(log.open(owner.id, author=says(owner), body="hello", key=None, locale="en"))
    return queries.conversation_for(owner, entry.conversation_public_id)


@pytest.fixture
def jun(db: None) -> Agent:
    agent = an_agent("Jun")
    confining.confine_agent("Jun", regions=["JP"], shift="")
    return Agent.objects.get(pk=agent.pk)


def is_with(viewer: Viewer, chat: ConversationRecord) -> int | None:
    return queries.conversation_by_row(viewer, chat.id).assignee


def test_SEC_M01_the_log_itself_refuses_it_and_takes_what_lies_inside(
    theirs: ConversationRecord, jun: Agent, alice: Viewer
) -> None:
    assert log.assign(theirs.id, author=says(alice), agent=jun.pk) == Refused("not_in_region")
    for regions in (["JP", "TW"], []):
        confining.confine_agent("Jun", regions=regions, shift="")
        assert isinstance(log.assign(theirs.id, author=says(alice), agent=jun.pk), EntryRecord)
        log.stored(log.assign(theirs.id, author=says(alice), agent=None))


def test_SEC_M01_of_a_batch_only_what_lies_outside_is_refused(
    theirs: ConversationRecord, chat: ConversationRecord, jun: Agent, alice: Viewer
) -> None:
    confining.confine_agent("Jun", regions=["unknown"], shift="")
    given = rules.assigned(jun.pk)
    first, second = log.append([given.drafted(row, author=says(alice)) for row in (theirs.id, chat.id)])
    assert first == Refused("not_in_region")
    assert isinstance(second, EntryRecord)


def test_SEC_M01_the_desk_says_why_and_what_to_do(
    theirs: ConversationRecord, jun: Agent, alice: Viewer, alice_client: Client
) -> None:
    answer = alice_client.post(f"/desk/c/{theirs.public_id}/assignment", {"agent": jun.public_id}, headers=HTMX)
    assert SAID in answer.content.decode()
    assert "Choose somebody else" in answer.content.decode()
    many = alice_client.post(
        "/desk/acts", {"act": f"assign:{jun.public_id}", "id": [theirs.public_id]}, headers=HTMX
    ).content.decode()
    assert SAID in re.sub(r"\s+", " ", many)
    assert is_with(alice, theirs) is None


def test_SEC_M01_the_api_answers_with_a_code(theirs: ConversationRecord, jun: Agent, alice: Viewer) -> None:
    program = Client(headers={"authorization": f"Bearer {admissions.api_token('Alice')}"})
    answer = program.put(
        f"/api/v1/conversations/{theirs.public_id}/assignment",
        {"agent": jun.public_id},
        content_type="application/json",
    )
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "not_in_region")
    assert is_with(alice, theirs) is None


def test_SEC_M01_undoing_a_giving_does_not_bring_it_back_to_somebody_confined_since(
    theirs: ConversationRecord, jun: Agent, alice: Viewer, alice_client: Client
) -> None:
    confining.confine_agent("Jun", regions=[], shift="")
    log.stored(log.assign(theirs.id, author=says(alice), agent=jun.pk))
    answer = alice_client.post(
        "/desk/acts", {"act": f"assign:{alice.public_id}", "id": [theirs.public_id]}, headers=HTMX
    )
    found = re.search(r"/desk/acts/\w+/reversal", answer.content.decode())
    assert found
    confining.confine_agent("Jun", regions=["JP"], shift="")
    alice_client.post(found[0], headers=HTMX)
    assert is_with(alice, theirs) == alice.id


def test_SEC_M01_an_answer_takes_nothing_into_the_hands_of_somebody_outside(
    theirs: ConversationRecord, jun: Agent, alice: Viewer
) -> None:
    viewer = as_viewer(jun)
    assert log.reply(theirs.id, author=says(viewer), body="hello", claims=True) == Refused("not_found")
    assert isinstance(log.reply(theirs.id, author=says(alice), body="hello", claims=True), EntryRecord)
    assert is_with(alice, theirs) == alice.id
