"""Whether two of ours may have been one person at the desk: then neither is a second person to the other."""

from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from kefu.kit.errors import NotAllowed
from kefu.people.access import Viewer
from kefu.trust import signins

LINK_COUNTS_FOR = timedelta(hours=24)  # at least, before what was asked; a link made since counts as well
LINK_WAITS = timedelta(hours=1)  # at most until it is used; then its session may live as long as sessions do


def may_have_been(viewer: Viewer, agent: int, *, at: datetime) -> bool:
    """One of the two made a sign-in link for the other, by which both may have been one person at that moment or since.

    Either way round: who asks may as well let themself in as the one who decides.
    """
    since = at - max(LINK_COUNTS_FOR, timedelta(seconds=settings.SESSION_COOKIE_AGE) + LINK_WAITS)
    pairs = ((viewer.id, agent), (agent, viewer.id))
    return any(signins.let_in_by(maker, agent=other, since=since) for maker, other in pairs)


def require_other(viewer: Viewer, agent: int | None, *, at: datetime) -> None:
    """NotAllowed for whoever may have been the agent (row; null: none of ours any more) who wanted it at that moment."""
    if agent is not None and may_have_been(viewer, agent, at=at):
        raise NotAllowed(
            _(
                "One of you let the other in by a sign-in link, so you are no second person. Another colleague has to decide."
            )
        )
