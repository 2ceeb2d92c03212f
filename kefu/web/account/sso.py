"""In by a provider that says who somebody is, and binding one of its people to one of ours. Nobody is bound by an address.

A form of ours leads to a page with a link (`go`), and the link to the provider: the pages' policy lets no form leave.
"""

import logging
import secrets
from dataclasses import asdict
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from kefu.kit import crypto
from kefu.kit.errors import Conflict, NotFound
from kefu.people.access import Rate, Who, policy
from kefu.trust import identities, signins
from kefu.trust.sso import oidc, ways
from kefu.trust.sso.said import Begun, NotProved, Protocol, Said, Why
from kefu.trust.sso.ways import Way
from kefu.web.account import entrance
from kefu.web.edge import viewer_of

logger = logging.getLogger(__name__)

BEGUN, WISH = "sso_begun", "sso_wish"
INVITATION, OWN = "invitation", "own"
STATUS = {Why.CANCELLED: 403, Why.STALE: 403, Why.AWAY: 503, Why.FORGED: 403, Why.FLEETING: 403}


@policy(Who.ANYONE, rate=Rate.WRITE)
@never_cache
@require_safe
def start(request: HttpRequest, protocol: str) -> HttpResponse:
    """To the provider. What this browser sets out with stays in its session, and works once."""
    way = _way(protocol)
    try:
        url, begun = ways.begin(way, is_fresh="fresh" in request.GET)
    except NotProved as problem:
        return refused(request, way, problem)
    wish = request.session.get(WISH)
    is_wished = wish and wish["protocol"] == protocol and crypto.same(request.GET.get("wish", ""), wish["id"])
    told = {"next": entrance.asked_path(request), "wish": wish if is_wished else None}
    request.session[BEGUN] = {**asdict(begun), **told}
    return HttpResponseRedirect(url)


@policy(Who.ANYONE, rate=Rate.WRITE)
@never_cache
@require_safe
def callback(request: HttpRequest) -> HttpResponse:
    """Back from the OpenID provider."""
    way = _way(Protocol.OIDC)
    told = {name: request.GET[name] for name in ("code", "state", "iss", "error") if name in request.GET}
    held = request.session.pop(BEGUN, None)
    try:
        _require_single(request)
        return _back(request, way, held, oidc.finish(_begun(held), told))
    except NotProved as problem:
        return refused(request, way, problem)


@csrf_exempt  # it comes from the provider's page, without our cookie; `finish` holds it against the session
@policy(Who.ANYONE, rate=Rate.WRITE)
@never_cache
@sensitive_post_parameters("SAMLResponse")
@require_POST
def acs(request: HttpRequest) -> HttpResponse:
    """Back from the SAML provider: read here, and carried on sealed to where the session is. RelayState is not looked at."""
    way = _way(Protocol.SAML)
    try:
        answer = ways.saml().take(request.POST.get("SAMLResponse", ""))
    except NotProved as problem:
        return refused(request, way, problem)
    query = urlencode({"answer": ways.saml().sealed(answer)})
    return HttpResponseRedirect(f"{reverse('sso-saml-finish')}?{query}")


@policy(Who.ANYONE, rate=Rate.WRITE)
@never_cache
@require_safe
def finish(request: HttpRequest) -> HttpResponse:
    way = _way(Protocol.SAML)
    held = request.session.pop(BEGUN, None)
    try:
        return _back(request, way, held, ways.saml().finish(_begun(held), request.GET.get("answer", "")))
    except NotProved as problem:
        return refused(request, way, problem)


@policy(Who.ANYONE)
@require_safe
def metadata(request: HttpRequest) -> HttpResponse:
    """What a SAML provider asks us for before it knows us."""
    way = _way(Protocol.SAML)
    try:
        return HttpResponse(ways.saml().metadata(), content_type="application/samlmetadata+xml")
    except NotProved as problem:
        return refused(request, way, problem)


@csrf_exempt  # a server speaks here, and proves itself by its signature
@policy(Who.ANYONE, rate=Rate.WRITE)
@never_cache
@sensitive_post_parameters("logout_token")
@require_POST
def signed_out(request: HttpRequest) -> HttpResponse:
    """The OpenID provider says that somebody is out (Back-Channel Logout 1.0): out of pages and sockets within seconds."""
    _way(Protocol.OIDC)
    try:
        told = oidc.signed_out(request.POST.get("logout_token", ""))
    except NotProved as problem:
        logger.warning("a sign-out from outside was not believed: %s (%s)", problem.why, problem.detail)
        return HttpResponse(status=503 if problem.why is Why.AWAY else 400)
    identities.signed_out(told)
    return HttpResponse(status=200)


def go(request: HttpRequest, way: Way, *, wish: dict[str, Any], leads_to: str) -> HttpResponse:
    """A page that leads on to the provider, for what this browser's owner just wished by a form of ours."""
    request.session[WISH] = {**wish, "id": secrets.token_urlsafe(16), "protocol": way.protocol.value}
    query = urlencode({"wish": request.session[WISH]["id"], "next": leads_to})
    url = f"{reverse('sso', args=[way.protocol.value])}?{query}"
    return render(request, "account/sso_go.html", {"way": way, "url": url})


def invited(request: HttpRequest, way: Way, *, link_id: int) -> HttpResponse:
    """By a sign-in link, which is used up only when the provider has said who it is. In a session nobody prepared."""
    request.session.flush()
    return go(request, way, wish={"what": INVITATION, "link": link_id}, leads_to=reverse("desk:inbox"))


def refused(request: HttpRequest, way: Way, problem: NotProved) -> HttpResponse:
    logger.warning("nobody came in by %s: %s (%s)", way.protocol, problem.why, problem.detail)
    context = {"way": way, "why": problem.why.value}
    return render(request, "account/sso_problem.html", context, status=STATUS[problem.why])


def _back(request: HttpRequest, way: Way, held: dict[str, Any], said: Said) -> HttpResponse:
    wish = held["wish"]
    if wish:
        request.session.pop(WISH, None)
    if wish and wish["what"] == OWN:
        return _linked(request, way, wish, said)
    if wish:
        return _invited(request, way, wish, said, leads_to=held["next"])
    return _in(request, way, said, leads_to=held["next"])


def _in(request: HttpRequest, way: Way, said: Said, *, leads_to: str) -> HttpResponse:
    agent = identities.owner_of(said)
    where = request.META.get("REMOTE_ADDR", "")
    if agent is None:
        signins.by_stranger(None, identities.REFUSED, detail=f"{way.protocol} {where}")
        return _told(request, way, "unknown", said)
    if not agent.is_active:
        signins.by_stranger(agent, identities.REFUSED, detail=f"{way.protocol} {where}")
        return _told(request, way, "disabled", said)
    held = identities.vouched_by(said)
    return entrance.first_shown(request, agent, shown=said.shown, leads_to=leads_to, vouched=held)


def _invited(request: HttpRequest, way: Way, wish: dict[str, Any], said: Said, *, leads_to: str) -> HttpResponse:
    try:
        identities.link_by_invitation(wish["link"], said)
    except NotFound:
        return _told(request, way, "late", said)
    except Conflict:
        return _told(request, way, "taken", said)
    return _in(request, way, said, leads_to=leads_to)


def _linked(request: HttpRequest, way: Way, wish: dict[str, Any], said: Said) -> HttpResponse:
    """The very person who wished it, still signed in as then."""
    agent = entrance.agent_of(request) if viewer_of(request).is_staff else None
    if agent is None or (agent.pk, agent.stamp) != (wish["agent"], wish["stamp"]):
        return refused(request, way, NotProved(Why.STALE, "somebody else is signed in by now"))
    try:
        identities.link(agent, said)
    except Conflict:
        return _told(request, way, "taken", said)
    return redirect(f"{reverse('account')}#identities")


def _told(request: HttpRequest, way: Way, what: str, said: Said) -> HttpResponse:
    context = {"way": way, "why": what, "subject": said.subject, "is_only": settings.SSO_ONLY}
    return render(request, "account/sso_problem.html", context, status=403)


def _begun(held: dict[str, Any] | None) -> Begun:
    if not held:
        raise NotProved(Why.STALE, "nothing was begun in this browser")
    told = {name: value for name, value in held.items() if name not in {"next", "wish", "protocol"}}
    return Begun(protocol=Protocol(held["protocol"]), **told)


def _require_single(request: HttpRequest) -> None:
    """A parameter given twice is read in two ways by somebody."""
    if any(len(request.GET.getlist(name)) > 1 for name in request.GET):
        raise NotProved(Why.FORGED, "a parameter twice")


def _way(protocol: str) -> Way:
    """NotFound where it is not set up."""
    found = ways.way(protocol)
    if found is None:
        raise NotFound
    return found
