"""A revision to read and decide on, all of a text's, and what differs between two."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.views.decorators.http import require_POST, require_safe

from kefu.kit.errors import KefuError
from kefu.knowledge import catalogue, drafts, editing, locales
from kefu.knowledge.drafts import RevisionCard
from kefu.knowledge.errors import OwnWork
from kefu.knowledge.kinds import OPEN, State
from kefu.knowledge.states import is_own_work, may_take_back
from kefu.people.access import Rate, Viewer, Who, policy
from kefu.people.capabilities import Capability
from kefu.web.editor import changes, wording
from kefu.web.editor.asked import locale_of, viewer_of
from kefu.web.editor.page import language_of
from kefu.web.editor.previews import preview


@policy(Who.STAFF, needs=Capability.EDIT_ARTICLES, objects="every revision")
@require_safe
def revision(request: HttpRequest, revision_id: str) -> HttpResponse:
    return shown(request, drafts.revision(viewer_of(request), revision_id))


@policy(Who.STAFF, needs=Capability.EDIT_ARTICLES, objects="every revision")
@require_safe
def history(request: HttpRequest, slug: str, locale: str) -> HttpResponse:
    """Newest first. Two that were chosen are held against each other; without a choice the newest and the one before."""
    viewer = viewer_of(request)
    sheet = drafts.sheet(viewer, slug)
    cards = drafts.history(viewer, slug, locale_of(locale))
    by_id = {card.public_id: card for card in cards}
    new = by_id.get(request.GET.get("new", "")) or (cards[0] if cards else None)
    old = by_id.get(request.GET.get("old", "")) or next((card for card in cards[1:2]), None)
    context = {
        "sheet": sheet,
        "locale": locale,
        "locale_name": locales.name(locale),
        "cards": [(card, wording.STATES[card.state], wording.MEANINGS.get(card.state, "")) for card in cards],
        "old": old,
        "new": new,
        "rows": changes.between(old.words, new.words) if old and new else [],
        "has_open": bool(language_of(sheet, locale).open_revision),
    }
    return render(request, "editor/history.html", context)


@policy(Who.STAFF, needs=Capability.EDIT_ARTICLES, objects="every revision", rate=Rate.WRITE)
@require_POST
def restoration(request: HttpRequest, revision_id: str) -> HttpResponse:
    """Its words as a new draft; the history stays as it is."""
    viewer = viewer_of(request)
    card = drafts.revision(viewer, revision_id)
    try:
        editing.restore(viewer, revision_id)
    except KefuError as error:
        return shown(request, card, problem=error.message, status=error.status)
    return redirect("editor:writing", card.slug, card.locale)


def shown(
    request: HttpRequest,
    card: RevisionCard,
    *,
    problem: str | Promise = "",
    status: int = 200,
    is_refused: bool = False,
) -> HttpResponse:
    """With what may be done with it by this viewer. A refused decision shows again what was typed for it.

    `is_refused`: what is wrong with the words is the reason, and is listed.
    """
    viewer = viewer_of(request)
    sheet = drafts.sheet(viewer, card.slug)
    language = language_of(sheet, card.locale)
    is_out = card.state is State.PUBLISHED
    context = {
        "card": card,
        "sheet": sheet,
        "language": language,
        "locale_name": locales.name(card.locale),
        "state": wording.STATES[card.state],
        "meaning": wording.MEANINGS.get(card.state, ""),
        "kind": wording.KINDS[sheet.kind],
        "audience": wording.AUDIENCES[sheet.audience],
        "preview": preview(card.words, kind=sheet.kind, checked_on=sheet.checked_on, locale=card.locale),
        "rows": changes.rows(drafts.changes(viewer, card.public_id)) if not is_out and language.is_out else [],
        "expires_at": catalogue.expires_at(viewer, card.slug, card.locale) if is_out else None,
        "problem": problem,
        "is_refused": is_refused,
        "typed": request.POST,
        **_rights(viewer, card),
    }
    return render(request, "editor/revision.html", context, status=status)


def _rights(viewer: Viewer, card: RevisionCard) -> dict[str, object]:
    """Who wrote any of it is told why somebody else decides."""
    may_review = Capability.REVIEW_ARTICLES in viewer.capabilities
    waits = card.state is State.IN_REVIEW
    is_own = is_own_work(viewer.id, card.writers)
    return {
        "waits": waits,
        "may_review": may_review,
        "may_decide": waits and may_review and not is_own,
        "own_work": OwnWork.default_message if waits and may_review and is_own else "",
        "may_take_back": card.state in OPEN
        and may_take_back(viewer.id, card.writers, card.state, is_reviewer=may_review),
        "is_out": card.state is State.PUBLISHED,
        "is_past": card.state in {State.SUPERSEDED, State.WITHDRAWN},
    }
