"""What the open conversation is sorted by, in words, with what it could be. Changed by the acts of `bulk`, one by one."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kefu.conversations import definitions, queries, sorting_words
from kefu.conversations.kinds import FieldKind, Priority
from kefu.conversations.records import ConversationRecord, FieldRecord
from kefu.people import teams
from kefu.people.access import Viewer, Who, policy
from kefu.people.capabilities import Capability
from kefu.web.desk.asked import viewer_of

INPUTS = {FieldKind.NUMBER: "number", FieldKind.DATE: "date"}
Options = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Part:
    """One thing it is sorted by; `options` are acts with their words, `value` the one that is so."""

    name: str
    label: str
    value: str
    shown: str
    options: Options


@dataclass(frozen=True, slots=True)
class Noted:
    """One of the exchange's own fields. Without `options` it is typed, as `input` says."""

    slug: str
    label: str
    value: str
    shown: str
    input: str
    options: Options


@dataclass(frozen=True, slots=True)
class Sorting:
    public_id: str
    parts: Sequence[Part]
    fields: Sequence[Noted]
    tags: Sequence[str]
    may: bool


@policy(Who.STAFF, needs=Capability.READ_CONVERSATIONS, objects="every conversation", by_itself=True)
def sorting(request: HttpRequest, public_id: str) -> HttpResponse:
    viewer = viewer_of(request)
    found = sorting_of(viewer, queries.conversation_for(viewer, public_id))
    return render(request, "desk/parts/sorting.html", {"sorting": found})


def sorting_of(viewer: Viewer, conversation: ConversationRecord) -> Sorting:
    """From what is kept in memory: at most one reading each of categories, fields and teams, twice a minute."""
    parts = (_category(conversation), _priority(conversation), _team(conversation))
    return Sorting(
        public_id=conversation.public_id,
        parts=[part for part in parts if part.options or part.shown],
        fields=[_noted(field, conversation) for field in definitions.fields_to_offer()],
        tags=conversation.tags,
        may=Capability.SORT in viewer.capabilities,
    )


def _category(conversation: ConversationRecord) -> Part:
    language = get_language() or "en"
    known = definitions.categories_to_offer()
    options = [(f"category:{each.slug}", definitions.named(each.names, locale=language)) for each in known]
    here = conversation.category
    shown = sorting_words.category_name(here) if here else ""
    nothing = [("category:", _("no category"))] if options else []
    return Part(
        "category", _("Category"), f"category:{here}", shown, _with_own(nothing + options, f"category:{here}", shown)
    )


def _priority(conversation: ConversationRecord) -> Part:
    options = [(f"priority:{each.value}", sorting_words.priority_name(each)) for each in reversed(Priority)]
    here = conversation.priority
    return Part("priority", _("Priority"), f"priority:{here.value}", sorting_words.priority_name(here), options)


def _team(conversation: ConversationRecord) -> Part:
    """Who gives it to a team puts it into that team's queue."""
    card = teams.team_card(conversation.team) if conversation.team else None
    options = [(f"team:{each.slug}", each.name) for each in teams.teams_to_offer()]
    nothing = [("team:", _("no team"))] if options and card is None else []
    here = card.slug if card else ""
    return Part("team", _("Team"), f"team:{here}", card.name if card else "", nothing + options)


def _with_own(options: list[tuple[str, str]], value: str, shown: str) -> Options:
    """What it is sorted into stays among the choices when the exchange offers it no more."""
    is_offered = not shown or value in dict(options)
    return options if is_offered else [*options, (value, shown)]


def _noted(field: FieldRecord, conversation: ConversationRecord) -> Noted:
    value = conversation.fields.get(field.slug)
    text = sorting_words.value_text(field.slug, value) if value is not None else ""
    return Noted(
        slug=field.slug,
        label=sorting_words.field_name(field.slug),
        value=_typed(value),
        shown=text,
        input=INPUTS.get(field.kind, "text"),
        options=_choices(field),
    )


def _typed(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def _choices(field: FieldRecord) -> Options:
    if field.kind is FieldKind.BOOL:
        return [("", "–"), ("yes", _("yes")), ("no", _("no"))]
    if field.kind is not FieldKind.CHOICE:
        return []
    language = get_language() or "en"
    return [("", "–"), *((slug, definitions.named(names, locale=language)) for slug, names in field.choices.items())]
