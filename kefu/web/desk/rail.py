"""What the rail shows beside its doors, on pages that have no list to count for it. Asked for when it is drawn."""

from collections.abc import Callable

from django.http import HttpRequest

from kefu.people.access import Viewer
from kefu.people.capabilities import Capability
from kefu.web.desk import lines


def rail_context(request: HttpRequest) -> dict[str, Callable[[], str]]:
    """`appeals_waiting`: those the viewer may decide on, as the rail shows them; who decides none is not counted for."""

    def appeals_waiting() -> str:
        viewer = getattr(request, "viewer", None)
        if not isinstance(viewer, Viewer) or Capability.DECIDE_APPEALS not in viewer.capabilities:
            return ""
        return lines.tabs(viewer).appeals

    return {"appeals_waiting": appeals_waiting}
