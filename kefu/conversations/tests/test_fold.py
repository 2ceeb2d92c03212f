"""The columns are a cache: whatever happens, replaying the log gives the same."""

from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import says
from kefu.conversations import columns, definitions, fold, log, queries, store
from kefu.conversations.fold import Folded
from kefu.conversations.kinds import CloseReason, FieldKind, Priority
from kefu.conversations.models import Tagging
from kefu.conversations.records import ConversationRecord, FieldRecord
from kefu.kit import clock
from kefu.people import teams
from kefu.people.access import Viewer
from kefu.trust import teams as staff_teams
from kefu.watchers.snooze.watch import Snooze

STEPS = ("ask", "answer", "note", "take", "give", "queue", "close", "reopen", "edit", "redact")
SORTING = (
    "snooze",
    "wake",
    "due",
    "tag",
    "untag",
    "retag",
    "team",
    "urgent",
    "category",
    "hand over",
    "field",
    "empty",
)


def step(name: str, conversation: int, alice: Viewer, bob: Viewer, carol: Viewer) -> None:
    last = columns.lock_heads([conversation])[conversation].state.last_message_seq
    match name:
        case "ask":
            log.reply(conversation, author=says(carol), body="?")
        case "answer":
            log.reply(conversation, author=says(alice), body="!")
        case "note":
            log.note(conversation, author=says(alice), body="hm")
        case "take":
            log.assign(conversation, author=says(alice), agent=alice.id)
        case "give":
            log.assign(conversation, author=says(alice), agent=bob.id)
        case "queue":
            log.assign(conversation, author=says(bob), agent=None)
        case "close":
            log.close(conversation, author=says(alice), reason=CloseReason.SOLVED)
        case "reopen":
            log.reopen(conversation, author=says(alice))
        case "edit":
            log.edit(conversation, author=says(alice), target=last, body="better")
        case "redact":
            log.redact(conversation, author=says(bob), target=last)


def security_desk() -> None:
    staff_teams.create("security", name="Security")
    definitions.put_category("kyc", names={"en": "KYC"})
    definitions.put_field(FieldRecord(slug="coin", names={"en": "Coin"}, kind=FieldKind.TEXT, choices={}))


def found_by_tag(chat: ConversationRecord) -> tuple[str, ...]:
    found = Tagging.objects.filter(conversation_id=chat.id).order_by("tag__slug")
    return tuple(found.values_list("tag__slug", flat=True))


def sort(name: str, conversation: int, alice: Viewer) -> None:
    me, later = says(alice), clock.now() + timedelta(days=1)
    security = teams.team_for("security").id
    match name:
        case "snooze":
            log.snooze(conversation, author=me, until=later)
        case "wake":
            log.wake_up(conversation, author=me)
        case "due":
            Snooze().wake_due(later + timedelta(days=1))
        case "tag":
            log.tag(conversation, author=me, add=["VIP", "phishing"])
        case "untag":
            log.tag(conversation, author=me, remove=["vip"])
        case "retag":
            log.tag(conversation, author=me, add=["late"], remove=["phishing"])
        case "team":
            log.sort(conversation, author=me, team=security)
        case "urgent":
            log.sort(conversation, author=me, priority=Priority.URGENT, team=0)
        case "category":
            log.sort(conversation, author=me, category="kyc")
        case "hand over":
            log.assign(conversation, author=me, agent=None, team=security)
        case "field":
            log.set_field(conversation, author=me, field="coin", value="BTC")
        case "empty":
            log.set_field(conversation, author=me, field="coin", value=None)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(names=st.lists(st.sampled_from(STEPS + SORTING), max_size=16))
def test_replaying_the_log_equals_the_stored_columns(
    chat: ConversationRecord, alice: Viewer, bob: Viewer, carol: Viewer, names: list[str]
) -> None:
    if not teams.teams():
        security_desk()
    for name in names:
        if name in SORTING:
            sort(name, chat.id, alice)
        else:
            step(name, chat.id, alice, bob, carol)
    head = queries.conversation_for(alice, chat.public_id)
    stored = Folded(
        status=head.status,
        holder=head.holder,
        assignee=head.assignee,
        last_seq=head.last_seq,
        last_public_seq=head.last_public_seq,
        last_message_seq=head.last_message_seq,
        waiting_since=head.waiting_since,
        last_entry_at=head.last_entry_at,
        sorting=columns.lock_heads([chat.id])[chat.id].state.sorting,
    )
    whole = store.select_entries("e.conversation_id = %s", [chat.id], tail="ORDER BY e.seq")
    assert fold.replay(whole) == stored
    assert found_by_tag(chat) == stored.sorting.tags
    assert [entry.seq for entry in whole] == list(range(1, len(whole) + 1))
    public = [entry.public_seq for entry in whole if entry.public_seq is not None]
    assert public == list(range(1, len(public) + 1))
