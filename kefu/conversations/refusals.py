"""What the log refuses, as the errors people see: one for each code of docs/protocol.md. Called by `log`."""

from collections.abc import Callable
from datetime import datetime

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from kefu.conversations import data_checklists, rules
from kefu.conversations.records import Refused
from kefu.files.errors import FileNotReady
from kefu.kit import clock
from kefu.kit.errors import Conflict, Invalid, KefuError, NotAllowed, NotFound, TryAgain
from kefu.trust import registry
from kefu.trust.lookalike.kinds import Sort
from kefu.trust.refusal import Guarded

NOT_OPEN, NOT_OPEN_AGAIN_S = "not_open", 30.0


def not_open() -> Refused:
    """With the address that mail reaches us at: it is looked up here, for who words it may be a loop that must not wait."""
    mails = [entry.value for entry in registry.valid_now(Sort.MAIL)]
    return Refused(NOT_OPEN, meant=mails[0] if mails else "")


def error(refused: Refused) -> KefuError:
    if refused.until is not None:
        return _paused(refused.until)
    if refused.code == "guarded":
        return Guarded(refused.rule, meant=refused.meant, locale=refused.locale)
    if refused.code == NOT_OPEN:
        return _not_open(refused.meant)
    made = _ERRORS.get(refused.code)
    return made() if made else Invalid(code=refused.code)


def _paused(until: datetime) -> KefuError:
    """Told in minutes: whose clock it is does not matter then."""
    left_s = max(1.0, (until - clock.now()).total_seconds())
    minutes = int(left_s // 60) + 1
    said = ngettext(
        "Writing here is paused. You can write again in %(minutes)d minute; your text is kept.",
        "Writing here is paused. You can write again in %(minutes)d minutes; your text is kept.",
        minutes,
    )
    return Conflict(said % {"minutes": minutes}, code="paused", retry_after_s=left_s)


def _not_open(mail: str) -> KefuError:
    """Nobody is told why: that would tell a thief where we are weak. What they can do instead is said."""
    said = _(
        "The chat is closed for now. Please write to %(mail)s, which reaches us. What you wrote here is not sent yet;"
        " it is tried again by itself."
    )
    alone = _("The chat is closed for now. What you wrote is not sent yet; it is tried again by itself.")
    return TryAgain(said % {"mail": mail} if mail else alone, code="not_open", retry_after_s=NOT_OPEN_AGAIN_S)


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
    "not_in_team": lambda: Invalid(
        _("Only one team works on this category, and this colleague is not in it."), code="not_in_team"
    ),
    "not_in_region": lambda: Invalid(
        _(
            "This colleague is confined to customers of other regions. Choose somebody else,"
            " or ask a lead to change what they are confined to (People)."
        ),
        code="not_in_region",
    ),
    "unknown_category": lambda: Invalid(_("There is no such category."), code="unknown_category"),
    "unknown_field": lambda: Invalid(_("There is no such field."), code="unknown_field"),
    "bad_value": lambda: Invalid(_("This value does not fit the field."), code="bad_value"),
    "pointless": lambda: Conflict(_("It already is that way."), code="conflict"),
    "stale": lambda: Conflict(_("Something was said since you looked. Read it, then send again."), code="stale"),
    "merged": lambda: Conflict(_("This conversation goes on in another one. Do it there."), code="merged"),
    "other_customer": lambda: Conflict(
        _("Only conversations of the same customer can be merged."), code="other_customer"
    ),
    "too_many_joined": lambda: Conflict(_("Too many conversations are merged here already."), code="too_many_joined"),
    "held": lambda: Conflict(
        _("A conversation that is paused or was ended cannot be merged. Wait until that is over."), code="held"
    ),
    "kept": lambda: Conflict(
        _("What was said here has to stay as it is for now: nothing can be changed or taken out."), code="kept"
    ),
    "already_split": lambda: Conflict(
        _("One of these messages is shown in another conversation already."), code="already_split"
    ),
    "only_notes": lambda: Conflict(
        _("Notes alone cannot go into a new conversation. Choose a message they belong to as well."), code="only_notes"
    ),
    "out_of_order": lambda: Conflict(
        _("The steps come in this order: warn, pause, end. Give the one that is next."), code="out_of_order"
    ),
    "ended": lambda: Conflict(
        _("This conversation was ended. If you need help with something, you can begin a new one."), code="ended"
    ),
    "no_appeal": lambda: Conflict(_("There is nothing to appeal, or it was appealed already."), code="no_appeal"),
    "own_decision": lambda: Conflict(
        _("Whoever ended a conversation does not decide on the appeal. Leave it to a colleague."), code="own_decision"
    ),
    "needs_second": lambda: Conflict(
        _(
            "Here a second person reads what customers are told before it goes out."
            " Write it as a reply at the desk: it waits for them there."
        ),
        code="needs_second",
    ),
    "bad_checklist": lambda: Invalid(
        _("A checklist has a title and one to %(items)d items, each on one short line.")
        % {"items": data_checklists.MAX_ITEMS},
        code="bad_checklist",
    ),
}
