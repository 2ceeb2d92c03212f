"""What is ours by name, and what can be said of something that claims to be. Pure."""

from dataclasses import dataclass
from enum import StrEnum

MAX_CHARS = 500  # of what is looked at; a name of ours is never that long


class Sort(StrEnum):
    DOMAIN = "domain"
    MAIL = "mail"
    MAIL_DOMAIN = "mail_domain"
    HANDLE = "handle"
    PHONE = "phone"
    BOT = "bot"
    APP = "app"
    BADGE = "badge"
    LINKED_HOST = "linked_host"  # somebody else's, where our own texts may lead


class Outcome(StrEnum):
    OURS = "ours"
    LINKED = "linked"  # somebody else's that we lead to ourselves
    LOOKALIKE = "lookalike"
    FRAUD = "fraud"  # on a list of what was found to be one
    UNKNOWN = "unknown"


class Why(StrEnum):
    """How something looks like ours, or lies about where it leads."""

    HIDDEN = "hidden"  # characters that are not seen
    WIDTH = "width"  # letters in another form of themselves: wide, bold, with marks
    DRAWN = "drawn"  # letters of another alphabet, or digits, drawn like ours
    TYPED = "typed"  # a letter more, fewer, another, or two that changed places
    SOUND = "sound"
    SEPARATED = "separated"  # dots, lines and spaces, or none
    ADDED = "added"  # words around our name
    ENDING = "ending"  # our name under another ending or a host of somebody's
    INSIDE = "inside"  # our whole address in front of another, or in its path
    NETWORK = "network"  # our name where we have no account
    USER = "user"  # a name before an @, which is no address
    BACKSLASH = "backslash"
    PORT = "port"
    SCHEME = "scheme"
    LOCAL = "local"  # an address at our domain that is none of ours
    COUNTRY = "country"  # a phone number without its country code, or with another
    NAME = "name"  # only what somebody calls themselves
    EXPIRED = "expired"  # was ours once
    LISTED = "listed"


@dataclass(frozen=True, slots=True)
class Entry:
    """`value` in its canonical form; `valid_from` and `valid_until` are moments in UTC as text, empty where there is none."""

    sort: Sort
    value: str
    network: str = ""
    name: str = ""
    valid_from: str = ""
    valid_until: str = ""
    proof: str = ""


class Step(StrEnum):
    OTHER = "other"
    MORE = "more"
    MISSING = "missing"
    SWAPPED = "swapped"


@dataclass(frozen=True, slots=True)
class Change:
    """One place where a text leaves what it imitates. `place` counts from 1 in what was asked about (where something is
    missing: the place it would have). `theirs` and `ours` hold the characters there."""

    step: Step
    place: int
    theirs: str
    ours: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """`asked` is what was looked at; `entry` what it is, or what it looks like. `compared` is what `changes` count in;
    `name` how a list would hold it (a host, `@handle`, an address, a number), empty where it has no such form."""

    outcome: Outcome
    asked: str
    entry: Entry | None = None
    why: tuple[Why, ...] = ()
    changes: tuple[Change, ...] = ()
    compared: str = ""
    name: str = ""
