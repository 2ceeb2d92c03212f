"""Pictures and videos of articles: taken in with what is to be seen on them, described anew, taken away."""

from collections.abc import Mapping
from typing import BinaryIO, cast

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kefu.files import uploads
from kefu.kit.errors import KefuError, NotAllowed
from kefu.kit.text import clean_line
from kefu.knowledge import locales, media_shelf
from kefu.knowledge.errors import BadArticle, BadMedia
from kefu.knowledge.media_shelf import MediaCard, NewMedia
from kefu.people.access import Rate, Who, policy
from kefu.people.capabilities import Capability
from kefu.web.editor import asked
from kefu.web.editor.asked import MAX_QUERY_CHARS, locale_of, reader, viewer_of, wants_json

MOST_SHOWN = 200


@policy(Who.STAFF, needs=Capability.EDIT_ARTICLES, objects="every picture of articles", rate=Rate.UPLOAD)
@require_http_methods(["GET", "HEAD", "POST"])
def pictures(request: HttpRequest) -> HttpResponse:
    """All of them; a POST adds one and answers scripts with the Markdown that shows it."""
    if request.method != "POST":
        return _shown(request)
    try:
        card = _added(request)
    except KefuError as error:
        if wants_json(request):
            return JsonResponse({"error": {"code": error.code, "message": str(error.message)}}, status=error.status)
        return _shown(request, problem=error.message, status=error.status)
    if wants_json(request):
        return JsonResponse({"markdown": _markdown(request, card)}, status=201)
    return redirect("editor:pictures")


@policy(Who.STAFF, needs=Capability.EDIT_ARTICLES, objects="every picture of articles", rate=Rate.WRITE)
@require_POST
def picture(request: HttpRequest, picture_id: str) -> HttpResponse:
    """`act`: describe it in other words, or remove it, which what shows it forbids."""
    viewer = viewer_of(request)
    try:
        if request.POST.get("act") == "remove":
            media_shelf.remove(viewer, picture_id)
        else:
            media_shelf.describe(viewer, picture_id, alts=_alts(request))
    except (BadArticle, BadMedia, NotAllowed) as error:
        return _shown(request, problem=error.message, status=error.status)
    return redirect("editor:pictures")


def _added(request: HttpRequest) -> MediaCard:
    """What the shelf refuses does not stay among the files that wait."""
    viewer = viewer_of(request)
    kept: list[str] = []
    try:
        file = _kept(request, "file", kept)
        captions = {
            locale: _kept(request, f"captions-{locale}", kept)
            for locale in locales.every()
            if f"captions-{locale}" in request.FILES
        }
        posted = request.POST
        new = NewMedia(posted.get("name", "").strip(), _alts(request), posted.get("poster", "").strip(), captions)
        return media_shelf.add(viewer, file, new)
    except KefuError:
        for upload_id in kept:
            uploads.forget(viewer, upload_id)
        raise


def _kept(request: HttpRequest, field: str, kept: list[str]) -> str:
    """The id under which the files room took it in."""
    sent = request.FILES.get(field)
    if sent is None or sent.file is None:
        raise BadMedia(_("Choose a picture."))
    ref = uploads.receive(viewer_of(request), cast("BinaryIO", sent.file), name=sent.name or "picture")
    kept.append(ref.id)
    return ref.id


def _alts(request: HttpRequest) -> Mapping[str, str]:
    return {locale: request.POST.get(f"alt-{locale}", "") for locale in locales.every()}


def _markdown(request: HttpRequest, card: MediaCard) -> str:
    """In the language of the text it is put into."""
    locale = request.POST.get("locale", "")
    alt = locales.words(dict(card.alts), locale_of(locale) if locale else reader())
    caption = clean_line(request.POST.get("caption", ""), max_chars=200).replace('"', "”")
    said = alt.replace("[", "(").replace("]", ")")
    return f'![{said}](media:{card.name} "{caption}")' if caption else f"![{said}](media:{card.name})"


def _shown(request: HttpRequest, *, problem: str | Promise = "", status: int = 200) -> HttpResponse:
    viewer, query = viewer_of(request), request.GET.get("q", "")[:MAX_QUERY_CHARS].strip()
    context = {
        "cards": media_shelf.every(viewer, query=query, limit=MOST_SHOWN),
        "query": query,
        "problem": problem,
        "may_remove": Capability.REVIEW_ARTICLES in viewer.capabilities,
        "alt_locales": asked.alt_locales(),
        "caption_locales": [(code, locales.name(code)) for code in locales.every()],
    }
    return render(request, "editor/pictures.html", context, status=status)
