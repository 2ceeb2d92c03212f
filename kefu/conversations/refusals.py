"""What the log refuses, as the errors people see: one for each code of docs/protocol.md. Called by `log`."""

from collections.abc import Callable

from django.utils.translation import gettext_lazy as _

from kefu.conversations import rules
from kefu.files.errors import FileNotReady
from kefu.kit.errors import Conflict, Invalid, KefuError, NotAllowed, NotFound


def error(code: str) -> KefuError:
    made = _ERRORS.get(code)
    return made() if made else Invalid(code=code)


_ERRORS: dict[str, Callable[[], KefuError]] = {
    "file_not_ready": FileNotReady,
    "not_found": NotFound,
    "not_allowed": NotAllowed,
    "too_long": lambda: Invalid(
        _("This is longer than %(chars)d characters. Please send it in parts.") % {"chars": rules.MAX_BODY_CHARS},
        code="too_long",
    ),
    "empty": lambda: Invalid(_("There is nothing to send yet."), code="empty"),
    "too_many": lambda: Invalid(
        _("At most %(files)d files fit in one message.") % {"files": rules.MAX_FILES}, code="too_many"
    ),
    "key_reused": lambda: Conflict(_("This id was used for another message."), code="key_reused"),
    "pointless": lambda: Conflict(_("It already is that way."), code="conflict"),
    "guarded": lambda: Invalid(_("Our side must never ask customers for this."), code="guarded"),
}
