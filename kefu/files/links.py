"""Links to pictures: signed, at most five minutes old, and good only while the session they were made for lives."""

import base64
import hashlib
import hmac
from dataclasses import dataclass

from django.conf import settings

from kefu.files.kinds import Variant
from kefu.files.models import LinkHolder
from kefu.kit import clock, crypto
from kefu.kit.errors import NotFound
from kefu.people import sessions
from kefu.people.access import Viewer, ViewerKind

LIFE_S = 300
_PURPOSE = "files.link"
_FOLDER = "f"


@dataclass(frozen=True, slots=True)
class Link:
    """The parts of a link's path, as they came in."""

    upload_id: str
    variant: str
    expires: int
    handle: str
    signature: str


@dataclass(frozen=True, slots=True)
class Holder:
    """The person a link was made for, still signed in."""

    kind: ViewerKind
    id: int
    session: str = ""


def made(upload_id: str, *, viewer: Viewer, variant: Variant) -> str:
    """An absolute address on the content origin. The caller has asked whether the viewer may see the upload."""
    return address(_FOLDER, upload_id, variant.value, viewer=viewer)


def address(folder: str, thing_id: str, what: str, *, viewer: Viewer) -> str:
    """The same for whatever another folder there shows; whoever answers it holds `Link.variant` against `what`."""
    parts = [thing_id, what, str(int(clock.now().timestamp()) + LIFE_S), _handle_of(viewer)]
    return "/".join([settings.CONTENT_URL, folder, *parts, _signature(parts)])


def holder_of(link: Link) -> Holder:
    """Whose link this is. NotFound if it is forged, too old, or the session has ended."""
    due = _signature([link.upload_id, link.variant, str(link.expires), link.handle])
    if not crypto.same(due, link.signature) or left_s(link) <= 0:
        raise NotFound
    row = LinkHolder.objects.filter(handle=link.handle).first()
    if row is None or row.session not in sessions.alive([row.session]):
        raise NotFound
    return Holder(kind=ViewerKind(row.person_kind), id=row.person_id, session=row.session)


def left_s(link: Link) -> int:
    return link.expires - int(clock.now().timestamp())


def _handle_of(viewer: Viewer) -> str:
    """A keyed hash of the session; the table leads back from it, so that no address holds a session."""
    handle = crypto.keyed_hash("files.holder", viewer.session)[:40]
    LinkHolder.objects.get_or_create(
        handle=handle, defaults={"session": viewer.session, "person_kind": viewer.kind, "person_id": viewer.id}
    )
    return handle


def _signature(parts: list[str]) -> str:
    digest = hmac.new(crypto.key_for(_PURPOSE), "/".join(parts).encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")
