"""A refusal of the guard in words: what it is about, and what may be said instead. Whoever refuses a text raises `Guarded`.

KefuError
└── Invalid 400
    └── Guarded    `rule`, `meant` (the piece of the text that is meant) and `safe` (words to put in its place)
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kefu.kit.errors import Invalid
from kefu.trust.guard import Refusal, Rule

MOST_MEANT_CHARS = 60


@dataclass(frozen=True, slots=True)
class Wording:
    """`why` for whoever wrote it, `safe` for the customer."""

    why: str | Promise
    safe: str | Promise


WORDINGS = {
    Rule.PASSWORD: Wording(
        _("This asks the customer for a password. Nobody of ours ever needs one."),
        _(
            "You can reset your password yourself on the security page. Please never tell anyone your password, us included."
        ),
    ),
    Rule.CODE: Wording(
        _("This asks the customer for a code. Whoever has the code can empty the account."),
        _("Please enter the code on our website or in the app, and nowhere else. We never need it."),
    ),
    Rule.PHRASE: Wording(
        _("This asks the customer for a recovery phrase. Whoever has it has the coins."),
        _("Your recovery phrase is yours alone. Please never tell it to anyone; we never need it."),
    ),
    Rule.KEY: Wording(
        _("This asks the customer for a private key or an API secret. Nobody of ours ever needs one."),
        _("Please keep your keys and API secrets to yourself. The error message without them is enough for us."),
    ),
    Rule.REMOTE: Wording(
        _("This asks the customer for their screen or device. We never take control of one."),
        _("Please describe what you see, or send a screenshot without personal details. We never control your device."),
    ),
    Rule.TRANSFER: Wording(
        _("This asks the customer to send money somewhere. We never do."),
        _(
            "Please do not send coins to anyone for this. We never ask for a payment to unlock, verify or protect an account."
        ),
    ),
    Rule.LINK: Wording(
        _("This links a place that is not on the list of our official channels."),
        _("You will find it in our app and on our official website. Please open no other links."),
    ),
}


class Guarded(Invalid):
    """The text is still with whoever wrote it."""

    default_code = "guarded"

    def __init__(self, rule: str, *, meant: str = "") -> None:
        self.rule, self.meant = rule, meant[:MOST_MEANT_CHARS]
        known = WORDINGS.get(Rule(rule)) if rule in set(Rule) else None
        self.safe: str | Promise = known.safe if known else ""
        super().__init__(known.why if known else _("Our side must never ask customers for this."))


def of(refusal: Refusal) -> Guarded:
    return Guarded(refusal.rule, meant=refusal.meant)
