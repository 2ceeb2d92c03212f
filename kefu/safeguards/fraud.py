"""Reports of scammers: anybody tells, one of us decides, and what is confirmed warns everybody at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from kefu.exchange import outward
from kefu.kit import clock
from kefu.kit.errors import Conflict, Invalid, NotAllowed, NotFound
from kefu.kit.text import clean_body, clean_line
from kefu.people.access import Viewer, require
from kefu.people.capabilities import Capability
from kefu.safeguards import bounds, subjects
from kefu.safeguards import evidence as evidences
from kefu.safeguards.evidence import Evidence
from kefu.safeguards.models import FraudReport, FraudTelling
from kefu.safeguards.subjects import Subject
from kefu.trust import denied, journal, registry, shield
from kefu.trust.lookalike.asked import asked
from kefu.trust.lookalike.compare import page_of
from kefu.trust.lookalike.kinds import Outcome

MOST_LISTED, MAX_REASON_CHARS = 100, 200
State, Source = FraudReport.State, FraudTelling.Source


@dataclass(frozen=True, slots=True)
class KeptFile:
    id: str
    name: str
    is_picture: bool


@dataclass(frozen=True, slots=True)
class Telling:
    """`conversation` (public id, empty: none) and `seq` are the message it came from; `by`: the colleague who told."""

    shown: str
    words: str
    source: str
    at: datetime
    is_customer: bool
    by: str
    conversation: str
    seq: int
    files: Sequence[KeptFile]


@dataclass(frozen=True, slots=True)
class Report:
    """`is_message`: not a name but one message, which nobody is warned of; `about_id`: the agent who wrote it, or 0.

    `page` is what a confirmation may warn of instead of the whole site; empty where that is no choice.
    """

    public_id: str
    reference: str
    what: str
    is_message: bool
    about_id: int
    page: str
    imitates: str
    state: str
    count: int
    told_at: datetime
    tellings: Sequence[Telling]
    decided_by: str
    decided_by_id: int
    decided_at: datetime | None
    reason: str
    denied: str


def tell(
    text: str, *, words: str = "", source: str, viewer: Viewer, ip: str, evidence: Evidence = evidences.NONE
) -> str:
    """The report's reference. Invalid for what is ours; TooMany once this network told of too many today; NotFound,
    NotSignedIn or FileNotReady for evidence that is not the viewer's.

    With a message as evidence `text` may be empty: reported is whom it names, else the message itself. A secret that was
    pasted by mistake is cut before anything else is done with it.
    """
    evidences.vet_files(viewer, count=len(evidence.files))
    entry = evidences.entry_of(viewer, evidence)
    subject = subjects.of_entry(entry) if entry is not None and not text.strip() else subjects.of_text(text)
    teller = bounds.teller_of(ip)
    if not viewer.is_staff:
        bounds.within(FraudTelling, teller=teller, most=bounds.MOST_TELLINGS_A_DAY)
    if not (viewer.is_customer or viewer.is_staff):
        bounds.within_block(FraudTelling, teller=teller)
    with transaction.atomic():
        report = _report_of(subject, viewer)
        if report.tellings < bounds.MOST_KEPT:
            files = evidences.keep_files(viewer, evidence)
            FraudTelling.objects.create(
                report=report,
                shown=subject.shown,
                words=shield.cut(clean_body(words)[: bounds.MAX_WORDS_CHARS]).text,
                source=source,
                customer_id=viewer.id if viewer.is_customer else None,
                agent_id=viewer.id if viewer.is_staff else None,
                conversation=entry.conversation_public_id if entry else "",
                seq=entry.seq if entry else 0,
                files=[{"id": file.id, "name": file.name, "is_picture": file.is_picture} for file in files],
                teller=teller,
            )
        FraudReport.objects.filter(pk=report.pk).update(tellings=F("tellings") + 1, told_at=clock.now())
        if viewer.is_staff:
            journal.write([journal.Act(clock.now(), "agent", viewer.id, "fraud_told", "fraud_report", report.pk)])
    return report.reference


def waiting(viewer: Viewer) -> list[Report]:
    """Told of by most first, and of those the longest ago."""
    require(viewer, Capability.DECIDE_REPORTS)
    return [_card(row) for row in _rows().filter(state=State.WAITING).order_by("-tellings", "id")[:MOST_LISTED]]


def decided(viewer: Viewer) -> list[Report]:
    """The newest decision first."""
    require(viewer, Capability.DECIDE_REPORTS)
    return [_card(row) for row in _rows().exclude(state=State.WAITING).order_by("-decided_at")[:MOST_LISTED]]


def confirm(viewer: Viewer, public_id: str, *, reason: str, only_page: bool = False) -> None:
    """Whoever asks about it is warned from now on. Invalid for what has become ours meanwhile."""
    with transaction.atomic():
        row = _held(viewer, public_id)
        if row.is_message:
            _decide(row, viewer, State.CONFIRMED, reason)
            return
        card = _card(row)
        row.denied = card.page if only_page and card.page else row.what
        if registry.verdicts(row.what)[0].outcome in {Outcome.OURS, Outcome.LINKED}:
            raise Invalid(_("This is in our own registry. Take it out there first."))
        # a receipt of ours shall not lead to a place that we warn of; one page of it may be denied
        if outward.allowed().may_link(row.denied):
            raise Invalid(_("Our own texts link to this site, so nobody may be warned of it."))
        denied.deny([row.denied])
        _decide(row, viewer, State.CONFIRMED, reason)


def dismiss(viewer: Viewer, public_id: str, *, reason: str) -> None:
    with transaction.atomic():
        row = _held(viewer, public_id)
        _decide(row, viewer, State.DISMISSED, reason)


def take_back(report_id: int) -> None:
    """An appeal was granted. Call it inside the transaction of that decision."""
    row = FraudReport.objects.select_for_update().get(pk=report_id)
    if row.denied:
        denied.allow([row.denied])
    FraudReport.objects.filter(pk=report_id).update(state=State.DISMISSED)
    transaction.on_commit(registry.forget)


def reference_of(name: str) -> str:
    """Of the confirmed report that warns of this name or of its site; empty where none does."""
    parts = name.split(".")
    above = [".".join(parts[at:]) for at in range(len(parts) - 1 or 1)]
    row = FraudReport.objects.filter(state=State.CONFIRMED, what__in=[name, *above]).order_by("id").first()
    return row.reference if row else ""


def _report_of(subject: Subject, viewer: Viewer) -> FraudReport:
    """The one there is of this subject, or a new one while there is room. TooMany."""
    found = FraudReport.objects.exclude(state=State.DISMISSED).filter(what=subject.what).first()
    if found is not None:
        return found
    is_known = viewer.is_customer or viewer.is_staff
    bounds.not_full(FraudReport.objects.filter(state=State.WAITING).count(), is_customer=is_known)
    try:
        with transaction.atomic():
            return FraudReport.objects.create(
                reference=bounds.new_reference(),
                what=subject.what,
                imitates=subject.imitates,
                is_message=subject.is_message,
                about_id=subject.about,
            )
    except IntegrityError:  # two told of it at once
        return FraudReport.objects.exclude(state=State.DISMISSED).get(what=subject.what)


def _held(viewer: Viewer, public_id: str) -> FraudReport:
    require(viewer, Capability.DECIDE_REPORTS)
    row = FraudReport.objects.select_for_update().filter(public_id=public_id).first()
    if row is None:
        raise NotFound
    if row.state != State.WAITING:
        raise Conflict(_("Somebody has decided on this already."))
    if row.about_id == viewer.id:
        raise NotAllowed(_("This report is about a message of yours. A colleague has to decide."))
    return row


def _decide(row: FraudReport, viewer: Viewer, state: FraudReport.State, reason: str) -> None:
    said = clean_line(reason, max_chars=MAX_REASON_CHARS)
    if not said:
        raise Invalid(_("Say why, in a few words."))
    row.state, row.reason = state, said
    row.decided_by_id, row.decided_at = viewer.id, clock.now()
    row.save()
    journal.write([journal.Act(clock.now(), "agent", viewer.id, f"fraud_{state}", "fraud_report", row.pk)])
    transaction.on_commit(registry.forget)


def _rows() -> QuerySet[FraudReport]:
    return FraudReport.objects.select_related("decided_by").prefetch_related("told__agent")


def _card(row: FraudReport) -> Report:
    told = list(row.told.all())
    return Report(
        public_id=row.public_id,
        reference=row.reference,
        what=row.what,
        is_message=row.is_message,
        about_id=row.about_id or 0,
        page=_page(row.what, told[0].shown) if told and not row.is_message else "",
        imitates=row.imitates,
        state=row.state,
        count=row.tellings,
        told_at=row.told_at,
        tellings=[_telling(each) for each in told],
        decided_by=row.decided_by.name if row.decided_by else "",
        decided_by_id=row.decided_by_id or 0,
        decided_at=row.decided_at,
        reason=row.reason,
        denied=row.denied,
    )


def _telling(row: FraudTelling) -> Telling:
    return Telling(
        shown=row.shown,
        words=row.words,
        source=row.source,
        at=row.made_at,
        is_customer=row.customer_id is not None,
        by=row.agent.name if row.agent else "",
        conversation=row.conversation,
        seq=row.seq,
        files=[KeptFile(**each) for each in row.files],
    )


def _page(what: str, shown: str) -> str:
    link = asked(shown).link
    found = page_of(what, link.tail) if link is not None and link.host == what else ""
    return found if found != what else ""
