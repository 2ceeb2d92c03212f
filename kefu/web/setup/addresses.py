"""Our own addresses outside, for administrators: how each fares, its form, a try, and taking it out of use.

Whoever gives power (a server's name, a password, a try) shows first that it is them; who takes it away is not held up by that.
"""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, cast
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kefu.channels import accounts, mailboxes
from kefu.channels.contract import AccountRecord
from kefu.channels.form import Setup, Unfit
from kefu.kit.errors import Invalid, NotFound
from kefu.people import desk_sessions
from kefu.people.access import Rate, Viewer, Who, policy
from kefu.people.capabilities import Capability
from kefu.web.setup import forms

OBJECTS = "all addresses of ours, without their secrets"
View = Callable[..., HttpResponse]


def confirmed(view: View) -> View:
    """They come back to the page it is on, and press once more."""

    @wraps(view)
    def held(request: HttpRequest, **given: Any) -> HttpResponse:
        if desk_sessions.is_confirmed(request):
            return view(request, **given)
        back = reverse("setup:address", args=[given["row"]]) if "row" in given else request.path
        return redirect(f"{reverse('confirmation')}?{urlencode({'next': back})}")

    return held


@policy(Who.STAFF, needs=Capability.MANAGE_MAILBOXES, objects=OBJECTS)
@never_cache
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    found, health = mailboxes.all_for(_viewer(request)), accounts.health()
    told = {"addresses": [(each, health[each.id]) for each in found if each.id in health], "setups": mailboxes.setups()}
    return render(request, "setup/addresses.html", told)


@policy(Who.STAFF, needs=Capability.MANAGE_MAILBOXES, objects=OBJECTS, rate=Rate.WRITE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@confirmed
def new(request: HttpRequest, channel: str) -> HttpResponse:
    """A form, or what it says; what was refused stands in it again, but for secrets."""
    setup = mailboxes.setups().get(channel)
    if setup is None:
        raise NotFound
    if request.method != "POST":
        return _form(request, setup, None)
    try:
        common = forms.common(request.POST, setup, channel=channel)
        if accounts.account_at(channel, common.address) is not None:
            raise Unfit("address", _("This address is there already: change it instead."))
        told = setup.read(forms.sent(request.POST, setup), None)
    except Unfit as unfit:
        return _form(request, setup, None, unfit=unfit)
    return _back(mailboxes.save_for(_viewer(request), common, told, known=None), "saved")


@policy(Who.STAFF, needs=Capability.MANAGE_MAILBOXES, objects=OBJECTS, rate=Rate.WRITE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def address(request: HttpRequest, row: int) -> HttpResponse:
    known = _known(request, row)
    return _changed(request, row=row) if request.method == "POST" else _form(request, _setup(known), known)


@policy(Who.STAFF, needs=Capability.MANAGE_MAILBOXES, objects=OBJECTS, rate=Rate.WRITE)
@never_cache
@require_POST
@confirmed
def check(request: HttpRequest, row: int) -> HttpResponse:
    """What would keep messages from arriving, in this answer alone."""
    known = _known(request, row)
    faults = mailboxes.checked_for(_viewer(request), known)
    return _form(request, _setup(known), known, faults=faults)


@policy(Who.STAFF, needs=Capability.MANAGE_MAILBOXES, objects=OBJECTS, rate=Rate.WRITE)
@require_POST
def state(request: HttpRequest, row: int) -> HttpResponse:
    """Closed, which a tick confirms, or opened again."""
    known = _known(request, row)
    if request.POST.get("state") == "open":
        return _opened(request, row=row)
    if request.POST.get("sure") != "yes":
        raise Invalid
    if known.is_open:
        mailboxes.put_out_of_use(known, is_open=False, viewer=_viewer(request))
    return _back(known, "closed")


@confirmed
def _changed(request: HttpRequest, *, row: int) -> HttpResponse:
    known = _known(request, row)
    setup = _setup(known)
    try:
        common = forms.common(request.POST, setup, channel=known.channel, known=known)
        told = setup.read(forms.sent(request.POST, setup), known)
    except Unfit as unfit:
        return _form(request, setup, known, unfit=unfit)
    return _back(mailboxes.save_for(_viewer(request), common, told, known=known), "saved")


@confirmed
def _opened(request: HttpRequest, *, row: int) -> HttpResponse:
    known = _known(request, row)
    if not known.is_open:
        mailboxes.put_out_of_use(known, is_open=True, viewer=_viewer(request))
    return _back(known, "opened")


def _form(
    request: HttpRequest,
    setup: Setup,
    known: AccountRecord | None,
    *,
    unfit: Unfit | None = None,
    faults: Sequence[str] | None = None,
) -> HttpResponse:
    context = {
        "known": known,
        "health": accounts.health().get(known.id) if known else None,
        "may_change": desk_sessions.is_confirmed(request),
        "common": forms.shown_common(request.POST if unfit else {}, known, unfit=unfit),
        "parts": forms.shown(setup, known, sent=request.POST if unfit else None, unfit=unfit),
        "problem": str(unfit.words) if unfit else "",
        "faults": faults,
        "records": setup.records(known) if known else (),
        "text": forms.DONE.get(request.GET.get("done", ""), ""),
        "title": known.address if known else setup.label,
    }
    return render(request, "setup/address.html", context, status=400 if unfit else 200)


def _known(request: HttpRequest, row: int) -> AccountRecord:
    if row >= 2**63:
        raise NotFound
    return mailboxes.account_for(_viewer(request), row)


def _setup(known: AccountRecord) -> Setup:
    return mailboxes.setups()[known.channel]


def _back(account: AccountRecord, done: str) -> HttpResponse:
    return redirect(f"{reverse('setup:address', args=[account.id])}?{urlencode({'done': done})}")


def _viewer(request: HttpRequest) -> Viewer:
    """The viewer the edge found; the policy has already let it in."""
    return cast("Viewer", request.viewer)  # type: ignore[attr-defined]
