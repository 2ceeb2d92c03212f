"""What this room holds of a customer beside a case: papers, step-ups, replies that waited for a second reader, appeals."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.db import transaction
from django.db.models import F, Q

from kefu.files import uploads
from kefu.kit import clock
from kefu.people.inventory import GONE, Counts, Fate, Scope, Table
from kefu.safeguards.kinds import ReadingState
from kefu.safeguards.models import AccountAppeal, Paper, PaperAsk, PaperLook, PaperMove, SecondReading, StepUp

_ERASED = "erased:"

TABLES: Mapping[str, Table] = {
    "safeguards.PaperAsk": Table(
        Fate.EMPTIED, "that papers of a kind were asked for; why, in a colleague's words, goes"
    ),
    "safeguards.Paper": Table(Fate.KEPT, "that a paper came, its hash, whether it fitted, and that it was deleted"),
    "safeguards.PaperView": Table(Fate.KEPT, "which colleague opened a paper, and when"),
    "safeguards.PaperLook": Table(Fate.EMPTIED, "that a colleague looked again; why, in their words, goes"),
    "safeguards.PaperMove": GONE,
    "safeguards.StepUp": GONE,
    "safeguards.SecondReading": Table(Fate.EMPTIED, "that a reply was read by a second person; its words go"),
    "safeguards.AccountAppeal": Table(
        Fate.EMPTIED, "that a decision was appealed, and how it ended; words and evidence go"
    ),
}


def erase_in(scope: Scope) -> Counts:
    """Of conversations, whosever they are. The digest goes with the words: who has an idea of them could try it. What waited is
    over: nothing of it is sent any more."""
    handed_in = SecondReading.objects.filter(conversation__in=scope.conversations)
    worded = handed_in.exclude(digest="")
    gone: dict[str, Any] = {"body": "", "words": "", "files": [], "digest": "", "key": F("public_id")}
    with transaction.atomic():
        uploads.erase_loose([str(file["id"]) for row in worded for file in row.files])
        worded.exclude(state=ReadingState.SENT).update(state=ReadingState.TAKEN)
        moves = PaperMove.objects.filter(conversation__in=scope.conversations).delete()[0]
        return {"safeguards.SecondReading": worded.update(**gone), "safeguards.PaperMove": moves}


def erase_of(scope: Scope) -> Counts:
    """Of a person; the bytes of papers are `files`' own."""
    now = clock.now()
    asks = PaperAsk.objects.filter(customer=scope.person)
    Paper.objects.filter(ask__in=asks, deleted_at=None).update(deleted_at=now, told_at=now)
    return {
        "safeguards.PaperAsk": asks.exclude(why="").update(why=""),
        "safeguards.PaperLook": PaperLook.objects.filter(paper__ask__in=asks).exclude(reason="").update(reason=""),
        "safeguards.StepUp": StepUp.objects.filter(customer_id=scope.person).delete()[0],
        "safeguards.AccountAppeal": _empty_appeals(scope.person),
    }


def _empty_appeals(customer: int) -> int:
    """Also which decision it was about: its name has the exchange's own number of a withdrawal in it."""
    rows = AccountAppeal.objects.filter(customer_id=customer).exclude(decision__startswith=_ERASED)
    for row in rows:
        gone = {"decision": f"{_ERASED}{row.public_id}", "detail": "", "reason": "", "sent_back": "", "items": []}
        AccountAppeal.objects.filter(pk=row.pk).update(**gone)
    return len(rows)


def told(scope: Scope) -> Iterator[tuple[str, Mapping[str, object]]]:
    for ask in PaperAsk.objects.filter(customer=scope.person).order_by("pk"):
        yield "papers_asked_for", {"id": ask.public_id, "kind": ask.kind, "why": ask.why, "at": ask.asked_at}
    for row in StepUp.objects.filter(customer_id=scope.person).order_by("pk"):
        yield "step_ups", {"level": row.level, "reason": row.reason, "state": row.state, "at": row.asked_at}
    theirs = Q(customer_id=scope.person)
    for appeal in AccountAppeal.objects.filter(theirs).order_by("pk"):
        about = {"id": appeal.public_id, "about": appeal.subject, "state": appeal.state, "at": appeal.made_at}
        yield "account_appeals", {**about, "outcome": appeal.outcome, "reason": appeal.reason}
