"""A legal hold reaches whatever is read where it stands, and nothing is said to be held that goes all the same."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from conftest import an_agent, as_viewer, says
from kefu.conversations import definitions, everywhere, log, queries
from kefu.conversations.kinds import CloseReason
from kefu.conversations.records import ConversationRecord, Refused
from kefu.files.vault_kinds import PaperKind
from kefu.kit import clock, db
from kefu.people.access import Viewer
from kefu.people.capabilities import Role
from kefu.safeguards import erasing, erasures, holds, retention_rules, vault_asks, vault_keeping
from kefu.safeguards.errors import ErasedMeanwhile
from kefu.safeguards.models import AccountAppeal, Erasure, Paper, PaperAsk

pytestmark = pytest.mark.django_db(transaction=True)
DAY = timedelta(days=1)
WHY = "the court asked for it"
Join = Callable[[ConversationRecord, Viewer, Viewer], ConversationRecord]


def at_desk(viewer: Viewer) -> Viewer:
    return replace(viewer, session=f"desk:{viewer.id}:{viewer.id}:1")


@pytest.fixture
def bob(bob: Viewer) -> Viewer:
    return at_desk(bob)


@pytest.fixture
def _a_month(chat: ConversationRecord, alice: Viewer) -> None:
    definitions.put_category("deposit", names={"en": "Deposits"})
    log.stored(log.sort(chat.id, author=says(alice), category="deposit"))
    retention_rules.set_rule(at_desk(as_viewer(an_agent("Ada", Role.ADMIN))), "deposit", 30)


def close(conversation: ConversationRecord, alice: Viewer) -> None:
    log.stored(log.close(conversation.id, author=says(alice), reason=CloseReason.SOLVED))


def another(carol: Viewer, alice: Viewer, key: str = "other", origin: str = "email") -> ConversationRecord:
    entry = log.stored(log.open(carol.id, author=says(carol), body="more", key=key, locale="en", origin=origin))
    return queries.conversation_for(alice, entry.conversation_public_id)


def merged(chat: ConversationRecord, carol: Viewer, alice: Viewer) -> ConversationRecord:
    into = another(carol, alice)
    log.stored(log.merge(chat.id, into=into.id, author=says(alice)))
    return into


def merged_twice(chat: ConversationRecord, carol: Viewer, alice: Viewer) -> ConversationRecord:
    middle, last = another(carol, alice), another(carol, alice, "last", "telegram")
    log.stored(log.merge(chat.id, into=middle.id, author=says(alice)))
    log.stored(log.merge(middle.id, into=last.id, author=says(alice)))
    return last


def split(chat: ConversationRecord, carol: Viewer, alice: Viewer) -> ConversationRecord:
    entry = log.stored(log.reply(chat.id, author=says(carol), body="and my card"))
    log.stored(log.split(chat.id, entries=[entry.seq], author=says(alice)))
    found = next(each for each in queries.conversations_of(carol) if each.id != chat.id)
    close(chat, alice)
    return found


def swept(days: float = 40) -> int:
    return retention_rules.sweep(clock.now() + days * DAY)


@pytest.mark.usefixtures("_a_month")
@pytest.mark.parametrize("join", [merged, merged_twice, split])
def test_what_is_read_in_a_held_conversation_is_kept_and_goes_when_that_is_lifted(
    join: Join, chat: ConversationRecord, alice: Viewer, bob: Viewer, carol: Viewer
) -> None:
    where = join(chat, carol, alice)
    assert everywhere.read_in([chat.id])[chat.id] >= {where.id}
    assert swept() == 0, "it is read in one that is open"
    close(where, alice)
    hold = holds.put(bob, where, whole_customer=False, reason=WHY)
    assert swept() == 0
    assert swept(50) == 0
    dora = at_desk(as_viewer(an_agent("Dora", Role.LEAD)))
    holds.ask_to_lift(dora, hold, reason=WHY)
    holds.lift(bob, hold)
    assert swept(60) >= 1
    assert not db.rows("SELECT 1 FROM conversations_entry WHERE conversation_id = %s AND body <> ''", [chat.id])


def test_papers_of_a_merged_case_are_held_where_it_goes_on(
    chat: ConversationRecord, alice: Viewer, bob: Viewer, carol: Viewer
) -> None:
    case = vault_asks.Case(chat.id, chat.public_id, carol.id)
    ask = vault_asks.new_row(case, PaperKind.PASSPORT, why="to see", by=alice.id, now=clock.now())
    ask.save()
    Paper.objects.create(ask=ask, form="f", file="f" * 26, sha256="0" * 64)
    where = merged(chat, carol, alice)
    close(where, alice)
    hold = holds.put(bob, where, whole_customer=False, reason=WHY)
    assert vault_keeping.sweep(clock.now() + 3 * DAY) == 0
    dora = at_desk(as_viewer(an_agent("Dora", Role.LEAD)))
    holds.ask_to_lift(dora, hold, reason=WHY)
    holds.lift(bob, hold)
    assert vault_keeping.sweep(clock.now() + 3 * DAY) == 1
    assert PaperAsk.objects.count() == 1


def test_a_hold_that_comes_between_look_and_act_keeps_papers(
    chat: ConversationRecord, alice: Viewer, bob: Viewer, carol: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = vault_asks.Case(chat.id, chat.public_id, carol.id)
    ask = vault_asks.new_row(case, PaperKind.PASSPORT, why="to see", by=alice.id, now=clock.now())
    ask.save()
    Paper.objects.create(ask=ask, form="f", file="f" * 26, sha256="0" * 64)
    close(chat, alice)
    delete = vault_keeping._delete

    def late(*told: int, **more: object) -> int:
        holds.put(bob, chat, whole_customer=True, reason=WHY)
        return delete(*told, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(vault_keeping, "_delete", late)
    assert vault_keeping.sweep(clock.now() + 3 * DAY) == 0
    assert Paper.objects.get().deleted_at is None


def test_once_somebody_is_being_erased_nobody_is_told_that_they_are_held(
    chat: ConversationRecord, carol: Viewer, bob: Viewer
) -> None:
    erasures.ask_for_self(carol)
    at = clock.now() + timedelta(hours=25)
    assert erasing.work(at) == 1
    assert Erasure.objects.get().state == "running"
    for whole in (True, False):
        with pytest.raises(ErasedMeanwhile):
            holds.put(bob, chat, whole_customer=whole, reason=WHY)


@pytest.mark.usefixtures("_a_month")
def test_the_case_of_an_appeal_that_waits_is_kept(chat: ConversationRecord, alice: Viewer, carol: Viewer) -> None:
    close(chat, alice)
    now = clock.now()
    row = AccountAppeal.objects.create(
        conversation_id=chat.id,
        conversation_public_id=chat.public_id,
        customer_id=carol.id,
        subject="kyc",
        decision="kyc:1",
        state="review",
        since=now,
        decide_by=now,
        bring_within_s=1,
        decide_within_s=1,
    )
    assert swept() == 0
    AccountAppeal.objects.filter(pk=row.pk).update(state="withdrawn", ended_at=now)
    assert swept(50) == 1


@pytest.mark.parametrize("whole", [True, False])
def test_nobody_changes_or_takes_out_a_word_where_a_hold_stands(
    chat: ConversationRecord, alice: Viewer, bob: Viewer, carol: Viewer, *, whole: bool
) -> None:
    mine = log.stored(log.reply(chat.id, author=says(alice), body="we froze it by mistake"))
    hold = holds.put(bob, chat, whole_customer=whole, reason=WHY)
    for outcome in (
        log.redact(chat.id, author=says(alice), target=mine.seq),
        log.redact(chat.id, author=says(alice), target=2),
        log.edit(chat.id, author=says(alice), target=mine.seq, body="all is well"),
        log.edit(chat.id, author=says(carol), target=2, body="never mind"),
    ):
        assert outcome == Refused("kept")
    log.stored(log.reply(chat.id, author=says(alice), body="and it goes on"))
    dora = at_desk(as_viewer(an_agent("Dora", Role.LEAD)))
    holds.ask_to_lift(dora, hold, reason=WHY)
    holds.lift(bob, hold)
    log.stored(log.redact(chat.id, author=says(alice), target=mine.seq))
