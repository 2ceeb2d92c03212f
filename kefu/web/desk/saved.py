"""Lists under a name: one's own, and those that leads share with all. The only writer of saved views."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from kefu.kit.errors import Invalid, NotFound
from kefu.kit.text import clean_line
from kefu.people.access import Rate, Viewer, Who, policy, require
from kefu.people.capabilities import Capability
from kefu.web.desk.asked import viewer_of
from kefu.web.desk.chosen import Chosen
from kefu.web.desk.models import SavedView

MOST = 50
NAME_CHARS = 40
SHARES = Capability.MANAGE_TEAMS


@dataclass(frozen=True, slots=True)
class View:
    """`query` is the address of its list; `is_mine` lets one change it."""

    public_id: str
    name: str
    query: str
    is_shared: bool
    is_mine: bool


def view_of(viewer: Viewer, row: Sequence[Any]) -> View:
    """Public id, name, filter (as JSON or as what that says), whether it is shared, owner. What is stored is read as an
    address is: a view of an older release still leads to a list.
    """
    public_id, name, stored, is_shared, owner = row
    if isinstance(stored, str):
        stored = json.loads(stored)
    query = f"{Chosen.read(stored if isinstance(stored, dict) else {}).query}&view={public_id}"
    return View(public_id, name, query, bool(is_shared), is_mine=owner == viewer.id)


@policy(Who.STAFF, needs=Capability.READ_CONVERSATIONS, objects="own views", rate=Rate.WRITE)
@require_POST
def views(request: HttpRequest) -> HttpResponse:
    """Keep the list of these filters as `name`; `shared` for all, by leads."""
    viewer = viewer_of(request)
    is_shared = _shared(viewer, request)
    own = SavedView.objects.filter(owner=viewer.id)
    if own.count() >= MOST:
        raise Invalid(_("You have as many views as fit. Remove one first."))
    last = own.aggregate(last=models.Max("position"))["last"] or 0
    row = SavedView.objects.create(
        owner_id=viewer.id,
        is_shared=is_shared,
        name=_name(request),
        filter=Chosen.read(request.POST.dict()).to_json(),
        position=last + 1,
    )
    return _to(viewer, row)


@policy(Who.STAFF, needs=Capability.READ_CONVERSATIONS, objects="own views", rate=Rate.WRITE)
@require_POST
def view(request: HttpRequest, view_id: str) -> HttpResponse:
    """Another `name`, shared or not, or one place `up` the order. Only its owner changes a view."""
    viewer = viewer_of(request)
    row = _own(viewer, view_id)
    if "up" in request.POST:
        _move_up(row)
    else:
        row.name, row.is_shared = _name(request), _shared(viewer, request)
        row.save(update_fields=["name", "is_shared"])
    return _to(viewer, row)


@policy(Who.STAFF, needs=Capability.READ_CONVERSATIONS, objects="own views", rate=Rate.WRITE)
@require_POST
def removal(request: HttpRequest, view_id: str) -> HttpResponse:
    """The list stays on the screen, under no name."""
    row = _own(viewer_of(request), view_id)
    row.delete()
    return redirect(f"{reverse('desk:inbox')}?{Chosen.read(row.filter).query}")


def _own(viewer: Viewer, view_id: str) -> SavedView:
    row = SavedView.objects.filter(public_id=view_id, owner=viewer.id).first()
    if row is None:
        raise NotFound
    return row


def _move_up(row: SavedView) -> None:
    above = SavedView.objects.filter(owner=row.owner_id, position__lt=row.position).order_by("-position").first()
    if above is not None:
        row.position, above.position = above.position, row.position
        SavedView.objects.bulk_update([row, above], ["position"])


def _name(request: HttpRequest) -> str:
    name = clean_line(request.POST.get("name", ""), max_chars=NAME_CHARS)
    if not name:
        raise Invalid(_("Give the view a name."))
    return name


def _shared(viewer: Viewer, request: HttpRequest) -> bool:
    is_shared = bool(request.POST.get("shared"))
    if is_shared:
        require(viewer, SHARES)
    return is_shared


def _to(viewer: Viewer, row: SavedView) -> HttpResponse:
    return redirect(f"{reverse('desk:inbox')}?{_query(viewer, row)}")


def _query(viewer: Viewer, row: SavedView) -> str:
    return view_of(viewer, (row.public_id, row.name, row.filter, row.is_shared, row.owner_id)).query
