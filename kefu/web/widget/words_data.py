"""The sentences about one's own data, in the active language."""

from django.utils.translation import gettext as _


def sheet() -> dict[str, str]:
    return {
        "data_title": _("Your data"),
        "data_guests": _("Sign in at the exchange, and you can have a copy of your data here, or have it erased."),
        "data_copy_about": _(
            "A copy of what we hold about you: all that was said here, your files and what we noted of you, as a ZIP file."
        ),
        "data_copy_ask": _("Make me a copy"),
        "data_copy_asked": _("Your copy is being made. You can stay here or come back later."),
        "data_copy_ready": _("Your copy is ready. You can download it once, until %(time)s."),
        "data_copy_fetch": _("Download my copy"),
        "data_copy_fetched": _("You have downloaded your copy. You can ask for another one from %(again)s on."),
        "data_copy_expired": _(
            "Nobody fetched your copy in time, so it is gone. You can ask for another one from %(again)s on."
        ),
        "data_copy_too_long": _("There is too much for one file. Please write to us here: we send it to you in parts."),
        "data_erase_ask": _("Have my data erased"),
        "data_erase_about": _(
            "Everything said here goes for good, with your files, your name and your word. We cannot bring it back, and"
            " cannot go on with an open question. Your account at the exchange stays as it is."
        ),
        "data_erase_act": _("Yes, erase all of it"),
        "data_erase_asked": _("Your data will be erased from %(time)s on. Until then you can still change your mind."),
        "data_erase_withdraw": _("No, keep my data"),
    }
