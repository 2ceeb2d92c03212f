"""What an act on many conversations is told as: how many, how many already were that way, and which could not be."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from kefu.conversations.records import ConversationRecord
from kefu.kit.errors import Conflict, KefuError
from kefu.people import directory
from kefu.web.desk import shown

NAMED = 5


@dataclass(frozen=True, slots=True)
class Words:
    """`done` and `already` hold `{count}`."""

    done: str
    already: str


@dataclass(frozen=True, slots=True)
class Other:
    """A conversation where it was not done, and why."""

    conversation: ConversationRecord
    error: KefuError

    @property
    def was_so_already(self) -> bool:
        return isinstance(self.error, Conflict)


@dataclass(frozen=True, slots=True)
class Told:
    words: Words
    done: int
    others: Sequence[Other]
    missing: int


def sentence(outcome: Told) -> str:
    """ "12 closed, 1 already closed." """
    already = sum(other.was_so_already for other in outcome.others)
    refused = len(outcome.others) - already + outcome.missing
    parts = [outcome.words.done.format(count=outcome.done)] if outcome.done or not (already or refused) else []
    if already:
        parts.append(outcome.words.already.format(count=already))
    if refused:
        parts.append(_("{count} not changed").format(count=refused))
    return _(", ").join(parts) + _(".")


def lines(others: Sequence[Other]) -> list[str]:
    """Who could not be done, by name, with the reason; the first few."""
    refused = [other for other in others if not other.was_so_already][:NAMED]
    names = directory.customer_names({other.conversation.customer for other in refused})
    return [f"{shown.customer_name(names.get(o.conversation.customer, ''))}: {o.error.message}" for o in refused]


def taken_back(count: int, *, of: int) -> str:
    text = _("{count} taken back").format(count=count)
    if count < of:
        text += _(", ") + _("{count} had gone on and stay as they are").format(count=of - count)
    return text + _(".")


def how_many(most: int) -> str:
    return _("Select between 1 and {most} conversations.").format(most=most)
