"""Keeps what the matching learns from in step with phrases and checks: each answer's examples, under a number of its own.

A check is asked for by its title in every language it has words for; whatever is live is asked for by what people say.
"""

import zlib
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from django.db import transaction

from kefu.exchange.diagnoses import registry
from kefu.exchange.diagnoses.wording import Wording
from kefu.knowledge import locales, phrasings
from kefu.knowledge.answers import ARTICLE, CHECK
from kefu.knowledge.kinds import Audience
from kefu.knowledge.models import Article
from kefu.knowledge.shelf import SHELF
from kefu.search.matching import examples

CHECKS_FROM = 1_000_000_000  # articles' rows are smaller
SCOPES = (f"for:{Audience.PUBLIC}",)
Said = Sequence[tuple[str, str]]
TRIAL = f"{SHELF}/trial"  # the examples as they would be: `rehearse`

_seen: list[object] = []  # in this process: the mark of the phrases that were put last


def key_of_check(key: str) -> int:
    return CHECKS_FROM + zlib.crc32(key.encode()) % CHECKS_FROM


def teach(now: datetime) -> int:
    """For the worker: put the examples of every answer where phrases have changed, and once after a start.

    How many answers have any; 0 where nothing was to be done.
    """
    del now
    mark = phrasings.mark()
    if _seen == [mark]:
        return 0
    wanted = _wanted(phrasings.live())
    with transaction.atomic():
        for key, said in wanted.items():
            examples.put(SHELF, key, said, scopes=SCOPES)
        examples.remove(SHELF, sorted(examples.keys(SHELF) - wanted.keys()))
    _seen[:] = [mark]
    return len(wanted)


def forget() -> None:
    """What was put: for tests, whose rows go."""
    _seen.clear()


def rehearse(adds: Collection[str], removes: Collection[str]) -> None:
    """Put, beside what is live, the examples as they would be with these phrases and without those (public ids)."""
    wanted = _wanted(phrasings.live(adds=adds, removes=removes))
    with transaction.atomic():
        for key, said in wanted.items():
            examples.put(TRIAL, key, said, scopes=SCOPES)
        examples.remove(TRIAL, sorted(examples.keys(TRIAL) - wanted.keys()))


def end_rehearsal() -> None:
    """No trace of it is left."""
    if examples.keys(TRIAL):
        with transaction.atomic():
            examples.clear(TRIAL)


def _wanted(live: Mapping[str, Said]) -> Mapping[int, Said]:
    wanted: dict[int, Said] = {}
    for check in registry.CHECKS:
        titles = [(Wording(check, locale=locale).of("title"), locale) for locale in locales.required()]
        wanted[key_of_check(check.key)] = [*titles, *live.get(f"{CHECK}:{check.key}", ())]
    slugs = {name.partition(":")[2]: said for name, said in live.items() if name.startswith(f"{ARTICLE}:")}
    for pk, slug in Article.objects.filter(slug__in=slugs).values_list("pk", "slug"):
        wanted[pk] = slugs[slug]
    return wanted
