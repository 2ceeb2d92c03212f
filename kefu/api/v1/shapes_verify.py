"""Shapes of "is it really you?": what is asked, the verdicts in words, and what somebody reports."""

from datetime import datetime
from typing import Annotated, Literal

from ninja import Schema
from pydantic import Field

from kefu.api.v1.shapes import Closed, PublicId, Zone
from kefu.conversations.proving import Proof
from kefu.safeguards.bounds import MAX_SHOWN_CHARS, MAX_WORDS_CHARS
from kefu.safeguards.evidence import MOST_FILES
from kefu.trust.lookalike.kinds import Sort
from kefu.trust.lookalike.pasted import MAX_TEXT_CHARS


class Question(Closed):
    """A link, an account, a number, an address, or a whole message in which they stand. `zone`: for moments in words."""

    text: Annotated[str, Field(min_length=1, max_length=MAX_TEXT_CHARS)]
    zone: Zone = "UTC"


class OfficialEntry(Schema):
    """`kind` says in words what it is, `network` where."""

    sort: Sort
    kind: str
    network: str
    value: str
    name: str


class ProvedMessage(Schema):
    """A message of ours to the caller, or an official answer in public (then with `badge`). `seq` as customers count."""

    proof: Proof
    at: datetime
    by: str
    conversation: str
    seq: int
    badge: str


class OneVerdict(Schema):
    """`verdict` is for programs, the rest for people, in the language asked for. `entry`: what it is, or what it imitates.

    `reference`: of the confirmed report that warns of it. `message`: only of a code, for its recipient, or of an official answer.
    """

    asked: str
    verdict: Literal["ours", "linked", "lookalike", "fraud", "unknown"]
    title: str
    lead: str
    reasons: list[str]
    differs: list[str]
    steps: list[str]
    entry: OfficialEntry | None
    reference: str
    message: ProvedMessage | None


class Verdicts(Schema):
    """The worst first."""

    verdicts: list[OneVerdict]


class NewReport(Closed):
    """Of whom: `text`, or a message (`conversation` and `seq` in the caller's counting), which then is the evidence.

    `words`: what happened, if somebody likes to tell. `files`: the caller's own, sent before as for a message.
    """

    text: Annotated[str, Field(max_length=MAX_SHOWN_CHARS)] = ""
    words: Annotated[str, Field(max_length=MAX_WORDS_CHARS)] = ""
    conversation: PublicId | None = None
    seq: Annotated[int, Field(ge=0, le=2**31 - 1)] = 0
    files: Annotated[list[PublicId], Field(max_length=MOST_FILES)] = []


class Reported(Schema):
    reference: str
