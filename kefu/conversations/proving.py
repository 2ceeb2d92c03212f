"""Was this sent by us, to whoever asks? Answered to the recipient of a message alone; of what we said in public, to all.

A code is looked for only among what the asker was sent themselves: it is derived again for each of those entries and
compared. So a code of somebody else's is, in words, time and work, a code that does not exist; and no table of codes is
there to be stolen, or to be written with every message.
"""

import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from kefu.conversations import proofs, store, withdrawn, words
from kefu.conversations.columns import CONVERSATIONS
from kefu.conversations.kinds import AuthorKind, Visibility
from kefu.conversations.records import EntryRecord
from kefu.kit import clock, db
from kefu.people.access import Viewer, ViewerKind
from kefu.trust import badges, codes, misses

MOST_CONVERSATIONS, MOST_ENTRIES = 200, 2_000  # of the asker's own, the newest
MOST_PUBLIC = 1_000  # conversations that all may read, the newest
HOLDS_FOR = timedelta(days=90)
BEGINNING_CHARS = 80


class Proof(StrEnum):
    """What a code says. `UNSAID`: who asks is not known to us, and is told nothing."""

    OURS = "ours"
    PART = "part"  # the words given are in it, but are not all of it
    ALTERED = "altered"
    EDITED = "edited"
    REMOVED = "removed"
    EXPIRED = "expired"
    UNKNOWN = "unknown"
    MISTYPED = "mistyped"
    UNSAID = "unsaid"
    OFFICIAL = "official"  # said by one of ours where all may read it; told to anybody
    OFFICIAL_ALTERED = "official_altered"  # the words given are not all of it, or not the same
    OFFICIAL_CHANGED = "official_changed"  # edited or removed since


@dataclass(frozen=True, slots=True)
class ProofVerdict:
    """What is told of a code. All but `proof` is empty where it was not sent to whoever asks.

    `by` is the agent's alias or the assistant's name, `agent` the agent's row (0: the assistant or the system), `begins`
    the first words as they stand now, `conversation` its public id, `number` as customers count. `badge`: of who answered
    in public.
    """

    proof: Proof
    at: datetime | None = None
    by: str = ""
    agent: int = 0
    begins: str = ""
    conversation: str = ""
    number: int = 0
    badge: str = ""


misses.can_be(each.value for each in Proof)
_NOT_TOLD = {True: ProofVerdict(Proof.UNSAID), False: ProofVerdict(Proof.MISTYPED)}


def looked_up(text: str, *, customer_id: int | None, address: str = "") -> ProofVerdict | None:
    """What the code in `text` proves to this customer (row; null: nobody we know); None if there is no code in it.

    `address` is where the question came from, for the count of guesses. Words in the active language.
    """
    found = codes.find(text)
    if found is None:
        return None
    verdict = _NOT_TOLD[found.is_well_formed]
    if found.is_well_formed and customer_id is not None:
        verdict = _verdict(found, customer_id)
    if verdict.proof in {Proof.UNKNOWN, Proof.UNSAID}:
        verdict = _official(found) or verdict
    if verdict.proof is Proof.UNKNOWN and customer_id is not None:
        misses.missed(customer=customer_id, address=address)
    misses.counted(verdict.proof.value)
    return verdict


def carrier_of(code: str, *, customer_id: int) -> EntryRecord | None:
    """What we said to this customer (row) that carries this code, or did before it was changed; as it stands now."""
    heads = _heads(customer_id)
    return _carrier(code, [row for row, _ in heads], among=proofs.OF_OURS) or _carried_before(code, heads)


def sent_to(code: str, *, customer_id: int) -> ProofVerdict | None:
    """What the code alone says to this customer (row), whoever asked for it to be told to them; null: nothing of theirs."""
    verdict = _verdict(codes.Found(code, "", is_well_formed=True), customer_id)
    return None if verdict.proof is Proof.UNKNOWN else verdict


def _heads(customer_id: int) -> list[tuple[int, str]]:
    sql = (
        f"SELECT id, public_id FROM {CONVERSATIONS} WHERE customer_id = %s ORDER BY id DESC LIMIT {MOST_CONVERSATIONS}"
    )
    return [(row, public_id) for row, public_id in db.rows(sql, [customer_id])]


def _verdict(found: codes.Found, customer_id: int) -> ProofVerdict:
    heads = _heads(customer_id)
    entry = _carrier(found.code, [row for row, _ in heads], among=proofs.OF_OURS)
    now = _carried_before(found.code, heads)
    if entry is not None:
        return _told(_standing(found.words, entry), entry)
    if now is None:
        return ProofVerdict(Proof.UNKNOWN)
    return _told(Proof.REMOVED if proofs.is_gone(now) else Proof.EDITED, now)


def _official(found: codes.Found) -> ProofVerdict | None:
    """What an agent said where all may read it; None for all other codes, a private message's among them."""
    heads = db.rows(
        f"SELECT id, public_id FROM {CONVERSATIONS} WHERE visibility = %s ORDER BY id DESC LIMIT {MOST_PUBLIC}",
        [Visibility.PUBLIC.value],
    )
    entry = _carrier(found.code, [row for row, _ in heads], among={AuthorKind.AGENT})
    if entry is not None:
        is_whole = not _plain(found.words) or _plain(found.words) == _plain(entry.body)
        return _answer(Proof.OFFICIAL if is_whole else Proof.OFFICIAL_ALTERED, entry)
    now = _carried_before(found.code, heads)
    return _answer(Proof.OFFICIAL_CHANGED, now) if now is not None and now.author.kind is AuthorKind.AGENT else None


def _answer(proof: Proof, entry: EntryRecord) -> ProofVerdict:
    card = badges.card_of(entry.author.id)
    return replace(_told(proof, entry), badge=card.badge if card else "")


def _carried_before(code: str, heads: Sequence[tuple[int, str]]) -> EntryRecord | None:
    """The entry, as it stands now, that carried this code in one of these conversations (row, public id) earlier."""
    before = withdrawn.carried(code, places=[public_id for _, public_id in heads])
    if before is None:
        return None
    row = next(row for row, public_id in heads if public_id == before.conversation)
    return store.select_entries("e.conversation_id = %s AND e.public_seq = %s", [row, before.number], tail="")[0]


def _carrier(code: str, conversations: Sequence[int], *, among: Collection[AuthorKind]) -> EntryRecord | None:
    """Every candidate is compared, whether or not one fits, so that time tells nothing."""
    if not conversations:
        return None
    condition, params = db.among("e.conversation_id", conversations)
    ours = sorted(kind.value for kind in among)
    where = f"{condition} AND e.public_seq IS NOT NULL AND e.author_kind IN ({db.marks(ours)})"
    sent = store.select_entries(where, [*params, *ours], tail=f"ORDER BY e.id DESC LIMIT {MOST_ENTRIES}")
    number = codes.number_of(code)
    fitting = [entry for entry in sent if proofs.carries(entry, number)]
    return fitting[0] if fitting else None


def _standing(pasted: str, entry: EntryRecord) -> Proof:
    given, said = _plain(pasted), _plain(entry.body)
    if given and given != said:
        return Proof.PART if given in said else Proof.ALTERED
    return Proof.EXPIRED if clock.now() - entry.created_at > HOLDS_FOR else Proof.OURS


def _told(proof: Proof, entry: EntryRecord) -> ProofVerdict:
    asker = Viewer(kind=ViewerKind.CUSTOMER)
    words.warm([entry])
    return ProofVerdict(
        proof=proof,
        at=entry.created_at,
        by=words.author_name(entry, viewer=asker),
        agent=entry.author.id if entry.author.kind is AuthorKind.AGENT else 0,
        begins="" if proofs.is_gone(entry) else _beginning(entry.body or words.event_text(entry, viewer=asker)),
        conversation=entry.conversation_public_id,
        number=entry.public_seq or 0,
    )


def _beginning(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= BEGINNING_CHARS else line[: BEGINNING_CHARS - 1] + "…"


def _plain(text: str) -> str:
    """As copying leaves it: white space and unseen characters carry no meaning, everything else does."""
    seen = "".join(each for each in unicodedata.normalize("NFC", text) if unicodedata.category(each) != "Cf")
    return re.sub(r"\s+", " ", seen).strip()
