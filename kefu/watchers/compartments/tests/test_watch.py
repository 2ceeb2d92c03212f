"""What is with an agent who may not see its customer any more comes back to the queue, where somebody finds it."""

import pytest

from conftest import an_agent, says
from kefu.conversations import log, queries
from kefu.conversations.data import AssignedData
from kefu.conversations.kinds import AuthorKind, Box, CloseReason, Kind, Status
from kefu.conversations.records import ConversationRecord, Filter
from kefu.kit import clock
from kefu.people import sessions
from kefu.people.access import Viewer
from kefu.people.capabilities import Role
from kefu.people.identity import Identity
from kefu.people.models import Agent
from kefu.trust import admissions
from kefu.trust import compartments as confining
from kefu.watchers.compartments.watch import Compartments


@pytest.fixture
def hers(chat: ConversationRecord, alice: Viewer) -> ConversationRecord:
    """In Alice's hands; its customer's region nobody told."""
    log.stored(log.assign(chat.id, author=says(alice), agent=alice.id))
    return chat


def seen(viewer: Viewer, chat: ConversationRecord) -> ConversationRecord:
    return queries.conversation_for(viewer, chat.public_id)


def signed(region: str) -> Viewer:
    told = Identity("carol", f"jti-{region}", clock.now(), "Carol Chen", region=region)
    return sessions.start_customer_session(told, locale="en").viewer


def test_whoever_is_confined_elsewhere_later_gives_back_what_they_had(
    hers: ConversationRecord, alice: Viewer, bob: Viewer
) -> None:
    assert Compartments().give_back() == 0
    confining.confine_agent("Alice", regions=["JP"], shift="")
    Compartments().sweep()
    head = seen(bob, hers)
    assert (head.assignee, head.status) == (None, Status.OPEN)
    last = queries.entries_for(bob, head)[-1]
    assert (last.kind, last.author.kind, last.author.name) == (Kind.ASSIGNED, AuthorKind.WATCHER, "compartments")
    assert isinstance(last.data, AssignedData)
    assert last.data.previous == alice.id
    assert [row.conversation.id for row in queries.inbox_for(bob, Filter(Box.UNASSIGNED)).rows] == [hers.id]
    assert Compartments().give_back() == 0, "twice changes nothing"


def test_what_lies_inside_stays_where_it_is(hers: ConversationRecord, alice: Viewer, bob: Viewer) -> None:
    for regions in (["JP", "unknown"], []):
        confining.confine_agent("Alice", regions=regions, shift="UTC mon 09:00-10:00")
        assert Compartments().give_back() == 0
    assert seen(bob, hers).assignee == alice.id


def test_a_customer_whose_region_changes_is_given_back_too(
    hers: ConversationRecord, alice: Viewer, bob: Viewer
) -> None:
    confining.confine_agent("Alice", regions=["TW", "unknown"], shift="")
    signed("TW")
    assert Compartments().give_back() == 0
    signed("JP")
    assert Compartments().give_back() == 1
    assert seen(bob, hers).assignee is None


def test_a_closed_one_is_given_back_once_it_is_open_again(hers: ConversationRecord, bob: Viewer) -> None:
    log.stored(log.close(hers.id, author=says(bob), reason=CloseReason.SOLVED))
    confining.confine_agent("Alice", regions=["JP"], shift="")
    assert Compartments().give_back() == 0
    log.stored(log.reopen(hers.id, author=says(bob)))
    assert Compartments().give_back() == 1
    assert seen(bob, hers).assignee is None


def test_each_goes_by_their_own_compartment(hers: ConversationRecord, bob: Viewer, chat: ConversationRecord) -> None:
    other = an_agent("Jun", Role.AGENT)
    confining.confine_agent("Jun", regions=["JP"], shift="")
    assert Compartments().give_back() == 0
    assert Agent.objects.get(pk=other.pk).within
    assert seen(bob, hers).assignee == admissions.named("Alice").pk
