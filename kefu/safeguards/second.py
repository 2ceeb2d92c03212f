"""Who counts as a second person: somebody at the desk themself, and neither of the two could have sat there as the other."""

from datetime import datetime, timedelta

from django.conf import settings

from kefu.kit.errors import NotAllowed
from kefu.people.access import Viewer
from kefu.trust import signins

LINK_COUNTS_FOR = timedelta(hours=24)  # at least, before what was asked; a link made since counts as well
LINK_WAITS = timedelta(hours=1)  # at most until it is used; then its session may live as long as sessions do
_DESK = "desk:"


def require_desk(viewer: Viewer) -> None:
    """NotAllowed for a program, which speaks with a token: it decides nothing, proves nothing and carries nothing away."""
    if not viewer.session.startswith(_DESK):
        raise NotAllowed


def may_have_been(viewer: Viewer, agent: int, *, at: datetime) -> bool:
    """One of the two made a sign-in link for the other, by which both may have been one person at that moment or since.

    Either way round: who asks may as well let themself in as the one who decides.
    """
    since = at - max(LINK_COUNTS_FOR, timedelta(seconds=settings.SESSION_COOKIE_AGE) + LINK_WAITS)
    pairs = ((viewer.id, agent), (agent, viewer.id))
    return any(signins.let_in_by(maker, agent=other, since=since) for maker, other in pairs)
