"""Everything by which conversations are sorted: what is stored of it, what is refused, and that customers see none of it."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from conftest import says
from kefu.conversations import definitions, log, queries, words
from kefu.conversations.data import FieldValue, SortedData, TaggedData
from kefu.conversations.kinds import SORTS, Audience, CloseReason, FieldKind, Holder, Kind, Priority, Status
from kefu.conversations.models import Tag, Tagging
from kefu.conversations.records import ConversationRecord, Draft, FieldRecord, Known, Refused
from kefu.kit import clock
from kefu.kit.errors import Conflict, Invalid
from kefu.people import sessions
from kefu.people.access import Viewer
from kefu.people.teams import TeamCard
from kefu.trust import teams
from kefu.trust.models import JournalEntry
from kefu.ui import thread

pytestmark = pytest.mark.django_db


@pytest.fixture
def security() -> TeamCard:
    return teams.create("security", name="Security")


@pytest.fixture(autouse=True)
def _definitions() -> None:
    definitions.put_category("kyc", names={"en": "Identity", "zh-hans": "身份认证"})
    definitions.put_category("old", names={"en": "Old"}, is_active=False)
    choices = {"tron": {"en": "Tron"}}
    definitions.put_field(FieldRecord("network", names={"en": "Network"}, kind=FieldKind.CHOICE, choices=choices))
    for kind in (FieldKind.TEXT, FieldKind.NUMBER, FieldKind.DATE, FieldKind.BOOL):
        definitions.put_field(FieldRecord(f"a-{kind}", names={"en": f"A {kind}"}, kind=kind, choices={}))


def now(viewer: Viewer, chat: ConversationRecord) -> ConversationRecord:
    return queries.conversation_for(viewer, chat.public_id)


def tomorrow() -> datetime:
    return clock.now() + timedelta(days=1)


def test_a_conversation_is_sorted_and_the_entry_tells_what_it_was_before(
    chat: ConversationRecord, alice: Viewer, security: TeamCard
) -> None:
    log.stored(log.sort(chat.id, author=says(alice), team=security.id, priority=Priority.URGENT))
    log.stored(log.sort(chat.id, author=says(alice), team=0, priority=Priority.URGENT, category="kyc"))
    head = now(alice, chat)
    assert (head.team, head.priority, head.category) == (None, Priority.URGENT, "kyc")
    last = queries.entries_for(alice, chat)[-1]
    assert last.data == SortedData(team=0, category="kyc", previous_team=security.id, previous_category="")
    assert JournalEntry.objects.filter(action="sorted", actor_id=alice.id).count() == 2


def test_handing_over_to_a_team_puts_it_back_into_that_teams_queue(
    chat: ConversationRecord, alice: Viewer, security: TeamCard
) -> None:
    log.stored(log.assign(chat.id, author=says(alice), agent=alice.id))
    log.stored(log.assign(chat.id, author=says(alice), agent=None, team=security.id))
    head = now(alice, chat)
    assert (head.team, head.assignee, head.holder) == (security.id, None, Holder.QUEUE)
    log.stored(log.assign(chat.id, author=says(alice), agent=alice.id))
    assert now(alice, chat).team == security.id
    assert log.assign(chat.id, author=says(alice), agent=alice.id, team=security.id) == Refused("pointless")


def test_tags_are_one_word_in_small_letters_and_the_table_follows(chat: ConversationRecord, alice: Viewer) -> None:
    log.stored(log.tag(chat.id, author=says(alice), add=["  Phishing Mail! ", "重要", "vip"]))
    log.stored(log.tag(chat.id, author=says(alice), add=["VIP", "late"], remove=["phishing-mail", "never"]))
    assert now(alice, chat).tags == ("late", "vip", "重要")
    assert sorted(Tagging.objects.values_list("tag__slug", flat=True)) == ["late", "vip", "重要"]
    assert queries.entries_for(alice, chat)[-1].data == TaggedData(added=("late",), removed=("phishing-mail",))
    assert definitions.tags_like("ph") == ["phishing-mail"]


def test_a_conversation_takes_twenty_tags_and_not_one_more(chat: ConversationRecord, alice: Viewer) -> None:
    log.stored(log.tag(chat.id, author=says(alice), add=[f"tag-{number}" for number in range(20)]))
    assert log.tag(chat.id, author=says(alice), add=["one-more"]) == Refused("too_many_tags")
    assert not Tag.objects.filter(slug="one-more").exists()
    log.stored(log.tag(chat.id, author=says(alice), add=["one-more"], remove=["tag-3"]))


@pytest.mark.parametrize(
    ("field", "given", "kept"),
    [
        ("a-text", "TxID abc", "TxID abc"),
        ("a-number", "12.50", 12.5),
        ("a-number", 3.0, 3),
        ("a-bool", False, False),
        ("a-date", "2026-11-22", "2026-11-22"),
        ("network", "tron", "tron"),
    ],
)
def test_a_field_keeps_a_value_of_its_own_kind(
    chat: ConversationRecord, alice: Viewer, field: str, given: FieldValue, kept: FieldValue
) -> None:
    log.stored(log.set_field(chat.id, author=says(alice), field=field, value=given))
    stored = now(alice, chat).fields[field]
    assert (stored, type(stored)) == (kept, type(kept))
    log.stored(log.set_field(chat.id, author=says(alice), field=field, value=None))
    assert now(alice, chat).fields == {}


@pytest.mark.parametrize(
    ("field", "given", "code"),
    [
        ("a-text", "x" * 301, "bad_value"),
        ("a-text", 7, "bad_value"),
        ("a-number", "NaN", "bad_value"),
        ("a-number", "many", "bad_value"),
        ("a-number", True, "bad_value"),
        ("a-bool", "yes", "bad_value"),
        ("a-date", "yesterday", "bad_value"),
        ("network", "dogecoin", "bad_value"),
        ("never", "x", "unknown_field"),
    ],
)
def test_a_field_refuses_what_does_not_fit(
    chat: ConversationRecord, alice: Viewer, field: str, given: FieldValue, code: str
) -> None:
    before = now(alice, chat)
    assert log.set_field(chat.id, author=says(alice), field=field, value=given) == Refused(code)
    assert now(alice, chat) == before
    with pytest.raises(Invalid) as refusal:
        log.stored(Refused(code))
    assert refusal.value.code == code


def test_what_is_gone_or_unknown_is_no_category(chat: ConversationRecord, alice: Viewer) -> None:
    for category in ("old", "never"):
        assert log.sort(chat.id, author=says(alice), category=category) == Refused("unknown_category")


def test_what_changes_nothing_is_refused_and_leaves_no_entry(chat: ConversationRecord, alice: Viewer) -> None:
    author, later = says(alice), tomorrow()
    log.stored(log.snooze(chat.id, author=author, until=later))
    before = now(alice, chat)
    for outcome in (
        log.snooze(chat.id, author=author, until=later),
        log.tag(chat.id, author=author, remove=["vip"]),
        log.tag(chat.id, author=author, add=["!!"]),
        log.sort(chat.id, author=author, priority=Priority.NORMAL, category="", team=0),
        log.sort(chat.id, author=author),
        log.set_field(chat.id, author=author, field="a-text", value=""),
    ):
        assert outcome == Refused("pointless")
    assert now(alice, chat) == before


def test_a_tagging_sent_again_under_its_key_is_known(chat: ConversationRecord, alice: Viewer) -> None:
    first = log.stored(log.tag(chat.id, author=says(alice), add=["vip"], key="tagged-once"))
    assert log.tag(chat.id, author=says(alice), add=["vip"], key="tagged-once") == Known(first)
    assert log.tag(chat.id, author=says(alice), add=["late"], key="tagged-once") == Refused("key_reused")


@pytest.mark.parametrize(
    ("offset", "code"), [(timedelta(), "past"), (timedelta(seconds=-1), "past"), (timedelta(days=400), "too_far")]
)
def test_it_is_snoozed_to_a_moment_that_is_still_to_come(
    chat: ConversationRecord, alice: Viewer, offset: timedelta, code: str
) -> None:
    assert log.snooze(chat.id, author=says(alice), until=clock.now() + offset) == Refused(code)
    naive = tomorrow().replace(tzinfo=None)
    assert log.snooze(chat.id, author=says(alice), until=naive) == Refused("bad_frame")
    assert now(alice, chat).status is Status.OPEN


def test_what_is_closed_is_not_snoozed_and_closing_ends_the_snooze(chat: ConversationRecord, alice: Viewer) -> None:
    log.stored(log.snooze(chat.id, author=says(alice), until=tomorrow()))
    log.stored(log.close(chat.id, author=says(alice), reason=CloseReason.SOLVED))
    head = now(alice, chat)
    assert (head.status, head.snoozed_until) == (Status.CLOSED, None)
    with pytest.raises(Conflict):
        log.stored(log.snooze(chat.id, author=says(alice), until=tomorrow()))
    assert log.wake_up(chat.id, author=says(alice)) == Refused("pointless")


def test_a_word_of_the_customer_wakes_it_at_once_and_an_agents_does_not(
    chat: ConversationRecord, alice: Viewer, carol: Viewer
) -> None:
    log.stored(log.snooze(chat.id, author=says(alice), until=tomorrow()))
    log.stored(log.reply(chat.id, author=says(alice), body="We are looking into it."))
    assert now(alice, chat).status is Status.SNOOZED
    log.stored(log.reply(chat.id, author=says(carol), body="and?"))
    head = now(alice, chat)
    assert (head.status, head.snoozed_until) == (Status.OPEN, None)
    assert [e.kind for e in queries.entries_for(alice, chat)][-2:] == [Kind.WOKEN, Kind.MESSAGE]


def test_first_words_go_into_the_snoozed_conversation_and_open_no_second_one(
    chat: ConversationRecord, alice: Viewer, carol: Viewer
) -> None:
    log.stored(log.snooze(chat.id, author=says(alice), until=tomorrow()))
    again = log.stored(log.open(carol.id, author=says(carol), body="hello?", key="hello-again", locale="en"))
    assert (again.conversation, now(alice, chat).status) == (chat.id, Status.OPEN)


def sorted_in_every_way(chat: ConversationRecord, alice: Viewer, security: TeamCard) -> None:
    author = says(alice)
    log.stored(log.sort(chat.id, author=author, team=security.id, priority=Priority.HIGH, category="kyc"))
    log.stored(log.tag(chat.id, author=author, add=["fraud?"]))
    log.stored(log.set_field(chat.id, author=author, field="a-text", value="suspect"))
    log.stored(log.assign(chat.id, author=author, agent=None, team=0))
    log.stored(log.snooze(chat.id, author=author, until=tomorrow()))


def test_SEC_A03_customers_learn_nothing_of_how_they_are_sorted(
    chat: ConversationRecord, alice: Viewer, carol: Viewer, security: TeamCard
) -> None:
    before = now(carol, chat)
    sorted_in_every_way(chat, alice, security)
    after = now(carol, chat)
    hidden = {"status", "team", "priority", "category", "snoozed_until", "tags", "fields", "last_public_seq"}
    assert all(getattr(after, name) == getattr(before, name) for name in hidden)
    assert queries.conversations_of(carol)[0].status is Status.OPEN
    log.stored(log.reply(chat.id, author=says(carol), body="and?"))
    seen = queries.entries_for(carol, chat)
    assert [entry.public_seq for entry in seen] == list(range(1, len(seen) + 1))
    assert not [entry for entry in seen if entry.kind in SORTS]
    sorting = [entry.kind for entry in queries.entries_for(alice, chat) if entry.kind in SORTS]
    assert sorting == [Kind.SORTED, Kind.TAGGED, Kind.FIELD_SET, Kind.SNOOZED, Kind.WOKEN]


def test_a_moment_in_a_sentence_is_in_the_readers_zone(chat: ConversationRecord, alice: Viewer) -> None:
    until = (clock.now() + timedelta(days=2)).replace(hour=16, minute=30)
    next_day = until + timedelta(days=1)
    entry = log.stored(log.snooze(chat.id, author=says(alice), until=until))
    assert words.event_text(entry, viewer=alice).endswith(f"{until.day}, {until.year} 16:30 UTC")
    with timezone.override("Asia/Shanghai"):
        assert words.event_text(entry, viewer=alice).endswith(f"{next_day.day}, {next_day.year} 00:30")
    assert f"{next_day.year} 00:30" in thread.entry_html(entry, viewer=sessions.with_zone(alice, "Asia/Shanghai"))
    assert "16:30 UTC" in thread.entry_html(entry, viewer=sessions.with_zone(alice, "../etc/passwd"))


def test_SEC_A03_no_draft_makes_sorting_public(chat: ConversationRecord, alice: Viewer) -> None:
    draft = Draft(chat.id, Kind.TAGGED, says(alice), TaggedData(added=("vip",)), audience=Audience.EVERYONE)
    assert log.append([draft]) == [Refused("bad_frame")]


def test_staff_read_it_in_words_and_programs_in_names(
    chat: ConversationRecord, alice: Viewer, security: TeamCard
) -> None:
    sorted_in_every_way(chat, alice, security)
    entries = queries.entries_for(alice, chat)
    words.warm(entries)
    told = [thread.entry_json(entry, viewer=alice) for entry in entries if entry.kind in SORTS | {Kind.ASSIGNED}]
    texts = [entry["text"] for entry in told]
    assert texts[:4] == [
        "Alice sorted the conversation: Security, Identity, high priority",
        "Alice added the tags fraud",
        "Alice set A text to suspect",
        "Alice put the conversation back into the queue",
    ]
    assert texts[4].startswith("Alice snoozed the conversation until ")
    assert told[0]["data"] == {
        "team": "security",
        "previous_team": None,
        "category": "kyc",
        "previous_category": None,
        "priority": "high",
        "previous_priority": "normal",
    }
    assert told[3]["data"]["previous_team"] == "security"
