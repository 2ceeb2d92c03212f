"""Every sentence the scripts show, in the active language. `%(name)s` is filled in by the browser."""

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext


def launcher() -> dict[str, dict[str, str]]:
    """The launcher's few words in each language: the host page chooses, so all of them travel."""
    return {locale: _launcher(locale) for locale, _name in settings.LANGUAGES}


def _launcher(locale: str) -> dict[str, str]:
    with translation.override(locale):
        return {
            "open": _("Open support chat"),
            "close": _("Close support chat"),
            "unread": _("Open support chat, unread: %(count)s"),
            "title": _("Support chat"),
        }


def chat() -> dict[str, str]:
    return _states() | _messages() | _standing() | _pictures() | _notices()


def _standing() -> dict[str, str]:
    return {
        "go_there": _("Open it"),
        "go_back": _("Back to the first conversation"),
        "show_earlier": _("Show what was said"),
        "steps_done": _("%(done)s of %(total)s done"),
        "steps_waiting": _("%(done)s of %(total)s done. It is sent as soon as you are connected."),
        "paused_until": _("Writing is paused until %(time)s. Your text is kept."),
        "ended_here": _(
            "This conversation was ended; above you can read why. You can appeal once, or begin a new one."
        ),
        "ended_still": _("This conversation was ended. You can begin a new one."),
        "begin_anew": _("Begin a new conversation"),
        "appeal": _("Appeal"),
        "appeal_why": _("Why is it wrong? Somebody who did not end this conversation reads it."),
        "appeal_send": _("Send the appeal"),
    }


def _states() -> dict[str, str]:
    return {
        "queued": pgettext("message", "Waiting to be sent"),
        "sending": pgettext("message", "Sending"),
        "sent": pgettext("message", "Sent"),
        "delivered": pgettext("message", "Delivered"),
        "read": pgettext("message", "Read"),
        "failed": pgettext("message", "Not sent"),
        "offline": _("You are offline. Your messages are kept and will be sent."),
        "reconnecting": _("Connecting again. Your messages are kept and will be sent."),
        "unreachable": _("We cannot be reached right now. We keep trying; what you write is kept."),
        "identity": _("We could not confirm who you are. We keep trying; what you write is kept."),
        "signed_out": _("Your sign-in has ended. Please sign in again; what you write is kept."),
        "leave_open": _("%(text)s Please leave this page open until then."),
        "outdated": _("This page is out of date. Please load it again."),
    }


def _messages() -> dict[str, str]:
    return {
        "support": _("Support"),
        "you": pgettext("message", "You"),
        "typing": _("%(name)s is typing"),
        "says": _("%(name)s: %(text)s"),
        "edited": _("Edited"),
        "removed": _("This message was removed."),
        "closed": _("Conversation closed. Write again at any time to continue it."),
        "reopened": _("Conversation continued"),
        "edit": _("Edit"),
        "discard": _("Remove"),
        "unlike": _("%(parts)s: not of the account you are signed in with. Please look once more before you send."),
        "uid": _("UID"),
        "email": _("e-mail"),
        "phone": _("phone"),
        "left": _("Characters left: %(count)s"),
        "over": _("Too long by %(count)s characters. Please shorten it or send it in parts."),
        "full": _("No more messages can be kept while you are not connected. Your text stays in the box."),
        "waits_for_chat": _("Will be sent in a moment."),
        "waits_for_pictures": _("Will be sent as soon as the pictures are ready."),
    }


def _pictures() -> dict[str, str]:
    return {
        "picture": _("Picture: %(name)s"),
        "enlarge": _("Enlarge the picture %(name)s"),
        "close": pgettext("picture", "Close"),
        "no_picture": _("This picture cannot be shown right now."),
        "uploading": _("Sending %(name)s: %(percent)s %%"),
        "ready": _("%(name)s is ready to be sent"),
        "cancel": _("Remove %(name)s"),
        "retry": _("Try again"),
        "upload_failed": _("%(name)s could not be sent."),
        "wrong_type": _("%(name)s is not a picture we can take. Please choose JPEG, PNG, WebP or GIF."),
        "too_big": _("%(name)s is larger than 20 MB. Please choose a smaller picture."),
        "too_many": _("At most 10 pictures can go with one message."),
    }


def _notices() -> dict[str, str]:
    return {
        "push_off": _("Leaving? We can tell you in this browser when we answer."),
        "push_off_act": _("Tell me"),
        "push_on": _("This browser will tell you when we answer."),
        "push_on_act": pgettext("notices", "Stop"),
        "push_apart": _("In a window of its own, the chat can tell you when we answer."),
        "push_apart_act": _("Open the window"),
        "push_failed": _("This browser could not reach its push service. Please try again later."),
    }
