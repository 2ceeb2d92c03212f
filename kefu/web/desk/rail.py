"""What the rail shows beside its doors, on pages that have no list to count for it. Asked for when it is drawn."""

from collections.abc import Callable
from functools import cache

from django.http import HttpRequest

from kefu.people.access import Viewer
from kefu.people.capabilities import Capability
from kefu.web.desk import lines
from kefu.web.desk.layout import Layout, layout_for


def rail_context(request: HttpRequest) -> dict[str, Callable[[], object]]:
    """`appeals_waiting`: those the viewer may decide on, as the rail shows them; who decides none is not counted for.

    `layout`: for the pages of other rooms that stand in the desk's shell; the desk's own hand theirs over.
    """

    def appeals_waiting() -> str:
        viewer = getattr(request, "viewer", None)
        if not isinstance(viewer, Viewer) or Capability.DECIDE_APPEALS not in viewer.capabilities:
            return ""
        return lines.tabs(viewer).appeals

    @cache
    def layout() -> Layout:
        viewer = getattr(request, "viewer", None)
        return layout_for(viewer) if isinstance(viewer, Viewer) and viewer.is_staff else Layout()

    return {"appeals_waiting": appeals_waiting, "layout": layout}
