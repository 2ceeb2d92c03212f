"""A refusal of the guard in words: what it is about, and what may be said instead. Whoever refuses a text raises `Guarded`.

KefuError
└── Invalid 400
    └── Guarded    `rule`, `meant` (the piece of the text that is meant) and `safe` (words to put in its place)
"""

import unicodedata
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from kefu.kit.errors import Invalid
from kefu.kit.languages import screen_of
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
    """The text is still with whoever wrote it. `locale`: the customer's, in which `safe` is worded."""

    default_code = "guarded"

    def __init__(self, rule: str, *, meant: str = "", locale: str = "") -> None:
        self.rule, self.meant, self.locale = rule, shortened(meant), locale
        self.is_meant_cut = len(self.meant) < len(meant)
        self._known = WORDINGS.get(Rule(rule)) if rule in set(Rule) else None
        super().__init__(self._known.why if self._known else _("Our side must never ask customers for this."))

    @property
    def language(self) -> str:
        """Of `safe`: that of screens nearest to the customer's, or the reader's where nobody is written to yet."""
        return screen_of(self.locale or get_language() or "")

    @property
    def safe(self) -> str:
        with override(self.language):
            return str(self._known.safe) if self._known else ""

    @property
    def safe_explained(self) -> str:
        """What `safe` says, to a reader of another language; empty for one of the same."""
        is_same = self._known is None or self.language == screen_of(get_language() or "")
        return "" if is_same or self._known is None else str(self._known.safe)


def shortened(meant: str) -> str:
    """Its beginning, up to the edge of a word or of a link's part where one is near, and never between a letter and its mark."""
    if len(meant) <= MOST_MEANT_CHARS:
        return meant
    edges = (at for at in range(MOST_MEANT_CHARS, MOST_MEANT_CHARS // 3, -1) if _is_edge(meant, at))
    at = next(edges, MOST_MEANT_CHARS)
    while at > 1 and unicodedata.combining(meant[at]):
        at -= 1
    return meant[:at].rstrip(" \t\n/?&#=.,:;-")


def _is_edge(text: str, at: int) -> bool:
    return not (_is_in_a_word(text[at - 1]) and _is_in_a_word(text[at]))


def _is_in_a_word(each: str) -> bool:
    is_han = "\u2e80" <= each <= "\u9fff"
    return not is_han and (each.isalnum() or each in "_-" or unicodedata.combining(each) > 0)


def of(refusal: Refusal) -> Guarded:
    return Guarded(refusal.rule, meant=refusal.meant)
