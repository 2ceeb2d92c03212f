"""Steps for the customer to tick. The words stand in the entry's body: the title, then one item a line. No Django here."""

from collections.abc import Iterable
from dataclasses import dataclass

MAX_ITEMS = 12
MAX_TITLE_CHARS = 120
MAX_ITEM_CHARS = 200


@dataclass(frozen=True, slots=True)
class ChecklistData:
    pass


@dataclass(frozen=True, slots=True)
class CheckedData:
    """An item (from 1) of the checklist at `target` is done, or not done after all."""

    target: int
    item: int
    on: bool
    target_public: int | None = None


def body_of(title: str, items: Iterable[str]) -> str:
    """How title and items stand in a body; a line break inside one becomes a space."""
    return "\n".join(" ".join(line.split()) for line in (title, *items))


def title_of(body: str) -> str:
    return body.partition("\n")[0]


def items_of(body: str) -> list[str]:
    return body.split("\n")[1:]


def is_well_formed(body: str) -> bool:
    title, items = title_of(body), items_of(body)
    fits = 0 < len(title) <= MAX_TITLE_CHARS and 1 <= len(items) <= MAX_ITEMS
    return fits and all(0 < len(item) <= MAX_ITEM_CHARS for item in items)


def ticked(changes: Iterable[CheckedData]) -> frozenset[int]:
    """The items that are done after these changes, in the log's order."""
    done: set[int] = set()
    for change in changes:
        if change.on:
            done.add(change.item)
        else:
            done.discard(change.item)
    return frozenset(done)
