"""Asking a customer, in their conversation, to prove anew who they are; and how it stands, for staff and for its customer.

Staff learn passed or not, and the level: neither what was presented nor where. Settling is `stepups_answers`.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from kefu.conversations import log
from kefu.conversations.data_identity import IdentityAskedData, Reason
from kefu.conversations.kinds import Author, AuthorKind, Status, Visibility
from kefu.conversations.records import ConversationRecord
from kefu.exchange import asking
from kefu.exchange.asking import Asker
from kefu.exchange.contract import calls
from kefu.exchange.contract.confirm import AskConfirm
from kefu.exchange.contract.connector import Learned
from kefu.exchange.contract.kinds import Level
from kefu.kit import clock, db, ids, metrics, wake
from kefu.kit.errors import Invalid, KefuError, NotAllowed
from kefu.people import directory, sessions
from kefu.people.access import Viewer, require
from kefu.people.capabilities import Capability
from kefu.safeguards import stepup, stepups_links, stepups_rows
from kefu.safeguards.errors import AskedAlready, AskedOften, CannotConfirm, NoOpenCase, NotConfirmed
from kefu.safeguards.models import StepUp
from kefu.safeguards.stepup import APP_LEVEL, OPEN, State
from kefu.trust import badges, customer_passkeys, journal

TOPIC = "stepups"
AN_HOUR = timedelta(hours=1)
CASE_CHARS = 8
MOST_NOES = 2  # an hour
_LOCK = 2_042

counted = metrics.counter(
    "kefu_stepups", "Customers asked to prove anew who they are, by what became of it.", ("outcome",)
)
for _outcome in ("asked", "passed", "failed", "expired", "cancelled"):
    counted.labels(_outcome)


@dataclass(frozen=True, slots=True)
class Standing:
    """The newest of a conversation as staff see it. `is_fresh`: it was passed and still counts, until `fresh_until`."""

    ref: str
    state: State
    level: int
    reason: Reason
    asked_at: datetime
    ends_at: datetime
    reached: int
    settled_at: datetime | None
    is_fresh: bool
    fresh_until: datetime | None

    @property
    def is_open(self) -> bool:
        return self.state in OPEN


@dataclass(frozen=True, slots=True)
class Card:
    """The one that is open, as its customer sees it. Addresses are empty where that way is not there."""

    ref: str
    level: int
    reason: Reason
    number: str
    alias: str
    badge: str
    ends_at: datetime
    app_url: str
    passkey_url: str


def ask(viewer: Viewer, conversation: ConversationRecord, *, level: int, reason: str) -> str:
    """The step-up's id, once the customer has the question. A KefuError says why they are not asked."""
    require(viewer, Capability.REPLY)
    uid = _vetted(conversation, level, reason)
    row = _claimed(viewer, conversation, uid=uid, level=level, reason=Reason(reason))
    url = _asked_in_app(row)
    if not url and not _may_use_passkey(row):
        end(row.pk, State.CANCELLED, by=viewer.id, action="stepup_not_possible")
        raise CannotConfirm
    with transaction.atomic():
        mine = StepUp.objects.filter(pk=row.pk, state=State.ASKING)
        if not mine.update(state=State.PENDING, app_url=url, is_asked=True):
            raise AskedAlready  # ended meanwhile: the exchange took longer than the question lives
        journaled(row, "stepup_sent", by=viewer.id)
    _told(viewer, row)
    return row.public_id


def cancel(viewer: Viewer, conversation: ConversationRecord) -> None:
    """Call off the one that is open: by one of ours, or by its customer, who need not say why. None open: nothing happens."""
    if not viewer.is_customer:
        require(viewer, Capability.REPLY)
    row = StepUp.objects.filter(conversation=conversation.id, state=State.PENDING).first()
    if row is None:
        return
    if viewer.is_customer:
        end(row.pk, State.FAILED, action="stepup_declined")
    else:
        end(row.pk, State.CANCELLED, by=viewer.id, action="stepup_cancelled")


def standing(conversation: ConversationRecord) -> Standing | None:
    """None where nobody was ever asked here."""
    row = StepUp.objects.filter(conversation=conversation.id).order_by("-asked_at", "-pk").first()
    return _standing(row) if row else None


def card_for(viewer: Viewer, conversation: ConversationRecord) -> Card | None:
    """For the customer of this conversation alone, while they can still answer."""
    if not viewer.is_customer or viewer.id != conversation.customer:
        return None
    row = StepUp.objects.filter(conversation=conversation.id, customer=viewer.id, state=State.PENDING).first()
    if row is None or row.ends_at <= clock.now():
        return None
    who = badges.card_of(row.asked_by_id)
    return Card(
        ref=row.public_id,
        level=row.level,
        reason=Reason(row.reason),
        number=row.number,
        alias=who.alias if who else "",
        badge=who.badge if who else "",
        ends_at=row.ends_at,
        app_url=row.app_url,
        passkey_url=stepups_links.confirming(row.public_id, viewer) if _may_use_passkey(row) else "",
    )


def require_fresh(conversation: int) -> int:
    """The level at which this conversation's customer (its row) has just proved themselves. NotConfirmed."""
    rows = StepUp.objects.filter(conversation=conversation, state=State.PASSED).order_by("-settled_at")
    row = rows.first()
    found = _standing(row) if row else None
    if found is None or not found.is_fresh:
        raise NotConfirmed
    return found.reached


def end(pk: int, state: State, *, action: str, by: int | None = None) -> bool:
    """Settle without a pass, and write down who did. False where it was settled before."""
    with transaction.atomic():
        mine = StepUp.objects.filter(pk=pk, state__in=OPEN)
        if not mine.update(state=state, settled_at=clock.now(), challenge=""):
            return False
        row = StepUp.objects.get(pk=pk)
        journaled(row, action, by=by, is_by_customer=action == "stepup_declined")
        settled(row)
    return True


def settled(row: StepUp) -> None:
    """Have it told, and counted, once this transaction is on disk."""
    transaction.on_commit(counted.labels(row.state).inc)
    transaction.on_commit(lambda: wake.wake(TOPIC, [[row.pk]]))


def journaled(row: StepUp, action: str, *, by: int | None = None, is_by_customer: bool = False, more: str = "") -> None:
    actor, number = ("agent", by) if by else ("customer", row.customer_id) if is_by_customer else ("exchange", 0)
    detail = f"{row.public_id} level {row.level} {row.reason} {more}".strip()
    journal.write([journal.Act(clock.now(), actor, number, action, "conversation", row.conversation_id, detail)])


def _vetted(conversation: ConversationRecord, level: int, reason: str) -> str:
    """The uid at the exchange. Only who is signed in there is asked: never whom somebody says they are."""
    if level not in settings.STEPUP_LEVELS:
        raise Invalid(_("Choose a level that your exchange offers."))
    if reason not in set(Reason):
        raise Invalid(_("Choose why you ask."))
    if conversation.status is Status.CLOSED:
        raise NoOpenCase
    uid = directory.customer_card(conversation.customer).proved.get("uid", "")
    if not uid or conversation.visibility is Visibility.PUBLIC:
        raise NotAllowed(
            _("The exchange has not signed in whoever writes here. Only a signed-in customer can be asked.")
        )
    return uid


def _claimed(viewer: Viewer, conversation: ConversationRecord, *, uid: str, level: int, reason: Reason) -> StepUp:
    """The row, before anybody is asked: one open at a time, so many an hour, of one customer in all their conversations."""
    now, customer = clock.now(), conversation.customer
    try:
        with transaction.atomic():
            db.lock_names(_LOCK, [customer])
            if StepUp.objects.filter(customer=customer, state__in=OPEN).exists():
                raise AskedAlready
            lately = StepUp.objects.filter(customer=customer, asked_at__gt=now - AN_HOUR).order_by("asked_at")
            asked = list(lately.values_list("asked_at", flat=True)[: settings.STEPUPS_AN_HOUR])
            if len(asked) >= settings.STEPUPS_AN_HOUR:
                raise AskedOften(retry_after_s=(asked[0] + AN_HOUR - now).total_seconds())
            _heed_noes(customer, now)
            public_id = ids.public_id()
            row = StepUp.objects.create(
                public_id=public_id,
                conversation_id=conversation.id,
                conversation_public_id=conversation.public_id,
                customer_id=customer,
                uid=stepups_rows.sealed_uid(customer, public_id, uid),
                level=level,
                reason=reason,
                number=f"{secrets.randbelow(90) + 10}",
                asked_by_id=viewer.id,
                asked_at=now,
                ends_at=now + timedelta(seconds=settings.STEPUP_S),
            )
            journaled(row, "stepup_asked", by=viewer.id)
    except IntegrityError as error:
        raise AskedAlready from error
    return row


def _heed_noes(customer: int, now: datetime) -> None:
    """Whoever said no and is asked until they say yes is worn down: after two a while of peace."""
    noes = StepUp.objects.filter(customer=customer, state=State.FAILED, settled_at__gt=now - AN_HOUR)
    said_at = [at for at in noes.order_by("-settled_at").values_list("settled_at", flat=True)[:MOST_NOES] if at]
    if len(said_at) >= MOST_NOES:
        raise AskedOften(retry_after_s=(said_at[-1] + AN_HOUR - now).total_seconds())


def _asked_in_app(row: StepUp) -> str:
    """The address that leads into the app; empty where it cannot be asked. Outside any transaction."""
    who = badges.card_of(row.asked_by_id)
    asked = AskConfirm(
        key=row.public_id,
        level=row.level,
        reason=row.reason,
        number=row.number,
        badge=who.badge if who else "",
        case=row.conversation_public_id[:CASE_CHARS],
        ends_at=row.ends_at,
    )
    answer = asking.ask_all(
        {"confirm": (calls.CONFIRM, asked)}, asker=Asker(stepups_rows.uid_of(row), Level.SIGNED_IN)
    )["confirm"]
    return stepups_links.vetted(answer.value.open_url) if isinstance(answer, Learned) else ""


def _may_use_passkey(row: StepUp) -> bool:
    return row.level < APP_LEVEL and customer_passkeys.has_one_that_counts(row.customer_id)


def _told(viewer: Viewer, row: StepUp) -> None:
    """Into the log. What cannot be told is not asked either."""
    author, data = (
        Author(AuthorKind.AGENT, viewer.id),
        IdentityAskedData(row.public_id, row.level, Reason(row.reason), row.ends_at),
    )
    try:
        log.stored(log.ask_identity(row.conversation_id, author=author, data=data, key=f"stepup.{row.public_id}"))
    except KefuError:
        with transaction.atomic():
            StepUp.objects.filter(pk=row.pk).update(is_asked=False)
            end(row.pk, State.CANCELLED, by=viewer.id, action="stepup_not_possible")
        raise
    counted.labels("asked").inc()


def _standing(row: StepUp) -> Standing:
    is_fresh, until = False, None
    if row.state == State.PASSED and row.settled_at is not None:
        fresh_for = timedelta(seconds=settings.STEPUP_FRESH_S)
        newest = sessions.newest_of_customer(row.customer_id)
        until = row.settled_at + fresh_for
        is_fresh = stepup.is_fresh(row.settled_at, fresh_for=fresh_for, newest_session_at=newest, now=clock.now())
    return Standing(
        ref=row.public_id,
        state=State(row.state),
        level=row.level,
        reason=Reason(row.reason),
        asked_at=row.asked_at,
        ends_at=row.ends_at,
        reached=row.reached,
        settled_at=row.settled_at,
        is_fresh=is_fresh,
        fresh_until=until,
    )
