"""One thing done to many conversations in one request: each has its own outcome, and one undo takes back what was done."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from kefu.conversations import log, queries
from kefu.conversations.records import ConversationRecord, EntryRecord, Known, Outcome, Refused
from kefu.kit import clock
from kefu.kit.errors import Conflict, Invalid, KefuError, NotFound
from kefu.people.access import Rate, Viewer, Who, policy, require
from kefu.people.capabilities import Capability
from kefu.web.desk import lines as desk_lines
from kefu.web.desk import orders, rules, told
from kefu.web.desk.asked import author_of, chosen_of, is_htmx, viewer_of
from kefu.web.desk.models import BulkAct
from kefu.web.desk.remembered import remembered_for
from kefu.web.desk.rules import Change, Verb

MOST = 200
NEEDS = {
    Verb.ASSIGN: Capability.ASSIGN,
    Verb.TEAM: Capability.ASSIGN,
    Verb.CLOSE: Capability.CLOSE,
    Verb.REOPEN: Capability.CLOSE,
    Verb.SNOOZE: Capability.SORT,
    Verb.WAKE: Capability.SORT,
    Verb.PRIORITY: Capability.SORT,
    Verb.CATEGORY: Capability.SORT,
    Verb.TAG: Capability.SORT,
    Verb.UNTAG: Capability.SORT,
    Verb.FIELD: Capability.SORT,
}


@dataclass(frozen=True, slots=True)
class Step:
    """One conversation and what to do with it."""

    conversation: ConversationRecord
    change: Change


@policy(Who.STAFF, needs=Capability.READ_CONVERSATIONS, objects="every conversation", rate=Rate.WRITE)
@require_POST
def acts(request: HttpRequest) -> HttpResponse:
    """`id` (up to 200 public ids) and `act`, a verb and what with: `close:solved`, `assign:<agent>`, `snooze:3600`."""
    viewer = viewer_of(request)
    change, words = orders.read(viewer, request.POST)
    require(viewer, NEEDS[change.verb])
    wanted = request.POST.getlist("id")
    if not 0 < len(wanted) <= MOST:
        raise Invalid(told.how_many(MOST))
    found = [row.conversation for row in queries.inbox_rows_for(viewer, wanted)]
    steps = [Step(conversation, change) for conversation in found]
    done, others = _run(request, steps)
    outcome = told.Told(words=words, done=len(done), others=others, missing=len(set(wanted)) - len(found))
    act = BulkAct.objects.create(agent_id=viewer.id, entries=[[e.conversation_public_id, e.seq] for e in done])
    undo = reverse("desk:reversal", args=[act.public_id]) if done else ""
    return _answer(request, told.sentence(outcome), undo=undo, others=told.lines(others))


@policy(Who.STAFF, needs=Capability.READ_CONVERSATIONS, objects="own acts", rate=Rate.WRITE)
@require_POST
def reversal(request: HttpRequest, act_id: str) -> HttpResponse:
    """Takes back what one's own act did, where nothing has happened since; once."""
    viewer = viewer_of(request)
    act = BulkAct.objects.filter(public_id=act_id, agent=viewer.id).first()
    if act is None:
        raise NotFound
    if not BulkAct.objects.filter(pk=act.pk, undone_at=None).update(undone_at=clock.now()):
        raise Conflict
    seqs: dict[str, int] = dict(act.entries)
    rows = [row.conversation for row in queries.inbox_rows_for(viewer, list(seqs))]
    steps = [step for head in rows if (step := _back(viewer, head, seq=seqs[head.public_id]))]
    for verb in {step.change.verb for step in steps}:
        require(viewer, NEEDS[verb])
    done, _ = _run(request, steps)
    return _answer(request, told.taken_back(len(done), of=len(seqs)), undo="", others=[])


def _back(viewer: Viewer, conversation: ConversationRecord, *, seq: int) -> Step | None:
    """Nothing where the conversation has gone on: what happened since would be lost."""
    if conversation.last_seq != seq:
        return None
    change = rules.reversal(queries.entry_for(viewer, conversation, number=seq))
    return Step(conversation, change) if change else None


def _run(request: HttpRequest, steps: Sequence[Step]) -> tuple[list[EntryRecord], list[told.Other]]:
    """All in one transaction. What was done, and why the others were not."""
    author = author_of(request)
    outcomes = log.append([step.change.drafted(step.conversation.id, author=author) for step in steps])
    done = [outcome for outcome in outcomes if isinstance(outcome, EntryRecord)]
    others = [
        told.Other(step.conversation, _why(outcome))
        for step, outcome in zip(steps, outcomes, strict=True)
        if not isinstance(outcome, EntryRecord)
    ]
    return done, others


def _why(outcome: Outcome) -> KefuError:
    if isinstance(outcome, EntryRecord | Known):
        return log.error_of(Refused("pointless"))
    return log.error_of(outcome)


def _answer(request: HttpRequest, text: str, *, undo: str, others: Sequence[str]) -> HttpResponse:
    context: dict[str, object] = {"text": text, "undo_url": undo, "others": others}
    if is_htmx(request):
        response = render(request, "desk/parts/told.html", context)
        response["HX-Trigger"] = "desk:acted"
        return response
    viewer = viewer_of(request)
    kept = remembered_for(viewer)
    context |= {"list": desk_lines.line_list(viewer, chosen_of(request), views=kept.views), "layout": kept.layout}
    return render(request, "desk/inbox.html", context)
