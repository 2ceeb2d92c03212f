"""Checks at the desk: what was found of this customer's own facts, and one more run on their behalf."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kefu.conversations import data_checks, log, queries
from kefu.conversations.kinds import Audience
from kefu.conversations.records import ConversationRecord
from kefu.exchange import runs
from kefu.exchange.diagnoses import answers, registry
from kefu.exchange.diagnoses.answers import Answered
from kefu.exchange.diagnoses.definition import Definition, Topic
from kefu.exchange.diagnoses.wording import Wording, language_of
from kefu.exchange.runs import By
from kefu.kit import clock
from kefu.people.access import Rate, Viewer, Who, policy
from kefu.people.capabilities import Capability
from kefu.trust import journal
from kefu.ui import check_form
from kefu.web.desk import found_checks
from kefu.web.desk.answers import Said, head_with
from kefu.web.desk.asked import author_of, is_htmx, viewer_of
from kefu.web.desk.asking import ask

ACCOUNT_READ = "account_read"
CHECK, PANEL = "desk/parts/check.html", "desk/parts/checks.html"


@dataclass(frozen=True, slots=True)
class Choice:
    """`also`: by which other words it is found, in whatever language an agent types."""

    key: str
    title: str
    also: str


@policy(Who.STAFF, needs=Capability.READ_CONVERSATIONS, objects="every conversation", by_itself=True)
def panel(request: HttpRequest, public_id: str) -> HttpResponse:
    """What the column beside the log shows of checks."""
    viewer = viewer_of(request)
    record = queries.conversation_for(viewer, public_id)
    return render(request, PANEL, {"conversation": record, "runs": found_checks.found_for(viewer, record)})


@policy(Who.STAFF, needs=Capability.REPLY, objects="every conversation", rate=Rate.CHECK)
@require_http_methods(["GET", "POST"])
def check(request: HttpRequest, public_id: str) -> HttpResponse:
    """Which check (GET), its questions (GET `?check=`), and its run (POST): a receipt in the log, for staff or for all."""
    viewer = viewer_of(request)
    record = queries.conversation_for(viewer, public_id)
    key = request.GET.get("check", "") or request.POST.get("check", "")
    if not key:
        return ask(request, CHECK, {"conversation": record, "topics": _topics(record)})
    definition = runs.definition_of(key)
    if request.method == "GET":
        return ask(request, CHECK, _form(record, definition, None, {}))
    given = {question.name: request.POST.get(question.name, "") for question in definition.asks}
    asker = runs.asker_for(record.customer)
    if asker.uid and answers.checked(definition, given).is_complete:
        _note_down(viewer, record, definition)
    answered, finding = runs.look(key, given, asker=asker)
    if finding is None:
        return _once_more(request, _form(record, definition, answered, given))
    is_told = request.POST.get("told") == "yes"
    kept = runs.keep(
        key,
        answered,
        finding,
        customer=record.customer,
        by=By.AGENT,
        conversation=record.public_id,
        is_told=is_told,
    )
    found = data_checks.of(key, finding, run=kept.id)
    audience = Audience.EVERYONE if is_told else Audience.STAFF
    log.stored(log.diagnosed(record.id, author=author_of(request), found=found, audience=audience))
    return head_with(request, public_id, Said(text=_("The check stands in the log.")))


def _note_down(viewer: Viewer, record: ConversationRecord, definition: Definition) -> None:
    """That an account was looked into is in the journal before it is, whatever becomes of the receipt."""
    acted = ("agent", viewer.id, ACCOUNT_READ, "conversation", record.id, definition.key)
    with transaction.atomic():
        journal.write([journal.Act(clock.now(), *acted)])


def _once_more(request: HttpRequest, context: Mapping[str, object]) -> HttpResponse:
    response = ask(request, CHECK, context)
    response.status_code = 400
    if is_htmx(request):
        response["HX-Retarget"], response["HX-Reswap"] = "#dialog", "innerHTML"
    return response


def _topics(record: ConversationRecord) -> Sequence[tuple[str, Sequence[Choice]]]:
    """The likely ones first: of the conversation's category, then those that were run for it; then all others by topic."""
    groups = [
        (_("For this conversation"), registry.for_category(record.category)),
        (_("Run here before"), [each.definition for each in runs.of_conversation(record.public_id)]),
        *((str(check_form.TOPICS[each]), registry.of_topic(each)) for each in Topic),
    ]
    named: set[str] = set()
    topics: list[tuple[str, Sequence[Choice]]] = []
    for heading, checks in groups:
        fresh = [each for each in checks if each.key not in named]
        named |= {each.key for each in fresh}
        topics += [(heading, [_choice(each) for each in fresh])] if fresh else []
    return topics


def _choice(definition: Definition) -> Choice:
    own, *others = (
        Wording(definition, locale=each)
        for each in dict.fromkeys((language_of(get_language() or ""), *definition.words))
    )
    asked = [f"ask.{each.name}" for each in definition.asks]
    told = [
        *(each.of("title") for each in others),
        *(each.of(key) for each in (own, *others) for key in ("intro", *asked)),
    ]
    return Choice(definition.key, own.of("title"), " ".join(told))


def _form(
    record: ConversationRecord, definition: Definition, answered: Answered | None, given: Mapping[str, str]
) -> dict[str, object]:
    shown = check_form.of(definition, locale=get_language() or "en", given=given, answered=answered, has_offers=True)
    return {"conversation": record, "check": shown, "title": shown.title}
