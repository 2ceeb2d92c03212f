"""How an agent's desk looks: dense or roomy, and how wide its columns are. Remembered for them, not for the device."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_POST, require_safe

from kefu.kit.errors import Invalid
from kefu.people.access import Rate, Viewer, Who, policy
from kefu.web.desk.asked import viewer_of
from kefu.web.desk.models import DeskPreference

LEAST_PX, MOST_PX = 240, 480
YEAR_S = 365 * 24 * 3600
WIDTHS = {"list": "list_width_px", "side": "side_width_px"}


@dataclass(frozen=True, slots=True)
class Layout:
    density: str = DeskPreference.Density.COMFORTABLE
    list_width_px: int = 0
    side_width_px: int = 0

    @property
    def has_widths(self) -> bool:
        return bool(self.list_width_px or self.side_width_px)


def layout_for(viewer: Viewer) -> Layout:
    found = DeskPreference.objects.filter(agent=viewer.id).first()
    if found is None:
        return Layout()
    return Layout(density=found.density, list_width_px=found.list_width_px, side_width_px=found.side_width_px)


@policy(Who.STAFF, objects="own preference", rate=Rate.WRITE)
@require_POST
def preference(request: HttpRequest) -> HttpResponse:
    """Any of `density`, `list` and `side` (widths in px, 0 for the usual one)."""
    changed: dict[str, object] = {
        field: _width(request.POST[name]) for name, field in WIDTHS.items() if name in request.POST
    }
    if "density" in request.POST:
        if request.POST["density"] not in DeskPreference.Density.values:
            raise Invalid
        changed["density"] = request.POST["density"]
    DeskPreference.objects.update_or_create(agent_id=viewer_of(request).id, defaults=changed)
    if request.headers.get("Accept") == "application/json":
        return HttpResponse(status=204)
    return redirect("desk:inbox")


@policy(Who.STAFF, objects="none: the widths stand in the address")
@require_safe
def stylesheet(request: HttpRequest) -> HttpResponse:
    """The widths as CSS, so that the page comes as it was left: our policy refuses inline styles, and scripts come late."""
    widths = {name: _width(request.GET.get(name, "0")) for name in WIDTHS}
    rules = "".join(f"--{name}-width:{width}px;" for name, width in widths.items() if width)
    response = HttpResponse(f":root{{{rules}}}", content_type="text/css")
    patch_cache_control(response, private=True, max_age=YEAR_S, immutable=True)
    return response


def _width(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 5):
        raise Invalid
    return min(MOST_PX, max(LEAST_PX, int(text))) if int(text) else 0
