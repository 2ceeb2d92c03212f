"""A page of ours that a customer opens from their chat: a ticket of a minute, then a cookie for that page alone.

Both are sealed names of the chat's session: neither says anything by itself, and both end with it.
"""

from datetime import timedelta

from kefu.kit import clock, crypto
from kefu.kit.errors import NotSignedIn
from kefu.people import sessions
from kefu.people.access import Viewer

TICKET_LIFE, VISIT_LIFE = timedelta(seconds=60), timedelta(hours=2)
_TICKET, _VISIT = "people.page.ticket", "people.page.visit"
_MOST_CHARS = 600


def ticket(viewer: Viewer) -> str:
    """For the chat, which sends it in a form's body: it stands in no address."""
    return _sealed(_TICKET, viewer.session, TICKET_LIFE)


def begun(ticket: str) -> str:
    """The cookie's value. NotSignedIn for a ticket that is none, is too old or was used, or whose session has ended."""
    viewer = _viewer(_TICKET, ticket)
    if viewer is None:
        raise NotSignedIn
    sessions.use_once(ticket[:_MOST_CHARS], purpose=_TICKET, until=clock.now() + TICKET_LIFE)
    return _sealed(_VISIT, viewer.session, VISIT_LIFE)


def viewer_of(cookie: str) -> Viewer | None:
    """The customer whose session it is, as long as that lasts."""
    return _viewer(_VISIT, cookie)


def _sealed(purpose: str, session: str, life: timedelta) -> str:
    return crypto.seal(purpose, f"{session}|{int((clock.now() + life).timestamp())}")


def _viewer(purpose: str, text: str) -> Viewer | None:
    try:
        session, _, until = crypto.unseal(purpose, text[:_MOST_CHARS]).rpartition("|")
    except ValueError:
        return None
    if int(until) <= clock.now().timestamp():
        return None
    viewer = sessions.viewer_of(session)
    return viewer if viewer is not None and viewer.is_customer else None
