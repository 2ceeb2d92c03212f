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
    "past": lambda: Invalid(_("Choose a moment that is still to come."), code="past"),
    "too_far": lambda: Invalid(_("Choose a moment within the next year."), code="too_far"),
    "closed": lambda: Conflict(_("This conversation is closed. Reopen it first."), code="closed"),
    "too_many_tags": lambda: Invalid(
        _("At most %(tags)d tags fit on one conversation.") % {"tags": rules.MAX_TAGS}, code="too_many_tags"
    ),
    "unknown_category": lambda: Invalid(_("There is no such category."), code="unknown_category"),
    "unknown_field": lambda: Invalid(_("There is no such field."), code="unknown_field"),
    "bad_value": lambda: Invalid(_("This value does not fit the field."), code="bad_value"),
    "pointless": lambda: Conflict(_("It already is that way."), code="conflict"),
    "guarded": lambda: Invalid(_("Our side must never ask customers for this."), code="guarded"),
}
