"""What `kefu guard` reads of a registry, and what it counts. Nothing is stored."""

from collections.abc import Sequence

from kefu.kit import clock
from kefu.kit.errors import Invalid
from kefu.ops.labelled import Line
from kefu.trust.guard import Allowed, Refusal
from kefu.trust.linkable import linkable
from kefu.trust.lookalike import entries


def registry(read: str) -> Allowed:
    """Where texts may lead by a file as docs/registry.md describes it. Invalid for one that cannot be taken whole."""
    try:
        return linkable(entries.read(read.encode()), now=clock.now())
    except entries.BadEntry as error:
        raise Invalid(f"{error} docs/registry.md says how it is written.") from error


def summary(told: Sequence[tuple[Line, Refusal | None]]) -> dict[str, object]:
    """Counts, and for labelled rows the share of asks that were refused and of harmless ones that were refused wrongly."""
    refused = sum(refusal is not None for _, refusal in told)
    asks = [refusal for line, refusal in told if line.is_labelled and line.label]
    clean = [refusal for line, refusal in told if line.is_labelled and not line.label]
    return {
        "rows": len(told),
        "refused": refused,
        "asks": len(asks),
        "harmless": len(clean),
        "recall": _share([refusal is not None for refusal in asks]),
        "false_blocks": _share([refusal is not None for refusal in clean]),
    }


def _share(hits: Sequence[bool]) -> float | None:
    """In percent."""
    return round(100 * sum(hits) / len(hits), 2) if hits else None
