"""The door every operation stands behind: bearer tokens only, a declared policy or nothing, and rates.

Cookies are never looked at here, so no other site can make a browser act (CSRF has nothing to ride on).
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from ninja import Router
from ninja.security import HttpBearer

from kefu.files import transfers
from kefu.kit.errors import NotAllowed, NotSignedIn, TooLarge
from kefu.people import limits, sessions
from kefu.people.access import NOBODY, Policy, Viewer, admit, policy_of

MAX_BODY_BYTES = 256 * 1024
MAX_TOKEN_CHARS = 4_096
PIECE_TYPE = "application/partial-upload"


class ApiRequest(HttpRequest):
    """What operations get: `auth` is who calls."""

    auth: Viewer


class Door(HttpBearer):
    """Runs before a byte of the body is read."""

    def __init__(self, declared: Policy | None) -> None:
        super().__init__()
        self.declared = declared

    def __call__(self, request: HttpRequest) -> Viewer:
        if self.declared is None:
            raise NotAllowed
        viewer = _viewer_of(request)
        limits.take(self.declared.rate, viewer=viewer, ip=request.META.get("REMOTE_ADDR", ""))
        admit(viewer, self.declared)
        _vet_size(request)
        return viewer

    def authenticate(self, request: HttpRequest, token: str) -> Viewer | None:
        return sessions.viewer_for_token(token)


class GuardedRouter(Router):
    """Puts every operation behind a Door with the policy its function declares; one without is closed to all."""

    def add_api_operation(self, path: str, methods: list[str], view_func: Callable[..., Any], **options: Any) -> None:
        options["auth"] = Door(policy_of(view_func))
        super().add_api_operation(path, methods, view_func, **options)


def _viewer_of(request: HttpRequest) -> Viewer:
    """Whoever the bearer token speaks for; nobody without one. NotSignedIn for one that speaks for nobody (any more)."""
    header = request.headers.get("Authorization", "")
    if not header:
        return NOBODY
    scheme, _, token = header.partition(" ")
    token = token.strip()
    is_ours = scheme.lower() == "bearer" and len(token) <= MAX_TOKEN_CHARS
    viewer = sessions.viewer_for_token(token) if is_ours else None
    if viewer is None:
        raise NotSignedIn
    return viewer


def _vet_size(request: HttpRequest) -> None:
    """Files come as multipart or in pieces and have their own limits; everything else is small."""
    length = str(request.META.get("CONTENT_LENGTH") or "0")
    rooms = {"multipart/form-data": settings.UPLOAD_MAX_BYTES, PIECE_TYPE: transfers.MAX_PIECE_BYTES}
    room = rooms.get(request.content_type or "", 0)
    if not length.isdecimal() or int(length) > room + MAX_BODY_BYTES:
        raise TooLarge
