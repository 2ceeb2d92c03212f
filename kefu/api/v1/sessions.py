"""Signing customers in and out, and who one is."""

from dataclasses import replace

from django.conf import settings
from django.http import HttpRequest
from ninja.responses import Status

from kefu.api.v1 import answers, shapes
from kefu.api.v1.door import ApiRequest, GuardedRouter
from kefu.conversations import rules
from kefu.files.kinds import MediaType
from kefu.people import identity, limits, sessions
from kefu.people.access import Rate, Who, policy
from kefu.trust import admissions, shield

router = GuardedRouter(tags=["sessions"])


@router.post("/sessions", response={201: shapes.Session})
@policy(Who.ANYONE, objects="a new session of one's own", rate=Rate.SESSION)
def start_session(request: HttpRequest, wanted: shapes.NewSession) -> Status[shapes.Session]:
    """Sign in as the user the exchange vouches for (`identity`, a JWT), or as an anonymous visitor (`null`)."""
    proved = None
    if wanted.identity is None:
        limits.take_anonymous_session(request.META.get("REMOTE_ADDR", ""))
    else:
        vouched = identity.verify(wanted.identity)
        proved = replace(vouched, name=shield.cut(vouched.name).text)  # people choose what they are called
    started = sessions.start_customer_session(proved, locale=wanted.locale)
    given = shapes.Session(
        token=started.token,
        expires_at=started.expires_at,
        viewer=answers.person_of(started.viewer),
        live_url=settings.LIVE_URL,
    )
    return Status(201, given)


@router.delete("/sessions", response={204: None})
@policy(Who.SIGNED_IN, objects="one's own session", rate=Rate.WRITE)
def end_session(request: ApiRequest) -> Status[None]:
    """Sign out: the token is worthless from now on, its sockets close, its links show nothing."""
    if request.auth.is_staff:
        admissions.sign_out(request.auth)
    else:
        sessions.end(request.auth.session)
    return Status(204, None)


@router.get("/me", response=shapes.Me)
@policy(Who.SIGNED_IN, objects="oneself")
def me(request: ApiRequest) -> shapes.Me:
    viewer = request.auth
    allowed = shapes.Limits(
        body_chars=rules.MAX_BODY_CHARS,
        files=rules.MAX_FILES,
        file_bytes=settings.UPLOAD_MAX_BYTES,
        media_types=[media_type.value for media_type in MediaType],
    )
    return shapes.Me(
        viewer=answers.person_of(viewer),
        locale=viewer.locale,
        live_url=settings.LIVE_URL,
        limits=allowed,
        capabilities=sorted(viewer.capabilities),
    )
