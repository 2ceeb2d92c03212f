"""What an agent is told, where and when: their page of choices, their browsers, and what the open desk needs to know."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kefu.kit import clock, vapid, webpush
from kefu.kit.errors import Invalid
from kefu.people import sessions
from kefu.people.access import Rate, Viewer, Who, policy
from kefu.ui import browsers as browsers_named
from kefu.watchers.notify import jobs, preferences, subscriptions
from kefu.watchers.notify.rules import FOR_AGENTS, Reason, Span, quiet_spans
from kefu.web.desk.asked import viewer_of
from kefu.web.desk.layout import layout_for
from kefu.web.desk.notice_form import NoticeForm

KNOWN_AHEAD = timedelta(days=2)
MAX_BODY_BYTES = 4_096


@dataclass(frozen=True, slots=True)
class Choice:
    """One reason's line in the table."""

    value: str
    label: str
    rings: bool
    pushes: bool


@policy(Who.STAFF, objects="own choices", rate=Rate.WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def notices(request: HttpRequest) -> HttpResponse:
    viewer = viewer_of(request)
    chosen = preferences.preferences_for(viewer)
    form = NoticeForm(
        request.POST if request.method == "POST" else None,
        chosen=chosen,
        hours=preferences.last_quiet_hours(viewer),
    )
    if request.method == "POST" and form.is_valid():
        preferences.choose(viewer, form.chosen(), hours=form.hours())
        return redirect("desk:notices")
    return render(request, "desk/notices.html", _shown(viewer, form), status=422 if form.errors else 200)


@policy(Who.STAFF, objects="own choices")
@require_safe
def told(request: HttpRequest) -> JsonResponse:
    """For the open desk: what rings, how, and the quiet times of the next two days as moments."""
    viewer = viewer_of(request)
    chosen, now = preferences.preferences_for(viewer), clock.now()
    spans = quiet_spans(chosen.quiet, since=now, until=now + KNOWN_AHEAD) if chosen.quiet else []
    if chosen.silent_until is not None and chosen.silent_until > now:
        spans.append(Span(now, chosen.silent_until))
    answer = {
        "rings": sorted(chosen.rings),
        "sound": chosen.sound.value,
        "volume": chosen.volume,
        "quiet": [[_ms(span.starts_at.timestamp()), _ms(span.ends_at.timestamp())] for span in spans],
        "pushes": subscriptions.has_any(viewer),
    }
    return JsonResponse(answer)


@policy(Who.STAFF, objects="own notices", rate=Rate.WRITE)
@require_POST
def sight(request: HttpRequest) -> HttpResponse:
    """This desk is in sight and has told its person: nothing needs to be pushed to their browsers."""
    jobs.seen_now(viewer_of(request))
    return HttpResponse(status=204)


@policy(Who.STAFF, objects="own browser", rate=Rate.WRITE)
@require_POST
def browsers(request: HttpRequest) -> JsonResponse:
    """This browser may be told, as long as its session lives."""
    endpoint, keys = _subscription(request)
    label = browsers_named.label(request.headers.get("User-Agent", ""))
    reader = sessions.with_locale(viewer_of(request), get_language())
    given = subscriptions.subscribe(reader, endpoint=endpoint, keys=keys, label=label)
    return JsonResponse({"id": given}, status=201)


@policy(Who.STAFF, objects="own browser", rate=Rate.WRITE)
@require_POST
def removal(request: HttpRequest, browser_id: str) -> HttpResponse:
    subscriptions.unsubscribe(viewer_of(request), browser_id)
    return redirect("desk:notices")


@policy(Who.STAFF, objects="own browser", rate=Rate.WRITE)
@require_POST
def trial(request: HttpRequest, browser_id: str) -> HttpResponse:
    """One notice to see whether it arrives."""
    jobs.add_trial(subscriptions.mine(viewer_of(request), browser_id))
    return redirect("desk:notices")


def _shown(viewer: Viewer, form: NoticeForm) -> dict[str, object]:
    return {
        "form": form,
        "choices": _choices(form),
        "browsers": subscriptions.browsers_of(viewer),
        "push_key": vapid.public(),
        "layout": layout_for(viewer),
        "silent_until": preferences.preferences_for(viewer).silent_until if form.is_silent else None,
    }


def _choices(form: NoticeForm) -> Sequence[Choice]:
    labels = {
        Reason.MINE: _("A customer writes in a conversation of mine"),
        Reason.UNASSIGNED: _("A customer waits for somebody"),
        Reason.MENTION: _("A colleague names me in a note"),
        Reason.ASSIGNED: _("A conversation is given to me"),
        Reason.WOKEN: _("A conversation I put aside comes back"),
        Reason.DUE: _("A promised answer is due, with me or with nobody"),
    }
    rings, pushes = form["rings"].value() or [], form["pushes"].value() or []
    return [Choice(r.value, labels[r], rings=r.value in rings, pushes=r.value in pushes) for r in FOR_AGENTS]


def _subscription(request: HttpRequest) -> tuple[str, webpush.Keys]:
    """What `PushSubscription.toJSON()` gave. Invalid if it is anything else."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > MAX_BODY_BYTES:
        raise Invalid
    try:
        sent = json.loads(request.body)
        endpoint, keys = sent["endpoint"], webpush.Keys(p256dh=sent["keys"]["p256dh"], auth=sent["keys"]["auth"])
    except (ValueError, KeyError, TypeError) as error:
        raise Invalid from error
    if not all(isinstance(text, str) for text in (endpoint, keys.p256dh, keys.auth)):
        raise Invalid
    return endpoint, keys


def _ms(seconds: float) -> int:
    return int(seconds * 1000)
