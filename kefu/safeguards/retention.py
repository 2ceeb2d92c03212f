"""How long files stay with reports of scammers: so many days after their case was closed, and longer while anything is open."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from kefu.files import uploads
from kefu.safeguards.models import FraudAppeal, FraudReport, FraudTelling, LegalHold
from kefu.trust import journal

BATCH = 50


def sweep(now: datetime) -> int:
    """Erase the files of cases closed KEFU_KEEP_EVIDENCE_DAYS ago, each case with its row in the journal. How many files went.
    How to reach whoever appealed goes then, too.

    May run at any time, in several processes at once. What is left is taken the next time.
    """
    before = now - timedelta(days=settings.KEEP_EVIDENCE_DAYS)
    FraudAppeal.objects.filter(decided_at__lt=before).exclude(contact="").update(contact="")
    due = _due(before).order_by("report_id").values_list("report_id", flat=True).distinct()
    return sum(_erase(report_id, before=before, now=now) for report_id in list(due[:BATCH]))


def _erase(report_id: int, *, before: datetime, now: datetime) -> int:
    """Under the report's lock, without which nobody appeals."""
    with transaction.atomic():
        FraudReport.objects.select_for_update().get(pk=report_id)
        rows = list(_due(before).filter(report_id=report_id))
        FraudTelling.objects.filter(pk__in=[row.pk for row in rows]).update(files=[])
        count = uploads.erase_evidence([str(file["id"]) for row in rows for file in row.files])
        if rows:
            detail = f"files={count} before={before:%Y-%m-%d}"
            journal.write([journal.Act(now, "operator", 0, "fraud_evidence_erased", "fraud_report", report_id, detail)])
    return count


def _due(before: datetime) -> QuerySet[FraudTelling]:
    """Held are those of what waits for a decision, was appealed against, is reported anew under the same name, or
    whose teller or message is under a legal hold."""
    appealed = FraudAppeal.objects.filter(Q(state=FraudAppeal.State.WAITING) | Q(decided_at__gte=before))
    held = LegalHold.objects.filter(lifted_at=None).filter(
        Q(customer=OuterRef("customer"))
        | Q(conversation__public_id=OuterRef("conversation"))
        | Q(conversation__customer=OuterRef("customer"))
    )
    anew = FraudReport.objects.filter(what=OuterRef("report__what"), state=FraudReport.State.WAITING)
    return (
        FraudTelling.objects.filter(report__decided_at__lt=before, made_at__lt=before)
        .exclude(files=[])
        .exclude(Exists(appealed.filter(report=OuterRef("report"))))
        .exclude(Exists(anew))
        .exclude(Exists(held))
    )
