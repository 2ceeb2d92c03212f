"""The sentences of "Is it really you?", in the active language."""

from django.conf import settings
from django.utils.translation import gettext as _


def sheet() -> dict[str, str]:
    return _proofs() | _reports() | _cards() | _talks() | _own_word()


def _reports() -> dict[str, str]:
    return {
        "report_open": _("Report this request"),
        "report_title": _("Report this request"),
        "report_about": _(
            "Did this message ask for a password, a code, a recovery phrase, remote control or coins? It goes to somebody"
            " else of ours than wrote it, and stays with the report as evidence."
        ),
        "report_about_text": _(
            "One of our people looks at it. Once it is confirmed, everybody who asks about it is warned."
        ),
        "report_words": _("What happened (if you like)"),
        "report_attach": _("Add files"),
        "report_files": _("Pictures or files as evidence: three at most"),
        "report_act": _("Report it"),
        "report_sending": _("Sending…"),
        "report_done": _("Thank you. Your report is with us: %(reference)s"),
        "report_next": _(
            "Do not answer any more. If you gave away a password or a code, or sent coins, tell us here now."
        ),
    }


def _proofs() -> dict[str, str]:
    return {
        "real_title": _("Is it really you?"),
        "real_close": _("Back to the chat"),
        "real_failed": _("We could not be reached. Nothing is lost: please try again."),
        "proof_open": _("Is this message from us?"),
        "proof_note": _(
            "This message code belongs to this message and to you. Nobody else can have it checked, and nobody can make one up."
        ),
        "proof_copy": _("Copy"),
        "proof_copied": _("Copied"),
        "proof_check": _("Check it"),
        "proof_no_code": _("The message code cannot be shown right now. Please try again in a moment."),
        "check_code_title": _("Is a message from us?"),
        "check_code_about": _(
            "Type its message code, or paste the message with it. A badge number is answered here too."
            " Only messages to you can be checked by you."
        ),
        "check_code_act": _("Check it"),
        "badge_nobody": _("Nobody of ours has this badge. Do not trust whoever showed it to you."),
        "file_title": _("Proof of this conversation"),
        "file_about": _(
            "A signed file with all that was said here. Anybody can check later, without asking us, that not one"
            " character was changed."
        ),
        "file_act": _("Download the signed file"),
        "file_done": _("It is in your downloads."),
    }


def _cards() -> dict[str, str]:
    return {
        "card_open": _("Who is this?"),
        "card_badge": _("Badge %(badge)s"),
        "card_on_shift": _("On shift now"),
        "card_off_shift": _("Not on shift now. Whoever writes to you in this name elsewhere right now is not them."),
        "card_not_ours": _("Does not work for us any more. Do not trust whoever uses this badge."),
        "card_channels": _("Reaches you only here: %(channels)s"),
    }


def _talks() -> dict[str, str]:
    brand = {"brand": settings.BRAND_NAME}
    return {
        "talk_some": _("We are talking to you now, here in this chat."),
        "talk_none": _("We are not talking to you right now."),
        "talk_none_next": _(
            "If somebody who says they are %(brand)s is on the phone or writing to you at this moment, it is not us:"
            " hang up, send nothing, tell no code."
        )
        % brand,
        "talk_since": _("Since %(time)s"),
        "talk_bot": _("With our assistant, not a person."),
        "talk_queue": _("Nobody has taken it yet: a person reads it next."),
        "talk_words": _(
            "Whoever answers you sees these words too, right now. They change every 30 seconds. Ask for them if you"
            " doubt; never say them first."
        ),
    }


def _own_word() -> dict[str, str]:
    return {
        "word_title": _("Your own word"),
        "word_about": _(
            "Choose a word that only you know. It stands at the top of this chat whenever it is really us; a copy of our"
            " site does not know it. Never a password of yours."
        ),
        "word_guests": _("Sign in at the exchange, and you can choose a word here by which you know us."),
        "word_save": _("Keep this word"),
        "word_forget": _("Take it away"),
        "word_kept": _("Kept. Look for it at the top of the chat."),
        "word_gone": _("It is gone."),
        "word_in_head": _("your word: %(word)s"),
    }
