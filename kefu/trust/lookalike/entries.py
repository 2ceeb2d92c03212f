"""The registry as a file: read with every fault told by its place, and written. docs/registry.md describes it. Pure."""

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from kefu.trust.lookalike.kinds import Entry, Sort
from kefu.trust.lookalike.networks import network
from kefu.trust.lookalike.prepared import canonical

FORMAT = "kefu-registry/1"
MOST_BYTES, MOST_ENTRIES, MOST_VALUE_CHARS, MOST_WORDS_CHARS = 2_000_000, 2_000, 253, 200
_NETWORKED = frozenset({Sort.HANDLE, Sort.BOT, Sort.APP})
# lists of values alone, as other programs keep them
_LISTS = {
    "domains": Sort.DOMAIN,
    "mails": Sort.MAIL,
    "mail_domains": Sort.MAIL_DOMAIN,
    "handles": Sort.HANDLE,
    "phones": Sort.PHONE,
    "bots": Sort.BOT,
    "apps": Sort.APP,
    "badges": Sort.BADGE,
    "linked_hosts": Sort.LINKED_HOST,
}


class BadEntry(ValueError):
    """Says which line is wrong, and how it would be right."""


def read(raw: bytes) -> list[Entry]:
    """Entries in canonical form, each once. BadEntry where one cannot be taken: nothing of the file is, then."""
    if len(raw) > MOST_BYTES:
        raise BadEntry(f"The file is larger than {MOST_BYTES // 1_000_000} MB.")
    try:
        told = json.loads(raw)
    except ValueError as error:
        raise BadEntry(f"The file is not JSON: {error}.") from error
    if not isinstance(told, dict):
        raise BadEntry(f'The file has the shape {{"format": "{FORMAT}", "entries": [...]}}.')
    if told.get("format", FORMAT) != FORMAT:
        raise BadEntry(f'The file\'s format is {told["format"]!r}; this installation reads "{FORMAT}".')
    every = [*read_rows(told.get("entries", [])), *_listed(told)]
    if not every:
        raise BadEntry("The file names nothing: it has neither entries nor lists of domains, handles, mails or phones.")
    if len(every) > MOST_ENTRIES:
        raise BadEntry(f"The file has more than {MOST_ENTRIES} entries.")
    return list({(each.sort, each.network, each.value): each for each in every}.values())


def as_rows(entries: Iterable[Entry]) -> list[dict[str, str | None]]:
    return [
        {
            "sort": each.sort.value,
            "value": each.value,
            "network": each.network,
            "name": each.name,
            "valid_from": each.valid_from or None,
            "valid_until": each.valid_until or None,
            "proof": each.proof,
        }
        for each in entries
    ]


def checked(sort: Sort, value: str, *, network_name: str = "", place: str = "The entry") -> str:
    """The value in canonical form. BadEntry, with what it should be, if it is none."""
    plain = canonical(sort, value)
    if not plain or len(plain) > MOST_VALUE_CHARS or not plain.isprintable():
        raise BadEntry(f"{place} needs a value of 1 to {MOST_VALUE_CHARS} characters.")
    if sort in {Sort.DOMAIN, Sort.MAIL_DOMAIN, Sort.LINKED_HOST} and not _is_host(plain):
        raise BadEntry(f"{place} names {value!r}; a domain looks like northwind.example, without https:// and path.")
    if sort == Sort.MAIL and not (_is_host(plain.rpartition("@")[2]) and plain.rpartition("@")[0].strip()):
        raise BadEntry(f"{place} names {value!r}; a mail address looks like support@northwind.example.")
    if sort == Sort.PHONE and not plain.startswith("+"):
        raise BadEntry(f"{place} names {value!r}; a phone number begins with + and its country's code.")
    if sort in {Sort.HANDLE, Sort.BOT} and any(each.isspace() or each in "/@" for each in plain):
        raise BadEntry(f"{place} names {value!r}; a handle is the name alone, without @ and address.")
    if len(network_name) > 20:
        raise BadEntry(f"{place} has a network's name that is too long.")
    return plain


def read_rows(rows: object) -> Iterable[Entry]:
    """The member `entries` of a file."""
    if not isinstance(rows, list):
        raise BadEntry('"entries" is a list.')
    for number, row in enumerate(rows, 1):
        place = f"Entry {number}"
        if not isinstance(row, dict):
            raise BadEntry(f"{place} is no object.")
        if row.get("sort") not in set(Sort):
            raise BadEntry(f"{place} has the sort {row.get('sort')!r}; there are {', '.join(Sort)}.")
        yield _entry(Sort(row["sort"]), row, place)


def _entry(sort: Sort, row: Mapping[str, object], place: str) -> Entry:
    at = network(_text(row, "network", place)) if sort in _NETWORKED else ""
    return Entry(
        sort,
        checked(sort, _text(row, "value", place), network_name=at, place=place),
        network=at,
        name=_text(row, "name", place),
        valid_from=_moment(row, "valid_from", place),
        valid_until=_moment(row, "valid_until", place),
        proof=_text(row, "proof", place),
    )


def _listed(told: Mapping[str, object]) -> Iterable[Entry]:
    for key, sort in _LISTS.items():
        values = told.get(key, [])
        if not isinstance(values, list):
            raise BadEntry(f'"{key}" is a list.')
        for number, value in enumerate(values, 1):
            row = value if isinstance(value, dict) else {"value": value}
            yield _entry(sort, row, f"{key}, {number}")


def _text(row: Mapping[str, object], key: str, place: str) -> str:
    text = row.get(key) or ""
    most = MOST_VALUE_CHARS if key == "value" else MOST_WORDS_CHARS
    if not isinstance(text, str) or len(text) > most:
        raise BadEntry(f'{place}: "{key}" is a text of at most {most} characters.')
    return " ".join(text.split())


def _moment(row: Mapping[str, object], key: str, place: str) -> str:
    text = _text(row, key, place)
    if not text:
        return ""
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise BadEntry(f'{place}: "{key}" is a moment such as 2026-11-29 or 2026-11-29T08:00:00Z.') from error
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _is_host(text: str) -> bool:
    parts = text.split(".")
    plain = text.replace(".", "").replace("-", "")
    return len(parts) >= 2 and all(parts) and plain.isascii() and plain.isalnum()
