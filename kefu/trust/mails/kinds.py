"""What is said of a mail, and why. Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from kefu.kit.mailwords import Mailbox
from kefu.trust.lookalike.kinds import Verdict

Ask = Callable[
    [str], bytes | None
]  # a name's TXT record, None where there is none; `kit.dns.NoAnswer` where nobody told


class NotAMail(ValueError):
    """These bytes have no sender and no other field of a mail."""


class MailOutcome(StrEnum):
    OURS = "ours"
    UNPROVED = "unproved"  # it says it is from us, and nothing proves it
    LOOKALIKE = "lookalike"
    FRAUD = "fraud"
    UNKNOWN = "unknown"  # from somebody else, and it does not look like ours


class Why(StrEnum):
    SEALED = "sealed"  # our signature holds
    VOUCHED = "vouched"  # a trusted forwarder saw our signature hold, and sealed that it did
    NO_SEAL = "no_seal"
    OTHERS_SEAL = "others_seal"  # it is signed, if at all, by somebody else
    BROKEN = "broken"  # changed since it was signed, or never signed by us
    EXPIRED = "expired"
    NO_KEY = "no_key"  # no key is published under the name the signature gives
    UNANSWERED = "unanswered"  # the key could not be asked for just now
    PARTIAL = "partial"  # the signature leaves out what is shown
    TWICE = "twice"  # a field stands in it more than once, and programs show either
    SENDERS = "senders"  # none or several senders, or one that reads two ways
    NAMED = "named"  # only what it calls itself, or what stands in it


class Held(StrEnum):
    """What became of one signature."""

    PASS = "pass"  # noqa: S105
    FAIL = "fail"
    EXPIRED = "expired"
    NO_KEY = "no_key"
    UNANSWERED = "unanswered"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Seal:
    """One DKIM signature. `covers`: the names of the fields it signs; `is_partial`: it leaves the body's end open."""

    domain: str
    selector: str
    held: Held
    covers: frozenset[str] = frozenset()
    is_partial: bool = False


@dataclass(frozen=True, slots=True)
class MailVerdict:
    """`seals`: domains of ours whose signature holds. `found`: what in it is no good. `inside`: mails it carries as files."""

    outcome: MailOutcome
    why: tuple[Why, ...]
    sender: Mailbox | None
    subject: str
    seals: tuple[str, ...] = ()
    found: tuple[Verdict, ...] = ()
    inside: tuple["MailVerdict", ...] = ()
