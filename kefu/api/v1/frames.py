"""The frames of docs/protocol.md for its JSON Schema. The live edge parses by hand, for speed; tests hold both together."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

Id = Annotated[str, Field(pattern=r"^[a-z2-7]{26}$")]
ClientId = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{8,64}$")]
Number = Annotated[int, Field(ge=0, le=2**31 - 1)]
AuthorKind = Literal["customer", "agent", "watcher", "system"]
PeerKind = Literal["customer", "agent"]
Side = Literal["customer", "staff"]


class Hello(BaseModel):
    type: Literal["hello"]
    token: Annotated[str, Field(max_length=1_024)]
    locale: str | None = None
    zone: str | None = None


class Subscribe(BaseModel):
    type: Literal["subscribe"]
    conversation: Id
    after: Number
    format: Literal["json", "html"] = "json"


class Unsubscribe(BaseModel):
    type: Literal["unsubscribe"]
    conversation: Id


class SubscribeInbox(BaseModel):
    type: Literal["subscribe_inbox"]


class Particulars(BaseModel):
    """What it is about (a category's slug) and which account, where it is not the one they are signed in with.

    `read`: addresses of articles, a space between; `searched`: what was looked for last.
    """

    category: Annotated[str, Field(max_length=40)] = ""
    uid: Annotated[str, Field(max_length=64)] = ""
    email: Annotated[str, Field(max_length=254)] = ""
    phone: Annotated[str, Field(max_length=25)] = ""
    read: Annotated[str, Field(max_length=254)] = ""
    searched: Annotated[str, Field(max_length=200)] = ""


class Send(BaseModel):
    type: Literal["send"]
    client_msg_id: ClientId
    conversation: Id | None
    body: Annotated[str, Field(max_length=8_000)]
    kind: Literal["message", "note"] = "message"
    files: Annotated[list[Id], Field(max_length=10)] = []
    page: Annotated[str, Field(max_length=300)] = ""
    seen: Number | None = None
    particulars: Particulars | None = None
    anew: bool = False


class Read(BaseModel):
    type: Literal["read"]
    conversation: Id
    seq: Number


class Delivered(BaseModel):
    type: Literal["delivered"]
    conversation: Id
    seq: Number


class Typing(BaseModel):
    type: Literal["typing"]
    conversation: Id
    on: bool


class Presence(BaseModel):
    type: Literal["presence"]
    conversation: Id
    here: bool


class Ping(BaseModel):
    type: Literal["ping"]


class You(BaseModel):
    kind: PeerKind
    id: Id
    name: str


class Reconnect(BaseModel):
    min_ms: int
    max_ms: int


class Welcome(BaseModel):
    type: Literal["welcome"]
    protocol: Literal[1]
    you: You
    limits: dict[str, int]
    reconnect: Reconnect


class Reach(BaseModel):
    customer: Number
    staff: Number


class Subscribed(BaseModel):
    type: Literal["subscribed"]
    conversation: Id
    after: Number
    last: Number
    status: Literal["open", "closed", "snoozed"]
    customer_name: str | None = None
    read: Reach
    delivered: Reach


class Author(BaseModel):
    kind: AuthorKind
    id: str
    name: str


class Entry(BaseModel):
    """`html` instead of author, body and data where the subscription asked for it."""

    type: Literal["entry"]
    conversation: Id
    seq: Annotated[int, Field(ge=1)]
    kind: str
    version: int
    mine: bool
    author: Author | None = None
    body: str | None = None
    data: dict[str, Any] | None = None
    at: datetime | None = None
    client_msg_id: ClientId | None = None
    text: str | None = None
    html: str | None = None
    target: Number | None = None


class CaughtUp(BaseModel):
    type: Literal["caught_up"]
    conversation: Id
    seq: Number


class Gone(BaseModel):
    type: Literal["gone"]
    conversation: Id


class Ack(BaseModel):
    type: Literal["ack"]
    client_msg_id: ClientId
    conversation: Id
    seq: Annotated[int, Field(ge=1)]
    at: datetime


class Error(BaseModel):
    type: Literal["error"]
    code: str
    message: str
    client_msg_id: str | None = None
    conversation: str | None = None
    retry_after_ms: int | None = None


class Receipt(BaseModel):
    type: Literal["receipt"]
    conversation: Id
    side: Side
    delivered: Number
    read: Number


class Who(BaseModel):
    kind: AuthorKind
    name: str


class SomeoneTypes(BaseModel):
    type: Literal["typing"]
    conversation: Id
    who: Who
    on: bool


class Here(BaseModel):
    id: Id
    name: str


class WhoIsHere(BaseModel):
    type: Literal["presence"]
    conversation: Id
    people: list[Here]
    customer_online: bool


class Inbox(BaseModel):
    type: Literal["inbox"]
    changed: list[Id]


class Notice(BaseModel):
    type: Literal["notice"]
    conversation: Id
    seq: Number
    reason: str
    title: str
    sound: str


class Nudge(BaseModel):
    type: Literal["nudge"]
    conversation: Id
    about: Literal["lease", "draft", "delivery"]
    version: Number


class Pong(BaseModel):
    type: Literal["pong"]


FROM_CLIENT = Hello | Subscribe | Unsubscribe | SubscribeInbox | Send | Read | Delivered | Typing | Presence | Ping
FROM_SERVER = (
    Welcome
    | Subscribed
    | Entry
    | CaughtUp
    | Gone
    | Ack
    | Error
    | Receipt
    | SomeoneTypes
    | WhoIsHere
    | Inbox
    | Notice
    | Nudge
    | Pong
)
