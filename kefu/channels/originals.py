"""What is kept of how a thing looked when it came in, for whoever wants to see it at the desk; nothing that holds a secret."""

import html
import re
import time
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from kefu.channels.contract import Arrival
from kefu.channels.deciding import Decided
from kefu.channels.models_arrivals import Arrived
from kefu.conversations import originals
from kefu.conversations.data_notes import MailNote
from kefu.conversations.kinds import Kind
from kefu.conversations.originals import Looks, Told, Whole
from kefu.conversations.records import EntryRecord
from kefu.trust import shield
from kefu.trust.shield import Sort

MOST_WORK_S = 0.6  # of the processor's time: what takes longer to look through is not kept
MOST_CHARS = 400_000  # nor what is longer, which would
_PIECE_CHARS, _OVERLAP_CHARS = 20_000, 2_000
# In code and in long texts some number passes any check digit by chance; these are sure.
_SURE = frozenset({Sort.PHRASE, Sort.KEY, Sort.API_SECRET, Sort.PASSWORD})
_SEALS = ("dkim-signature:", "arc-seal:", "arc-message-signature:", "arc-authentication-results:")
_KIND = re.compile(r"\[[a-z0-9/.+-]{3,80}\]\n")
_TAG = re.compile(r"<[^>]{0,4000}>")
_BLOCK = re.compile(
    r"</?(?:p|div|br|hr|h[1-6]|t[dhr]|table|li|[uo]l|pre|blockquote|center)\b[^>]{0,4000}>", re.IGNORECASE
)
_SECRET, _LONG, _MUCH = "secret", "long", "much"


class _TooLong(Exception):
    """Nobody knows yet whether there is a secret in it."""


@dataclass(frozen=True, slots=True)
class Became:
    """What a row's arrival became. `ours`: those of all the addresses in it that are our own."""

    row: int
    arrival: Arrival
    decided: Decided
    entry: EntryRecord
    ours: Collection[str]


def keep(became: Sequence[Became]) -> None:
    """Beside the entries that they became, each once. Called again, it finds them there."""
    seen = [each for each in became if each.arrival.original is not None and each.entry.kind is Kind.MESSAGE]
    if not seen:
        return
    asked = Arrived.objects.in_bulk([each.row for each in seen])
    full = originals.without_room({each.decided.customer for each in seen})
    originals.keep([_looks(each, asked[each.row], has_room=each.decided.customer not in full) for each in seen])


def _looks(became: Became, asked: Arrived, *, has_room: bool) -> Looks:
    arrival, decided = became.arrival, became.decided
    why, whole = _kept(arrival, decided, body=became.entry.body) if has_room else (_MUCH, Whole(page="", source=""))
    to = arrival.original.to if arrival.original else ()
    told = Told(
        sender=arrival.sender,
        to=to,
        ours=tuple(sorted(each for each in to if each in became.ours)),
        spf=asked.spf,
        dkim=asked.dkim,
        dmarc=asked.dmarc,
        arc=asked.arc,
        is_proved=asked.is_proved and MailNote.UNPROVED.value not in decided.notes,
        has_page=bool(whole.page),
        has_source=bool(whole.source),
        held_back=why,
    )
    return Looks(became.entry, told, whole)


def _kept(arrival: Arrival, decided: Decided, *, body: str) -> tuple[str, Whole]:
    """Where anything in it is a secret only its fields stay, and of these nothing that looks like one."""
    found = arrival.original
    if found is None:
        return _MUCH, Whole(page="", source="")
    head = [_shielded(line) for line in found.head]
    try:
        has_secret = _has_secret(arrival, found.page, found.parts, body=body)
    except _TooLong:
        return _LONG, Whole(page="", source="\n".join(head))
    if has_secret:
        return _SECRET, Whole(page="", source="\n".join(head))
    source = "\n".join([*head, "", *found.parts])
    return "", Whole(page=found.page, source=source, pictures=dict(decided.inline))


def _shielded(line: str) -> str:
    """A field without what looks like a secret; a seal is a run of letters, and tells none."""
    return line if line.lower().startswith(_SEALS) else shield.cut(line, is_txid=True).text


def _has_secret(arrival: Arrival, page: str, parts: Sequence[str], *, body: str) -> bool:
    """Whether the shield cut anything from its words, or would from whatever else of it is kept. `body`: what of its words stands
    in the log, where nothing is that the shield finds."""
    size = len(arrival.text) + len(page) + sum(map(len, parts))
    if size > MOST_CHARS:
        raise _TooLong
    is_found_clean = arrival.text == body
    if shield.found(arrival.subject) or (not is_found_clean and shield.found(arrival.text[:_PIECE_CHARS])):
        return True
    ends_at = (
        time.thread_time() + MOST_WORK_S if size > _PIECE_CHARS else None
    )  # asking for the time takes as long as a page
    readings = _readings(arrival, page, parts)
    return any(_is_told(text, ends_at) for text in readings if not (is_found_clean and _is_only(text, body)))


def _is_only(text: str, body: str) -> bool:
    """These very words, with what kind of text they are above them or not."""
    said = text.strip()
    return said.endswith(body) and (len(said) == len(body) or _KIND.fullmatch(said[: -len(body)]) is not None)


def _readings(arrival: Arrival, page: str, parts: Iterable[str]) -> Iterator[str]:
    """Every way in which it may be read: as it stands, and without tags, which may stand within a word or between two."""
    yield arrival.text
    for text in (page, *parts):
        yield text
        if "<" in text:
            yield html.unescape(_TAG.sub("", _BLOCK.sub("\n", text)))
            yield html.unescape(_TAG.sub(" ", text))


def _is_told(text: str, ends_at: float | None) -> bool:
    for at in range(0, len(text), _PIECE_CHARS):
        if ends_at is not None and time.thread_time() > ends_at:
            raise _TooLong
        piece = text[max(0, at - _OVERLAP_CHARS) : at + _PIECE_CHARS]
        if any(each.sort in _SURE for each in shield.found(piece, is_txid=True, weighs=False)):
            return True
    return False
