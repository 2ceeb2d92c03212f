"""All articles as their editors have them, whatever of them is out, a page at a time. Reads only.

What fits is found and counted by the database (`narrowed`); only a page's lines are built.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Count, QuerySet

from kefu.kit import clock
from kefu.knowledge import locales, narrowed
from kefu.knowledge.drafts import STALE_AFTER
from kefu.knowledge.kinds import OPEN, Kind, State
from kefu.knowledge.models import Article, ArticleText, Doubt, Revision
from kefu.knowledge.narrowed import Asked
from kefu.people.access import Viewer, require
from kefu.people.capabilities import Capability


@dataclass(frozen=True, slots=True)
class Standing:
    """How an article stands in one language. `is_behind`: its source was published anew since it was made from it."""

    locale: str
    is_out: bool = False
    is_source: bool = False
    is_behind: bool = False
    open_state: State | None = None

    @property
    def is_missing(self) -> bool:
        return not self.is_out and self.open_state is None


@dataclass(frozen=True, slots=True)
class Line:
    """An article in the list. `title` is in the reader's language, or the nearest; `doubts`: facts that changed under it."""

    slug: str
    title: str
    section: str
    kind: Kind
    is_internal: bool
    tags: Sequence[str]
    owner: str
    owner_id: str
    review_on: date | None
    checked_on: date | None
    changed_at: datetime
    doubts: int
    is_stale: bool
    languages: Sequence[Standing]

    @property
    def is_out(self) -> bool:
        return any(each.is_out for each in self.languages)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """A page of what fits, and how many fit. `counts` are of all there is: a tab says what waits there, whatever else is
    chosen. `total` too."""

    lines: Sequence[Line]
    found: int
    total: int
    counts: Mapping[str, int] = field(default_factory=dict)


def catalogue(
    viewer: Viewer, asked: Asked, *, locale: str, sections: Sequence[str], page: int = 1, limit: int
) -> Catalogue:
    """Those that fit, by section and place, `limit` a page. `locale` is the reader's, `sections` the paths in order."""
    require(viewer, Capability.EDIT_ARTICLES)
    keys = _in_order(narrowed.articles(asked), sections)
    counts = narrowed.counts()
    lines = _lines(keys[(page - 1) * limit : page * limit], locale)
    return Catalogue(lines, len(keys), counts.pop(""), counts)


def titled(viewer: Viewer, query: str, *, locale: str, limit: int) -> list[tuple[str, str]]:
    """Address and title of the first articles that have these words: what a text can link to."""
    require(viewer, Capability.EDIT_ARTICLES)
    keys = narrowed.articles(Asked(query=query)).order_by("slug").values_list("pk", flat=True)[:limit]
    return [(line.slug, line.title) for line in _lines(list(keys), locale)]


def expires_at(viewer: Viewer, slug: str, locale: str) -> datetime | None:
    """When what is out goes down by itself; None: never."""
    require(viewer, Capability.EDIT_ARTICLES)
    out = ArticleText.objects.filter(article__slug=slug, locale=locale, published__isnull=False)
    return out.values_list("expires_at", flat=True).first()


def _in_order(rows: QuerySet[Article], sections: Sequence[str]) -> list[int]:
    """Keys as the tree of sections has them, then by place. Numbers and slugs alone: cheap for all there are."""
    order = {slug: number for number, slug in enumerate(sections)}
    found = rows.order_by().values_list("pk", "section__slug", "position", "slug")
    return [row[0] for row in sorted(found, key=lambda row: (order.get(row[1], len(order)), row[2], row[3]))]


def _lines(keys: Sequence[int], locale: str) -> list[Line]:
    """Of these articles, in this order; four queries, and no text's body is read."""
    texts: dict[int, list[ArticleText]] = {}
    wanted = ("article_id", "locale", "title", "published_at", "published__source_revision_id", "published__state")
    for text in ArticleText.objects.filter(article__in=keys).select_related("published").only(*wanted):
        texts.setdefault(text.article_id, []).append(text)
    open_ones = Revision.objects.filter(state__in=sorted(OPEN), text__article__in=keys)
    opened = {row.text_id: row for row in open_ones.only(*_OF_OPEN)}
    doubts = dict(
        Doubt.objects.filter(settled_at=None, text__article__in=keys)
        .values_list("text__article")
        .annotate(n=Count("fact", distinct=True))
    )
    rows = Article.objects.select_related("section", "owner").in_bulk(keys)
    return [_line(rows[key], texts.get(key, []), opened, doubts.get(key, 0), locale) for key in keys if key in rows]


_OF_OPEN = ("text_id", "state", "title", "changed_at")


def _line(row: Article, texts: Sequence[ArticleText], opened: Mapping[int, Revision], doubts: int, locale: str) -> Line:
    titles = {text.locale: _title(text, opened) for text in texts if _title(text, opened)}
    today = clock.now().date()
    return Line(
        slug=row.slug,
        title=locales.words(titles, locale) or row.slug,
        section=row.section.slug,
        kind=Kind(row.kind),
        is_internal=row.audience == "staff",
        tags=row.tags,
        owner=row.owner.name if row.owner else "",
        owner_id=row.owner.public_id if row.owner else "",
        review_on=row.review_on,
        checked_on=row.checked_on,
        changed_at=max([row.created_at, *_moments(texts, opened)]),
        doubts=doubts,
        is_stale=_is_stale(row, today),
        languages=list(_languages(row, texts, opened)),
    )


def _title(text: ArticleText, opened: Mapping[int, Revision]) -> str:
    draft = opened.get(text.pk)
    return text.title or (draft.title if draft else "")


def _moments(texts: Sequence[ArticleText], opened: Mapping[int, Revision]) -> Iterable[datetime]:
    yield from (text.published_at for text in texts if text.published_at)
    yield from (opened[text.pk].changed_at for text in texts if text.pk in opened)


def _is_stale(row: Article, today: date) -> bool:
    is_due = row.review_on is not None and row.review_on <= today
    return is_due or (row.checked_on is not None and row.checked_on < today - STALE_AFTER)


def _languages(row: Article, texts: Sequence[ArticleText], opened: Mapping[int, Revision]) -> Iterable[Standing]:
    by_locale = {text.locale: text for text in texts}
    source = by_locale.get(row.source_locale)
    for locale in [*locales.every(), *(each for each in by_locale if each not in locales.every())]:
        text = by_locale.get(locale)
        out = text.published if text else None
        draft = opened.get(text.pk) if text else None
        is_source = locale == row.source_locale
        yield Standing(
            locale=locale,
            is_out=out is not None,
            is_source=is_source,
            is_behind=not is_source
            and out is not None
            and source is not None
            and source.published_id is not None
            and out.source_revision_id != source.published_id,
            open_state=State(draft.state) if draft else None,
        )
