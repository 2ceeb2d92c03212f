"""The steps against abuse: warn, pause, end, appeal. What may follow what, and what it leaves. Pure: no tables, no clock."""

from dataclasses import replace
from datetime import datetime, timedelta

from kefu.conversations.data_conduct import (
    MAX_APPEAL_CHARS,
    MAX_PAUSE_MINUTES,
    MAX_REASON_CHARS,
    Appeal,
    AppealDecidedData,
    Conduct,
    PausedData,
    Step,
)
from kefu.conversations.kinds import STEPS, AuthorKind, Kind
from kefu.conversations.records import Draft, EntryRecord, Refused


def apply(conduct: Conduct, entry: EntryRecord) -> Conduct:
    """Where the steps stand after one more entry of the log."""
    match entry.kind:
        case Kind.WARNED:
            return Conduct(step=Step.WARNED)
        case Kind.PAUSED:
            minutes = entry.data.minutes if isinstance(entry.data, PausedData) else 0
            return Conduct(step=Step.PAUSED, paused_until=entry.created_at + timedelta(minutes=minutes))
        case Kind.ENDED:
            return Conduct(step=Step.ENDED, ended_by=entry.author.id)
        case Kind.APPEALED:
            return replace(conduct, appeal=Appeal.OPEN)
        case Kind.APPEAL_DECIDED:
            return _decided(conduct, entry)
        case _:
            return conduct


def _decided(conduct: Conduct, entry: EntryRecord) -> Conduct:
    """What is lifted begins anew; what is upheld stays as it is."""
    if isinstance(entry.data, AppealDecidedData) and entry.data.is_lifted:
        return Conduct(appeal=Appeal.LIFTED)
    return replace(conduct, appeal=Appeal.UPHELD)


def fault_of(draft: Draft) -> str | None:
    """Why a step cannot be stored whatever the log holds."""
    if draft.kind in STEPS and len(draft.body) > MAX_REASON_CHARS:
        return "too_long"
    if isinstance(draft.data, PausedData) and not 1 <= draft.data.minutes <= MAX_PAUSE_MINUTES:
        return "bad_frame"
    if draft.kind in {Kind.APPEALED, Kind.APPEAL_DECIDED}:
        if not draft.body:
            return "empty"
        return "too_long" if len(draft.body) > MAX_APPEAL_CHARS else None
    return None


def refusal_of(draft: Draft, conduct: Conduct, *, at: datetime) -> Refused | None:
    """Why this may not follow now; None if it may. One who is paused is told until when."""
    match draft.kind:
        case Kind.WARNED | Kind.PAUSED | Kind.ENDED:
            return None if _may_follow(draft.kind, conduct, at=at) else Refused("out_of_order")
        case Kind.APPEALED:
            may = conduct.step is Step.ENDED and conduct.appeal is Appeal.NONE
            return None if may else Refused("no_appeal")
        case Kind.APPEAL_DECIDED:
            return _refusal_of_decision(draft, conduct)
        case Kind.REOPENED:
            return Refused("ended") if conduct.step is Step.ENDED else None
        case Kind.MESSAGE | Kind.CHECKED | Kind.CHOSEN if draft.author.kind is AuthorKind.CUSTOMER:
            return _refusal_to_write(draft, conduct, at=at)
        case _:
            return None


def next_step(conduct: Conduct) -> Step:
    """The step that may be given now; NONE after the last."""
    match conduct.step:
        case Step.NONE:
            return Step.WARNED
        case Step.WARNED:
            return Step.PAUSED
        case Step.PAUSED:
            return Step.ENDED
        case _:
            return Step.NONE


def _may_follow(kind: Kind, conduct: Conduct, *, at: datetime) -> bool:
    """One step after the other; a pause that is over may be given again."""
    if kind is Kind.WARNED:
        return conduct.step is Step.NONE
    if kind is Kind.PAUSED and conduct.step is Step.PAUSED:
        return conduct.paused_until is None or at >= conduct.paused_until
    return conduct.step is (Step.WARNED if kind is Kind.PAUSED else Step.PAUSED)


def _refusal_of_decision(draft: Draft, conduct: Conduct) -> Refused | None:
    if conduct.appeal is not Appeal.OPEN:
        return Refused("no_appeal")
    return Refused("own_decision") if draft.author.id == conduct.ended_by else None


def _refusal_to_write(draft: Draft, conduct: Conduct, *, at: datetime) -> Refused | None:
    if conduct.step is Step.ENDED:
        return Refused("ended")
    is_paused = conduct.step is Step.PAUSED and conduct.paused_until is not None and at < conduct.paused_until
    return Refused("paused", until=conduct.paused_until) if is_paused and draft.kind is Kind.MESSAGE else None
