"""Refuses what our side must never ask a customer for. Stands in front of `log.append` for all but customers."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Refusal:
    """`rule` names what was broken, for the sender and the journal."""

    rule: str


def check(text: str) -> Refusal | None:
    """Knows no rule yet, so nothing is refused; callers already obey a refusal."""
    del text
    return None
