"""Brings out what waits: claimed, worded, handed to its channel outside any transaction, settled by what became of it.

Run by a thread of the worker (`work`). Whatever happens, nothing is handed over twice without a person's word.
"""

import logging
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.conf import settings
from django.db import DatabaseError

from kefu.channels import accounts, blocking, bounds, going_on, registry, saying, shaping, signatures
from kefu.channels.contract import AccountRecord, Channel, DeliveryError, Outbound, OutboundFile, Receipt
from kefu.conversations import away, deliveries, proofs, roads, rules
from kefu.conversations.data_mail import CopyRole
from kefu.conversations.deliveries import DeliveryRecord, Outcome, Place
from kefu.conversations.kinds import DeliveryForm, DeliveryStatus
from kefu.conversations.records import EntryRecord
from kefu.kit import clock
from kefu.people import contact

logger = logging.getLogger(__name__)

AT_ONCE = 20
PAUSES_S = (60, 300, 900, 3_600, 3 * 3_600, 6 * 3_600, 12 * 3_600)  # before the second try, the third, ...
MOST_AUTOMATIC_AN_HOUR, MOST_AUTOMATIC_A_DAY = 3, 10  # to one address
MOST_UNPROVED_A_DAY = 1
SEEN = "seen"  # in the chat, before it left
_ADDRESS = re.compile(r"[^\s<>\"']+@[^\s<>\"']+")


@dataclass(frozen=True, slots=True)
class _Made:
    channel: Channel
    external_id: str
    pieces: tuple[Outbound, ...]


@dataclass(frozen=True, slots=True)
class _Worded:
    body: str
    files: tuple[OutboundFile, ...] = ()


def work(now: datetime) -> int:
    """What is due; how many were taken. What a process that ended had taken is given up first, and told what it had settled."""
    deliveries.give_up_stale(now)
    deliveries.tell_again()
    return sum(run(row, now=now) for row in deliveries.due(now, limit=AT_ONCE))


def run(row: int, *, now: datetime | None = None) -> bool:
    """Bring this one out, if nobody else does. False if it was not ours to bring."""
    waiting, entry = deliveries.delivery(row), deliveries.entry_of(row)
    if waiting is None or entry is None:
        return False
    made = _made(waiting, entry)
    external_id = made.external_id if isinstance(made, _Made) else ""
    at = now or clock.now()
    taken = deliveries.claim(row, now=at, external_id=external_id, proof_code=_code(waiting, entry))
    if taken is None:
        return False
    outcome = _handed_over(taken, made) if isinstance(made, _Made) else _failed(taken, made)
    deliveries.settle(row, outcome, now=clock.now())
    return True


def _made(waiting: DeliveryRecord, entry: EntryRecord) -> _Made | DeliveryError:
    """Before it is claimed: whatever fails here, nothing has left."""
    try:
        channel = registry.channels().get(waiting.channel)
        account = accounts.account(waiting.account)
        if channel is None or account is None:
            raise DeliveryError("bad_account")
        outbound = _outbound(waiting, entry, account)
        external_id = waiting.external_id or channel.external_id(account, conversation=outbound.conversation)
        pieces = shaping.shape(replace(outbound, external_id=external_id), channel.capabilities)
    except DeliveryError as error:
        return error
    except DatabaseError:
        raise
    except Exception as error:
        logger.exception("delivery %d could not be made", waiting.id)
        return DeliveryError("bad_account" if isinstance(error, accounts.Unreadable) else "faulty")
    return _Made(channel, external_id, pieces)


def _handed_over(taken: DeliveryRecord, made: _Made) -> Outcome:
    receipt: Receipt | None = None
    try:
        for piece in made.pieces:
            receipt = made.channel.send(piece)
    except DeliveryError as error:
        if receipt is not None:  # a part of it is there already: the whole again would say it twice
            error.is_uncertain = True
        return _failed(taken, error)
    except Exception:  # from here on nobody knows whether it left
        logger.exception("delivery %d broke while it was sent", taken.id)
        return Outcome(DeliveryStatus.UNCERTAIN, "faulty")
    return Outcome(DeliveryStatus.SENT, content_hash=receipt.content_hash if receipt else "")


def _failed(taken: DeliveryRecord, error: DeliveryError) -> Outcome:
    """Mail addresses in what the other side says are nobody's to read at the desk without asking."""
    said = without_addresses(error.reason)
    if error.reason == SEEN:
        return Outcome(DeliveryStatus.SEEN)
    if error.is_uncertain:
        return Outcome(DeliveryStatus.UNCERTAIN, said)
    again_at = None if error.permanent else retry_at(clock.now(), attempts=taken.attempts, after=error.retry_after)
    if again_at is None:
        return Outcome(DeliveryStatus.FAILED, said, permanent=error.permanent)
    return Outcome(DeliveryStatus.PENDING, said, again_at=again_at)


def without_addresses(words: str) -> str:
    """The other side's words, to be read at the desk."""
    return _ADDRESS.sub("…", words)


def retry_at(now: datetime, *, attempts: int, after: timedelta | None = None) -> datetime | None:
    """When to try again after so many tries, spread so that not all come at once; null: never."""
    if attempts > len(PAUSES_S):
        return None
    pause = timedelta(seconds=PAUSES_S[attempts - 1] * random.uniform(0.8, 1.2))  # noqa: S311  nothing to guess
    return now + max(pause, after or timedelta())


def _outbound(waiting: DeliveryRecord, entry: EntryRecord, account: AccountRecord) -> Outbound:
    if not account.is_open:
        raise DeliveryError("account_closed", permanent=True)
    place = deliveries.place_of(entry.conversation)
    said = _worded(waiting, entry, place) if waiting.role is not CopyRole.FORWARD else _Worded("")
    if waiting.is_automatic and _is_to_a_machine(place):
        raise DeliveryError("to_a_machine", permanent=True)
    if waiting.is_automatic and _is_too_much(waiting, place):
        raise DeliveryError("too_many_automatic", permanent=True)
    to = deliveries.address_of(waiting.id, customer=place.customer)
    if not to:
        raise DeliveryError("no_address", permanent=True)
    if waiting.is_automatic and waiting.attempts == 0 and _is_domain_full(waiting, place, to):
        raise DeliveryError("too_many_automatic", permanent=True)
    if waiting.is_automatic and to in blocking.blockers_of([to]):
        raise DeliveryError("blocked_sender", permanent=True)
    outbound = _plain(said, waiting, entry, account, place, to=to)
    if waiting.role is CopyRole.FORWARD:
        return _forwarded(outbound, entry, place)
    if waiting.is_automatic:
        return outbound
    signature = signatures.of(account, team=place.team, locale=place.locale)
    return _copied(_answering(replace(outbound, signature=signature), place, entry), waiting, place)


def _plain(
    said: _Worded, waiting: DeliveryRecord, entry: EntryRecord, account: AccountRecord, place: Place, *, to: str
) -> Outbound:
    return Outbound(
        account=account,
        to=to,
        conversation=place.public_id,
        external_id="",
        body=said.body,
        locale=place.locale,
        brand=settings.BRAND_NAME,
        verify_url=f"{settings.BASE_URL}/verify",
        proof_code=_code(waiting, entry),
        files=said.files,
        is_automatic=waiting.is_automatic,
        stop_url=going_on.stop_url(place.customer) if waiting.first_seq is not None else "",
    )


def _copied(outbound: Outbound, waiting: DeliveryRecord, place: Place) -> Outbound:
    """With whom else it goes to in its head; a copy has the customer there, and its own receiver on the envelope alone."""
    copied = deliveries.cc_of(waiting.entry, customer=place.customer)
    if waiting.role is CopyRole.TO:
        return replace(outbound, copied=copied)
    to = deliveries.customer_address_of(waiting.entry, customer=place.customer)
    if not to:
        raise DeliveryError("no_address", permanent=True)
    return replace(outbound, to=to, receiver=outbound.to, copied=copied)


def _forwarded(outbound: Outbound, entry: EntryRecord, place: Place) -> Outbound:
    """What was said, quoted as data below our words, to somebody who is not the customer: no code of theirs, no old mail's id."""
    quoted = deliveries.forwarded_by(entry)
    last = roads.last_mail_of(place.id) or roads.began_with(place.id)
    mail = saying.mail_of(last) if last else None
    files = tuple(file for each in quoted for file in saying.files(each))
    body = saying.forwarded(entry, quoted, place)
    subject = mail.subject if mail else ""
    return replace(
        outbound, body=body, files=files, proof_code="", subject=subject, is_forward=True, is_automatic=False
    )


def _code(waiting: DeliveryRecord, entry: EntryRecord) -> str:
    """What the mail is known by at /verify; of one that answers for a code, that very code."""
    return waiting.proof_code if waiting.form is DeliveryForm.PROOF else proofs.code_of(entry)


def _worded(waiting: DeliveryRecord, entry: EntryRecord, place: Place) -> _Worded:
    if waiting.form is DeliveryForm.PROOF:
        body = saying.proof(waiting.proof_code, place)
        if not body:
            raise DeliveryError("withdrawn", permanent=True)
        return _Worded(body)
    said = _said(waiting, entry)
    return _Worded(saying.bodies(said, place), tuple(file for each in said for file in saying.files(each)))


def _said(waiting: DeliveryRecord, entry: EntryRecord) -> Sequence[EntryRecord]:
    """What it brings, without what was taken back; of a chat that goes on by mail what is still unread."""
    found: Sequence[EntryRecord] = (entry,)
    if waiting.first_seq is not None:
        found = away.unread(entry.conversation, first_seq=waiting.first_seq, last_seq=entry.seq)
        if not found:
            raise DeliveryError(SEEN, permanent=True)
    kept = [each for each in found if not proofs.is_gone(each)]
    if not kept:
        raise DeliveryError("withdrawn", permanent=True)
    return kept


def _answering(outbound: Outbound, place: Place, entry: EntryRecord) -> Outbound:
    """Under the customer's own subject, and with their last words; under ours where our side began."""
    last = roads.last_mail_of(place.id)
    mail = saying.mail_of(last) if last else None
    if last is None or mail is None:
        began = roads.began_with(place.id)
        mail = saying.mail_of(began) if began else None
        is_first = began is not None and began.id == entry.id
        return replace(outbound, subject=mail.subject, is_first=is_first) if mail else outbound
    return replace(outbound, subject=mail.subject, answers=mail.message_id, quoted=last.body)


def _is_to_a_machine(place: Place) -> bool:
    """RFC 3834: what nobody wrote gets no answer from nobody."""
    last = roads.last_mail_of(place.id)
    mail = saying.mail_of(last) if last else None
    return mail is not None and mail.is_machine


def _is_domain_full(waiting: DeliveryRecord, place: Place, to: str) -> bool:
    """Of strangers: whoever answers by itself may do so from another address each time."""
    is_stranger = not contact.is_signed(place.customer, kind=rules.REACHES[waiting.channel])
    return is_stranger and not bounds.may_go_by_itself(to)


def _is_too_much(waiting: DeliveryRecord, place: Place) -> bool:
    """Two programs that answer each other would never end; and nobody makes us write to whom they name more than once."""
    now = clock.now()
    in_an_hour = deliveries.automatic_since(now - timedelta(hours=1), row=waiting.id)
    in_a_day = deliveries.automatic_since(now - timedelta(days=1), row=waiting.id)
    is_proved = contact.is_proved(place.customer, kind=rules.REACHES[waiting.channel])
    most_a_day = MOST_AUTOMATIC_A_DAY if is_proved else MOST_UNPROVED_A_DAY
    return in_an_hour >= MOST_AUTOMATIC_AN_HOUR or in_a_day >= most_a_day
