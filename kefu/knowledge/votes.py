"""Whether an article helped. One vote a visit and article: a second one replaces it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, Q, QuerySet

from kefu.kit import clock, ids
from kefu.kit.errors import Invalid, NotFound
from kefu.kit.text import clean_body
from kefu.knowledge import locales
from kefu.knowledge.kinds import Reason
from kefu.knowledge.models import Article, ArticleText, Visit, Vote
from kefu.people.access import Viewer, require
from kefu.people.capabilities import Capability
from kefu.trust import shield

MAX_WORDS_CHARS, MOST = 1_000, 100


@dataclass(frozen=True, slots=True)
class Opinion:
    is_helpful: bool
    reason: Reason | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Tally:
    """Of an article: how many, for which reasons (most often first), and what readers wrote last."""

    helpful: int
    not_helpful: int
    reasons: Sequence[tuple[Reason, int]]
    said: Sequence[tuple[datetime, str, str]]  # when, reason, words


@dataclass(frozen=True, slots=True)
class Standing:
    """What was said of an article over a time."""

    slug: str
    title: str
    helpful: int
    not_helpful: int
    reason: Reason | None = None  # the one given most often


def vote(slug: str, opinion: Opinion, *, locale: str, visit_id: str = "") -> None:
    """NotFound if no such article is out; Invalid for words beyond their bound."""
    article = Article.objects.filter(slug=slug, texts__published__isnull=False).distinct().first()
    if article is None:
        raise NotFound
    if len(opinion.words) > MAX_WORDS_CHARS:
        raise Invalid(code="too_long")
    visit = Visit.objects.filter(public_id=visit_id).first() if ids.is_public_id(visit_id) else None
    reason = opinion.reason if opinion.reason and not opinion.is_helpful else ""
    wanted = {
        "locale": _spoken(article, locale),
        "is_helpful": opinion.is_helpful,
        "reason": reason,
        "words": clean_body(shield.cut(opinion.words).text),
        "at": clock.now(),
    }
    with transaction.atomic():
        if visit is None:
            Vote.objects.create(article=article, **wanted)
        else:
            Vote.objects.update_or_create(article=article, visit=visit, defaults=wanted)


def tally(viewer: Viewer, slug: str) -> Tally:
    require(viewer, Capability.EDIT_ARTICLES)
    votes = Vote.objects.filter(article__slug=slug)
    counts = votes.aggregate(yes=Count("id", filter=Q(is_helpful=True)), no=Count("id", filter=Q(is_helpful=False)))
    said = votes.exclude(words="").order_by("-at")[:MOST]
    return Tally(counts["yes"], counts["no"], _reasons(votes), [(each.at, each.reason, each.words) for each in said])


def unhelpful(viewer: Viewer, *, days: int, locale: str, limit: int = 50) -> list[Standing]:
    """Articles that readers said did not help, the most often first. Titles are in `locale`, or the nearest."""
    require(viewer, Capability.EDIT_ARTICLES)
    recent = Vote.objects.filter(at__gt=clock.now() - timedelta(days=days))
    counted = list(
        recent.values("article")
        .annotate(yes=Count("id", filter=Q(is_helpful=True)), no=Count("id", filter=Q(is_helpful=False)))
        .filter(no__gt=0)
        .order_by("-no", "yes", "article")[:limit]
    )
    keys = [row["article"] for row in counted]
    slugs, titles = _named(keys)
    given = recent.filter(article__in=keys).exclude(reason="").values("article", "reason").annotate(n=Count("id"))
    reasons = {row["article"]: Reason(row["reason"]) for row in given.order_by("n", "-reason")}
    return [
        Standing(slugs[key], locales.words(titles.get(key, {}), locale), row["yes"], row["no"], reasons.get(key))
        for key, row in zip(keys, counted, strict=True)
    ]


def of_articles(viewer: Viewer, slugs: Sequence[str]) -> dict[str, tuple[int, int]]:
    """Slug -> how many it helped and how many it did not; one query."""
    require(viewer, Capability.EDIT_ARTICLES)
    counted = Vote.objects.filter(article__slug__in=list(slugs)).values_list("article__slug")
    both = counted.annotate(yes=Count("id", filter=Q(is_helpful=True)), no=Count("id", filter=Q(is_helpful=False)))
    return {slug: (yes, no) for slug, yes, no in both}


def _named(keys: Sequence[int]) -> tuple[dict[int, str], dict[int, dict[str, str]]]:
    slugs: dict[int, str] = {}
    titles: dict[int, dict[str, str]] = {}
    named = ArticleText.objects.filter(article__in=keys).values_list("article", "article__slug", "locale", "title")
    for key, slug, locale, title in named:
        slugs[key] = slug
        if title:
            titles.setdefault(key, {})[locale] = title
    return slugs, titles


def _reasons(votes: QuerySet[Vote]) -> list[tuple[Reason, int]]:
    counted = votes.exclude(reason="").values_list("reason").annotate(n=Count("id")).order_by("-n", "reason")
    return [(Reason(reason), n) for reason, n in counted]


def _spoken(article: Article, locale: str) -> str:
    """The language the reader saw it in."""
    out = ArticleText.objects.filter(article=article, published__isnull=False).values_list("locale", flat=True)
    return locales.nearest(list(out), locales.of_reader(locale))
