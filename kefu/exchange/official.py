"""Our sites and mail addresses, for pages that show or need them: from the registry, or from the facts while it has none."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from kefu.exchange import facts
from kefu.trust import registry
from kefu.trust.lookalike import kinds

SITES, MAILS = "official_domain", "support_email"


class Sort(StrEnum):
    SITE = "site"
    MAIL = "mail"


@dataclass(frozen=True, slots=True)
class Official:
    sort: Sort
    name: str

    @property
    def host(self) -> str:
        return self.name.rpartition("@")[2]


_SORTS = {kinds.Sort.DOMAIN: Sort.SITE, kinds.Sort.MAIL: Sort.MAIL}


def listed() -> list[Official]:
    """Our sites, then our mail addresses. While any stands in the registry it alone counts: no fact brings back what expired."""
    found = [Official(_SORTS[each.sort], each.value) for each in registry.valid_now(*_SORTS)]
    if any(each.sort in _SORTS for each in registry.entries()):
        return sorted(found, key=lambda each: each.sort is Sort.MAIL)
    named: Sequence[tuple[Sort, str]] = ((Sort.SITE, SITES), (Sort.MAIL, MAILS))
    return [Official(sort, each.value.lower()) for sort, name in named for each in facts.every_named(name, "en")]
