"""What a desk request asks for, read once and checked."""

import re
from typing import cast

from django.http import HttpRequest

from kefu.conversations.kinds import Author, AuthorKind
from kefu.people.access import Viewer
from kefu.web.desk.chosen import Chosen

_OPEN = re.compile(r"/desk/c/([a-z2-7]{26})/")


def viewer_of(request: HttpRequest) -> Viewer:
    """The viewer the edge found; the policy has already let it in."""
    return cast("Viewer", request.viewer)  # type: ignore[attr-defined]


def author_of(request: HttpRequest) -> Author:
    return Author(kind=AuthorKind.AGENT, id=viewer_of(request).id)


def chosen_of(request: HttpRequest) -> Chosen:
    """The list the page shows; one's own where the address says nothing we know."""
    return Chosen.read(request.GET.dict())


def open_on_page(request: HttpRequest) -> str:
    """The conversation that the page shows which sent this; empty if it shows none."""
    found = _OPEN.search(request.headers.get("HX-Current-URL", ""))
    return found[1] if found else ""


def is_htmx(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


def is_partial(request: HttpRequest) -> bool:
    """A page that is already there wants one part of it changed."""
    return is_htmx(request) and request.headers.get("HX-Request-Type") == "partial"
