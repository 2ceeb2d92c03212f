"""Which articles fit what an editor asked for, as the database is asked. For `catalogue` alone; no row is built here."""

import json
from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from kefu.kit import clock
from kefu.knowledge.drafts import STALE_AFTER
from kefu.knowledge.kinds import OPEN, State
from kefu.knowledge.models import Article, ArticleText, Doubt, Revision


@dataclass(frozen=True, slots=True)
class Asked:
    """What the list is narrowed down by; an empty field narrows nothing. `language`: `missing:zh-TW`, `behind:en`."""

    query: str = ""
    section: str = ""
    kind: str = ""
    state: str = ""
    language: str = ""
    owner: str = ""
    due: str = ""


def articles(asked: Asked) -> QuerySet[Article]:
    """Those that fit all of it, in no order."""
    rows = Article.objects.all()
    for word in asked.query.split():
        rows = rows.filter(_named(word))
    if asked.section:
        rows = rows.filter(Q(section__slug=asked.section) | Q(section__slug__startswith=f"{asked.section}/"))
    if asked.kind:
        rows = rows.filter(kind=asked.kind)
    if asked.owner:
        rows = rows.filter(owner=None) if asked.owner == "none" else rows.filter(owner__public_id=asked.owner)
    known = _lists()
    for name in (asked.state, asked.due):
        rows = rows.filter(known.get(name, Q()))
    return rows.filter(_speaks(asked.language))


def counts() -> dict[str, int]:
    """How many stand in each list, and under "" how many there are: one query."""
    counted = {f"in_{name}": Count("pk", filter=fits) for name, fits in _lists().items() if name != "unpublished"}
    found = Article.objects.aggregate(in_=Count("pk"), **counted)
    every = {name.removeprefix("in_"): n for name, n in found.items()}
    return every | {"unpublished": every[""] - every["published"]}


def _lists() -> dict[str, Q]:
    out = ArticleText.objects.filter(published__isnull=False)
    doubtful = Doubt.objects.filter(settled_at=None, text__isnull=False)
    today = clock.now().date()
    return {
        "published": Q(pk__in=out.values("article")),
        "unpublished": ~Q(pk__in=out.values("article")),
        **{state.value: Q(pk__in=_open(state).values("text__article")) for state in sorted(OPEN)},
        "stale": Q(review_on__lte=today) | Q(checked_on__lt=today - STALE_AFTER),
        "facts": Q(pk__in=doubtful.values("text__article")),
        "behind": Q(pk__in=_behind().values("article")),
    }


def _open(state: State) -> QuerySet[Revision]:
    return Revision.objects.filter(state=state)


def _behind() -> QuerySet[ArticleText]:
    """Translations that are out and were made from another revision than the source has out now."""
    out = ArticleText.objects.filter(published__isnull=False).exclude(locale=F("article__source_locale"))
    of_source = out.filter(
        article__texts__locale=F("article__source_locale"), article__texts__published__isnull=False
    ).annotate(source_out=F("article__texts__published"))
    return of_source.exclude(published__source_revision__isnull=False, published__source_revision=F("source_out"))


def _named(word: str) -> Q:
    """The word stands in a title, the address or a tag. Embedded databases keep tags with their characters escaped."""
    texts = ArticleText.objects.filter(article=OuterRef("pk"), title__icontains=word)
    drafts = Revision.objects.filter(
        text__article=OuterRef("pk"), text__title="", state__in=sorted(OPEN), title__icontains=word
    )
    tags = Q(tags__icontains=word) | Q(tags__icontains=json.dumps(word)[1:-1])
    return Q(slug__icontains=word) | tags | Q(Exists(texts)) | Q(Exists(drafts))


def _speaks(wanted: str) -> Q:
    """`missing:zh-TW`, `behind:en`, `out:en`; anything else narrows nothing."""
    how, _sep, locale = wanted.partition(":")
    out = ArticleText.objects.filter(locale=locale, published__isnull=False).values("article")
    opened = Revision.objects.filter(text__locale=locale, state__in=sorted(OPEN)).values("text__article")
    if how == "missing":
        return ~Q(pk__in=out) & ~Q(pk__in=opened)
    if how == "behind":
        return Q(pk__in=_behind().filter(locale=locale).values("article"))
    return Q(pk__in=out) if how == "out" else Q()
