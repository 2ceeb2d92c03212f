"""What the API takes and gives. What it takes is closed: a field nobody declared is an error, never ignored."""

from datetime import datetime
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import ConfigDict, Field

from kefu.conversations.data_checklists import MAX_ITEM_CHARS, MAX_ITEMS, MAX_TITLE_CHARS
from kefu.conversations.data_conduct import MAX_APPEAL_CHARS, MAX_PAUSE_MINUTES, MAX_REASON_CHARS, Misconduct
from kefu.conversations.data_joins import MAX_SPLIT
from kefu.conversations.kinds import CloseReason, Kind, Priority

PublicId = Annotated[str, Field(pattern=r"^[a-z2-7]{26}$", description="26 characters, 128 random bits")]
ClientId = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{8,64}$", description="made once per message by the client")]
Body = Annotated[str, Field(max_length=16_000, description="at most 8,000 characters are stored")]
Number = Annotated[int, Field(ge=0, le=2**31 - 1)]
PageSize = Annotated[int, Field(ge=1, le=100)]
Cursor = Annotated[str, Field(max_length=200)]
Cursors = Annotated[str, Field(max_length=2_500)]
Locale = Annotated[str, Field(max_length=16)]
Name = Annotated[str, Field(max_length=60)]
Zone = Annotated[str, Field(max_length=64)]
Reason = Annotated[str, Field(max_length=200)]
Files = Annotated[list[PublicId], Field(max_length=10)]
Slug = Annotated[str, Field(min_length=1, max_length=40)]
TagText = Annotated[str, Field(max_length=80)]
PriorityName = Literal["low", "normal", "high", "urgent"]
PRIORITIES: dict[PriorityName, Priority] = {
    "low": Priority.LOW,
    "normal": Priority.NORMAL,
    "high": Priority.HIGH,
    "urgent": Priority.URGENT,
}


class Closed(Schema):
    """The shape of everything taken."""

    model_config = ConfigDict(extra="forbid")


class NewSession(Closed):
    identity: Annotated[str, Field(max_length=4_096)] | None = None
    locale: Annotated[str, Field(max_length=16)] = "en"


class NewMessage(Closed):
    client_msg_id: ClientId
    body: Body = ""
    files: Files = []


LanguageTag = Annotated[str, Field(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$")]


class Account(Closed):
    """An account as typed; empty is not said."""

    uid: Annotated[str, Field(max_length=64)] = ""
    email: Annotated[str, Field(max_length=254)] = ""
    phone: Annotated[str, Field(max_length=25)] = ""


class Particulars(Account):
    """What it is about (a category's slug) and which account, where it is not the one they are signed in with.

    `read`: addresses of articles, a space between; `searched`: what was looked for last.
    """

    category: Annotated[str, Field(max_length=40)] = ""
    read: Annotated[str, Field(max_length=254)] = ""
    searched: Annotated[str, Field(max_length=200)] = ""


class NewConversation(NewMessage):
    page: Annotated[str, Field(max_length=500)] = ""
    particulars: Particulars | None = None


class Category(Schema):
    slug: str
    name: str


class Categories(Schema):
    categories: list[Category]


class Form(Schema):
    """The account as it is proved, masked, and empty where it is not."""

    uid_masked: str
    email_masked: str
    phone_masked: str


class Comparison(Schema):
    """The parts (`uid`, `email`, `phone`) that are not those of the account one is signed in with."""

    unlike: list[str]


class NewEntry(NewMessage):
    """`seen` is for staff: a reply is refused (409 `stale`) if others said something after this number."""

    kind: Literal[Kind.MESSAGE, Kind.NOTE] = Kind.MESSAGE
    seen: Number | None = None


class NewBody(Closed):
    body: Body


class Assignment(Closed):
    """To an agent, into a team's queue, or to an agent of a team; at least one of both."""

    agent: PublicId | None = None
    team: Slug | None = None


class Closure(Closed):
    reason: CloseReason


class Merge(Closed):
    into: PublicId


class Split(Closed):
    entries: Annotated[list[Number], Field(min_length=1, max_length=MAX_SPLIT)]
    client_msg_id: ClientId | None = None


class Warning(Closed):  # noqa: A001  (what it is called)
    reason: Misconduct
    words: Annotated[str, Field(max_length=MAX_REASON_CHARS)] = ""


class Pause(Warning):
    minutes: Annotated[int, Field(ge=1, le=MAX_PAUSE_MINUTES)]


class Appeal(Closed):
    words: Annotated[str, Field(max_length=MAX_APPEAL_CHARS)]
    client_msg_id: ClientId | None = None


class Decision(Closed):
    lifted: bool
    words: Annotated[str, Field(max_length=MAX_APPEAL_CHARS)]


class Checklist(Closed):
    title: Annotated[str, Field(max_length=MAX_TITLE_CHARS)]
    items: Annotated[list[Annotated[str, Field(max_length=MAX_ITEM_CHARS)]], Field(min_length=1, max_length=MAX_ITEMS)]
    client_msg_id: ClientId | None = None


class Tick(Closed):
    on: bool
    client_msg_id: ClientId | None = None


class Chosen(Closed):
    choice: Annotated[str, Field(min_length=1, max_length=300)]
    client_msg_id: ClientId | None = None


class ReadMark(Closed):
    seq: Number
    delivered: Number | None = None


class LinksWanted(Closed):
    files: Annotated[list[PublicId], Field(min_length=1, max_length=50)]
    variant: Literal["full", "thumb"] = "full"


class Person(Schema):
    kind: str
    id: str
    name: str


class Session(Schema):
    token: str
    expires_at: datetime
    viewer: Person
    live_url: str


class Limits(Schema):
    body_chars: int
    files: int
    file_bytes: int
    media_types: list[str]


class Me(Schema):
    viewer: Person
    locale: str
    live_url: str
    limits: Limits
    capabilities: list[str]


class Reach(Schema):
    customer: int
    staff: int


class Conversation(Schema):
    """Numbers are the viewer's own. What only staff may know is absent for customers."""

    id: str
    status: str
    locale: str
    last: int
    created_at: datetime
    read: Reach | None = None
    delivered: Reach | None = None
    holder: str | None = None
    assignee: Person | None = None
    customer: Person | None = None
    waiting_since: datetime | None = None
    last_entry_at: datetime | None = None
    merged_into: str | None = None
    step: str | None = None
    paused_until: datetime | None = None
    appeal: str | None = None
    team: str | None = None
    priority: PriorityName | None = None
    category: str | None = None
    snoozed_until: datetime | None = None
    tags: list[str] | None = None
    fields: dict[str, str | bool | int | float] | None = None


class Line(Schema):
    """A line of a list: the conversation and its newest message."""

    conversation: Conversation
    last_message: dict[str, Any] | None


class Conversations(Schema):
    conversations: list[Line]
    next_cursor: str


class Opened(Schema):
    conversation: Conversation
    entry: dict[str, Any]


class Entries(Schema):
    """`entries` are frames of the live protocol (protocol.schema.json); `last` is the newest number there is."""

    entries: list[dict[str, Any]]
    last: int


class ThreadLine(Schema):
    """`place` is `own`, `merged` (from a conversation merged into this one) or `split` (split off to this one).

    `shown_in`: split off, and shown in that conversation now.
    """

    entry: dict[str, Any]
    place: str
    shown_in: str


class Thread(Schema):
    """`before` gives the page before this one; empty at the beginning."""

    lines: list[ThreadLine]
    before: str


class Appeals(Schema):
    conversations: list[Conversation]


class Ticked(Schema):
    """The items (from 1) that are done."""

    done: list[int]


class Template(Schema):
    slug: str
    title: str
    items: list[str]


class Templates(Schema):
    templates: list[Template]


class File(Schema):
    id: str
    name: str
    media_type: str
    width: int
    height: int
    bytes: int


class NewUpload(Closed):
    name: Annotated[str, Field(max_length=1_000)] = ""
    bytes: Annotated[int, Field(ge=1, le=2**31 - 1)]
    sha256: Annotated[str, Field(pattern=r"^(?:[0-9a-fA-F]{64})?$")] = ""


class Upload(Schema):
    """`offset` of `bytes` are stored; `file` and `state` once it is whole."""

    id: str
    offset: int
    bytes: int
    piece_bytes: int
    file: File | None = None
    state: Literal["ready", "checking", "unscanned"] | None = None


class FileState(Schema):
    state: Literal["ready", "checking", "unscanned", "removed", "moved"]
    reason: str = ""
    holds_archives: bool = False


class Links(Schema):
    """`states` has every file asked for, `links` those of them that may be had now."""

    links: dict[str, str]
    states: dict[str, FileState]
    expires_in_s: int


class Agent(Schema):
    id: str
    name: str
    alias: str


class Agents(Schema):
    agents: list[Agent]


class PushKey(Schema):
    key: str


class PushKeys(Closed):
    """As `PushSubscription.toJSON()` of a browser gives them."""

    p256dh: Annotated[str, Field(max_length=100)]
    auth: Annotated[str, Field(max_length=32)]


class PushSubscription(Closed):
    endpoint: Annotated[str, Field(max_length=1_000)]
    keys: PushKeys


class PushSubscribed(Schema):
    id: str


class Fault(Schema):
    code: str
    message: str
    retry_after_s: float | None = None
    offset: int | None = None


class Refusal(Schema):
    """Every error has this shape."""

    error: Fault
