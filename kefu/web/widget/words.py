"""Every sentence the scripts show, in the active language. `%(name)s` is filled in by the browser."""

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from kefu.conversations import words_cut
from kefu.trust.shield import Sort
from kefu.web.widget import words_data, words_real


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
    return (
        _states()
        | _messages()
        | _standing()
        | _pictures()
        | _files()
        | _recorder()
        | _notices()
        | _help()
        | _checks()
        | _bot()
        | _stepup()
        | words_real.sheet()
        | words_data.sheet()
    )


def _standing() -> dict[str, str]:
    return {
        "papers_send": _("Send the paper"),
        "papers_own": _("Who opened my papers"),
        "papers_not_opened": _("The page did not open. Please try again."),
        "go_there": _("Open it"),
        "account_appeal": _("Appeal against this decision"),
        "account_appeal_failed": _("The page of your appeals does not open now. Please try again in a moment."),
        "elsewhere": _("New in another of your conversations: %(text)s"),
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
        "uploading_first": pgettext("message", "Sending when its files are up"),
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
        "offline_open": _("You are offline. Please leave this page open until your messages are sent."),
        "reconnecting_open": _("Connecting again. Please leave this page open until your messages are sent."),
        "unreachable_open": _(
            "We cannot be reached right now. We keep trying; please leave this page open until then."
        ),
        "identity_open": _("We could not confirm who you are. We keep trying; please leave this page open until then."),
        "signed_out_open": _("Your sign-in has ended. Copy what you have not sent, then please sign in again."),
        "unloaded_open": _(
            "We cannot load your messages yet. What was sent appears here as soon as the connection is back;"
            " what was not sent before this page was loaded, please write it again."
        ),
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
        "change_now": _("Change it now"),
        "spotted": _(
            "This looks like your %(what)s. It is removed before anything is stored; better take it out now. We never"
            " need it."
        ),
        "spotted_may_be": _(
            "These 64 characters may be a private key or a TxID. If it is a TxID, write the word TxID in front of it;"
            " otherwise it is removed."
        ),
        "spotted_remove": pgettext("what is found before sending", "Remove it"),
        **{f"sort_{sort.value}": words_cut.name(sort) for sort in Sort},
        "edit": _("Edit"),
        "discard": _("Remove"),
        "unlike": _("%(parts)s: not of the account you are signed in with. Please look once more before you send."),
        "wrong_uid": _("This cannot be a UID: letters, digits, - and _ only. Please correct it, or it is left out."),
        "wrong_email": _("This is no complete e-mail address. Please correct it, or it is left out."),
        "wrong_phone": _(
            "This cannot be a phone number: digits and + - ( ) only. Please correct it, or it is left out."
        ),
        "uid": _("UID"),
        "email": _("e-mail"),
        "phone": _("phone"),
        "next": _(
            "A person reads this and answers here. You can close this page and come back; your messages stay here."
        ),
        "next_open": _("A person reads this and answers here. Please leave this page open until then."),
        "left": _("Characters left: %(count)s"),
        "over": _("Too long by %(count)s characters. Please shorten it or send it in parts."),
        "full": _("No more messages can be kept while you are not connected. Your text stays in the box."),
        "waits_for_chat": _("Will be sent in a moment."),
        "by_mail": _("by mail"),
        "by_mail_on": _("If you leave, the answer comes by mail to %(address)s."),
        "by_mail_on_act": _("No mails, please"),
        "by_mail_off": _("No mails are sent to %(address)s. You find the answer here."),
        "by_mail_off_act": _("Send them"),
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
    }


def _files() -> dict[str, str]:
    return {
        "a_file": _("File: %(name)s"),
        "download": _("Download %(name)s"),
        "checking": _("Being checked for viruses"),
        "file_moved": _("Identity paper, moved to the vault"),
        "file_removed": _("Removed: the virus scanner found something harmful"),
        "waiting": _("Continues by itself as soon as there is a connection."),
        "upload_failed": _("%(name)s could not be sent."),
        "wrong_type": _("%(name)s cannot be taken. Please choose a picture, PDF, video, text or ZIP file."),
        "too_big": _("%(name)s is larger than %(most)s. Please choose a smaller file."),
        "empty_file": _("%(name)s is empty. Please choose another file."),
        "too_many": _("At most 10 files can go with one message."),
        "put_away": _("Put away: %(text)s"),
        "file_lost": _("A file of this message was not kept. Please add it again."),
    }


def _recorder() -> dict[str, str]:
    return {
        "record_title": _("Record your screen"),
        "record_you_choose": _("You choose which tab or window is recorded, for at most 3 minutes."),
        "record_no_sound": _("Only the picture is recorded, never sound."),
        "record_hide": _("Close what nobody should see first: passwords, codes, keys, other people's data."),
        "record_look_first": _("You see the recording before it is sent, and can throw it away."),
        "record_start": _("Choose and start"),
        "record_cancel": _("Cancel"),
        "record_preview": _("Your recording"),
        "record_size": _("%(size)s. Only support sees it, after you send your message."),
        "record_take": _("Add to message"),
        "record_again": _("Record again"),
        "record_failed": _("The screen could not be recorded. Please send a screenshot instead."),
        "recording_name": _("Screen recording"),
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


def _help() -> dict[str, str]:
    return {
        "asked_most": _("Most asked"),
        "found": _("Found in the help centre"),
        "found_nothing": _("Nothing found. Write to us below; a person answers."),
        "loading": _("Loading …"),
        "no_article": _("This article cannot be shown right now. You can write to us all the same."),
        "to_chat": _("Back to the chat"),
        "article_back": _("Back"),
        "in_help_centre": _("Open in the help centre"),
    }


def _checks() -> dict[str, str]:
    return {
        "check_now": _("Check it now"),
        "check_run": _("Check now"),
        "check_looking": _("We are looking this up …"),
        "check_needed": _("Please fill this in."),
        "check_optional": _("(optional)"),
        "check_wrong": _("Please look at what is marked."),
        "check_failed": _("We could not be reached. Nothing is lost: please try again."),
        "mark_ok": _("fine"),
        "mark_wait": pgettext("mark of a receipt", "waiting"),
        "mark_bad": _("not right"),
        "mark_unknown": _("not known"),
    }


def _stepup() -> dict[str, str]:
    return {
        "stepup_title": _("Confirm that it is you"),
        "stepup_who": _("Asked by %(name)s, badge %(badge)s."),
        "stepup_number": _("The app must show the same number:"),
        "stepup_app": _("Open the app to confirm"),
        "stepup_passkey": _("Confirm with passkey"),
        "stepup_never": _("No code and no password is typed for this, here or anywhere else."),
        "stepup_until": _("until %(time)s"),
        "stepup_no": _("No, not me"),
        "stepup_passed": _("Confirmed"),
        "stepup_failed": _("Not confirmed"),
        "stepup_expired": _("The time is over"),
        "stepup_over": _("The time is over"),
        "stepup_cancelled": _("Called off"),
        "passkeys_title": _("Your passkeys"),
        "passkeys_about": _(
            "When we have to be sure that it is you, you confirm with your finger, your face or your device's PIN."
        ),
        "passkeys_make": _("Make a passkey"),
        "passkeys_open": _("Your passkeys: %(count)s"),
    }


def _bot() -> dict[str, str]:
    return {
        "bot_mark": _("automatic, not a person"),
        "bot_source": _("Read the whole article"),
        "bot_search": _("Search the help centre"),
        "bot_options": _("Your answer"),
        "bot_not_sent": _("That could not be sent. Please try again."),
    }
