"""The house's errors. Each knows its HTTP status and a code for programs; the edges render them.

KefuError
├── Invalid 400          what was sent does not fit (code says why)
├── NotSignedIn 401
├── NotAllowed 403
├── NotFound 404         also: it exists, but not for you
├── Conflict 409         it was changed or used meanwhile
├── TooLarge 413
├── TooMany 429          slow down; retry_after_s says for how long
└── TryAgain 503         nothing was stored; the same request again will do
"""

from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class KefuError(Exception):
    """A refusal people can read (`message`, worded when shown) and programs can tell apart (`code`)."""

    status: ClassVar[int] = 500
    default_code: ClassVar[str] = "error"
    default_message: ClassVar[str | Promise] = _("Something went wrong on our side. Please try again.")

    def __init__(
        self, message: str | Promise | None = None, *, code: str | None = None, retry_after_s: float | None = None
    ) -> None:
        self.message = message or self.default_message
        self.code = code or self.default_code
        self.retry_after_s = retry_after_s
        super().__init__(self.code)


class Invalid(KefuError):
    status = 400
    default_code = "bad_frame"
    default_message = _("This request is not in the expected form.")


class NotSignedIn(KefuError):
    status = 401
    default_code = "not_signed_in"
    default_message = _("You are not signed in, or your session has ended. Please sign in again.")


class NotAllowed(KefuError):
    status = 403
    default_code = "not_allowed"
    default_message = _("Your role does not allow this.")


class NotFound(KefuError):
    status = 404
    default_code = "not_found"
    default_message = _("There is nothing here, or it is not yours to see.")


class Conflict(KefuError):
    status = 409
    default_code = "conflict"
    default_message = _("This was changed meanwhile. Look at it again, then repeat.")


class TooLarge(KefuError):
    status = 413
    default_code = "too_long"
    default_message = _("This is too large.")


class TooMany(KefuError):
    status = 429
    default_code = "rate_limited"
    default_message = _("Too many requests. Please wait a moment.")


class TryAgain(KefuError):
    status = 503
    default_code = "try_again"
    default_message = _("Not stored. Please send it again in a moment.")

    def __init__(self, message: str | Promise | None = None, *, code: str | None = None, retry_after_s: float = 1.0):
        super().__init__(message, code=code, retry_after_s=retry_after_s)
