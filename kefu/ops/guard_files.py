"""What `kefu guard` reads and counts: labelled lines, and registries of official channels. Nothing is stored."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from kefu.kit import clock
from kefu.kit.errors import Invalid
from kefu.trust.guard import Allowed, Refusal

HARMLESS = {None, "", "clean"}
_DOMAINS = {"domain", "mail_domain"}


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
    """Domains and hosts of a `kefu-registry/1` file that are valid now, or of plain lists `domains` and `linked_hosts`.
    Invalid otherwise.
    """
    try:
        told = json.loads(read)
    except ValueError as error:
        raise Invalid(f"The registry is not JSON: {error}. docs/registry.md says how it is written.") from error
    if not isinstance(told, dict):
        raise Invalid("The registry is an object with `entries`, or with `domains` and `linked_hosts`.")
    entries = [each for each in told.get("entries") or () if isinstance(each, dict) and _is_valid(each)]
    domains = [*_texts(told.get("domains")), *(_value(each) for each in entries if each.get("sort") in _DOMAINS)]
    hosts = [
        *_texts(told.get("linked_hosts")),
        *(_value(each) for each in entries if each.get("sort") == "linked_host"),
    ]
    return Allowed(domains=frozenset(filter(None, domains)), linked_hosts=frozenset(filter(None, hosts)))


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


def _texts(told: object) -> list[str]:
    return [each.strip().lower() for each in told if isinstance(each, str)] if isinstance(told, list) else []


def _is_valid(entry: Mapping[str, object]) -> bool:
    now, begins, ends = clock.now(), _moment(entry, "valid_from"), _moment(entry, "valid_until")
    return not (begins and begins > now) and not (ends and ends <= now)


def _moment(entry: Mapping[str, object], name: str) -> datetime | None:
    text = entry.get(name)
    if not text:
        return None
    try:
        at = datetime.fromisoformat(str(text))
    except ValueError as error:
        raise Invalid(f"`{name}` of {entry.get('value')} is no moment: {text}.") from error
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _value(entry: Mapping[str, object]) -> str:
    return str(entry.get("value") or "").strip().lower()


def _share(hits: Sequence[bool]) -> float | None:
    """In percent."""
    return round(100 * sum(hits) / len(hits), 2) if hits else None
