"""What came in and could not be read or appended: seen, tried anew or let go by those who may."""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from kefu.channels import parked
from kefu.kit.errors import Invalid, NotFound
from kefu.people.access import Rate, Who, policy
from kefu.people.capabilities import Capability
from kefu.web.desk.asked import viewer_of
from kefu.web.desk.layout import layout_for

OBJECTS = "all that waits, its sender masked"
_NOT_APPENDED: str | Promise = _("The conversation did not take it ({code}). Try again once that is different.")
_WHY: Mapping[str, str | Promise] = {
    "empty": _("There is nothing in it."),
    "oversized": _("It is too large, or no mail at all."),
    "no_sender": _("It names no sender, or one that reads in two ways: whoever wrote it hides."),
    "says_it_is_us": _(
        "It says that it comes from an address of ours, and nothing proves that: most likely a forgery."
    ),
    "sealed": _("It cannot be opened: the server's secret key was changed while it lay here."),
    "broken": _("A fault of ours: the server's log tells. Try again after the next update."),
    "gave_up": _("Something that it needs did not answer for an hour and a half. Try again."),
    "TryAgain": _("The database was too busy, again and again. Try again."),
    "TooMany": _("Too much came at once. Try again."),
    "Untold": _("The name servers did not answer, so its sender could not be checked. Try again."),
    "ended": _("Its conversation was ended for good."),
    "paused": _("Its conversation is paused. Try again when the pause is over."),
}
DONE: Mapping[str, str | Promise] = {
    "again": _("It is looked at again within seconds. If it cannot be taken in, it comes back here."),
    "dropped": _("It is gone. That it came stays known, so it does not come again."),
}


@policy(Who.STAFF, needs=Capability.SEE_TO_ARRIVALS, objects=OBJECTS)
@never_cache
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    viewer = viewer_of(request)
    found = parked.waiting_for(viewer)
    context = {
        "layout": layout_for(viewer),
        "waiting": [(each, _words(each.why)) for each in found],
        "more": max(0, parked.count_for(viewer) - len(found)),
        "text": DONE.get(request.GET.get("done", ""), ""),
    }
    return render(request, "desk/parked.html", context)


@policy(Who.STAFF, needs=Capability.SEE_TO_ARRIVALS, objects=OBJECTS, rate=Rate.WRITE)
@require_POST
def decision(request: HttpRequest, row: int) -> HttpResponse:
    """Try it anew, or let it go: for that, a tick says that it is meant."""
    viewer, wanted = viewer_of(request), request.POST.get("decision", "")
    if row >= 2**63:
        raise NotFound
    if wanted == "again":
        parked.try_again(viewer, row)
        return redirect("/desk/parked/?done=again")
    if wanted != "drop" or request.POST.get("sure") != "yes":
        raise Invalid
    parked.drop(viewer, row)
    return redirect("/desk/parked/?done=dropped")


def _words(why: str) -> str:
    return str(_WHY.get(why) or str(_NOT_APPENDED).format(code=why))
