"""Where two texts differ, place by place. Pure."""

from difflib import SequenceMatcher

from kefu.trust.lookalike.kinds import Change, Step

MOST_CHANGES, MOST_CHARS = 8, 120


def changes(theirs: str, ours: str) -> tuple[Change, ...]:
    """The first few; places count from 1 in `theirs`."""
    one, other = theirs[:MOST_CHARS], ours[:MOST_CHARS]
    found: list[Change] = []
    for tag, start, end, our_start, our_end in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if tag != "equal":
            found.extend(_told(one[start:end], other[our_start:our_end], start + 1))
    return tuple(_swaps(found, one)[:MOST_CHANGES])


def _told(theirs: str, ours: str, place: int) -> list[Change]:
    if len(theirs) == len(ours):
        return [Change(Step.OTHER, place + at, a, b) for at, (a, b) in enumerate(zip(theirs, ours, strict=True))]
    if not theirs:
        return [Change(Step.MISSING, place, "", ours)]
    return [Change(Step.OTHER if ours else Step.MORE, place, theirs, ours)]


def _swaps(found: list[Change], theirs: str) -> list[Change]:
    """A letter missing here and there again two places on: the two changed places."""
    told: list[Change] = []
    for each in found:
        last = told[-1] if told else None
        if last and _is_swap(last, each):
            place = min(last.place, each.place)
            pair = theirs[place - 1 : place + 1]
            told[-1] = Change(Step.SWAPPED, place, pair, pair[::-1])
        else:
            told.append(each)
    return told


def _is_swap(one: Change, other: Change) -> bool:
    steps = {one.step, other.step}
    moved = one.theirs + other.theirs == one.ours + other.ours
    return (
        steps == {Step.MORE, Step.MISSING}
        and moved
        and len(one.theirs + one.ours) == 1
        and other.place - one.place <= 2
    )
