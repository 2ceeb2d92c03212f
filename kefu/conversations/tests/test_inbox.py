"""The desk's lists: what stands in each, in both orders, page by page, by few queries, each from an index."""

import itertools
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conftest import a_customer, says
from kefu.conversations import everywhere, inbox, log, queries
from kefu.conversations.kinds import Box, CloseReason, Order, Priority
from kefu.conversations.models import Conversation, Tag, Tagging
from kefu.conversations.records import ConversationRecord, Filter
from kefu.kit import clock, db
from kefu.kit.errors import Invalid, NotAllowed
from kefu.people import closed
from kefu.people.access import Viewer
from kefu.people.models import Customer
from kefu.people.teams import TeamCard
from kefu.trust import teams

pytestmark = pytest.mark.django_db


@pytest.fixture
def security(alice: Viewer) -> TeamCard:
    """Alice is in it."""
    card = teams.create("security", name="Security")
    teams.add(card.id, agent_id=alice.id)
    return card


@pytest.fixture
def trading(alice: Viewer, security: TeamCard) -> TeamCard:
    """Alice is in this one too."""
    card = teams.create("trading", name="Trading")
    teams.add(card.id, agent_id=alice.id)
    return card


def opened(name: str, *, locale: str = "en", origin: str = "livechat") -> ConversationRecord:
    customer = a_customer(name).viewer
    outcome = log.open(
        customer.id, author=says(customer), body="hi", key=f"{name}-hi-first", locale=locale, origin=origin
    )
    return queries.conversation_by_row(customer, log.stored(outcome).conversation)


def listed(viewer: Viewer, wanted: Filter, *, limit: int = 50) -> list[str]:
    return list(pages(viewer, wanted, limit=limit))


def pages(viewer: Viewer, wanted: Filter, *, limit: int) -> Iterator[str]:
    cursor = ""
    while True:
        page = queries.inbox_for(viewer, wanted, cursor=cursor, limit=limit)
        yield from (row.conversation.public_id for row in page.rows)
        cursor = page.next_cursor
        if not cursor:
            return


def test_each_box_holds_what_its_name_says_and_is_counted(
    alice: Viewer, bob: Viewer, security: TeamCard, trading: TeamCard
) -> None:
    strange = teams.create("strange", name="Strange")
    chats = {name: opened(name) for name in ("mine", "bobs", "team", "others", "snoozed", "closed")}
    me = says(alice)
    log.stored(log.assign(chats["mine"].id, author=me, agent=alice.id))
    log.stored(log.assign(chats["bobs"].id, author=me, agent=bob.id, team=trading.id))
    log.stored(log.assign(chats["team"].id, author=me, agent=None, team=security.id))
    log.stored(log.assign(chats["others"].id, author=me, agent=None, team=strange.id))
    log.stored(log.snooze(chats["snoozed"].id, author=me, until=clock.now() + timedelta(days=1)))
    log.stored(log.close(chats["closed"].id, author=me, reason=CloseReason.SOLVED))
    held = {
        Box.MINE: ["mine"],
        Box.TEAM: ["team", "bobs"],
        Box.UNASSIGNED: ["others", "team"],
        Box.OPEN: ["others", "team", "bobs", "mine"],
        Box.BOT: [],
        Box.SNOOZED: ["snoozed"],
        Box.CLOSED: ["closed"],
    }
    names = {chat.public_id: name for name, chat in chats.items()}
    for box in Box:
        assert [names[found] for found in listed(alice, Filter(box=box))] == held[box]
        for name, chat in chats.items():
            is_there = queries.is_in(alice, Filter(box=box), queries.conversation_by_row(alice, chat.id))
            assert is_there == (name in held[box])
    counts = queries.counts_for(alice)
    assert counts == {box: len(names) for box, names in held.items() if box is not Box.CLOSED}


def test_an_agent_of_no_team_finds_nothing_in_the_box_of_teams(bob: Viewer, security: TeamCard) -> None:
    chat = opened("somebody")
    log.stored(log.sort(chat.id, author=says(bob), team=security.id))
    assert listed(bob, Filter(box=Box.TEAM)) == []
    assert queries.counts_for(bob)[Box.TEAM] == 0


def test_SEC_A09_lists_are_for_staff(carol: Viewer, chat: ConversationRecord) -> None:
    for box in Box:
        with pytest.raises(NotAllowed):
            queries.inbox_for(carol, Filter(box=box))
    with pytest.raises(NotAllowed):
        queries.counts_for(carol)


def test_a_list_is_narrowed_down_by_whatever_it_is_sorted_by(alice: Viewer, bob: Viewer, security: TeamCard) -> None:
    chat, me = opened("wanted", locale="zh-hans", origin="email"), says(alice)
    log.stored(log.assign(chat.id, author=me, agent=bob.id, team=security.id))
    log.stored(log.sort(chat.id, author=me, priority=Priority.URGENT, category="kyc"))
    log.stored(log.tag(chat.id, author=me, add=["vip"]))
    others = [opened(f"other-{number}") for number in range(2)]
    log.stored(log.tag(others[0].id, author=me, add=["late"]))
    narrow: dict[str, Any] = {
        "team": security.id,
        "category": "kyc",
        "priority": Priority.URGENT,
        "locale": "zh-hans",
        "origin": "email",
        "tag": "vip",
        "assignee": bob.id,
    }
    narrowings = [{name: narrow[name]} for name in narrow]
    narrowings += [{one: narrow[one], two: narrow[two]} for one, two in itertools.combinations(narrow, 2)]
    for narrowing in narrowings:
        for order in Order:
            wanted = replace(Filter(order=order), **narrowing)
            assert listed(alice, wanted) == [chat.public_id], narrowing
            assert not any(queries.is_in(alice, wanted, queries.conversation_by_row(alice, o.id)) for o in others)
        assert queries.is_in(alice, wanted, queries.conversation_by_row(alice, chat.id))
    assert listed(alice, Filter(tag="never-used")) == []


@pytest.mark.parametrize("box", [Box.OPEN, Box.TEAM])
@pytest.mark.parametrize("order", list(Order))
def test_pages_follow_each_other_without_gap_or_repetition_in_both_orders(
    alice: Viewer, security: TeamCard, trading: TeamCard, box: Box, order: Order
) -> None:
    dice = random.Random(7)
    known: dict[str, ConversationRecord] = {}
    for number in range(23):
        chat = opened(f"customer-{number}")
        log.stored(log.sort(chat.id, author=says(alice), team=dice.choice((security.id, trading.id))))
        if dice.random() < 0.5:
            log.stored(log.reply(chat.id, author=says(alice), body="Hello"))
        if dice.random() < 0.3:
            log.stored(log.sort(chat.id, author=says(alice), priority=Priority.URGENT))
        known[chat.public_id] = queries.conversation_by_row(alice, chat.id)
    found = listed(alice, Filter(box=box, order=order), limit=4)
    newest = sorted(known.values(), key=lambda c: (c.last_entry_at, c.id), reverse=True)
    waiting = [c for c in known.values() if c.waiting_since]
    longest = sorted(waiting, key=lambda c: (c.priority is not Priority.URGENT, c.waiting_since, c.id))
    expected = [*longest, *(c for c in newest if not c.waiting_since)] if order is Order.WAITING else newest
    assert found == [c.public_id for c in expected]
    assert 0 < len(longest) < 23
    assert 0 < sum(c.priority is Priority.URGENT for c in longest) < len(longest)


def test_conversations_of_one_moment_are_paged_in_both_orders(alice: Viewer) -> None:
    public_ids = {opened(f"customer-{number}").public_id for number in range(7)}
    at = clock.now()
    Conversation.objects.update(last_entry_at=at, waiting_since=at)
    for order in Order:
        found = listed(alice, Filter(order=order), limit=2)
        assert (len(found), set(found)) == (7, public_ids)


@pytest.mark.parametrize(
    "cursor", ["~", "w~~", "x~2026-11-22T10:00:00~" + "a" * 26, "n~never~" + "a" * 26, "n~~1 OR 1"]
)
def test_a_cursor_that_is_none_of_ours_is_refused(alice: Viewer, cursor: str) -> None:
    with pytest.raises(Invalid):
        queries.inbox_for(alice, Filter(order=Order.WAITING), cursor=cursor)


def test_a_list_takes_as_many_queries_however_long_it_is(alice: Viewer, security: TeamCard, trading: TeamCard) -> None:
    for number in range(5):
        chat = opened(f"customer-{number}")
        log.stored(log.assign(chat.id, author=says(alice), agent=alice.id, team=trading.id))
        log.stored(log.tag(chat.id, author=says(alice), add=["vip"]))

    def cost(read: Callable[[], object]) -> int:
        with CaptureQueriesContext(connection) as counted:
            read()
        return len(counted)

    assert cost(lambda: queries.inbox_for(alice, Filter(box=Box.MINE, tag="vip"))) == 1
    assert cost(lambda: queries.inbox_for(alice, Filter(box=Box.TEAM))) == 1
    assert cost(lambda: queries.inbox_for(alice, Filter(box=Box.TEAM, order=Order.WAITING))) == 1
    assert cost(lambda: queries.counts_for(alice)) == 1


Narrow = dict[str, Any]


@pytest.fixture
def many(alice: Viewer, bob: Viewer, security: TeamCard, trading: TeamCard) -> Narrow:
    """Ten thousand conversations, nearly all closed, as after a year; returns what one in a hundred is sorted by."""
    customer = Customer.objects.create()
    rare: Narrow = {
        "team": security.id,
        "category": "kyc",
        "priority": Priority.URGENT,
        "locale": "ko",
        "origin": "email",
        "assignee": bob.id,
    }
    mailbox = apps.get_model("channels", "Account").objects.create(channel="email", address="kyc@nw.example").pk
    usual: Narrow = {
        "team": trading.id,
        "category": "deposit",
        "priority": Priority.NORMAL,
        "locale": "en",
        "origin": "livechat",
        "assignee": alice.id,
    }
    dice, start = random.Random(3), clock.now() - timedelta(days=300)

    def made(number: int) -> Conversation:
        status = "closed" if number < 9_300 else "snoozed" if number < 9_400 else "open"
        at = start + timedelta(minutes=number)
        by = {name: rare[name] if dice.random() < 0.01 else usual[name] for name in rare}
        return Conversation(
            public_id=f"{number:026}",
            customer=customer,
            origin=by["origin"],
            account_id=None if number % 97 else mailbox,
            locale=by["locale"],
            created_at=at,
            last_entry_at=at,
            status=status,
            assignee_id=by["assignee"] if number % 3 else None,
            team_id=by["team"],
            priority=by["priority"],
            category=by["category"],
            waiting_since=at if status != "closed" and number % 2 else None,
            snoozed_until=at + timedelta(days=400) if status == "snoozed" else None,
        )

    Conversation.objects.bulk_create((made(number) for number in range(10_000)), batch_size=500)
    Tag.objects.bulk_create(Tag(slug=f"tag-{number}") for number in range(100))
    tags, rows = list(Tag.objects.order_by("id")), Conversation.objects.values_list("id", flat=True)
    Tagging.objects.bulk_create((Tagging(tag=dice.choice(tags), conversation_id=row) for row in rows), batch_size=500)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return rare | {"tag": "tag-3", "account": mailbox}


def plan(sql: str, params: Sequence[Any]) -> str:
    """How the database would read it, step by step."""
    kind = "EXPLAIN QUERY PLAN" if db.is_sqlite() else "EXPLAIN"
    with connection.cursor() as cursor:
        cursor.execute(f"{kind} {sql}", params)
        return "\n".join(str(row[-1]) for row in cursor.fetchall())


def reads_all(steps: str) -> bool:
    """It walks through the table of conversations from end to end."""
    return "SCAN conversations_conversation\n" in f"{steps}\n" or "Seq Scan on conversations_conversation" in steps


def every_narrowing(narrow: Narrow) -> list[Narrow]:
    pairs = [{one: narrow[one], two: narrow[two]} for one, two in itertools.combinations(narrow, 2)]
    return [{}, *({name: value} for name, value in narrow.items()), *pairs]


@pytest.mark.parametrize("box", list(Box))
def test_each_list_narrowed_down_by_any_two_is_read_from_an_index(
    alice: Viewer, security: TeamCard, trading: TeamCard, many: Narrow, box: Box
) -> None:
    tried = 0
    for narrowing, order in itertools.product(every_narrowing(many), Order):
        wanted = replace(Filter(box=box, order=order), **narrowing)
        question = inbox.question(wanted, viewer_id=alice.id, scope=closed.scope(alice), after=None, limit=41)
        steps = plan(question.sql, question.params)
        assert not reads_all(steps), f"{wanted}\n{steps}"
        tried += 1
    assert tried >= 58


def test_the_closed_are_read_in_order_from_the_index_of_what_they_are_narrowed_down_to(
    alice: Viewer, many: Narrow
) -> None:
    for name in ("newest", *many.keys() - {"tag", "account"}):
        narrowing = {name: many[name]} if name in many else {}
        wanted = replace(Filter(box=Box.CLOSED), **narrowing)
        question = inbox.question(wanted, viewer_id=alice.id, scope=closed.scope(alice), after=None, limit=41)
        steps = plan(question.sql, question.params)
        assert f"closed_by_{name}" in steps, f"{name}\n{steps}"
        # what is sorted is the lines that are shown, once
        assert steps.count("TEMP B-TREE") + steps.count("Sort Key") <= 1, f"{name}\n{steps}"


def test_a_mailbox_is_read_in_order_from_an_index_that_holds_nothing_else(alice: Viewer, many: Narrow) -> None:
    for box, order in itertools.product((Box.OPEN, Box.UNASSIGNED, Box.SNOOZED, Box.CLOSED), Order):
        wanted = Filter(box=box, order=order, account=many["account"])
        question = inbox.question(wanted, viewer_id=alice.id, scope=closed.scope(alice), after=None, limit=41)
        steps = plan(question.sql, question.params)
        assert not reads_all(steps), steps
        assert "mailbox_by_newest" in steps or "mailbox_by_waiting" in steps, f"{wanted}\n{steps}"


def test_counters_and_the_watcher_of_what_is_snoozed_read_from_an_index_alone(alice: Viewer, many: Narrow) -> None:
    for read in (lambda: queries.counts_for(alice), lambda: everywhere.snoozed_due(clock.now(), limit=100)):
        with CaptureQueriesContext(connection) as counted:
            read()
        (query,) = counted.captured_queries
        steps = plan(query["sql"].replace("%", "%%"), ())
        assert not reads_all(steps), steps
