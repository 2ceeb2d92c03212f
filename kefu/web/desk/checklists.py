"""Checklists at the desk: from a template or ad hoc; and colleagues for whoever writes @ in a note."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kefu.conversations import checklists, log, queries
from kefu.conversations.data_checklists import MAX_ITEMS
from kefu.conversations.records import ConversationRecord
from kefu.kit.errors import KefuError
from kefu.people import directory
from kefu.people.access import Rate, Who, policy
from kefu.people.capabilities import Capability
from kefu.web.desk.answers import Said, head_with
from kefu.web.desk.asked import author_of, viewer_of
from kefu.web.desk.asking import ask, ask_again

MOST_COLLEAGUES = 1_000
CHECKLIST = "desk/parts/checklist.html"


@policy(Who.STAFF, needs=Capability.REPLY, objects="every conversation", rate=Rate.WRITE)
@require_http_methods(["GET", "POST"])
def checklist(request: HttpRequest, public_id: str) -> HttpResponse:
    """A form with a title and a step a line (GET; `?template=` fills it in); sent, everyone sees it."""
    record = queries.conversation_for(viewer_of(request), public_id)
    if request.method == "GET":
        return ask(request, CHECKLIST, _context(record, request.GET.get("template", "")))
    items = [line for line in request.POST.get("items", "").splitlines() if line.strip()]
    title = request.POST.get("title", "")
    try:
        log.stored(log.give_checklist(record.id, title=title, items=items, author=author_of(request)))
    except KefuError as error:
        return ask_again(request, CHECKLIST, _context(record, "") | {"list_title": title, "items": items}, error)
    return head_with(request, public_id, Said(text=_("The checklist is in the chat.")))


def _context(record: ConversationRecord, slug: str) -> dict[str, object]:
    """Worded in the customer's language: they read it. Which one to take is told in the agent's."""
    offered = checklists.templates(record.locale)
    titles = [one.title for one in checklists.templates(get_language() or record.locale)]
    chosen = next((one for one in offered if one.slug == slug), None)
    return {
        "conversation": record,
        "templates": list(zip(offered, titles, strict=True)),
        "chosen": slug,
        "list_title": chosen.title if chosen else "",
        "items": chosen.items if chosen else [],
        "most": MAX_ITEMS,
    }


@policy(Who.STAFF, needs=Capability.NOTE, objects="names of active agents")
@require_safe
def colleagues(request: HttpRequest) -> JsonResponse:
    """Whose name begins with `like`; without it all who can be called."""
    like = request.GET.get("like", "")[:60]
    found = directory.agents_like(like) if like else directory.agents()[:MOST_COLLEAGUES]
    told = [{"id": card.public_id, "name": card.name, "alias": card.alias} for card in found]
    return JsonResponse({"agents": told})
