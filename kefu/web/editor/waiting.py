"""What waits: for the viewer's decision, for somebody else's, for its moment, and the viewer's own drafts."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from kefu.knowledge import drafts, locales
from kefu.knowledge.drafts import RevisionCard
from kefu.knowledge.kinds import State
from kefu.knowledge.states import is_own_work
from kefu.people.access import Viewer, Who, policy
from kefu.people.capabilities import Capability
from kefu.web.editor.asked import viewer_of


@dataclass(frozen=True, slots=True)
class Group:
    key: str
    title: str | Promise
    empty: str | Promise
    cards: Sequence[tuple[RevisionCard, str]]


@policy(Who.STAFF, needs=Capability.EDIT_ARTICLES, objects="every open revision")
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    viewer = viewer_of(request)
    return render(request, "editor/queue.html", {"groups": _groups(viewer)})


def _groups(viewer: Viewer) -> list[Group]:
    waiting = drafts.queue(viewer)
    may_review = Capability.REVIEW_ARTICLES in viewer.capabilities
    in_review = [card for card in waiting if card.state is State.IN_REVIEW]
    mine = [card for card in in_review if may_review and not is_own_work(viewer.id, card.writers)]
    others = [card for card in in_review if card not in mine]
    groups = [
        Group("others", _("Waits for somebody else"), _("Nothing of it waits for another reviewer."), _named(others)),
        Group(
            "scheduled",
            _("Goes out by itself"),
            _("What is approved for a later moment comes here."),
            _named([card for card in waiting if card.state is State.SCHEDULED]),
        ),
        Group(
            "drafts",
            _("Your drafts"),
            _("What you write and have not submitted comes here."),
            _named([card for card in drafts.own(viewer) if card.state is State.DRAFT]),
        ),
    ]
    if may_review:
        told = _("What colleagues submit comes here, longest waiting first.")
        groups.insert(0, Group("mine", _("Waits for your decision"), told, _named(mine)))
    return groups


def _named(cards: Sequence[RevisionCard]) -> list[tuple[RevisionCard, str]]:
    return [(card, locales.name(card.locale)) for card in cards]
