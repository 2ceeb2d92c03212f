"""What `kefu guard` reads and counts: labelled lines, and registries of official channels. Nothing is stored."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kefu.kit import clock
from kefu.kit.errors import Invalid
from kefu.trust.guard import Allowed, Refusal
from kefu.trust.linkable import linkable
from kefu.trust.lookalike import entries

HARMLESS = {None, "", "clean"}


@dataclass(frozen=True, slots=True)
class Row:
    """`line` from 1. `is_labelled`: somebody said what it is; `label` then is the rule it breaks, empty for a harmless one."""

    line: int
    text: str
    is_labelled: bool = False
    label: str = ""


def rows(read: str) -> Iterator[Row]:
    """JSON lines with a `text`, or else plain lines; empty ones are left out. Invalid for what is neither."""
    for number, line in enumerate(read.splitlines(), 1):
        if line.strip():
            yield _row(number, line)


def registry(read: str) -> Allowed:
    """Where texts may lead by a file as docs/registry.md describes it. Invalid for one that cannot be taken whole."""
    try:
        return linkable(entries.read(read.encode()), now=clock.now())
    except entries.BadEntry as error:
        raise Invalid(f"{error} docs/registry.md says how it is written.") from error


def summary(told: Sequence[tuple[Row, Refusal | None]]) -> dict[str, object]:
    """Counts, and for labelled rows the share of asks that were refused and of harmless ones that were refused wrongly."""
    refused = sum(refusal is not None for _, refusal in told)
    asks = [refusal for row, refusal in told if row.is_labelled and row.label]
    clean = [refusal for row, refusal in told if row.is_labelled and not row.label]
    return {
        "rows": len(told),
        "refused": refused,
        "asks": len(asks),
        "harmless": len(clean),
        "recall": _share([refusal is not None for refusal in asks]),
        "false_blocks": _share([refusal is not None for refusal in clean]),
    }


def _row(number: int, line: str) -> Row:
    if not line.lstrip().startswith("{"):
        return Row(number, line)
    try:
        told = json.loads(line)
    except ValueError as error:
        raise Invalid(f"Line {number} begins like JSON and is none: {error}.") from error
    if not isinstance(told.get("text"), str):
        raise Invalid(f"Line {number} has no `text`.")
    label = told.get("label")
    return Row(number, told["text"], "label" in told, "" if label in HARMLESS else str(label))


def _share(hits: Sequence[bool]) -> float | None:
    """In percent."""
    return round(100 * sum(hits) / len(hits), 2) if hits else None
