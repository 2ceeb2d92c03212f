"""One batch of drafts on its way into the log: numbers them, folds them, writes them. Used by `log` alone."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime

from kefu.conversations import (
    checking,
    choosing,
    closing,
    columns,
    compartments,
    conduct,
    fold,
    joining,
    joins,
    kept,
    leaving,
    mentions,
    moved,
    repeats,
    rules,
    second_readers,
    store,
    tagging,
    withdrawn,
)
from kefu.conversations.data import EditedData, MessageData, NoteData, OpenedData, RedactedData
from kefu.conversations.data_joins import MergedIntoData
from kefu.conversations.data_papers import PapersData
from kefu.conversations.kinds import (
    CHANGES_TARGET,
    HOLDS_WORDS,
    JOINS,
    NOT_IN_PUBLIC,
    Audience,
    Author,
    AuthorKind,
    Kind,
    Visibility,
)
from kefu.conversations.records import Draft, EntryRecord, Known, NewConversation, Outcome, Refused
from kefu.files import uploads
from kefu.kit import clock, db, ids
from kefu.kit.text import clean_line
from kefu.trust import journal

_OPENING_LOCK = 1
IMPLICIT_PER_DRAFT = 2
MAX_PAGE_CHARS = 300


_Place = tuple[int, str, int]  # where an opening lands: customer, origin, and which public one, or minus `beyond`


@dataclass(slots=True)
class Batch:
    """The state of one `append` inside its transaction. Locks conversation rows in id order."""

    at: datetime = field(default_factory=clock.now)
    heads: dict[int, columns.Head] = field(default_factory=dict)
    opened: dict[_Place, int] = field(default_factory=dict)
    known: dict[store.AuthorKey, tuple[EntryRecord, str]] = field(default_factory=dict)
    depths: dict[int, int] = field(default_factory=dict)
    free_ids: list[int] = field(default_factory=list)
    entries: list[EntryRecord] = field(default_factory=list)
    hashes: dict[int, str] = field(default_factory=dict)
    announced: list[EntryRecord] = field(default_factory=list)
    leaving: list[int] = field(default_factory=list)
    posted: dict[int, Draft] = field(default_factory=dict)
    closed: closing.ClosedCategories = field(default_factory=closing.ClosedCategories)
    confined: compartments.Compartments = field(default_factory=compartments.Compartments)
    second: second_readers.SecondReaders = field(default_factory=second_readers.SecondReaders)

    def write(self, drafts: Sequence[Draft | Refused]) -> list[Outcome]:
        """Append what can be; one outcome per draft. DatabaseError leaves nothing behind."""
        return [outcomes[0] for outcomes in self.write_parts([[draft] for draft in drafts])]

    def write_parts(self, parts: Sequence[Sequence[Draft | Refused]]) -> list[list[Outcome]]:
        """The same of parts. Where the first of one is not written now, the others have its outcome: they open nothing alone."""
        begun = [part for part in parts if isinstance(part[0], Draft)]
        self._prepare([draft for part in begun for draft in part if isinstance(draft, Draft)])
        outcomes = [self._part(part) for part in parts]
        if self.entries:
            touched = {entry.conversation for entry in self.entries}
            customers = {row: self.heads[row].customer for row in touched}
            store.insert_entries(self.entries, hashes=self.hashes, customers=customers)
            columns.save_heads([self.heads[row] for row in sorted(touched)])
            self.leaving = leaving.write(self.entries, self.heads, at=self.at, posted=self.posted)
            tagging.write(entry for entry in self.entries if entry.kind is Kind.TAGGED)
            journal.write([_act(entry) for entry in self.entries if entry.author.kind is AuthorKind.AGENT])
        return outcomes

    def _prepare(self, drafts: Sequence[Draft]) -> None:
        asked = {d.conversation for d in drafts if isinstance(d.conversation, NewConversation)}
        openings = {opening for opening in asked if opening.visibility is Visibility.PRIVATE}
        db.lock_names(_OPENING_LOCK, (opening.customer for opening in openings))
        found = columns.open_of(opening.customer for opening in openings)
        for opening in openings:
            row = found.get((opening.customer, opening.origin), 0)
            if row > opening.beyond:
                self.opened[_place_of(opening)] = row
        rows = {d.conversation for d in drafts if isinstance(d.conversation, int)}
        rows |= {d.data.conversation for d in drafts if isinstance(d.data, MergedIntoData)}
        self.heads = columns.lock_heads(rows | set(self.opened.values()))
        joining.lock_others(drafts, self.heads)
        # after the locks: only then is what another process stored under the same keys, or at this moment, to be seen
        self.known = store.known([draft.key for draft in drafts if draft.key])
        self.at = clock.now()
        self.depths = store.depths([draft.cause for draft in drafts if draft.cause is not None])
        self.free_ids = db.reserve_ids(store.ENTRIES, count=len(drafts) * (1 + IMPLICIT_PER_DRAFT)) if drafts else []
        self.free_ids.reverse()

    def _part(self, part: Sequence[Draft | Refused]) -> list[Outcome]:
        first = self._outcome(part[0])
        if not isinstance(first, EntryRecord):
            return [first for _ in part]
        return [first, *(self._outcome(draft) for draft in part[1:])]

    def _outcome(self, draft: Draft | Refused) -> Outcome:
        if isinstance(draft, Refused):
            return draft
        seen = self._seen(draft)
        if seen is not None:
            return seen
        draft = joining.going_on(draft, self.heads)
        depth = self.depths.get(draft.cause, 0) + 1 if draft.cause is not None else 0
        if depth > rules.MAX_DEPTH:
            return Refused("too_deep")
        if not uploads.are_free(_files_of(draft), conversation_id=self._row_of(draft), staff_only=_is_for_staff(draft)):
            return Refused("file_not_ready")
        head = self._head(draft)
        if head is None:
            return Refused("not_found")
        return self._out_of_place(draft, head) or self._placed(head, draft, depth=depth)

    def _placed(self, head: columns.Head, draft: Draft, *, depth: int) -> Outcome:
        """The entry, with what it brings before itself."""
        before = rules.brings_before(draft, status=head.state.status)
        if before is not None:
            self.add(head, before, depth=depth)
        refusal = rules.refusal(draft, state=head.state)
        if refusal is not None:
            return Refused(refusal)
        if draft.kind in CHANGES_TARGET:
            return self._change(head, draft, depth=depth)
        if draft.kind in JOINS:
            return joining.write(self, head, draft, depth=depth)
        if draft.kind is Kind.CHECKED:
            return checking.write(self, head, draft, depth=depth)
        if draft.kind is Kind.CHOSEN:
            return choosing.write(self, head, draft, depth=depth)
        if isinstance(draft.data, PapersData) and draft.data.moved:
            moved.rename(head.id, draft.data)
        if not uploads.bind(_files_of(draft), conversation_id=head.id, staff_only=_is_for_staff(draft)):
            return Refused("file_not_ready")
        claim = rules.claim_of(draft, status=head.state.status, assignee=head.state.assignee)
        if claim is not None:
            self.add(head, claim, depth=depth)
        sorted_before = head.state.sorting.category
        entry = self.add(head, rules.with_previous(draft, state=head.state), depth=depth, hashed=draft)
        if draft.copies is not None or draft.by_account:
            self.posted[entry.id] = draft
        for after in self.closed.follows(head, before=sorted_before):
            self.add(head, rules.with_previous(after, state=head.state), depth=depth)
        return entry

    def _out_of_place(self, draft: Draft, head: columns.Head) -> Refused | None:
        """What this conversation does not take as it stands: merged into another, paused, ended, or gone on unseen."""
        if unseen := self.closed.refuses(draft, head) or self.confined.refuses(draft, head):
            return Refused(unseen)
        if self._is_stale(draft, head):
            return Refused("stale")
        if self.second.refuses(draft, head):
            return Refused("needs_second")
        if draft.kind in NOT_IN_PUBLIC and self._touches_public(draft, head):
            return Refused("not_allowed")
        fault = joins.fault_in_place(draft, head.state.joins)
        return Refused(fault) if fault else conduct.refusal_of(draft, head.state.conduct, at=self.at)

    def _touches_public(self, draft: Draft, head: columns.Head) -> bool:
        """What is nobody else's business would be read by every customer."""
        into = self.heads.get(draft.data.conversation) if isinstance(draft.data, MergedIntoData) else None
        return any(each.visibility is Visibility.PUBLIC for each in (head, into) if each is not None)

    def _is_stale(self, draft: Draft, head: columns.Head) -> bool:
        """Did others say something after what the writer had on screen? The head's lock keeps the answer true."""
        if draft.seen is None or draft.seen >= head.state.last_seq or not rules.is_reply(draft):
            return False
        seen = draft.seen
        here = [entry for entry in self.entries if entry.conversation == head.id and entry.seq > seen]
        if any(rules.is_news(entry, writer=draft.author) for entry in here):
            return True
        return store.has_news(head.id, after=seen, writer=draft.author)

    def _row_of(self, draft: Draft) -> int | None:
        """The conversation's row, if it has one already."""
        if isinstance(draft.conversation, int):
            return draft.conversation
        return self.opened.get(_place_of(draft.conversation))

    def _seen(self, draft: Draft) -> Outcome | None:
        if draft.key is None:
            return None
        found = self.known.get(store.author_key(draft.key, draft.author))
        if found is None:
            return None
        entry, first_hash = found
        is_same = first_hash in {repeats.hash_of(draft), repeats.FORGOTTEN}
        if not is_same or self._is_elsewhere(draft, entry):
            return Refused("key_reused")
        return Known(entry)

    def _is_elsewhere(self, draft: Draft, entry: EntryRecord) -> bool:
        """A retry may come home by another address than it left for: the two conversations were merged meanwhile."""
        if not isinstance(draft.conversation, int) or draft.conversation == entry.conversation:
            return False
        return not joining.were_joined(draft.conversation, entry.conversation)

    def _head(self, draft: Draft) -> columns.Head | None:
        if isinstance(draft.conversation, int):
            return self.heads.get(draft.conversation)
        asked = draft.conversation
        place = _place_of(asked)
        if place not in self.opened:
            self._open(asked, draft.author)
        return self.heads[self.opened[place]]

    def _open(self, asked: NewConversation, author: Author) -> None:
        new = columns.NewHead(
            public_id=ids.public_id(),
            customer=asked.customer,
            origin=asked.origin,
            locale=asked.locale,
            visibility=asked.visibility,
            created_at=self.at,
            account=asked.account,
        )
        head = columns.insert_heads([new])[0]
        self.heads[head.id] = head
        self.opened[_place_of(asked)] = head.id
        opening = Draft(
            conversation=head.id,
            kind=Kind.OPENED,
            author=author,
            audience=Audience.STAFF,
            data=OpenedData(asked.origin, page=clean_line(asked.page, max_chars=MAX_PAGE_CHARS), bot=asked.bot),
        )
        self.add(head, opening, depth=0)

    def _change(self, head: columns.Head, draft: Draft, *, depth: int) -> Outcome:
        data = draft.data
        target = store.entry_at(head.id, data.target) if isinstance(data, EditedData | RedactedData) else None
        if target is None or target.kind not in HOLDS_WORDS or _is_removed(target):
            return Refused("not_found")
        if not rules.may_change(draft.author, target=target, kind=draft.kind):
            return Refused("not_allowed")
        if self.second.refuses_change(draft, head, target=target):
            return Refused("needs_second")
        if kept.is_kept(head.customer, head.id):
            return Refused("kept")
        body = "" if draft.kind is Kind.REDACTED else draft.body
        withdrawn.keep(target, is_removed=draft.kind is Kind.REDACTED)
        if draft.kind is Kind.REDACTED:
            store.forget_words(target)
            uploads.withdraw(_files_of(target))
        else:
            store.rewrite(target, body=body, data=asdict(mentions.noted(target.data, body)))
        named = replace(draft, audience=target.audience, body="", data=_naming(draft.data, target))
        entry = self.add(head, named, depth=depth, hashed=draft)
        self.announced[-1] = replace(entry, body=body, version=target.version + 1)
        return entry

    def add(self, head: columns.Head, draft: Draft, *, depth: int, hashed: Draft | None = None) -> EntryRecord:
        everyone = draft.audience is Audience.EVERYONE
        entry = EntryRecord(
            id=self.free_ids.pop(),
            conversation=head.id,
            conversation_public_id=head.public_id,
            seq=head.state.last_seq + 1,
            public_seq=head.state.last_public_seq + 1 if everyone else None,
            kind=draft.kind,
            audience=draft.audience,
            author=draft.author,
            body=draft.body,
            version=1,
            data=draft.data,
            key=draft.key,
            cause=draft.cause,
            depth=depth,
            created_at=self.at,
        )
        before = head.state.sorting.category
        head.state = fold.apply(head.state, entry)
        self.entries.append(entry)
        self.announced.append(entry)
        if draft.kind is not Kind.MESSAGE:
            self.second.follow(entry, self.heads, before=before)
        if draft.key is not None:
            self.hashes[entry.id] = repeats.hash_of(hashed or draft)
            self.known[store.author_key(draft.key, draft.author)] = (entry, self.hashes[entry.id])
        return entry


def _place_of(asked: NewConversation) -> _Place:
    which = -asked.beyond if asked.visibility is Visibility.PRIVATE else id(asked)  # two topics that look alike are two
    return (asked.customer, asked.origin, which)


def _is_removed(entry: EntryRecord) -> bool:
    return not entry.body and not (isinstance(entry.data, MessageData | NoteData) and entry.data.files)


def _naming(data: object, target: EntryRecord) -> EditedData | RedactedData:
    if isinstance(data, RedactedData):
        return replace(data, target_public=target.public_seq)
    return EditedData(target=target.seq, target_public=target.public_seq)


def _act(entry: EntryRecord) -> journal.Act:
    return journal.Act(
        at=entry.created_at,
        actor_kind="agent",
        actor_id=entry.author.id,
        action=entry.kind.value,
        subject_kind="conversation",
        subject_id=entry.conversation,
        detail=str(entry.seq),
    )


def _files_of(said: Draft | EntryRecord) -> list[str]:
    return [file.id for file in said.data.files] if isinstance(said.data, MessageData | NoteData) else []


def _is_for_staff(draft: Draft) -> bool:
    return draft.audience is Audience.STAFF
