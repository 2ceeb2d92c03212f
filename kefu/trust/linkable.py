"""Where our own texts may lead, as the registry's entries say it. Pure, no Django."""

from collections.abc import Iterable
from datetime import datetime

from kefu.trust.guard.kinds import Allowed
from kefu.trust.lookalike.kinds import Entry, Sort
from kefu.trust.lookalike.prepared import is_valid

_OURS = frozenset({Sort.DOMAIN, Sort.MAIL, Sort.MAIL_DOMAIN})


def linkable(entries: Iterable[Entry], *, now: datetime) -> Allowed:
    """Our domains, those of our mail and what is listed as linked, of entries that are valid at this moment."""
    valid = [each for each in entries if is_valid(each, now)]
    return Allowed(
        domains=frozenset(each.value.rpartition("@")[2] for each in valid if each.sort in _OURS),
        linked_hosts=frozenset(each.value for each in valid if each.sort is Sort.LINKED_HOST),
    )
