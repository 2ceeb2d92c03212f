"""Writes what a customer chose of what the assistant offered: one of the things that stand there. Used by `batch` alone."""

from dataclasses import replace

from kefu.conversations import columns, data_bot, store
from kefu.conversations.data import ReopenedData
from kefu.conversations.data_bot import BotSaidData, ChosenData
from kefu.conversations.joining import Pen
from kefu.conversations.kinds import Holder, Kind, Status
from kefu.conversations.records import Draft, EntryRecord, Outcome, Refused


def write(pen: Pen, head: columns.Head, draft: Draft, *, depth: int) -> Outcome:
    """Refused where nothing of the kind is offered, and where a person has taken over: they read what is written."""
    target = store.entry_at(head.id, draft.data.target) if isinstance(draft.data, ChosenData) else None
    said = target.data if target is not None else None
    if target is None or not isinstance(said, BotSaidData) or not isinstance(draft.data, ChosenData):
        return Refused("not_found")
    if draft.data.choice not in data_bot.choices_of(said):
        return Refused("not_found")
    if head.state.holder is not Holder.BOT:
        return Refused("pointless")
    if head.state.status is Status.CLOSED:
        pen.add(head, Draft(head.id, Kind.REOPENED, draft.author, ReopenedData()), depth=depth)
    return pen.add(head, replace(draft, data=_told(draft.data, target, said)), depth=depth, hashed=draft)


def _told(chosen: ChosenData, target: EntryRecord, said: BotSaidData) -> ChosenData:
    copied = data_bot.chosen_of(said, chosen.choice)
    return replace(copied, target=target.seq, target_public=target.public_seq)
