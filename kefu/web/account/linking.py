"""A provider's identity among the ways into one's own account: bound while one is signed in, and let go again."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from kefu.kit.errors import Conflict, NotFound
from kefu.people.access import Rate, Who, policy
from kefu.trust import identities
from kefu.trust.sso import ways
from kefu.web.account import entrance, sso


@policy(Who.STAFF, objects="own account", rate=Rate.WRITE)
@never_cache
@require_POST
@entrance.confirmed
def linking(request: HttpRequest) -> HttpResponse:
    """On to the provider; whoever it names then is bound to whoever pressed this."""
    agent, way = entrance.agent_of(request), ways.way(request.POST.get("protocol", ""))
    if way is None:
        raise NotFound
    wish = {"what": sso.OWN, "agent": agent.pk, "stamp": agent.stamp}
    return sso.go(request, way, wish=wish, leads_to=reverse("account"))


@policy(Who.STAFF, objects="own account", rate=Rate.WRITE)
@require_POST
@entrance.confirmed
def unlinking(request: HttpRequest) -> HttpResponse:
    """The last way in stays."""
    try:
        identities.unlink(entrance.agent_of(request), request.POST.get("identity", ""))
    except Conflict:
        return HttpResponseRedirect(f"{reverse('account')}?kept=1#identities")
    return HttpResponseRedirect(f"{reverse('account')}#identities")
