"""Who on this process listens to what. Lives on the socket loop alone; holds no truth, only who is connected."""

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import islice
from typing import Protocol

from django.utils import translation

from kefu.conversations.marks import Receipt
from kefu.conversations.nudges import Nudge
from kefu.conversations.records import EntryRecord
from kefu.conversations.typing import Typing
from kefu.kit import wake
from kefu.live import frames
from kefu.live.cursor import Cursor
from kefu.live.elsewhere import Elsewhere, Presence
from kefu.live.feed import Feed
from kefu.live.outbox import Outbox
from kefu.live.render import Renderer
from kefu.people.access import Viewer, ViewerKind
from kefu.watchers.notify import words
from kefu.watchers.notify.watch import Told

CHANGED_AT_ONCE = 200


class Member(Protocol):
    """A signed-in socket as the hub knows it."""

    viewer: Viewer
    outbox: Outbox

    def leave(self, code: int) -> None: ...


class Hub:
    def __init__(self) -> None:
        self.renderer = Renderer()
        self.elsewhere = Elsewhere()
        self.members: set[Member] = set()
        self.inbox: set[Member] = set()
        self._cursors: dict[int, set[Cursor]] = defaultdict(set)
        self._feeds: dict[int, Feed] = {}  # of guests, who hear what was said and nothing of who is there
        self._feeds_named: dict[str, Feed] = {}  # the same, by public id
        self._here: dict[int, set[Member]] = defaultdict(set)  # nobody: no set
        self._public_ids: dict[int, str] = {}
        self._changed: dict[str, None] = {}
        self.something_changed = asyncio.Event()

    # -- coming and going ------------------------------------------------------------------------------------------
    def join(self, cursor: Cursor) -> None:
        row = cursor.conversation.id
        if cursor.is_guest:
            if row not in self._feeds:
                feed = Feed(cursor.conversation, viewer=cursor.reader.viewer, renderer=self.renderer)
                self._feeds[row] = self._feeds_named[cursor.conversation.public_id] = feed
            self._feeds[row].join(cursor)
            return
        is_first_of_staff = cursor.reader.viewer.is_staff and not self._has_staff(row)
        self._cursors[row].add(cursor)
        self._public_ids[row] = cursor.conversation.public_id
        if is_first_of_staff:
            self.elsewhere.ask([row])
        self._presence(row)

    def part(self, cursor: Cursor) -> None:
        row = cursor.conversation.id
        if cursor.is_guest:
            feed = self._feeds.get(row)
            if feed is not None and feed.part(cursor):
                del self._feeds[row], self._feeds_named[cursor.conversation.public_id]
            return
        self._cursors[row].discard(cursor)
        if not self._cursors[row]:
            del self._cursors[row]
            self._public_ids.pop(row, None)
        self._presence(row)

    def forget(self, member: Member, cursors: Iterable[Cursor]) -> None:
        """A socket is gone."""
        self.members.discard(member)
        self.inbox.discard(member)
        for row in [row for row, people in self._here.items() if member in people]:
            self.presence(row, member, here=False)
        for cursor in cursors:
            self.part(cursor)

    def feed_for(self, viewer: Viewer, public_id: str) -> Feed | None:
        """The feed of a public conversation that guests listen to already, if this viewer would be one of them."""
        feed = self._feeds_named.get(public_id)
        return feed if feed is not None and feed.is_for(viewer) else None

    def staff_cursors(self) -> list[Cursor]:
        return [cursor for cursors in self._cursors.values() for cursor in cursors if cursor.reader.viewer.is_staff]

    def rows(self) -> list[int]:
        return list(self._cursors.keys() | self._feeds.keys())

    # -- what happened ----------------------------------------------------------------------------------------------
    def deliver(self, entries: Sequence[EntryRecord]) -> None:
        """Entries committed by this process, in the log's order."""
        for entry in entries:
            self.note_change(entry.conversation_public_id)
            for cursor in tuple(self._cursors.get(entry.conversation, ())):
                cursor.offer(entry)
            feed = self._feeds.get(entry.conversation)
            if feed is not None and entry.public_seq:
                feed.offer(entry)

    def tell(self, row: int, *, public_id: str, last_seq: int, last_public_seq: int) -> None:
        """Another process committed; cursors read for themselves."""
        if public_id:
            self.note_change(public_id)
        for cursor in tuple(self._cursors.get(row, ())):
            cursor.tell(last_seq if cursor.reader.viewer.is_staff else last_public_seq)
        if row in self._feeds:
            self._feeds[row].tell(last_public_seq)

    def take_changed(self) -> list[str]:
        """Which conversations (public ids) changed since the last time, for the desks; the rest is for the next."""
        if not self.inbox:
            self._changed.clear()
        changed = list(islice(self._changed, CHANGED_AT_ONCE))
        for public_id in changed:
            del self._changed[public_id]
        if not self._changed:
            self.something_changed.clear()
        return changed

    def note_change(self, public_id: str) -> None:
        self._changed[public_id] = None
        self.something_changed.set()

    def notice(self, told: Told) -> None:
        """Ring at the desks of whom it concerns; at all desks where nobody is named."""
        for member in self.inbox:
            if (told.agents is None or member.viewer.id in told.agents) and not member.outbox.is_full:
                with translation.override(member.viewer.locale):
                    title = words.title(told.reason)
                frame = {"conversation": told.public_id, "seq": told.seq, "reason": told.reason.value}
                member.outbox.put(frames.dump("notice", **frame, title=title, sound="message"))

    # -- what passes by -----------------------------------------------------------------------------------------------
    def typing(self, row: int, sender: Member, *, on: bool) -> None:
        viewer = sender.viewer
        typed = Typing(row, viewer.is_customer, viewer.name, viewer.alias, on)
        if viewer.is_customer:
            typed = replace(typed, name="", alias="")
        self._show_typing(typed, but=sender)
        self.elsewhere.typing(typed)

    def typed_elsewhere(self, refs: wake.Refs) -> None:
        for ref in refs:
            self._show_typing(Typing(*ref), but=None)

    def _show_typing(self, typed: Typing, *, but: object) -> None:
        if typed.row not in self._cursors:
            return
        kind = ViewerKind.CUSTOMER if typed.is_customer else ViewerKind.AGENT
        for is_staff, name in ((True, typed.name), (False, typed.alias)):
            who = {"kind": kind.value, "name": name}
            frame = frames.dump("typing", conversation=self._public_ids.get(typed.row, ""), who=who, on=typed.on)
            self._to_side(typed.row, frame, is_staff=is_staff, but=but)

    def presence(self, row: int, member: Member, *, here: bool) -> None:
        if here:
            self._here[row].add(member)
        else:
            self._here[row].discard(member)
            if not self._here[row]:
                del self._here[row]
        self._presence(row)

    def receipt(self, receipt: Receipt) -> None:
        """A side got further: the other one hears it."""
        frame = frames.dump(
            "receipt",
            conversation=receipt.conversation_public_id,
            side="customer" if receipt.is_customers else "staff",
            delivered=receipt.delivered,
            read=receipt.read,
        )
        self._to_side(receipt.conversation, frame, is_staff=receipt.is_customers, but=None)

    def nudge(self, nudge: Nudge) -> None:
        """Something beside the log changed: staff who look at it ask; what one agent alone may see, that agent alone hears."""
        told = {"about": nudge.about, "version": nudge.version}
        frame = frames.dump("nudge", conversation=nudge.conversation_public_id, **told)
        for cursor in self._cursors.get(nudge.conversation, ()):
            reader = cursor.reader
            is_meant = reader.viewer.is_staff and nudge.agent in {0, reader.viewer.id}
            if is_meant and not reader.outbox.is_full:
                reader.outbox.put(frame)

    def presence_asked(self, refs: wake.Refs) -> None:
        """Another process has staff at these."""
        for row in self.elsewhere.asked(refs):
            if row in self._cursors:
                self.elsewhere.tell(row, self._present(row))

    def presence_heard(self, refs: wake.Refs) -> None:
        """Another process told who is at these."""
        for row in self.elsewhere.heard(refs):
            self._show_presence(row)

    def ask_elsewhere(self) -> None:
        """Every half minute: what a lost hint, or a process that died, left wrong comes right."""
        looked_at = {row for row in self._cursors if self._has_staff(row)}
        for row in self.elsewhere.forget_old(looked_at=looked_at):
            self._show_presence(row)
        self.elsewhere.ask(looked_at)

    def _presence(self, row: int) -> None:
        """It changed here."""
        self.elsewhere.tell(row, self._present(row))
        self._show_presence(row)

    def _present(self, row: int) -> Presence:
        people = {m.viewer.public_id: m.viewer.name for m in self._here.get(row, ())}
        cursors = self._cursors.get(row, ())
        return Presence(tuple(people.items()), any(cursor.reader.viewer.is_customer for cursor in cursors))

    def _show_presence(self, row: int) -> None:
        if not self._has_staff(row):
            return
        here, there = self._present(row), self.elsewhere.at(row)
        frame = frames.dump(
            "presence",
            conversation=self._public_ids.get(row, ""),
            people=[{"id": public_id, "name": name} for public_id, name in dict(here.people + there.people).items()],
            customer_online=here.customer_online or there.customer_online,
        )
        self._to_side(row, frame, is_staff=True, but=None)

    def _has_staff(self, row: int) -> bool:
        return any(cursor.reader.viewer.is_staff for cursor in self._cursors.get(row, ()))

    def _to_side(self, row: int, frame: bytes, *, is_staff: bool, but: object) -> None:
        for cursor in self._cursors.get(row, ()):
            reader = cursor.reader
            if reader is not but and reader.viewer.is_staff == is_staff and not reader.outbox.is_full:
                reader.outbox.put(frame)
