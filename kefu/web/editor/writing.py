"""Begins, keeps and submits the words of an article in one language. What was typed is never lost: a refusal shows it again."""

from contextlib import suppress
from dataclasses import replace
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kefu.kit.errors import KefuError, NotFound
from kefu.knowledge import drafts, editing, locales
from kefu.knowledge.drafts import ArticleSheet, RevisionCard, Words
from kefu.knowledge.errors import DraftMoved, DraftOpen
from kefu.knowledge.kinds import Kind, State
from kefu.people.access import Rate, Who, policy
from kefu.people.capabilities import Capability
from kefu.web.editor import page, sections, wording
from kefu.web.editor.asked import (
    description_of,
    kind_of,
    listed,
    locale_of,
    reader,
    viewer_of,
    wants_json,
    words_of,
)
from kefu.web.editor.page import Typed

GUIDE = "::: before\n- \n:::\n\n::: steps\n1. \n:::\n\n::: result\n\n:::\n"


@policy(Who.STAFF, needs=Capability.EDIT_ARTICLES, objects="new article", rate=Rate.WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Where it belongs and what it is called; the words are written on the next page. Reports lead here prefilled."""
    if request.method == "POST":
        return _created(request)
    given = {name: request.GET.get(name, "")[:120] for name in ("title", "slug", "section", "kind", "keywords")}
    locale = locales.of_reader(request.GET.get("locale", "") or locales.every()[0])
    return _new(request, given | {"locale": locale, "slug": given["slug"] or slugify(given["title"])[:80]})


@policy(Who.STAFF, needs=Capability.EDIT_ARTICLES, objects="every article's open draft", rate=Rate.WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def writing(request: HttpRequest, slug: str, locale: str) -> HttpResponse:
    """The editor, where a draft is open; else what there is to read, with the way to begin one."""
    viewer = viewer_of(request)
    sheet = drafts.sheet(viewer, slug)
    language = page.language_of(sheet, locale)
    if request.method == "POST":
        return _written(request, sheet, drafts.revision(viewer, request.POST.get("revision", "")), locale)
    if language.open_state is State.DRAFT:
        card = drafts.revision(viewer, language.open_revision)
        return page.shown(request, sheet, card, page.as_typed(card))
    revision_id = language.open_revision or next((each.public_id for each in drafts.history(viewer, slug, locale)), "")
    if revision_id:
        return redirect("editor:revision", revision_id)
    context = {"sheet": sheet, "language": language, "locale_name": locales.name(locale)}
    return render(request, "editor/unwritten.html", context)


@policy(Who.STAFF, needs=Capability.EDIT_ARTICLES, objects="every article", rate=Rate.WRITE)
@require_POST
def draft(request: HttpRequest, slug: str, locale: str) -> HttpResponse:
    """A draft that goes on from what is out; where one is open already, that one."""
    with suppress(DraftOpen):
        editing.begin(viewer_of(request), slug, locale_of(locale))
    query = "?beside=1" if request.POST.get("beside") else ""
    return HttpResponseRedirect(reverse("editor:writing", args=[slug, locale]) + query)


def _created(request: HttpRequest) -> HttpResponse:
    posted = request.POST
    title, locale = posted.get("title", "").strip(), posted.get("locale", "")
    words = Words(title, body=_beginning(kind_of(posted.get("kind", ""))), keywords=listed(posted.get("keywords", "")))
    slug = posted.get("slug", "").strip() or slugify(title)[:80]
    try:
        card = editing.create(viewer_of(request), slug, description_of(request), locale=locale, words=words)
    except KefuError as error:
        problem = error.message if slug else _("Give it an address: small letters, digits and hyphens.")
        return _new(request, {**posted.dict(), "slug": slug}, problem=str(problem), status=error.status)
    return redirect("editor:writing", card.slug, card.locale)


def _beginning(kind: Kind) -> str:
    """A guide begins with the parts it must have."""
    return GUIDE if kind is Kind.GUIDE else ""


def _new(request: HttpRequest, given: dict[str, str], *, problem: str = "", status: int = 200) -> HttpResponse:
    context = {
        "given": given,
        "problem": problem,
        "places": sections.places(reader()),
        "kinds": [(kind.value, label) for kind, label in wording.KINDS.items()],
        "locales": [(code, locales.name(code)) for code in locales.every()],
    }
    return render(request, "editor/new.html", context, status=status)


def _written(request: HttpRequest, sheet: ArticleSheet, card: RevisionCard, locale: str) -> HttpResponse:
    """Kept, submitted, or only shown; what is refused stands in the form again with what to do."""
    if (card.slug, card.locale) != (sheet.slug, locale):
        raise NotFound
    act = request.POST.get("act", "save")
    typed = Typed(words_of(request), version=_version(request), is_saved=False)
    if act == "preview":
        return page.shown(request, sheet, card, typed)
    try:
        kept = _kept(request, card, typed, act)
    except KefuError as error:
        return _refused(request, sheet, card, typed, error)
    if wants_json(request):
        return JsonResponse({"version": kept.version})
    if kept.state is not State.DRAFT:
        return redirect("editor:revision", kept.public_id)
    query = f"?{urlencode({'beside': 1})}" if request.POST.get("beside") else ""
    return HttpResponseRedirect(reverse("editor:writing", args=[sheet.slug, locale]) + query)


def _kept(request: HttpRequest, card: RevisionCard, typed: Typed, act: str) -> RevisionCard:
    viewer, key = viewer_of(request), card.public_id
    saved = editing.save(viewer, key, typed.words, version=typed.version, is_up_to_date=act == "up-to-date")
    return editing.submit(viewer, key, version=saved.version) if act == "submit" else saved


def _refused(
    request: HttpRequest, sheet: ArticleSheet, card: RevisionCard, typed: Typed, error: KefuError
) -> HttpResponse:
    """A submission that the lints refuse was saved before: the form goes on from there."""
    if wants_json(request):
        return JsonResponse({"error": {"code": error.code, "message": str(error.message)}}, status=error.status)
    now = drafts.revision(viewer_of(request), card.public_id)
    told = replace(typed, problem=error.message, status=error.status, is_refused=wording.is_of_lints(error))
    if isinstance(error, DraftMoved):
        told = page.moved(told, now)
    elif now.version == typed.version + 1 and now.words.body == typed.words.body.replace("\r\n", "\n"):
        told = replace(told, words=now.words, version=now.version, is_saved=True)
    return page.shown(request, sheet, now, told)


def _version(request: HttpRequest) -> int:
    value = request.POST.get("version", "")
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 10 else 0
