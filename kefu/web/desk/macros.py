"""Macros at the desk: the picker in the reply box, and the pages where they are written."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.utils.translation import get_language, get_language_info
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kefu.conversations import queries
from kefu.conversations.records import ConversationRecord
from kefu.kit.errors import KefuError
from kefu.kit.ids import public_id
from kefu.knowledge import macros, rules
from kefu.knowledge.errors import UnknownVariable
from kefu.knowledge.macros import MacroCard, NewMacro
from kefu.knowledge.rules import Values, Variable
from kefu.people import directory
from kefu.people.access import Rate, Viewer, Who, policy
from kefu.people.capabilities import Capability
from kefu.web.desk.asked import viewer_of
from kefu.web.desk.layout import layout_for

MOST_SHOWN = 20
MAX_QUERY_CHARS = 80


@dataclass(frozen=True, slots=True)
class Wording:
    """One language's part of the form, and how it would read for an invented customer."""

    locale: str
    name: str
    title: str
    body: str
    category: str
    preview: str


@policy(Who.STAFF, needs=Capability.REPLY, objects="shared macros and own ones, filled in for every conversation")
@require_safe
def choices(request: HttpRequest, public_id: str) -> HttpResponse:
    """What the picker offers for this conversation: titles for whoever chooses, texts in the customer's language."""
    viewer = viewer_of(request)
    conversation = queries.conversation_for(viewer, public_id)
    values = _values(viewer, conversation)
    found = macros.macros_for(viewer, query=request.GET.get("q", "")[:MAX_QUERY_CHARS], limit=MOST_SHOWN)
    offered = [
        (_title(card), _category(card), macros.rendered(card, locale=conversation.locale, values=values))
        for card in found
    ]
    return render(request, "desk/parts/choices.html", {"offered": offered})


@policy(Who.STAFF, needs=Capability.REPLY, objects="shared macros and own ones")
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """All the viewer may use; found by title and text."""
    query = request.GET.get("q", "")[:MAX_QUERY_CHARS]
    return render(request, "desk/macros.html", _page(viewer_of(request), query=query))


@policy(Who.STAFF, needs=Capability.REPLY, objects="own macros; shared ones with the capability", rate=Rate.WRITE)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    if request.method == "GET":
        return render(request, "desk/macros.html", _page(viewer_of(request), wanted=_EMPTY))
    return _written(request, None)


@policy(Who.STAFF, needs=Capability.REPLY, objects="own macros; shared ones with the capability", rate=Rate.WRITE)
@require_http_methods(["GET", "POST"])
def macro(request: HttpRequest, macro_id: str) -> HttpResponse:
    """One macro to read, and to change for who may."""
    card = macros.macro_for(viewer_of(request), macro_id)
    if request.method == "POST":
        return _written(request, card)
    return render(request, "desk/macros.html", _page(viewer_of(request), card=card, wanted=_as_wanted(card)))


@policy(Who.STAFF, needs=Capability.REPLY, objects="own macros; shared ones with the capability", rate=Rate.WRITE)
@require_POST
def deletion(request: HttpRequest, macro_id: str) -> HttpResponse:
    macros.delete(viewer_of(request), macro_id)
    return redirect("desk:macros")


@policy(Who.STAFF, needs=Capability.REPLY, objects="nothing stored", rate=Rate.WRITE)
@require_POST
def previews(request: HttpRequest) -> HttpResponse:
    """How what stands in the form would read; or what is wrong with it."""
    wanted = _read(request)
    told = _form(viewer_of(request), wanted)
    try:
        macros.checked(wanted)
    except UnknownVariable as error:
        told["problem"] = error.message
    return render(request, "desk/parts/previews.html", told)


def _read(request: HttpRequest) -> NewMacro:
    """A macro as typed: a title and a text for each language; the short name is made of the first title if left out."""
    titles = {locale: request.POST.get(f"title-{locale}", "") for locale, _name in settings.LANGUAGES}
    first = next((title for title in titles.values() if title.strip()), "")
    return NewMacro(
        slug=slugify(request.POST.get("slug", "") or first)[:60] or public_id()[:8],
        titles=titles,
        bodies={locale: request.POST.get(f"body-{locale}", "") for locale in titles},
        categories={locale: request.POST.get(f"category-{locale}", "") for locale in titles},
        is_shared=bool(request.POST.get("is_shared")),
    )


def _written(request: HttpRequest, card: MacroCard | None) -> HttpResponse:
    """Stored, or the form again with what to do about it."""
    viewer, wanted = viewer_of(request), _read(request)
    try:
        stored = macros.change(viewer, card.public_id, wanted) if card else macros.create(viewer, wanted)
    except KefuError as error:
        page = _page(viewer, card=card, wanted=wanted) | {"problem": error.message}
        return render(request, "desk/macros.html", page, status=error.status)
    return redirect("desk:macro", stored.public_id)


def _page(
    viewer: Viewer, *, query: str = "", card: MacroCard | None = None, wanted: NewMacro | None = None
) -> dict[str, object]:
    return {
        "layout": layout_for(viewer),
        "query": query,
        "macros": [(found, _title(found), _category(found)) for found in macros.macros_for(viewer, query=query)],
        "card": card,
        "may_edit": card is None or macros.may_edit(viewer, card),
        "may_share": Capability.EDIT_MACROS in viewer.capabilities,
        "variables": list(Variable),
        **(_form(viewer, wanted) if wanted else {}),
    }


def _form(viewer: Viewer, wanted: NewMacro) -> dict[str, object]:
    return {"wanted": wanted, "wordings": [_wording(viewer, wanted, locale) for locale, _ in settings.LANGUAGES]}


def _wording(viewer: Viewer, wanted: NewMacro, locale: str) -> Wording:
    body = wanted.bodies.get(locale, "")
    return Wording(
        locale=locale,
        name=get_language_info(locale)["name_local"],
        title=wanted.titles.get(locale, ""),
        body=body,
        category=wanted.categories.get(locale) or wanted.category,
        preview=rules.fill(body, _sample(viewer, locale)).text,
    )


def _title(card: MacroCard) -> str:
    return macros.rendered(card, locale=get_language() or macros.LAST_RESORT, values={}).title


def _category(card: MacroCard) -> str:
    return card.category_in(get_language() or macros.LAST_RESORT)


def _values(viewer: Viewer, conversation: ConversationRecord) -> Values:
    customer = directory.customer_card(conversation.customer)
    return {
        Variable.CUSTOMER_NAME: customer.name,
        Variable.CUSTOMER_UID_MASKED: customer.uid_masked,
        Variable.AGENT_ALIAS: viewer.alias,
        Variable.CONVERSATION_ID: conversation.public_id[:8],
        Variable.EXCHANGE_NAME: settings.BRAND_NAME,
    }


def _sample(viewer: Viewer, locale: str) -> Values:
    """An invented customer, of the language's own kind of name."""
    return {
        Variable.CUSTOMER_NAME: "陈薇" if locale.startswith("zh") else "Carol Chen",
        Variable.CUSTOMER_UID_MASKED: "••••4821",
        Variable.AGENT_ALIAS: viewer.alias,
        Variable.CONVERSATION_ID: "k7q2m4xa",
        Variable.EXCHANGE_NAME: settings.BRAND_NAME,
    }


def _as_wanted(card: MacroCard) -> NewMacro:
    return NewMacro(
        card.slug,
        card.titles,
        card.bodies,
        category=card.category,
        is_shared=card.is_shared,
        categories=card.categories,
    )


_EMPTY = NewMacro("", titles={}, bodies={})
