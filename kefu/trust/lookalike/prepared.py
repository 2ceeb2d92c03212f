"""The registry made ready to be asked: what is exactly ours, and the names that others may imitate. Pure."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from kefu.search.analyse import CJK
from kefu.trust.lookalike import affixes, alike, forms, hosts, networks, phones
from kefu.trust.lookalike.alike import Name
from kefu.trust.lookalike.index import Index, index
from kefu.trust.lookalike.kinds import Entry, Sort
from kefu.trust.lookalike.lists import NO_LISTS, Lists
from kefu.trust.lookalike.sounding import is_chinese
from kefu.trust.lookalike.whole import Domains, Phones

Key = tuple[str, str, str]  # what sort of thing, on which network, and its canonical value
_NAMED = frozenset({Sort.DOMAIN, Sort.HANDLE, Sort.BOT, Sort.APP})
_ACCOUNTS = frozenset({Sort.HANDLE, Sort.BOT})


@dataclass(frozen=True, slots=True)
class Exact:
    """By canonical value: what has one form (`keys`), and hosts, of which all that is below them is, too."""

    keys: Mapping[Key, Entry]
    hosts: Mapping[str, Entry]
    linked: Mapping[str, Entry]


@dataclass(frozen=True, slots=True)
class Known:
    """`valid` is ours now, `past` was it once or will be; `names` may be imitated; `lists`: what was found to be a fraud."""

    valid: Exact
    past: Exact
    mails: Mapping[str, Entry]  # by host
    phones: Phones
    names: tuple[tuple[Name, Entry], ...]
    index: Index  # of `names`
    domains: Domains
    lists: Lists


def prepare(entries: Iterable[Entry], *, lists: Lists = NO_LISTS, now: datetime | None = None) -> Known:
    """`now`: the moment at which entries are valid or not; without it all are."""
    order = list(Sort)
    every = [replace(e, value=canonical(e.sort, e.value), network=networks.network(e.network)) for e in entries]
    every.sort(key=lambda each: order.index(each.sort))  # of two that are as near, the site is named
    valid = [each for each in every if now is None or is_valid(each, now)]
    of = {sort: [each for each in valid if each.sort == sort] for sort in Sort}
    named = _first_of_each(_names(every))
    return Known(
        valid=_exact(valid),
        past=_exact([each for each in every if now is not None and not is_valid(each, now)]),
        mails={e.value.rpartition("@")[2]: e for e in reversed(of[Sort.MAIL] + of[Sort.MAIL_DOMAIN])},
        phones=Phones.made(of[Sort.PHONE]),
        names=named,
        index=index(name for name, _ in named),
        domains=Domains.made(of[Sort.DOMAIN] + of[Sort.MAIL_DOMAIN] + of[Sort.LINKED_HOST]),
        lists=lists,
    )


def is_valid(entry: Entry, now: datetime) -> bool:
    """From the first moment on, up to the last."""
    begins = entry.valid_from and datetime.fromisoformat(entry.valid_from) > now
    return not begins and not (entry.valid_until and datetime.fromisoformat(entry.valid_until) <= now)


def _exact(entries: list[Entry]) -> Exact:
    keys: dict[Key, Entry] = {}
    for each in entries:
        for key in _keys(each):
            keys.setdefault(key, each)
    hosts_of = {sort: {each.value: each for each in entries if each.sort == sort} for sort in Sort}
    return Exact(keys, hosts_of[Sort.DOMAIN], hosts_of[Sort.LINKED_HOST])


def canonical(sort: Sort, value: str) -> str:
    """The one way a value is kept: small letters, hosts as they are sent (xn--), numbers as + and digits."""
    plain = value.strip()
    if sort == Sort.PHONE:
        return phones.canonical(plain) or plain
    if sort in {Sort.DOMAIN, Sort.MAIL_DOMAIN, Sort.LINKED_HOST}:
        return hosts.ascii_host(plain)
    if sort == Sort.MAIL:
        local, _, host = plain.rpartition("@")
        return f"{forms.small(local)}@{hosts.ascii_host(host)}"
    if sort in _ACCOUNTS:
        return forms.small(plain.removeprefix("@"))
    return badge(plain) if sort == Sort.BADGE else plain


def badge(text: str) -> str:
    return "-".join(text.upper().replace("-", " ").split())


def _keys(entry: Entry) -> Iterable[Key]:
    """Handles are found by their network and without one."""
    if entry.sort in _ACCOUNTS:
        yield ("account", entry.network, entry.value)
        yield ("account", "", entry.value)
    else:
        yield (entry.sort.value, "", entry.value)


def _names(entries: list[Entry]) -> Iterable[tuple[Name, Entry]]:
    for entry in entries:
        seen = set()
        for text in (part for whole in _texts(entry) for part in (whole, *_scripts(whole))):
            made = alike.name(text)
            if made is not None and made.folded not in seen:
                seen.add(made.folded)
                yield made, entry


def _first_of_each(names: Iterable[tuple[Name, Entry]]) -> tuple[tuple[Name, Entry], ...]:
    """Where many entries have one name, the first of each sort speaks for it."""
    found: dict[tuple[Name, Sort, bool], tuple[Name, Entry]] = {}
    for name, entry in names:
        found.setdefault((name, entry.sort, name.text == entry.value), (name, entry))
    return tuple(found.values())


def _scripts(text: str) -> list[str]:
    """Of a name in two scripts ("北风Northwind") each part, which others use alone."""
    parts = re.findall(rf"[{CJK}]{{2,}}|[^\W_{CJK}]{{3,}}", text)
    return parts if len(parts) > 1 and is_chinese(text) else []


def _texts(entry: Entry) -> Iterable[str]:
    if entry.sort in _ACCOUNTS:
        yield entry.value
        yield affixes.without(forms.words(entry.value))
    elif entry.sort == Sort.APP:
        yield from (each for each in entry.value.split(".") if len(each) > 3)
    elif entry.sort in {Sort.MAIL, Sort.MAIL_DOMAIN, Sort.DOMAIN, Sort.LINKED_HOST}:
        yield hosts.main_label(entry.value.rpartition("@")[2])
    elif entry.sort == Sort.BADGE:
        yield entry.value
    if entry.sort in _NAMED and entry.name:
        yield affixes.without(forms.words(entry.name))
