"""Chats that go on by mail: what we said there and a customer who left has not read, brought on its way as one mail.

Writer of `Away` and `NoMail`, and of the deliveries that come of them. Who sends asks `channels.going_on`; what is on its way
here holds no words: what is still unread is looked up when it leaves.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from kefu.conversations import columns, leaving, marks, rules, store
from kefu.conversations.columns import Head
from kefu.conversations.data import MessageData
from kefu.conversations.joins import MAX_JOINED
from kefu.conversations.kinds import GOES_OUT, Audience, AuthorKind, Kind, Visibility
from kefu.conversations.models import Delivery
from kefu.conversations.models_away import Away, NoMail
from kefu.conversations.records import EntryRecord
from kefu.kit import clock, db, wake
from kefu.people import contact

TABLE, COLUMNS = "conversations_away", "conversation_id, due_at, armed_seq, mailed_seq"
ONCE_ARMED = (
    f"(conversation_id) DO UPDATE SET due_at = COALESCE({TABLE}.due_at, excluded.due_at), armed_seq ="
    f" CASE WHEN excluded.armed_seq > {TABLE}.armed_seq THEN excluded.armed_seq ELSE {TABLE}.armed_seq END"
)
GATHERS = timedelta(minutes=2)  # what is said so soon after goes along
MOST_GATHERING = timedelta(minutes=6)  # and whoever goes on writing holds back nothing for longer
HERE_LASTS = timedelta(seconds=25)  # a page that was connected so lately is still there
OF_MINUTES = frozenset(
    {Kind.IDENTITY_ASKED, Kind.IDENTITY_CHECKED}
)  # who is asked by mail later is led to what is over
MOST_ENTRIES = 50  # of one mail; what is more goes with the next


@dataclass(frozen=True, slots=True)
class Stretch:
    """What a customer has not read in one chat. Rows, and numbers of all entries (`seq`). `seen`: the row of `Away` as it was
    looked at, by which whoever comes second finds that he does."""

    conversation: int
    customer: int
    team: int | None
    first_seq: int
    last: EntryRecord
    goes_at: datetime
    is_automatic: bool
    seen: tuple[datetime, int, int]


def is_on() -> bool:
    return settings.CHAT_MAIL_AFTER_S > 0


def after() -> timedelta:
    """How long what we said waits for its reader."""
    return timedelta(seconds=settings.CHAT_MAIL_AFTER_S)


def gathers() -> timedelta:
    return min(GATHERS, after() / 2)


def is_for_absent(entry: EntryRecord) -> bool:
    """What goes to a customer who is not there: what would leave as a mail too, without echoes of what they did themselves, and
    without what is over in minutes.
    """
    is_ours = entry.author.kind is not AuthorKind.CUSTOMER and entry.audience is Audience.EVERYONE
    is_echo = entry.kind is Kind.DIAGNOSED and entry.cause is not None
    return is_ours and entry.kind in GOES_OUT - OF_MINUTES and not is_echo


def armed(entries: Iterable[EntryRecord]) -> list[db.Params]:
    """Rows of TABLE for what was said: looked at soon, whoever it is for. Written twice, they are harmless (ONCE_ARMED)."""
    newest: dict[int, list[EntryRecord]] = {}
    for entry in entries:
        if is_on() and is_for_absent(entry):
            newest.setdefault(entry.conversation, []).append(entry)
    return [
        (row, db.to_moment(said[0].created_at + gathers()), max(each.seq for each in said), 0)
        for row, said in sorted(newest.items())
    ]


def due(now: datetime, *, limit: int) -> list[int]:
    """Conversations (rows) to look at, the longest waiting first."""
    found = Away.objects.filter(due_at__lte=now).order_by("due_at")
    return list(found.values_list("pk", flat=True)[:limit])


def soon_due(now: datetime, *, limit: int) -> dict[int, int]:
    """Conversation -> customer (rows) of what is looked at before long: for those who know whose page is connected."""
    found = Away.objects.filter(due_at__lte=now + HERE_LASTS).order_by("due_at")
    return dict(found.values_list("pk", "conversation__customer_id")[:limit])


def still_here(conversations: Collection[int], *, now: datetime) -> None:
    """A page of their customers' is connected."""
    with db.on_disk_later(), transaction.atomic():
        Away.objects.filter(pk__in=list(conversations)).update(here_at=now)


def looked_at(conversation: int, *, now: datetime) -> Stretch | None:
    """What waits there to go by mail now. None: nothing does, or not yet; when it is looked at again is written down."""
    row = Away.objects.filter(pk=conversation, due_at__lte=now).first()
    if row is None or row.due_at is None:
        return None
    seen = (row.due_at, row.armed_seq, row.mailed_seq)
    head = columns.heads([conversation])[conversation]
    found = _stretch(head, seen) if is_on() and _is_for_one(head) else None
    if found is None:
        _look_again(conversation, seen, None)
        return None
    if found.goes_at > now:
        _look_again(conversation, seen, found.goes_at)
        return None
    if row.here_at is not None and now - row.here_at < HERE_LASTS:
        _look_again(conversation, seen, now + HERE_LASTS)
        return None
    return found


def rest(stretch: Stretch) -> None:
    """It cannot go: nothing is looked at until something is said again."""
    _look_again(stretch.conversation, stretch.seen, None)


def bring(stretch: Stretch, *, channel: str, account: int, now: datetime) -> int:
    """Put it on its way as one delivery of its last entry; the delivery's row. 0: somebody else did, or something was said."""
    kind = rules.REACHES.get(channel, "")
    address = contact.sealed_addresses([stretch.customer], kind=kind).get(stretch.customer)
    if address is None:
        return 0
    with transaction.atomic(durable=True):
        more_at = now + gathers() if stretch.seen[1] > stretch.last.seq else None
        done = {"due_at": more_at, "mailed_seq": stretch.last.seq}
        if _as_seen(stretch.conversation, stretch.seen).update(**done) != 1:
            return 0
        made = Delivery.objects.create(
            entry_id=stretch.last.id,
            first_seq=stretch.first_seq,
            channel=channel,
            account_id=account,
            sealed=address[0],
            digest=address[1],
            is_automatic=stretch.is_automatic,
            next_try_at=now,
            created_at=now,
            changed_at=now,
        )
    wake.wake(leaving.TOPIC, [made.pk])
    return int(made.pk)


def unread(conversation: int, *, first_seq: int, last_seq: int) -> Sequence[EntryRecord]:
    """Of what was to go by mail, what its customer has not read by now, as the log has it, in order."""
    head = columns.heads([conversation])[conversation]
    found = _said(head, after=max(first_seq - 1, _was_there(head)))
    kept = [entry for entry in found if entry.seq <= last_seq]
    return [] if _was_read_elsewhere(head, kept) else kept


def is_wanted(customer: int) -> bool:
    """Whether this customer (row) lets their chats go on by mail."""
    return not NoMail.objects.filter(customer=customer).exists()


def choose(customer: int, *, is_wanted: bool) -> None:
    """The customer's own word on it. What is on its way already goes out."""
    if is_wanted:
        NoMail.objects.filter(customer=customer).delete()
    else:
        NoMail.objects.get_or_create(customer_id=customer, defaults={"at": clock.now()})


def was_mailed(conversations: Collection[int]) -> bool:
    """Whether anything of one of these chats went by mail."""
    return Away.objects.filter(pk__in=list(conversations), mailed_seq__gt=0).exists()


def _is_for_one(head: Head) -> bool:
    """A chat of one customer's own. What came in by an address of ours goes out at once, and does not wait here."""
    return head.account is None and head.visibility is Visibility.PRIVATE


def _stretch(head: Head, seen: tuple[datetime, int, int]) -> Stretch | None:
    mailed_seq, there = seen[2], _was_there(head)
    said = _said(head, after=max(there, mailed_seq))
    if not said or _was_read_elsewhere(head, said):
        return None
    is_away_still = there < mailed_seq  # what was mailed was not read here: every further word is for their mail
    wait = gathers() if is_away_still else after()
    return Stretch(
        conversation=head.id,
        customer=head.customer,
        team=head.state.sorting.team,
        first_seq=said[0].seq,
        last=said[-1],
        goes_at=_goes_at(said, wait),
        is_automatic=all(rules.is_automatic(entry.author) for entry in said),
        seen=seen,
    )


def _goes_at(said: Sequence[EntryRecord], wait: timedelta) -> datetime:
    """So long after the first of them; what is said shortly before then is waited for."""
    first = said[0].created_at + wait
    return max(first, min(said[-1].created_at + gathers(), first + MOST_GATHERING))


def _was_there(head: Head) -> int:
    """Up to where its customer has seen what stands there: they read it, or wrote below it. Whoever writes a mail has not."""
    read = marks.reached_by(AuthorKind.CUSTOMER, head.customer, conversation=head.id)[1]
    where = "e.conversation_id = %s AND e.seq > %s AND e.author_kind = 'customer'"
    wrote = store.select_entries(where, [head.id, read], tail=f"ORDER BY e.seq DESC LIMIT {MOST_ENTRIES}")
    return max(read, next((entry.seq for entry in wrote if not _is_mail(entry)), 0))


def _said(head: Head, *, after: int) -> list[EntryRecord]:
    """What we said since then that goes to who is not there, without what is on its way already."""
    where = "e.conversation_id = %s AND e.seq > %s AND e.public_seq IS NOT NULL AND e.author_kind <> 'customer'"
    found = store.select_entries(where, [head.id, after], tail=f"ORDER BY e.seq LIMIT {MOST_ENTRIES}")
    said = [entry for entry in found if is_for_absent(entry)]
    alone = Delivery.objects.filter(entry_id__in=[entry.id for entry in said], first_seq=None, form="")
    gone = set(alone.values_list("entry_id", flat=True))
    return [entry for entry in said if entry.id not in gone]


def _is_mail(entry: EntryRecord) -> bool:
    return isinstance(entry.data, MessageData) and entry.data.mail is not None


def _was_read_elsewhere(head: Head, said: Sequence[EntryRecord]) -> bool:
    """Merged into another, it is read there: whoever got in that log to what is younger has seen this too."""
    into = head.state.joins.merged_into
    for _ in range(MAX_JOINED):
        if into is None or not said:
            break
        read = marks.reached_by(AuthorKind.CUSTOMER, head.customer, conversation=into)[1]
        there = store.entry_at(into, read) if read else None
        if there is not None and there.created_at >= said[-1].created_at:
            return True
        into = columns.heads([into])[into].state.joins.merged_into
    return False


def _as_seen(conversation: int, seen: tuple[datetime, int, int]) -> QuerySet[Away]:
    due_at, armed_seq, mailed_seq = seen
    return Away.objects.filter(pk=conversation, due_at=due_at, armed_seq=armed_seq, mailed_seq=mailed_seq)


def _look_again(conversation: int, seen: tuple[datetime, int, int], at: datetime | None) -> None:
    """Lost by a cut of the power, it is looked at once more."""
    with db.on_disk_later(), transaction.atomic():
        _as_seen(conversation, seen).update(due_at=at)
