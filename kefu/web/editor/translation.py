"""A translation beside its source: the writing page with the source's words at its side."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from kefu.kit.errors import NotFound
from kefu.knowledge import drafts, locales
from kefu.knowledge.kinds import State
from kefu.people.access import Who, policy
from kefu.people.capabilities import Capability
from kefu.web.editor import page
from kefu.web.editor.asked import viewer_of


@policy(Who.STAFF, needs=Capability.EDIT_ARTICLES, objects="every article")
@require_safe
def translation(request: HttpRequest, slug: str, locale: str) -> HttpResponse:
    """To the writing page, if a draft is open; else what changed in the source, with the way to begin one."""
    viewer = viewer_of(request)
    sheet = drafts.sheet(viewer, slug)
    language = page.language_of(sheet, locale)
    if locale == sheet.source_locale:
        raise NotFound
    if language.open_state is State.DRAFT:
        return HttpResponseRedirect(f"{reverse('editor:writing', args=[slug, locale])}?beside=1")
    context = {
        "sheet": sheet,
        "language": language,
        "locale_name": locales.name(locale),
        "beside": page.beside(viewer, sheet, locale),
    }
    return render(request, "editor/unwritten.html", context)
