"""Against reports that were wrong: whoever has the reference says why, and somebody else than confirmed it decides."""

import logging
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from kefu.kit import clock, ids
from kefu.kit.errors import Conflict, Invalid, NotAllowed, NotFound
from kefu.kit.text import clean_body, clean_line
from kefu.people import keys, strangers
from kefu.people.access import Viewer, require
from kefu.people.capabilities import Capability
from kefu.safeguards import bounds, fraud
from kefu.safeguards.models import FraudAppeal, FraudReport
from kefu.trust import journal, shield

State = FraudAppeal.State
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Appeal:
    """`confirmed_by_id`: who may not decide on it."""

    public_id: str
    what: str
    reference: str
    words: str
    contact: str
    made_at: datetime
    confirmed_by: str
    confirmed_by_id: int
    why_confirmed: str


def appeal(reference: str, *, words: str, contact: str, ip: str) -> None:
    """NotFound unless a confirmed report has this reference."""
    said = clean_body(words)[: bounds.MAX_WORDS_CHARS]
    if not said:
        raise Invalid(_("Say why the report is wrong."))
    teller = bounds.teller_of(ip)
    bounds.within(FraudAppeal, teller=teller, most=bounds.MOST_APPEALS_A_DAY)
    confirmed = FraudReport.objects.filter(state=FraudReport.State.CONFIRMED)
    report = confirmed.filter(reference=bounds.plain_reference(reference)).first()
    if report is None:
        raise NotFound(_("There is no confirmed report with this reference. Please look at it again."))
    try:
        with transaction.atomic():
            FraudReport.objects.select_for_update().get(pk=report.pk)  # what it stands on is not erased meanwhile
            public_id, reached = ids.public_id(), shield.cut(clean_line(contact, max_chars=254)).text[:254]
            FraudAppeal.objects.create(
                public_id=public_id,
                report=report,
                words=shield.cut(said).text,
                contact=strangers.sealed(reached, about=_place_of(public_id)),
                teller=teller,
            )
    except IntegrityError as error:
        raise Conflict(_("An appeal against this report is being looked at already.")) from error


def waiting(viewer: Viewer) -> list[Appeal]:
    """Longest first."""
    require(viewer, Capability.DECIDE_REPORTS)
    rows = FraudAppeal.objects.filter(state=State.WAITING).select_related("report__decided_by").order_by("id")
    return [_card(row) for row in rows[: fraud.MOST_LISTED]]


def decide(viewer: Viewer, public_id: str, *, is_granted: bool, reason: str) -> None:
    """Granted, the warning ends at once. NotAllowed for whoever confirmed the report."""
    require(viewer, Capability.DECIDE_REPORTS)
    said = clean_line(reason, max_chars=fraud.MAX_REASON_CHARS)
    if not said:
        raise Invalid(_("Say why, in a few words."))
    with transaction.atomic():
        row = FraudAppeal.objects.select_for_update().filter(public_id=public_id).first()
        if row is None:
            raise NotFound
        if row.state != State.WAITING:
            raise Conflict(_("Somebody has decided on this already."))
        if row.report.decided_by_id == viewer.id:
            raise NotAllowed(_("Somebody else decides on an appeal against what you confirmed."))
        row.state, row.reason = State.GRANTED if is_granted else State.DENIED, said
        row.decided_by_id, row.decided_at = viewer.id, clock.now()
        row.save()
        if is_granted:
            fraud.take_back(row.report_id)
        journal.write([_act(viewer.id, f"fraud_appeal_{row.state}", row.report_id)])


def _contact(row: FraudAppeal) -> str:
    """Empty where nobody can open it: the appeal itself can be decided all the same."""
    try:
        return strangers.opened(row.contact, about=_place_of(row.public_id))
    except keys.Damaged:
        logger.warning("how to reach whoever appealed cannot be opened: %s", row.public_id)
        return ""


def _place_of(public_id: str) -> str:
    return f"safeguards.fraud_appeal.contact:{public_id}"


def _act(agent_id: int, action: str, report_id: int) -> journal.Act:
    return journal.Act(clock.now(), "agent", agent_id, action, "fraud_report", report_id)


def _card(row: FraudAppeal) -> Appeal:
    report = row.report
    return Appeal(
        public_id=row.public_id,
        what=report.denied or report.what,
        reference=report.reference,
        words=row.words,
        contact=_contact(row),
        made_at=row.made_at,
        confirmed_by=report.decided_by.name if report.decided_by else "",
        confirmed_by_id=report.decided_by_id or 0,
        why_confirmed=report.reason,
    )
