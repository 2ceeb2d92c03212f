"""Categories whose replies a second person reads before customers do: for which conversations that holds, and whether it was
done. Asked by `batch` inside its transaction, so that a rule counts from the commit that made it; the one writer of SecondHeld.

A conversation that was ever in such a category stays under its rule, wherever it is sorted, merged or split off to.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from secrets import compare_digest

from kefu.conversations.columns import Head
from kefu.conversations.data import MessageData
from kefu.conversations.data_joins import MergedFromData, SplitFromData, UnsplitData
from kefu.conversations.data_papers import PapersData, PapersStep
from kefu.conversations.kinds import Audience, AuthorKind, Kind
from kefu.conversations.records import ConversationRecord, Draft, EntryRecord, SecondRead
from kefu.files.kinds import FileRef
from kefu.kit import db

CATEGORIES, HELD = "conversations_category", "conversations_secondheld"
_DEMANDING = f"SELECT slug FROM {CATEGORIES} WHERE needs_second"
_UNWORDED = frozenset(
    {Kind.DIAGNOSED}
)  # what a check says is worded when shown; what was looked up is its asker's choice
_DECIDED_BY_TWO = frozenset({Kind.APPEAL_DECIDED})  # never by whoever ended the conversation


@dataclass(slots=True)
class SecondReaders:
    """What one batch knows of it, read when it is first asked: hardly any batch asks."""

    demanding: frozenset[str] | None = None
    held: dict[int, frozenset[str]] = field(default_factory=dict)

    def refuses(self, draft: Draft, head: Head) -> bool:
        """A second person has to read this first, and none has."""
        if draft.copies is not None and self._holds(head):  # what was read, was read for the customer alone
            return True
        return _speaks_to_customers(draft) and self._holds(head) and not _was_read(draft, head)

    def refuses_change(self, draft: Draft, head: Head, *, target: EntryRecord) -> bool:
        """The same of other words for what customers see; notes are free."""
        is_said = draft.kind is Kind.EDITED and target.audience is Audience.EVERYONE
        return is_said and draft.author.kind is AuthorKind.AGENT and self._holds(head)

    def follow(self, entry: EntryRecord, heads: Mapping[int, Head], *, before: str) -> None:
        """Once `entry` stands in its log, whose category was `before`: the rule goes along."""
        head = heads[entry.conversation]
        if before and before != head.state.sorting.category and before in self._demands():
            self._hold(head.id, {before})
        match entry.data:
            case SplitFromData(conversation=other) | MergedFromData(conversation=other) if self._demands():
                self._hold(head.id, self._why(heads[other]))
            case UnsplitData(conversation=other, leaves=False) if self._demands():
                self._hold(head.id, self._why(heads[other]))

    def _holds(self, head: Head) -> bool:
        wanted = self._demands()
        return bool(wanted) and (head.state.sorting.category in wanted or bool(wanted & self._held_by(head.id)))

    def _demands(self) -> frozenset[str]:
        if self.demanding is None:
            self.demanding = frozenset(row[0] for row in db.rows(_DEMANDING))
        return self.demanding

    def _held_by(self, row: int) -> frozenset[str]:
        if row not in self.held:
            self.held[row] = _held_by(row)
        return self.held[row]

    def _why(self, other: Head) -> frozenset[str]:
        """The rules that hold for another conversation."""
        return (self._held_by(other.id) | {other.state.sorting.category}) & self._demands()

    def _hold(self, row: int, categories: frozenset[str] | set[str]) -> None:
        new = sorted(categories - self._held_by(row))
        if new:
            db.insert_rows(HELD, "conversation_id, category", [(row, each) for each in new])
        self.held[row] = self._held_by(row) | frozenset(new)


def holds_for(conversation: ConversationRecord) -> bool:
    """Whether a second person reads first here, for who looks: the log asks again for itself."""
    wanted = frozenset(row[0] for row in db.rows(_DEMANDING))
    return bool(wanted) and (conversation.category in wanted or bool(wanted & _held_by(conversation.id)))


def digest_of(body: str, files: Sequence[FileRef], *, paper: str = "") -> str:
    """Of the words and files that were read; other words, another order or another file is another one. `paper`: the kind that
    these words ask for, which no message does."""
    told = [body, [file.id for file in files], *([paper] if paper else [])]
    return sha256(json.dumps(told).encode()).hexdigest()


def read_by(agent: int, *, conversation: int, body: str, files: Sequence[FileRef]) -> SecondRead:
    return SecondRead(by=agent, conversation=conversation, digest=digest_of(body, files))


def _speaks_to_customers(draft: Draft) -> bool:
    if draft.author.kind is not AuthorKind.AGENT or draft.audience is not Audience.EVERYONE:
        return False
    if draft.kind in _DECIDED_BY_TWO or draft.kind is Kind.EDITED:  # whose words it changes is known later
        return False
    return bool(draft.body) or draft.kind in _UNWORDED or bool(_files_of(draft))


def _was_read(draft: Draft, head: Head) -> bool:
    """By somebody else, in this conversation, exactly as it is."""
    read, paper = draft.read, _paper_asked_for(draft)
    if read is None or not (paper or draft.kind is Kind.MESSAGE) or read.by in {0, draft.author.id}:
        return False
    digest = digest_of(draft.body, _files_of(draft), paper=paper)
    return read.conversation == head.id and compare_digest(read.digest, digest)


def _paper_asked_for(draft: Draft) -> str:
    match draft.data:
        case PapersData(step=PapersStep.ASKED, paper=paper):
            return paper.value
        case _:
            return ""


def _files_of(draft: Draft) -> Sequence[FileRef]:
    return draft.data.files if isinstance(draft.data, MessageData) else ()


def _held_by(row: int) -> frozenset[str]:
    return frozenset(each[0] for each in db.rows(f"SELECT category FROM {HELD} WHERE conversation_id = %s", [row]))
