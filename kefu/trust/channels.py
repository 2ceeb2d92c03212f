"""Changes the registry: one of us proposes, another confirms. Every step stands in the journal, in the same transaction."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kefu.kit import clock
from kefu.kit.errors import Conflict, Invalid, NotAllowed, NotFound
from kefu.kit.text import clean_line
from kefu.people.access import Viewer, require
from kefu.people.capabilities import Capability
from kefu.trust import journal, registry, second
from kefu.trust.lookalike.entries import MOST_ENTRIES
from kefu.trust.lookalike.kinds import Entry, Sort
from kefu.trust.models import Channel, ChannelChange

MOST_WAITING, MOST_DECIDED, MAX_REASON_CHARS = 200, 30, 200
Act, State = ChannelChange.Act, ChannelChange.State


@dataclass(frozen=True, slots=True)
class Change:
    """A change as the desk shows it. `by` and `decided_by` are names; empty for the command line, and where none decided."""

    public_id: str
    act: str
    entry: Entry
    state: str
    by: str
    by_id: int
    proposed_at: datetime
    decided_by: str
    decided_at: datetime | None
    reason: str


def propose(viewer: Viewer, entry: Entry, *, ends: bool = False) -> Change:
    """What somebody wants to be so. Conflict if the same is waiting already, or is so."""
    require(viewer, Capability.MANAGE_CHANNELS)
    act = Act.END if ends else Act.SET
    with transaction.atomic():
        waiting = ChannelChange.objects.select_for_update().filter(state=State.WAITING)
        if waiting.filter(sort=entry.sort, network=entry.network, value=entry.value).exists():
            raise Conflict(_("A change of this name is waiting already. Decide on it first."))
        if waiting.count() >= MOST_WAITING:
            raise Conflict(_("Too many changes are waiting. Decide on some first."))
        _could_be(entry, ends=ends)
        row = ChannelChange.objects.create(act=act, proposed_by_id=viewer.id, **_columns(entry))
        _write(viewer.id, "channel_proposed", row.pk, f"{act}: {_named(entry)}")
    return _change(ChannelChange.objects.select_related("proposed_by", "decided_by").get(pk=row.pk))


def confirm(viewer: Viewer, public_id: str) -> None:
    """Makes it so. NotAllowed for whoever proposed it."""
    with transaction.atomic():
        row = _waiting(viewer, public_id)
        if row.proposed_by_id == viewer.id:
            raise NotAllowed(_("Somebody else confirms what you proposed."))
        second.require_other(viewer, row.proposed_by_id, at=row.proposed_at)
        entry = _entry(row)
        _could_be(entry, ends=row.act == Act.END)
        _apply(entry, ends=row.act == Act.END)
        _decided(row, viewer, State.CONFIRMED, "")


def refuse(viewer: Viewer, public_id: str, *, reason: str) -> None:
    """It stays as it was. Whoever proposed a change may take it back so."""
    with transaction.atomic():
        row = _waiting(viewer, public_id)
        said = clean_line(reason, max_chars=MAX_REASON_CHARS)
        if not said and row.proposed_by_id != viewer.id:
            raise Invalid(_("Say why it is refused."))
        _decided(row, viewer, State.REFUSED, said)


def bring(entries: Iterable[Entry]) -> int:
    """From the command line, whose holder holds the database too: at once. How many were new or said otherwise."""
    now, brought = clock.now(), 0
    with transaction.atomic():
        for entry in entries:
            if _differs(entry):
                _apply(entry, ends=False)
                brought += 1
        if Channel.objects.filter(ended_at=None).count() > MOST_ENTRIES:
            raise Conflict(f"The registry holds at most {MOST_ENTRIES} entries.")
        if brought:
            journal.write([journal.Act(now, "operator", 0, "channels_imported", "channel", 0, str(brought))])
    return brought


def bring_proposals(entries: Iterable[Entry]) -> int:
    """From the command line, for somebody at the desk to confirm. How many are waiting now because of it."""
    made = 0
    with transaction.atomic():
        for entry in entries:
            is_waiting = ChannelChange.objects.filter(state=State.WAITING, **_key(entry)).exists()
            if _differs(entry) and not is_waiting:
                ChannelChange.objects.create(act=Act.SET, **_columns(entry))
                made += 1
        if made:
            journal.write([journal.Act(clock.now(), "operator", 0, "channel_proposed", "channel", 0, str(made))])
    return made


def waiting() -> Sequence[Change]:
    rows = ChannelChange.objects.filter(state=State.WAITING).select_related("proposed_by", "decided_by")
    return [_change(row) for row in rows.order_by("id")[:MOST_WAITING]]


def decided() -> Sequence[Change]:
    """The newest first."""
    rows = ChannelChange.objects.exclude(state=State.WAITING).select_related("proposed_by", "decided_by")
    return [_change(row) for row in rows.order_by("-decided_at")[:MOST_DECIDED]]


def _waiting(viewer: Viewer, public_id: str) -> ChannelChange:
    require(viewer, Capability.MANAGE_CHANNELS)
    row = ChannelChange.objects.select_for_update().filter(public_id=public_id).first()
    if row is None:
        raise NotFound
    if row.state != State.WAITING:
        raise Conflict(_("Somebody has decided on this already."))
    return row


def _could_be(entry: Entry, *, ends: bool) -> None:
    if ends and not Channel.objects.filter(ended_at=None, **_key(entry)).exists():
        raise Conflict(_("This is not in the registry any more."))
    if not ends and not _differs(entry):
        raise Conflict(_("The registry says so already."))


def _differs(entry: Entry) -> bool:
    row = Channel.objects.filter(ended_at=None, **_key(entry)).first()
    return row is None or registry.as_entry(row) != entry


def _apply(entry: Entry, *, ends: bool) -> None:
    Channel.objects.filter(ended_at=None, **_key(entry)).update(ended_at=clock.now())
    if not ends:
        Channel.objects.create(**_columns(entry))
    transaction.on_commit(registry.forget)


def _decided(row: ChannelChange, viewer: Viewer, state: ChannelChange.State, reason: str) -> None:
    row.state, row.reason = state, reason
    row.decided_by_id, row.decided_at = viewer.id, clock.now()
    row.save()
    _write(viewer.id, f"channel_{state}", row.pk, f"{row.act}: {_named(_entry(row))}")


def _write(agent_id: int, action: str, change_id: int, detail: str) -> None:
    journal.write([journal.Act(clock.now(), "agent", agent_id, action, "channel_change", change_id, detail[:200])])


def _named(entry: Entry) -> str:
    return " ".join(each for each in (entry.sort.value, entry.network, entry.value) if each)


def _key(entry: Entry) -> dict[str, str]:
    return {"sort": entry.sort.value, "network": entry.network, "value": entry.value}


def _columns(entry: Entry) -> dict[str, object]:
    return {
        **_key(entry),
        "name": entry.name,
        "proof": entry.proof,
        "valid_from": _moment(entry.valid_from),
        "valid_until": _moment(entry.valid_until),
    }


def _moment(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _entry(row: ChannelChange) -> Entry:
    return Entry(
        sort=Sort(row.sort),
        value=row.value,
        network=row.network,
        name=row.name,
        valid_from=registry.written(row.valid_from),
        valid_until=registry.written(row.valid_until),
        proof=row.proof,
    )


def _change(row: ChannelChange) -> Change:
    return Change(
        public_id=row.public_id,
        act=row.act,
        entry=_entry(row),
        state=row.state,
        by=row.proposed_by.name if row.proposed_by else "",
        by_id=row.proposed_by_id or 0,
        proposed_at=row.proposed_at,
        decided_by=row.decided_by.name if row.decided_by else "",
        decided_at=row.decided_at,
        reason=row.reason,
    )
