"""What this room holds of a customer: what they reported, what was asked for their account, what was stopped or revealed."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from kefu.files import uploads
from kefu.kit import crypto, ids
from kefu.people.inventory import GONE, Counts, Fate, Scope, Table, nobodys
from kefu.safeguards import exports_making, personal_cases, requests_rows
from kefu.safeguards.models import (
    AccountRequest,
    BlockedText,
    CustomerCopy,
    FraudTelling,
    HoneyCustomer,
    LegalHold,
    Reveal,
)

_ERASED = "erased"
_PROOF = "it is the proof that somebody was erased, and names them by a keyed hash alone"


class Safeguards:
    tables: Mapping[str, Table] = {
        "safeguards.FraudTelling": Table(Fate.EMPTIED, "that a name was reported; by whom, their words and files go"),
        "safeguards.FraudReport": Table(Fate.KEPT, "names of frauds, which others are warned of"),
        "safeguards.FraudAppeal": Table(
            Fate.KEPT, "appeals of those who were warned of; no customer is named, how to reach them is sealed and goes"
        ),
        "safeguards.BlockedText": Table(
            Fate.EMPTIED, "that the guard stopped a message, by which rule, and who decided"
        ),
        "safeguards.AccountRequest": Table(
            Fate.EMPTIED, "that an account was moved, by which two of ours; the rest goes"
        ),
        "safeguards.RequestStep": Table(Fate.KEPT, "when each step of such a request was"),
        "safeguards.Reveal": Table(
            Fate.EMPTIED, "that a colleague had a field revealed, and when; why, in their words, goes"
        ),
        "safeguards.RevealAlarm": Table(Fate.KEPT, "which rule a colleague broke"),
        "safeguards.AlarmDrill": nobodys("that alarms were tried"),
        "safeguards.RevealFreeze": Table(Fate.KEPT, "which colleague could reveal nothing"),
        "safeguards.HoneyCustomer": GONE,
        "safeguards.Export": Table(Fate.KEPT, "that a list was exported, and by whom"),
        "safeguards.ExportPiece": GONE,
        "safeguards.LegalHold": Table(
            Fate.EMPTIED, "that a hold stood and was lifted, by whom; why, in their words, goes"
        ),
        "safeguards.Erasure": Table(Fate.KEPT, _PROOF),
        "safeguards.ErasedPerson": Table(Fate.KEPT, _PROOF),
        "safeguards.RetentionWait": GONE,
        "safeguards.CustomerCopy": GONE,
        "safeguards.CopyPiece": GONE,
        **personal_cases.TABLES,
    }

    def erase(self, scope: Scope) -> Counts:
        blocked = BlockedText.objects.filter(conversation_id__in=scope.conversations).exclude(body="")
        counts = {"safeguards.BlockedText": blocked.update(body=""), **personal_cases.erase_in(scope)}
        if not scope.person:
            return counts
        return {
            **counts,
            **_of_requests(scope),
            **personal_cases.erase_of(scope),
            "safeguards.FraudTelling": _of_tellings(scope),
            "safeguards.LegalHold": _holds(scope).exclude(reason="").update(reason="", lift_reason=""),
            "safeguards.HoneyCustomer": HoneyCustomer.objects.filter(customer=scope.person).delete()[0],
            "safeguards.CustomerCopy": CustomerCopy.objects.filter(customer_id=scope.person).delete()[0],
            "safeguards.ExportPiece": exports_making.drop_made(),
        }

    def told(self, scope: Scope) -> Iterator[tuple[str, Mapping[str, object]]]:
        for row in _tellings(scope).select_related("report").order_by("pk"):
            told = {"about": row.shown or row.report.what, "words": row.words, "files": row.files, "at": row.made_at}
            yield "reports_of_frauds", {**told, "reference": row.report.reference, "state": row.report.state}
        for request in AccountRequest.objects.filter(customer_id=scope.person).order_by("pk"):
            opened = requests_rows.readable(request)
            asked = {"id": request.public_id, "action": request.action, "value": opened.value, "uid": opened.uid}
            yield "requests_for_the_account", {**asked, "state": request.state, "at": request.asked_at}
        yield from personal_cases.told(scope)
        for reveal in Reveal.objects.filter(customer=scope.person).order_by("pk"):
            yield "reveals", {"field": reveal.field, "was_shown": reveal.is_shown, "at": reveal.at}


def _of_requests(scope: Scope) -> Counts:
    """A link that stopped one leads nowhere any more."""
    count = 0
    for row in AccountRequest.objects.filter(customer_id=scope.person).exclude(uid=""):
        row.uid, row.value, row.reason, row.trouble, row.ending = "", "", "", "", ""
        row.proofs = [{**each, "note": ""} for each in row.proofs]
        row.stop_hash, row.stop_sealed = crypto.keyed_hash("safeguards.erased", ids.token()), ""
        row.save()
        count += 1
    reveals = Reveal.objects.filter(customer=scope.person).exclude(reason="").update(reason="")
    return {"safeguards.AccountRequest": count, "safeguards.Reveal": reveals}


def _of_tellings(scope: Scope) -> int:
    """What they told, and what was told by staff of a message in their conversations."""
    with transaction.atomic():
        rows = list(_tellings(scope).exclude(words="", shown="", files=[], customer=None, teller=_ERASED))
        uploads.erase_evidence([str(file["id"]) for row in rows for file in row.files])
        gone: dict[str, Any] = {"words": "", "shown": "", "files": [], "customer": None, "teller": _ERASED}
        return FraudTelling.objects.filter(pk__in=[row.pk for row in rows]).update(**gone)


def _tellings(scope: Scope) -> QuerySet[FraudTelling]:
    return FraudTelling.objects.filter(Q(customer_id=scope.person) | Q(conversation__in=scope.conversation_ids))


def _holds(scope: Scope) -> QuerySet[LegalHold]:
    """Lifted ones: nothing is erased while one stands."""
    theirs = Q(customer_id=scope.person) | Q(conversation_id__in=scope.conversations)
    return LegalHold.objects.filter(theirs).exclude(lifted_at=None)
