"""What may become of a revision, and who may decide it. Pure: no tables, no Django."""

from collections.abc import Collection
from enum import StrEnum

from kefu.knowledge.kinds import WAITING, State


class Step(StrEnum):
    SUBMIT = "submit"
    TAKE_BACK = "take_back"  # its writer wants to go on writing
    SEND_BACK = "send_back"  # its reviewer wants it otherwise
    SCHEDULE = "schedule"
    PUBLISH = "publish"
    STOP = "stop"  # its moment came and it could not be published
    SUPERSEDE = "supersede"  # another revision of its text was published
    WITHDRAW = "withdraw"


_AFTER: dict[tuple[State, Step], State] = {
    (State.DRAFT, Step.SUBMIT): State.IN_REVIEW,
    (State.IN_REVIEW, Step.TAKE_BACK): State.DRAFT,
    (State.SCHEDULED, Step.TAKE_BACK): State.DRAFT,
    (State.IN_REVIEW, Step.SEND_BACK): State.DRAFT,
    (State.SCHEDULED, Step.SEND_BACK): State.DRAFT,
    (State.IN_REVIEW, Step.SCHEDULE): State.SCHEDULED,
    (State.IN_REVIEW, Step.PUBLISH): State.PUBLISHED,
    (State.SCHEDULED, Step.PUBLISH): State.PUBLISHED,
    (State.SCHEDULED, Step.STOP): State.IN_REVIEW,
    (State.PUBLISHED, Step.SUPERSEDE): State.SUPERSEDED,
    (State.DRAFT, Step.WITHDRAW): State.WITHDRAWN,
    (State.IN_REVIEW, Step.WITHDRAW): State.WITHDRAWN,
    (State.SCHEDULED, Step.WITHDRAW): State.WITHDRAWN,
    (State.PUBLISHED, Step.WITHDRAW): State.WITHDRAWN,
}


def after(state: State, step: Step) -> State | None:
    """None where this step is not open."""
    return _AFTER.get((state, step))


def before(step: Step) -> list[State]:
    """The states from which a step may be taken."""
    return [state for state, taken in _AFTER if taken is step]


def is_own_work(reviewer: int, writers: Collection[int]) -> bool:
    """Whether who decides has written any of it: then somebody else has to."""
    return reviewer in writers


def may_take_back(viewer: int, writers: Collection[int], state: State, *, is_reviewer: bool) -> bool:
    """What waits is its writers' and the reviewers' to take back or to discard; a draft everybody's who writes."""
    return is_reviewer or state not in WAITING or viewer in writers
