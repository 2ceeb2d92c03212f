"""Who counts as a second person: somebody at the desk themself, and neither of the two could have sat there as the other."""

from kefu.kit.errors import NotAllowed
from kefu.people.access import Viewer
from kefu.trust.second import may_have_been

__all__ = ["may_have_been", "require_desk"]

_DESK = "desk:"


def require_desk(viewer: Viewer) -> None:
    """NotAllowed for a program, which speaks with a token: it decides nothing, proves nothing and carries nothing away."""
    if not viewer.session.startswith(_DESK):
        raise NotAllowed
