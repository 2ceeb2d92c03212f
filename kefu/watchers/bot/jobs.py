"""Finds the assistant's next word where a customer waits for it, outside any transaction, and appends it.

A claim is a compare-and-set; what is appended is keyed by the entry it answers to, so it stands once. What goes wrong three
times, or takes too long, is handed over: a conversation is never lost.
"""

import logging
import time
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import translation

from kefu.conversations import everywhere, log, queries, typing, words_bot
from kefu.conversations.data import ClosedData, SortedData
from kefu.conversations.data_bot import ChosenData, Why
from kefu.conversations.kinds import BOT, Audience, CloseReason, Holder, Kind, Priority, Status
from kefu.conversations.log import OUTAGE
from kefu.conversations.records import ConversationRecord, Draft, EntryRecord, Known
from kefu.conversations.typing import Typing
from kefu.kit import clock
from kefu.kit.errors import NotFound
from kefu.kit.languages import screen_of
from kefu.people.access import Viewer, ViewerKind
from kefu.watchers.bot import dialogue, replies, rules, turns
from kefu.watchers.bot.dialogue import Talk
from kefu.watchers.bot.models import BotJob, BotTurn
from kefu.watchers.bot.replies import Reply

logger = logging.getLogger(__name__)

AT_ONCE, RESCUED_AT_ONCE = 8, 100
STALE_AFTER, AGAIN_AFTER = timedelta(seconds=30), timedelta(seconds=2)
MOST_ATTEMPTS = 3
MOST_READ = 200  # of a log's newest entries
_FEEDBACK = {each.value: each for each in BotTurn.Feedback if each.value}


def work(now: datetime) -> int:
    """Answer some that wait; how many."""
    due = BotJob.objects.filter(due_at__lte=now).order_by("due_at")[:AT_ONCE]
    return sum(_claimed(job, now) and _run(job) for job in due)


def rescue(now: datetime) -> int:
    """Hand over what was not answered in time, whatever the reason; how many."""
    late = everywhere.unanswered_by_bot(now - rules.ANSWERS_WITHIN, limit=RESCUED_AT_ONCE)
    for row in late:
        found = _read(row)
        if found is not None:
            _hand_over(*found, Why.SILENT)
            BotJob.objects.filter(conversation=row).delete()
    return len(late)


def close_silent(now: datetime) -> int:
    """What it answered and nobody came back to is closed; a word of the customer opens it again."""
    done = everywhere.done_with_bot(now - rules.CLOSES_AFTER, limit=RESCUED_AT_ONCE)
    log.append([Draft(row, Kind.CLOSED, BOT, ClosedData(CloseReason.NO_ANSWER)) for row in done])
    return len(done)


def _claimed(job: BotJob, now: datetime) -> bool:
    mine = BotJob.objects.filter(pk=job.pk, attempts=job.attempts, due_at=job.due_at)
    job.attempts += 1
    return mine.update(attempts=job.attempts, due_at=now + STALE_AFTER) == 1


def _run(job: BotJob) -> bool:
    """Whatever goes wrong is tried again, and then a person's."""
    try:
        found = _read(job.conversation)
        if found is not None:
            _answer(*found, is_last=job.attempts >= MOST_ATTEMPTS)
    except OUTAGE:
        raise  # the database is away: it is due again when the claim ends
    except Exception:  # a bug in one answer must not stop the others
        logger.exception("no answer was found in conversation %d", job.conversation)
        BotJob.objects.filter(pk=job.pk, asked_at=job.asked_at).update(due_at=clock.now() + AGAIN_AFTER)
        return True
    BotJob.objects.filter(pk=job.pk, asked_at=job.asked_at).delete()
    return True


def _read(row: int) -> tuple[ConversationRecord, Talk] | None:
    """As its customer sees it; None where a person has it by now, or nothing waits."""
    customer = everywhere.customers([row]).get(row, 0)
    viewer = Viewer(ViewerKind.CUSTOMER, id=customer)
    try:
        conversation = queries.conversation_by_row(viewer, row)
    except NotFound:
        return None
    if conversation.holder is not Holder.BOT or conversation.status is Status.CLOSED:
        return None
    talk = dialogue.of(queries.latest_entries_for(viewer, conversation, limit=MOST_READ))
    return (conversation, talk) if talk.waiting else None


def _answer(conversation: ConversationRecord, talk: Talk, *, is_last: bool) -> None:
    if is_last or not settings.BOT:
        _hand_over(conversation, talk, Why.SILENT)
        return
    began = time.monotonic()
    _type(conversation, on=True)
    try:
        reply = replies.reply_to(conversation, talk, now=clock.now())
        _append(conversation, talk, reply, took_ms=round((time.monotonic() - began) * 1000))
    finally:
        _type(conversation, on=False)


def _hand_over(conversation: ConversationRecord, talk: Talk, why: Why) -> None:
    _append(conversation, talk, Reply(why=why), took_ms=0)


def _append(conversation: ConversationRecord, talk: Talk, reply: Reply, *, took_ms: int) -> None:
    """The words, and why. The row comes first: where they stand, it can be opened."""
    newest = talk.newest
    if newest is None:
        return
    place = turns.Place(conversation.id, conversation.public_id, conversation.customer, newest.id, conversation.locale)
    turns.keep(place, decision=reply.decision, key=reply.key, weighed=reply.weighed, took_ms=took_ms)
    drafts = _drafts(conversation, talk, reply, newest)
    for draft, outcome in zip(drafts, log.append(drafts), strict=True):
        entry = outcome.entry if isinstance(outcome, Known) else outcome
        if draft.kind in {Kind.BOT_SAID, Kind.HANDED_OVER} and isinstance(entry, EntryRecord):
            turns.stands_at(newest.id, entry.seq)
    if isinstance(newest.data, ChosenData) and newest.data.choice in _FEEDBACK:
        turns.liked(conversation.id, newest.data.target, _FEEDBACK[newest.data.choice])


def _drafts(conversation: ConversationRecord, talk: Talk, reply: Reply, newest: EntryRecord) -> list[Draft]:
    def draft(kind: Kind, data: object, name: str, *, body: str = "", audience: Audience = Audience.EVERYONE) -> Draft:
        key = f"{newest.id}.{name}"
        return Draft(conversation.id, kind, BOT, data, audience=audience, body=body, key=key, cause=newest.id)  # type: ignore[arg-type]

    drafts = [draft(Kind.DIAGNOSED, reply.found, "found")] if reply.found else []
    if reply.said is not None:
        drafts.append(draft(Kind.BOT_SAID, reply.said, "said", body=reply.body))
    if reply.closes:
        drafts.append(draft(Kind.CLOSED, ClosedData(CloseReason.SOLVED), "closed"))
    if reply.why is not None:
        if _is_more_pressing(conversation.id, reply.priority):
            sorted_as = SortedData(priority=reply.priority)
            drafts.append(draft(Kind.SORTED, sorted_as, "sorted", audience=Audience.STAFF))
        drafts.append(draft(Kind.HANDED_OVER, dialogue.handed(talk, reply.why), "handed"))
    return drafts


def _is_more_pressing(row: int, priority: Priority) -> bool:
    return priority > everywhere.priorities([row]).get(row, Priority.NORMAL)


def _type(conversation: ConversationRecord, *, on: bool) -> None:
    with translation.override(screen_of(conversation.locale)):
        name = words_bot.name()
    typing.tell(Typing(conversation.id, is_customer=False, name=name, alias=name, on=on))
