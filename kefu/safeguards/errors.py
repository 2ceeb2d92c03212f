"""What only this room refuses.

KefuError
├── NotAllowed 403
│   ├── OwnText         whoever wrote it does not let it out
│   ├── OwnLink         nor whoever made a sign-in link for its writer
│   └── OwnExport       whoever asked for an export, or made a sign-in link for them, does not approve it
└── Conflict 409
    ├── NothingBlocked  the guard has nothing against it: it can be sent
    ├── Decided         somebody decided already
    ├── TooManyWait     of one writer
    └── TooManyExports  of one asker
"""

from django.utils.translation import gettext_lazy as _

from kefu.kit.errors import Conflict, NotAllowed


class OwnText(NotAllowed):
    default_code = "own_text"
    default_message = _("You wrote it yourself. A colleague has to decide.")


class OwnLink(NotAllowed):
    default_code = "own_link"
    default_message = _(
        "You made a sign-in link for whoever wrote it, so you are no second person. A colleague has to decide."
    )


class NothingBlocked(Conflict):
    default_code = "nothing_blocked"
    default_message = _("Nothing stops this message. You can send it.")


class Decided(Conflict):
    default_code = "decided"
    default_message = _("Somebody has decided on this already.")


class TooManyWait(Conflict):
    default_code = "too_many_wait"
    default_message = _("Several of your messages wait for a second person already. Let those be decided first.")


class OwnExport(NotAllowed):
    default_code = "own_export"
    default_message = _("You asked for it, or let in whoever did. Another colleague has to decide.")


class TooManyExports(Conflict):
    default_code = "too_many_exports"
    default_message = _("Three of your exports are open. Fetch one or let it expire, then ask again.")
