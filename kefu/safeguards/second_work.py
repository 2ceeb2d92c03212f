"""The worker's part in second readings: what was approved and not sent goes out, what nobody read lapses, writers are told."""

from datetime import datetime, timedelta

from django.conf import settings

from kefu.conversations import log
from kefu.conversations.data import NoteData
from kefu.conversations.data_notes import Reading
from kefu.conversations.kinds import Audience, Author, AuthorKind, Kind
from kefu.conversations.records import Draft, Failed
from kefu.safeguards import second_reading
from kefu.safeguards.kinds import IS_BACK, ReadingState
from kefu.safeguards.models import SecondReading

AT_ONCE = 50
LEFT_FOR = timedelta(seconds=30)  # whoever approved it sends it themselves, unless they were cut off
KEPT_FOR = timedelta(days=30)
US = Author(AuthorKind.WATCHER, name="second")
_TOLD = {
    ReadingState.SENT: Reading.READ,
    ReadingState.RETURNED: Reading.SENT_BACK,
    ReadingState.LAPSED: Reading.LAPSED,
}


def work(now: datetime) -> int:
    """How many things were done. Safe to run twice, and beside itself."""
    return send(now) + lapse(now) + tell() + forget(now)


def send(now: datetime) -> int:
    left = SecondReading.objects.filter(state=ReadingState.APPROVED, decided_at__lte=now - LEFT_FOR)
    rows = list(left.order_by("id")[:AT_ONCE])
    for row in rows:
        second_reading.send(row)
    return len(rows)


def lapse(now: datetime) -> int:
    old = now - timedelta(minutes=settings.SECOND_READING_MINUTES)
    waiting = SecondReading.objects.filter(state=ReadingState.WAITING, asked_at__lte=old)
    return sum(second_reading.lapse(row, now=now) for row in list(waiting.order_by("asked_at", "id")[:AT_ONCE]))


def tell() -> int:
    """A note in the conversation for each, which rings at its writer's desk where something is left for them to do."""
    rows = list(SecondReading.objects.filter(is_told=False).order_by("id")[:AT_ONCE])
    told = [row.pk for row in rows if not isinstance(log.append([_note(row)])[0], Failed)]
    return SecondReading.objects.filter(pk__in=told, is_told=False).update(is_told=True)


def forget(now: datetime) -> int:
    """What came back and was never taken: a month is enough."""
    old = SecondReading.objects.filter(state__in=IS_BACK, decided_at__lt=now - KEPT_FOR).exclude(body="")
    rows = list(old.order_by("decided_at").values_list("pk", flat=True)[:AT_ONCE])
    return SecondReading.objects.filter(pk__in=rows).update(body="", files=[], state=ReadingState.TAKEN)


def _note(row: SecondReading) -> Draft:
    """By who read it. Worded when shown; the log holds what became of it, and the reader's own words."""
    told = _TOLD.get(ReadingState(row.state), Reading.LAPSED)
    author = Author(AuthorKind.AGENT, row.decided_by_id) if row.decided_by_id else US
    mentions = () if told is Reading.READ else (row.author_id,)
    data, key = NoteData(reading=told, mentions=mentions), f"second.{row.public_id}.note"
    body = row.words or told.value
    return Draft(row.conversation_id, Kind.NOTE, author, data, audience=Audience.STAFF, body=body, key=key)
