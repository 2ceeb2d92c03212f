"""What is said of a mail, and why. Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from kefu.kit.mailwords import Mailbox
from kefu.trust.lookalike.kinds import Verdict

Ask = Callable[
    [str], bytes | None
]  # a name's TXT record, None where there is none; `kit.dns.NoAnswer` where nobody told


# of a sender and a Message-ID: whether a mail was sent; None where that is written down nowhere
Sent = Callable[[str, str], bool | None]


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
    UNSENT = "unsent"  # our seal holds, and we have no record of having sent it
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


class Records(Protocol):
    """What name servers say. Each raises `kit.dns.NoAnswer` where nobody told."""

    def txt(self, name: str) -> bytes | None: ...
    def texts(self, name: str) -> list[bytes]: ...
    def addresses(self, name: str, *, is_v6: bool) -> list[str]: ...
    def exchangers(self, name: str) -> list[tuple[int, str]]: ...
    def pointers(self, name: str) -> list[str]: ...


class Checked(StrEnum):
    """What became of one of the four ways to prove a sender. Stored: never rename a value."""

    PASS = "pass"  # noqa: S105
    FAIL = "fail"
    NONE = "none"  # nothing to check, or nobody who could be asked what the rule is
    UNANSWERED = "unanswered"  # name servers did not tell just now, which is not a pass
    BROKEN = "broken"  # the rule itself cannot be read


@dataclass(frozen=True, slots=True)
class Envelope:
    """What the server that brought a mail said before it, where we spoke with that server ourselves; empty elsewhere."""

    peer: str = ""
    helo: str = ""
    sender: str = ""


NOWHERE = Envelope()


@dataclass(frozen=True, slots=True)
class SenderVerdict:
    """Whether a mail is from whom it says. `sender` is null where that reads in none or in several ways.

    `spf` and `dkim` count aligned passes alone: those by the domain of the sender people see. `arc`: a forwarder of ours
    saw one, and sealed that it did. `addressed`: to whom it was written, as far as the seal says so; null where the server
    that brought it may send for the domain, so that all of it is the sender's.
    """

    sender: Mailbox | None
    spf: Checked = Checked.NONE
    dkim: Checked = Checked.NONE
    dmarc: Checked = Checked.NONE
    arc: Checked = Checked.NONE
    addressed: frozenset[str] | None = None

    @property
    def is_proved(self) -> bool:
        return self.sender is not None and Checked.PASS in {self.spf, self.dkim, self.arc} and not self.is_untold

    @property
    def is_untold(self) -> bool:
        """The rule of the sender's domain could not be asked for, so no pass counts."""
        return self.dmarc is Checked.UNANSWERED
