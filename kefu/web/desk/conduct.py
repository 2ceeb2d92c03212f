"""The steps against abuse at the desk, and deciding on appeals."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kefu.conversations import conduct, log, queries, words_conduct
from kefu.conversations.data_conduct import Appeal, Misconduct, Step
from kefu.conversations.kinds import Kind
from kefu.conversations.records import ConversationRecord, EntryRecord, Outcome
from kefu.kit.errors import Invalid, KefuError
from kefu.people import directory
from kefu.people.access import Rate, Who, policy
from kefu.people.capabilities import Capability
from kefu.web.desk import shown
from kefu.web.desk.answers import Said, head_with
from kefu.web.desk.asked import author_of, viewer_of
from kefu.web.desk.asking import ask, ask_again
from kefu.web.desk.layout import layout_for

STEP, DECISION = "desk/parts/step.html", "desk/parts/decision.html"
PAUSES_MIN = (5, 15, 60, 1440)


@policy(Who.STAFF, needs=Capability.RESTRAIN, objects="every conversation", rate=Rate.WRITE)
@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, public_id: str) -> HttpResponse:
    """Asks first (GET): what is said to a customer here cannot be taken back."""
    record = queries.conversation_for(viewer_of(request), public_id)
    following = conduct.next_step(record.conduct)
    reasons = [(reason.value, words_conduct.misconduct_text(reason)) for reason in Misconduct]
    context = {"conversation": record, "step": following.value, "reasons": reasons, "pauses": PAUSES_MIN}
    if request.method == "GET":
        return ask(request, STEP, context)
    try:
        log.stored(_given(request, record))
    except KefuError as error:
        return ask_again(request, STEP, context, error)
    return head_with(request, public_id, Said(text=_("Told to the customer.")))


def _given(request: HttpRequest, record: ConversationRecord) -> Outcome:
    """The step the form was drawn for: if somebody gave it meanwhile, the log refuses the same again."""
    author, said = author_of(request), request.POST.get("words", "")
    reason = _reason(request)
    match request.POST.get("step"):
        case Step.WARNED:
            return log.warn(record.id, reason=reason, words=said, author=author)
        case Step.PAUSED:
            return log.pause(record.id, reason=reason, minutes=_minutes(request), words=said, author=author)
        case Step.ENDED:
            return log.end(record.id, reason=reason, words=said, author=author)
        case _:
            raise Invalid


def _reason(request: HttpRequest) -> Misconduct:
    try:
        return Misconduct(request.POST.get("reason", ""))
    except ValueError as error:
        raise Invalid(_("Please choose a reason.")) from error


def _minutes(request: HttpRequest) -> int:
    minutes = request.POST.get("minutes", "")
    if minutes not in {str(offered) for offered in PAUSES_MIN}:
        raise Invalid(_("Please choose for how long."))
    return int(minutes)


@policy(
    Who.STAFF, needs=Capability.DECIDE_APPEALS, objects="every appeal but against one's own ending", rate=Rate.WRITE
)
@require_http_methods(["GET", "POST"])
def decision(request: HttpRequest, public_id: str) -> HttpResponse:
    viewer = viewer_of(request)
    record = queries.conversation_for(viewer, public_id)
    own = record.conduct.ended_by == viewer.id
    context = {"conversation": record, "is_own": own, "appeal": _appeal_of(request, record)}
    if request.method == "GET":
        return ask(request, DECISION, context)
    try:
        is_lifted = {"lifted": True, "upheld": False}.get(request.POST.get("decision", ""))
        if is_lifted is None:
            raise Invalid(_("Please choose one of the two."))
        said = request.POST.get("words", "")
        log.stored(log.decide_appeal(record.id, is_lifted=is_lifted, words=said, author=author_of(request)))
    except KefuError as error:
        return ask_again(request, DECISION, context, error)
    return head_with(request, public_id, Said(text=_("The customer can read the decision.")))


def _appeal_of(request: HttpRequest, record: ConversationRecord) -> EntryRecord | None:
    if record.conduct.appeal is not Appeal.OPEN:
        return None
    return queries.newest_of_kind(viewer_of(request), record, kind=Kind.APPEALED)


@policy(Who.STAFF, needs=Capability.DECIDE_APPEALS, objects="all that wait for a decision")
@require_safe
def appeals(request: HttpRequest) -> HttpResponse:
    """What waits for a decision, longest first."""
    viewer = viewer_of(request)
    waiting = queries.appeals_for(viewer)
    names = directory.customer_names({record.customer for record in waiting})
    found = [
        (record, shown.customer_name(names.get(record.customer, "")), record.conduct.ended_by == viewer.id)
        for record in waiting
    ]
    return render(request, "desk/appeals.html", {"appeals": found, "layout": layout_for(viewer)})
