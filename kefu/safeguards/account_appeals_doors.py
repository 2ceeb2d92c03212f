"""The address of a customer's own page of appeals: given to their session, good for two hours at most and never after it has
ended, and for nothing but appeals.
"""

from urllib.parse import urlencode

from django.conf import settings

from kefu.kit import clock, crypto
from kefu.kit.errors import NotAllowed, NotFound
from kefu.people import sessions
from kefu.people.access import Viewer

LASTS_S = 2 * 3_600
MAX_TOKEN_CHARS = 400
_PURPOSE = "safeguards.account-appeals-page.session"


def address_for(viewer: Viewer) -> str:
    if not viewer.is_customer:
        raise NotAllowed
    until = int(clock.now().timestamp()) + LASTS_S
    token = crypto.seal(_PURPOSE, f"{viewer.session} {until}")
    return f"{settings.BASE_URL}/account-appeals/{token}?{urlencode({'locale': viewer.locale})}"


def viewer_of(token: str) -> Viewer:
    """Whose page it is. NotFound for an address that is none, or none any more."""
    try:
        session, _sign, until = crypto.unseal(_PURPOSE, token[:MAX_TOKEN_CHARS]).partition(" ")
        is_over = int(until) < clock.now().timestamp()
    except ValueError as error:
        raise NotFound from error
    viewer = None if is_over else sessions.viewer_of(session)
    if viewer is None or not viewer.is_customer:
        raise NotFound
    return viewer
