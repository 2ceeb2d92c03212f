"""One thing that is asked for, with what was sent and who opened it; and all of a customer's together."""

from typing import BinaryIO, cast
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods, require_safe

from kefu.files import vault
from kefu.kit import ids, wake
from kefu.kit.errors import Invalid, KefuError, NotFound
from kefu.people.access import Rate, Viewer, Who, policy
from kefu.safeguards import account_appeals_store, vault_asks, vault_shown
from kefu.safeguards.vault_asks import Asked
from kefu.web.door import visitor
from kefu.web.origins import from_our_pages
from kefu.web.spoken import spoken
from kefu.web.vault import words
from kefu.web.vault.places import nothing_here, show


@policy(Who.ANYONE, objects="own papers, of whoever came from their chat", rate=Rate.READ)
@require_safe
@spoken
def own(request: HttpRequest) -> HttpResponse:
    viewer = visitor(request)
    if viewer is None:
        return nothing_here(request, is_known=False)
    open_ones = {each.id for each in vault_asks.open_for(viewer)}
    asks = [words.ask(each) for each in vault_shown.own(viewer)]
    return show(request, "vault/own.html", {"asks": asks, "open_ones": open_ones})


@policy(Who.ANYONE, objects="what the visitor was asked for", rate=Rate.UPLOAD)
@from_our_pages
@require_http_methods(["GET", "HEAD", "POST"])
@spoken
def ask(request: HttpRequest, ask_id: str) -> HttpResponse:
    viewer = visitor(request)
    if viewer is None:
        return nothing_here(request, is_known=False)
    problem: KefuError | None = None
    try:
        if request.method == "POST":
            vault_asks.send(viewer, ask_id, _file(request), form=request.POST.get("form", ""))
            wake.wake(account_appeals_store.TOPIC, [])  # an appeal that waits for it goes on at once
            return _done(request)
    except NotFound:
        return nothing_here(request, is_known=True)
    except KefuError as error:
        problem = error
    try:
        return _page(request, viewer, vault_asks.asked_of(viewer, ask_id), problem)
    except NotFound:
        return nothing_here(request, is_known=True)


def _page(request: HttpRequest, viewer: Viewer, asked: Asked, problem: KefuError | None) -> HttpResponse:
    card = vault_shown.own_ask(viewer, asked.id)
    told: dict[str, object] = {
        "asked": asked,
        "name": words.name(asked.kind),
        "how": words.how(asked.kind),
        "card": words.ask(card) if card else None,
        "is_face": words.is_face(asked.kind),
        "form": request.POST.get("form", "") or ids.token(),
        "accept": vault.accepted(),
        "most_mb": settings.UPLOAD_MAX_BYTES // 2**20,
        "stays": words.stays(),
        "problem": problem.message if problem else "",
        "has_arrived": "sent" in request.GET,
    }
    return show(request, "vault/ask.html", told, status=problem.status if problem else 200)


def _file(request: HttpRequest) -> BinaryIO:
    """Of the two ways to give one, the one that was used."""
    found = next((file for name in ("photo", "picture") if (file := request.FILES.get(name)) and file.size), None)
    if found is None or not request.POST.get("form"):
        raise Invalid(words.choose_one())
    return cast("BinaryIO", found)


def _done(request: HttpRequest) -> HttpResponse:
    """Looked at again with GET, however it was sent."""
    told = {"sent": "1", "locale": request.GET.get("locale", "")[:16]}
    response = HttpResponseRedirect(f"{request.path}?{urlencode(told)}")
    response.status_code = 303
    return response
