"""One signed-in socket: what each frame of docs/protocol.md does. The sender is always the session, never what a frame claims."""

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import replace
from typing import Any

from django.db import DatabaseError

from kefu.channels import intake, registry
from kefu.channels.contract import Inbound
from kefu.conversations import log, marks, queries
from kefu.conversations.data import MessageData, NoteData
from kefu.conversations.kinds import Audience, Author, AuthorKind, Kind
from kefu.conversations.records import ConversationRecord, Draft, EntryRecord, Failed, Marks, Outcome, Refused
from kefu.files import uploads
from kefu.files.kinds import FileRef
from kefu.kit import clock, metrics
from kefu.kit.errors import Invalid, KefuError, NotAllowed, NotFound, TooMany, TryAgain
from kefu.live import errors, frames, limits, threads
from kefu.live.cursor import Cursor, load
from kefu.live.frames import Frame
from kefu.live.hub import Hub
from kefu.live.outbox import Line, Outbox
from kefu.live.receipts import Receipts
from kefu.live.writer import Writer
from kefu.people import access, directory
from kefu.people.access import Viewer
from kefu.people.capabilities import Capability

logger = logging.getLogger(__name__)

ORIGIN = "livechat"
MAX_KNOWN = 256
UNTOLD = Marks(0, 0, 0, 0)

acknowledged = metrics.Tally(
    "kefu_messages_acknowledged", "Messages whose senders were told that they are on the disk."
)

Work = Coroutine[Any, Any, None] | None


class Session:
    """What a client's frames do. Its socket hands them over one after the other, so that a sender's order is kept."""

    __slots__ = (
        "_bucket",
        "_cursors",
        "_hub",
        "_known",
        "_limits",
        "_line",
        "_receipts",
        "_strikes",
        "_tasks",
        "_writer",
        "outbox",
        "viewer",
    )

    def __init__(
        self, viewer: Viewer, *, outbox: Outbox, line: Line, hub: Hub, writer: Writer, receipts: Receipts
    ) -> None:
        self.viewer = viewer
        self.outbox = outbox
        self._line = line
        self._hub, self._writer, self._receipts = hub, writer, receipts
        self._cursors: dict[str, Cursor] = {}
        self._known: dict[str, ConversationRecord] = {}
        self._tasks: list[asyncio.Task[None]] = []
        self._limits = limits.STAFF if viewer.is_staff else limits.CUSTOMER
        self._bucket = limits.Bucket(rate=self._limits.frames_per_s, burst=self._limits.burst)
        self._strikes = 0
        hub.members.add(self)

    # -- the life of a socket -----------------------------------------------------------------------------------------
    def handle(self, text: str) -> Work:
        """One frame; a refused one is answered and forgotten. What cannot be done at once comes back as work to await.

        SocketClosed after too many too fast.
        """
        frame: Frame | None = None
        try:
            self._count()
            frame = frames.parse(text)
            handler = _HANDLERS.get(frame["type"])
            if handler is None:
                raise Invalid
            work = handler(self, frame)
        except KefuError as problem:
            self._refuse(problem, frame=frame or _named(text))
            return None
        return None if work is None else self._guarded(work, frame)

    async def _guarded(self, work: Coroutine[Any, Any, None], frame: Frame) -> None:
        try:
            await work
        except KefuError as problem:
            self._refuse(problem, frame=frame)
        except DatabaseError as error:
            logger.warning("a frame waits for the database: %s", type(error).__name__)
            self._refuse(TryAgain(), frame=frame)

    def leave(self, code: int) -> None:
        """End the socket; what waits to be sent is not waited for."""
        self._line.hang_up(code)

    def end(self) -> None:
        """The connection is gone."""
        self._hub.forget(self, self._cursors.values())
        for task in self._tasks:  # each takes itself away on a later turn of the loop
            task.cancel()

    def spawn(self, task: Coroutine[Any, Any, None]) -> None:
        running = asyncio.create_task(task)
        self._tasks.append(running)
        running.add_done_callback(self._tasks.remove)

    def render(self, entry: EntryRecord, *, html: bool) -> bytes:
        return self._hub.renderer.frame(entry, viewer=self.viewer, html=html)

    def _refuse(self, problem: KefuError, *, frame: Frame | None) -> None:
        self.outbox.put(frames.error(problem, locale=self.viewer.locale, frame=frame))

    def _count(self) -> None:
        wait_s = self._bucket.take(time.monotonic())
        if wait_s:
            self._strikes += 1
            if self._strikes > limits.STRIKES:
                raise errors.SocketClosed(errors.TOO_MANY_FRAMES)
            raise TooMany(retry_after_s=wait_s)

    # -- reading ------------------------------------------------------------------------------------------------------
    async def subscribe(self, frame: Frame) -> None:
        after, wanted = frames.number_of(frame, "after"), frame.get("format", "json")
        if wanted not in ("json", "html") or (wanted == "html" and not self.viewer.is_staff):
            raise Invalid
        conversation = await self._readable(frame, after=after)
        self._drop(conversation.public_id)
        if len(self._cursors) >= self._limits.subscriptions:
            raise TooMany(code="too_many")
        place = min(after, _newest(self.viewer, conversation))  # beyond it: of a log that was since put back
        cursor = Cursor(self, conversation, after=place, html=wanted == "html")
        self._cursors[conversation.public_id] = cursor
        self._hub.join(cursor)
        try:
            subscribed, entries = await self._beginning(cursor, after=after)
        except DatabaseError:
            self._drop(conversation.public_id)
            raise
        self.outbox.put(subscribed)
        cursor.start(entries)

    async def _beginning(self, cursor: Cursor, *, after: int) -> tuple[bytes, Sequence[EntryRecord]]:
        """The answer and a page of what follows, read after the hub knows of the cursor; a guest's from the feed's memory."""
        feed = self._hub.feed_for(self.viewer, cursor.conversation.public_id)
        entries = feed.recall(cursor.position) if feed is not None else None
        if entries is not None:
            return _subscribed(self.viewer, cursor.conversation, after), entries
        return await threads.read(_beginning, self.viewer, cursor.conversation, after, cursor.position)

    def unsubscribe(self, frame: Frame) -> None:
        self._drop(frames.text_of(frame, "conversation"))

    def subscribe_inbox(self, frame: Frame) -> None:
        del frame
        access.require(self.viewer, Capability.READ_CONVERSATIONS)
        self._hub.inbox.add(self)

    def lost(self, public_id: str) -> None:
        """It is not theirs to see any more: as if it had never been named here."""
        self._known.pop(public_id, None)
        self._drop(public_id)
        self.outbox.put(frames.dump("gone", conversation=public_id))

    def _drop(self, public_id: str) -> None:
        cursor = self._cursors.pop(public_id, None)
        if cursor is not None:
            self._hub.part(cursor)

    # -- writing ------------------------------------------------------------------------------------------------------
    def send(self, frame: Frame) -> Work:
        uploads_named = frames.files_of(frame)
        if frame.get("conversation") is None and not self.viewer.is_staff:
            anew = "anew" in frame and frames.flag_of(frame, "anew")
            return self._send_anew(frame, uploads_named) if anew else self._send(frame, None, files=uploads_named)
        return self._with_conversation(frame, lambda found: self._send(frame, found, files=uploads_named))

    def _send(self, frame: Frame, conversation: ConversationRecord | None, *, files: list[str]) -> Work:
        if files:
            return self._send_with_files(frame, conversation, files)
        self._add(frame, conversation, files=())
        return None

    async def _send_with_files(
        self, frame: Frame, conversation: ConversationRecord | None, upload_ids: list[str]
    ) -> None:
        self._add(frame, conversation, files=await threads.read(uploads.refs, self.viewer, upload_ids))

    async def _send_anew(self, frame: Frame, upload_ids: list[str]) -> None:
        """Into a conversation of its own, whichever of theirs are open."""
        newest = await threads.read(queries.newest_row_of, self.viewer)
        files = await threads.read(uploads.refs, self.viewer, upload_ids) if upload_ids else ()
        self._add(frame, None, files=files, beyond=newest)

    def _add(
        self, frame: Frame, conversation: ConversationRecord | None, *, files: tuple[FileRef, ...], beyond: int = 0
    ) -> None:
        draft = self._draft(frame, conversation, files, beyond=beyond)
        told = frames.particulars_of(frame) if self.viewer.is_customer else None
        if told is not None:
            self._writer.add(log.told_before(draft, told), lambda outcome: None)  # the message is what counts
        self._writer.add(draft, lambda outcome: self._answer(frame, outcome))

    def _draft(
        self, frame: Frame, conversation: ConversationRecord | None, files: tuple[FileRef, ...], *, beyond: int
    ) -> Draft:
        key, body = frames.client_id_of(frame), frames.text_of(frame, "body", most=limits.MAX_FRAME_BYTES)
        kind = frame.get("kind", Kind.MESSAGE.value)
        if self.viewer.is_staff and conversation is not None:
            draft = _staff_draft(self.viewer, conversation, kind=kind, body=body, key=key, files=files)
            return replace(draft, seen=frames.number_of(frame, "seen")) if frame.get("seen") is not None else draft
        if kind != Kind.MESSAGE.value:
            raise NotAllowed
        inbound = Inbound(
            sender=self.viewer.id,
            external_id=key,
            body=body,
            thread=conversation.id if conversation else None,
            locale=self.viewer.locale,
            page=frames.text_of(frame, "page", most=limits.MAX_FRAME_BYTES) if "page" in frame else "",
            beyond=beyond,
        )
        return intake.draft_of(registry.channels()[ORIGIN], inbound, files=files)

    def _answer(self, frame: Frame, outcome: Outcome) -> None:
        if isinstance(outcome, Refused | Failed):
            self._refuse(log.error_of(outcome), frame=frame)
            return
        entry = log.stored(outcome)
        acknowledged.count += 1
        self.outbox.put(
            frames.dump(
                "ack",
                client_msg_id=frame["client_msg_id"],
                conversation=entry.conversation_public_id,
                seq=queries.numbered(self.viewer, entry),
                at=clock.told(entry.created_at),
            )
        )

    # -- what passes by -----------------------------------------------------------------------------------------------
    def read(self, frame: Frame) -> Work:
        seq = frames.number_of(frame, "seq")
        return self._with_conversation(frame, lambda found: self._receipts.add(self.viewer, found, read=seq))

    def delivered(self, frame: Frame) -> Work:
        seq = frames.number_of(frame, "seq")
        return self._with_conversation(frame, lambda found: self._receipts.add(self.viewer, found, delivered=seq))

    def typing(self, frame: Frame) -> Work:
        if self.viewer.is_staff:
            access.require(self.viewer, Capability.REPLY)
        on = frames.flag_of(frame, "on")
        return self._with_conversation(frame, lambda found: self._hub.typing(found.id, self, on=on))

    def presence(self, frame: Frame) -> Work:
        access.require(self.viewer, Capability.READ_CONVERSATIONS)
        here = frames.flag_of(frame, "here")
        return self._with_conversation(frame, lambda found: self._hub.presence(found.id, self, here=here))

    def ping(self, frame: Frame) -> None:
        del frame
        self.outbox.put(frames.dump("pong"))

    def _with_conversation(self, frame: Frame, act: Callable[[ConversationRecord], Work]) -> Work:
        """At once if this socket has named the conversation before; else after asking the database."""
        known = self._known.get(frames.text_of(frame, "conversation"))
        if known is not None:
            return act(known)
        return self._after_asking(frame, act)

    async def _after_asking(self, frame: Frame, act: Callable[[ConversationRecord], Work]) -> None:
        more = act(await self._conversation(frame))
        if more is not None:
            await more

    async def _readable(self, frame: Frame, *, after: int) -> ConversationRecord:
        """The conversation a frame names, if the viewer may read it. Guests share one reading a second."""
        public_id = frames.text_of(frame, "conversation")
        feed = self._hub.feed_for(self.viewer, public_id)
        if feed is not None:
            shared = await feed.head()
            if after <= shared.last_public_seq:
                return shared
        found = await threads.read(queries.readable_for, self.viewer, public_id)
        return found if queries.is_guest(self.viewer, found) else self._remember(found)

    async def _conversation(self, frame: Frame) -> ConversationRecord:
        """The conversation a frame names, if it is the viewer's."""
        public_id = frames.text_of(frame, "conversation")
        found = await threads.read(queries.conversation_for, self.viewer, public_id)
        return self._remember(found)

    def _remember(self, conversation: ConversationRecord) -> ConversationRecord:
        if len(self._known) >= MAX_KNOWN:
            self._known.clear()
        self._known[conversation.public_id] = conversation
        return conversation


def _staff_draft(
    viewer: Viewer, conversation: ConversationRecord, *, kind: str, body: str, key: str, files: tuple[FileRef, ...]
) -> Draft:
    author = Author(kind=AuthorKind.AGENT, id=viewer.id)
    if kind == Kind.NOTE.value:
        access.require(viewer, Capability.NOTE)
        data = NoteData(files=files)
        return Draft(conversation.id, Kind.NOTE, author, data, audience=Audience.STAFF, body=body, key=key)
    if kind != Kind.MESSAGE.value:
        raise NotAllowed
    access.require(viewer, Capability.REPLY)
    return Draft(conversation.id, Kind.MESSAGE, author, MessageData(files=files), body=body, key=key)


def _beginning(
    viewer: Viewer, conversation: ConversationRecord, after: int, place: int
) -> tuple[bytes, list[EntryRecord]]:
    return _subscribed(viewer, conversation, after), load(viewer, conversation, place)


def _subscribed(viewer: Viewer, conversation: ConversationRecord, after: int) -> bytes:
    far = UNTOLD if queries.is_guest(viewer, conversation) else marks.marks_for(viewer, conversation)
    told: dict[str, Any] = {
        "conversation": conversation.public_id,
        "after": after,
        "last": _newest(viewer, conversation),
        "status": conversation.status.value,
        "read": {"customer": far.customer_read, "staff": far.staff_read},
        "delivered": {"customer": far.customer_delivered, "staff": far.staff_delivered},
    }
    if viewer.is_staff:
        told["customer_name"] = directory.customer_names([conversation.customer]).get(conversation.customer, "")
    return frames.dump("subscribed", **told)


def _newest(viewer: Viewer, conversation: ConversationRecord) -> int:
    return conversation.last_seq if viewer.is_staff else conversation.last_public_seq


def _named(text: str) -> Frame | None:
    """For a frame that was refused before it was looked at: its own id, so that its sender knows which one."""
    try:
        return frames.parse(text)
    except (Invalid, NotFound):
        return None


_Handler = Callable[[Session, Frame], Work]

_HANDLERS: dict[str, _Handler] = {
    "subscribe": Session.subscribe,
    "unsubscribe": Session.unsubscribe,
    "subscribe_inbox": Session.subscribe_inbox,
    "send": Session.send,
    "read": Session.read,
    "delivered": Session.delivered,
    "typing": Session.typing,
    "presence": Session.presence,
    "ping": Session.ping,
}
