"""What is wrong with the words that are out, over all of them: links that lead nowhere, pictures that say nothing.

A text's faults are kept (`TextFaults`) until its words or what it could name change, and are then found anew in steps of
bounded time: by the page that shows them and by the watcher `gaps`, whoever comes first.
"""

import re
import time
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db import transaction
from django.db.models import OuterRef, Q, QuerySet, Subquery

from kefu.exchange import facts, flows
from kefu.kit import clock, db
from kefu.knowledge import addresses, checks_in_text, facts_used, lints, media
from kefu.knowledge.kinds import Kind
from kefu.knowledge.lints import Known, Lint, Rule
from kefu.knowledge.models import Article, ArticleText, Media, Redirect, TextFaults
from kefu.people.access import Viewer, require
from kefu.people.capabilities import Capability

STEP_S, READ_AT_ONCE = 0.08, 200
_FOUND = ("revision", "kind", "checked_on", "sign", "lints", "errors", "advice")
_NAMED = re.compile(r"\(media:([A-Za-z0-9._/-]{1,120})")


@dataclass(frozen=True, slots=True)
class Faulty:
    """A text that is out with what is wrong in it, and the body it is wrong in."""

    slug: str
    title: str
    locale: str
    body: str
    lints: Sequence[Lint]


@dataclass(frozen=True, slots=True)
class Faults:
    """A page of them. `unchecked`: texts whose faults are not known yet, or were found before something changed."""

    found: Sequence[Faulty]
    broken: int
    advice: int
    unchecked: int


def faulty(viewer: Viewer, *, with_advice: bool = False, page: int = 1, limit: int) -> Faults:
    """Those with errors first, then by address."""
    require(viewer, Capability.EDIT_ARTICLES)
    unchecked = step()
    rows = TextFaults.objects.filter(text__published__isnull=False)
    broken, advised = rows.filter(errors__gt=0), rows.filter(errors=0, advice__gt=0)
    shown = [*_page(broken, page, limit)]
    broken_n, advice_n = broken.count(), advised.count()
    if with_advice and len(shown) < limit:
        begin = max(0, (page - 1) * limit - broken_n)
        shown += _ordered(advised)[begin : begin + limit - len(shown)]
    return Faults([_faulty(row) for row in shown], broken_n, advice_n, unchecked)


def step(seconds: float | None = None) -> int:
    """Look at texts nobody has looked at as they are now, some `seconds` long (`STEP_S`); how many are left."""
    known = _known()
    sign = _sign(known)
    due = _due(sign)
    within = STEP_S if seconds is None else seconds
    ends, left = time.monotonic() + within, due.count()
    rows: list[TextFaults] = []
    if left and within > 0:
        for text in due.select_related("article").order_by("pk")[:READ_AT_ONCE]:
            rows.append(_looked(text, known, sign))
            if time.monotonic() >= ends:
                break
    if rows:
        with db.on_disk_later(), transaction.atomic():
            TextFaults.objects.bulk_create(
                rows, update_conflicts=True, unique_fields=["text"], update_fields=list(_FOUND)
            )
    return left - len(rows)


def _page(rows: QuerySet[TextFaults], page: int, limit: int) -> QuerySet[TextFaults]:
    return _ordered(rows)[(page - 1) * limit : page * limit]


def _ordered(rows: QuerySet[TextFaults]) -> QuerySet[TextFaults]:
    return rows.select_related("text__article").order_by("text__article__slug", "text__locale")


def _due(sign: int) -> QuerySet[ArticleText]:
    """Texts that are out and were not looked at since they, or what they may name, changed."""
    same_check = Q(checked_on=OuterRef("article__checked_on")) | Q(checked_on=None, text__article__checked_on=None)
    kept = TextFaults.objects.filter(
        same_check, text=OuterRef("pk"), sign=sign, revision=OuterRef("published"), kind=OuterRef("article__kind")
    )
    out = ArticleText.objects.filter(published__isnull=False)
    return out.annotate(kept=Subquery(kept.values("pk")[:1])).filter(kept=None).defer("keywords")


def _looked(text: ArticleText, known: Known, sign: int) -> TextFaults:
    row = text.article
    bundled = {name for name in _NAMED.findall(text.body) if media.bundled(name)}
    there = replace(known, media={*known.media, *bundled}) if bundled else known
    said = lints.Text(text.title, text.summary, text.body, Kind(row.kind), row.checked_on)
    found = lints.check(said, there, today=clock.now().date())
    return TextFaults(
        text=text,
        revision=text.published_id or 0,
        kind=row.kind,
        checked_on=row.checked_on,
        sign=sign,
        lints=[[each.rule.value, each.what] for each in found],
        errors=sum(each.is_error for each in found),
        advice=sum(not each.is_error for each in found),
    )


def _faulty(row: TextFaults) -> Faulty:
    text = row.text
    said = [Lint(Rule(rule), what) for rule, what in row.lints]
    return Faulty(text.article.slug, text.title, text.locale, text.body, said)


def _known() -> Known:
    """What there is to name; the pictures of the library are looked up as a text names them."""
    slugs = set(Article.objects.values_list("slug", flat=True)) | set(Redirect.objects.values_list("slug", flat=True))
    uploaded = set(Media.objects.values_list("name", flat=True))
    return Known(slugs, addresses.PAGES, flows.NAMES, uploaded, facts_used.unknown_in, checks_in_text.known())


def _sign(known: Known) -> int:
    """Changes with what there is to name, and each week for what time does. A fact's value changes no fault."""
    week = clock.now().date().isocalendar()
    names = sorted(str(each.named) for each in facts.every())
    told = [
        f"{week.year}-{week.week}",
        *sorted(known.slugs),
        "",
        *sorted(known.media),
        "",
        *names,
        "",
        *sorted(known.checks),
    ]
    return zlib.crc32("\n".join(told).encode())
