"""What editors see: revisions, what waits for review, what is out of date. Reads only; nothing here is for customers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Case, Exists, F, OuterRef, Prefetch, Q, QuerySet, When

from kefu.kit import clock, ids
from kefu.kit.errors import NotFound
from kefu.knowledge import diff, locales
from kefu.knowledge.kinds import CHECKED_FOR, OPEN, Audience, Kind, Origin, State
from kefu.knowledge.models import Article, ArticleText, Revision
from kefu.people.access import Viewer, require
from kefu.people.capabilities import Capability

MOST = 200
STALE_AFTER = CHECKED_FOR


@dataclass(frozen=True, slots=True)
class Words:
    """What a revision says."""

    title: str
    summary: str = ""
    body: str = ""
    keywords: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class RevisionCard:
    """`version` is what a save must have seen. `made_from`: of a translation, the number of the source's revision."""

    public_id: str
    slug: str
    locale: str
    number: int
    words: Words
    state: State
    origin: Origin
    author: str
    reviewer: str
    note: str
    version: int
    made_from: int | None
    publish_at: datetime | None
    expire_at: datetime | None
    changed_at: datetime
    decided_at: datetime | None
    writers: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Language:
    """How an article stands in one language. `is_behind`: its source was published anew since it was made from it."""

    locale: str
    title: str
    is_out: bool
    is_source: bool
    is_behind: bool
    open_revision: str
    open_state: State | None


@dataclass(frozen=True, slots=True)
class ArticleSheet:
    """An article as its editors have it, whatever of it is out."""

    public_id: str
    slug: str
    section: str
    kind: Kind
    audience: Audience
    tags: Sequence[str]
    related: Sequence[str]
    rows: Sequence[str]
    owner: str
    owner_id: str
    review_on: date | None
    checked_on: date | None
    position: int
    popular: int | None
    source_locale: str
    version: int
    languages: Sequence[Language]


@dataclass(frozen=True, slots=True)
class Translation:
    """A translation beside its source: what the source says now, and what changed since the translation was made."""

    source: RevisionCard
    own: RevisionCard | None
    is_behind: bool
    changes: Sequence[diff.Line]


@dataclass(frozen=True, slots=True)
class Stale:
    """`why`: checked_on or review_on."""

    slug: str
    title: str
    owner: str
    why: str
    since: date


def sheet(viewer: Viewer, slug: str) -> ArticleSheet:
    """NotFound if there is no such article."""
    require(viewer, Capability.EDIT_ARTICLES)
    article = Article.objects.filter(slug=slug).select_related("section", "owner").first()
    if article is None:
        raise NotFound
    return _sheet(article)


def revision(viewer: Viewer, public_id: str) -> RevisionCard:
    require(viewer, Capability.EDIT_ARTICLES)
    return card(row_for(public_id))


def history(viewer: Viewer, slug: str, locale: str) -> list[RevisionCard]:
    """Newest first."""
    require(viewer, Capability.EDIT_ARTICLES)
    rows = _rows().filter(text__article__slug=slug, text__locale=locale).order_by("-number")
    return [card(row) for row in rows[:MOST]]


def changes(viewer: Viewer, public_id: str, *, since: str = "") -> list[diff.Line]:
    """What a revision changed since another one of its text, or since what is out."""
    require(viewer, Capability.EDIT_ARTICLES)
    row = row_for(public_id)
    before = row_for(since) if since else row.text.published
    if before is not None and before.text_id != row.text_id:
        raise NotFound
    return diff.lines(_whole(before) if before else "", _whole(row))


def queue(viewer: Viewer) -> list[RevisionCard]:
    """What waits for a second person, longest first; also what is scheduled."""
    require(viewer, Capability.EDIT_ARTICLES)
    rows = _rows().filter(state__in=[State.IN_REVIEW, State.SCHEDULED]).order_by("state", "submitted_at", "id")
    return [card(row) for row in rows[:MOST]]


def own(viewer: Viewer) -> list[RevisionCard]:
    """The viewer's own that are not out yet."""
    require(viewer, Capability.EDIT_ARTICLES)
    return [
        card(row) for row in _rows().filter(author_id=viewer.id, state__in=list(OPEN)).order_by("-changed_at")[:MOST]
    ]


def stale(viewer: Viewer) -> list[Stale]:
    """Articles whose review is due, or that nobody has checked for a year; longest first."""
    require(viewer, Capability.EDIT_ARTICLES)
    today = clock.now().date()
    is_due, is_old = Q(review_on__lte=today), Q(checked_on__lt=today - STALE_AFTER)
    is_out = Exists(ArticleText.objects.filter(article=OuterRef("pk"), published__isnull=False))
    since = Case(When(is_due, then=F("review_on")), default=F("checked_on"))
    rows = Article.objects.filter(is_due | is_old, is_out).select_related("owner").order_by(since, "slug")
    titles = Prefetch("texts", ArticleText.objects.only("article", "locale", "title", "published"))
    return [_stale(article, today) for article in rows.prefetch_related(titles)[:MOST]]


def translation(viewer: Viewer, slug: str, locale: str) -> Translation:
    """For the side-by-side view. NotFound if the source is not out."""
    require(viewer, Capability.EDIT_ARTICLES)
    texts = {text.locale: text for text in ArticleText.objects.filter(article__slug=slug).select_related("article")}
    source_text = texts.get(next(iter(texts.values())).article.source_locale) if texts else None
    if source_text is None or source_text.published_id is None:
        raise NotFound
    source = _rows().get(pk=source_text.published_id)
    latest = _rows().filter(text__article__slug=slug, text__locale=locale).order_by("-number").first()
    made_from = _rows().filter(pk=latest.source_revision_id).first() if latest and latest.source_revision_id else None
    return Translation(
        source=card(source),
        own=card(latest) if latest else None,
        is_behind=made_from is None or made_from.pk != source.pk,
        changes=diff.lines(_whole(made_from), _whole(source)) if made_from else [],
    )


def row_for(public_id: str) -> Revision:
    """NotFound if there is none. For this room's writers."""
    row = _rows().filter(public_id=public_id).first() if ids.is_public_id(public_id) else None
    if row is None:
        raise NotFound
    return row


def card(row: Revision) -> RevisionCard:
    return RevisionCard(
        public_id=row.public_id,
        slug=row.text.article.slug,
        locale=row.text.locale,
        number=row.number,
        words=Words(row.title, row.summary, row.body, row.keywords),
        state=State(row.state),
        origin=Origin(row.origin),
        author=row.author.name if row.author else "",
        reviewer=row.reviewer.name if row.reviewer else "",
        note=row.note,
        version=row.version,
        made_from=row.source_revision.number if row.source_revision else None,
        publish_at=row.publish_at,
        expire_at=row.expire_at,
        changed_at=row.changed_at,
        decided_at=row.decided_at,
        writers=row.writers,
    )


def _rows() -> QuerySet[Revision]:
    return Revision.objects.select_related("text__article__section", "author", "reviewer", "source_revision")


def _whole(row: Revision) -> str:
    return f"{row.title}\n{row.summary}\n\n{row.body}"


def _sheet(article: Article) -> ArticleSheet:
    texts = {text.locale: text for text in article.texts.select_related("published")}
    rows = Revision.objects.filter(text__article=article, state__in=list(OPEN)).only(
        "text", "public_id", "state", "title"
    )
    opened = {row.text_id: row for row in rows}
    spoken = [*locales.every(), *(each for each in texts if each not in locales.every())]
    return ArticleSheet(
        public_id=article.public_id,
        slug=article.slug,
        section=article.section.slug,
        kind=Kind(article.kind),
        audience=Audience(article.audience),
        tags=article.tags,
        related=article.related,
        rows=article.rows,
        owner=article.owner.name if article.owner else "",
        owner_id=article.owner.public_id if article.owner else "",
        review_on=article.review_on,
        checked_on=article.checked_on,
        position=article.position,
        popular=article.popular,
        source_locale=article.source_locale,
        version=article.version,
        languages=[_language(locale, texts, opened, article.source_locale) for locale in spoken],
    )


def _language(locale: str, texts: dict[str, ArticleText], opened: dict[int, Revision], source_locale: str) -> Language:
    text, source = texts.get(locale), texts.get(source_locale)
    draft = opened.get(text.pk) if text else None
    out = text.published if text else None
    is_source = locale == source_locale
    return Language(
        locale=locale,
        title=(text.title if text else "") or (draft.title if draft else ""),
        is_out=out is not None,
        is_source=is_source,
        is_behind=not is_source
        and out is not None
        and source is not None
        and out.source_revision_id != source.published_id,
        open_revision=draft.public_id if draft else "",
        open_state=State(draft.state) if draft else None,
    )


def _stale(article: Article, today: date) -> Stale:
    titles = {text.locale: text.title for text in article.texts.all() if text.published_id}
    is_due = article.review_on is not None and article.review_on <= today
    since = article.review_on if is_due else article.checked_on
    return Stale(
        slug=article.slug,
        title=locales.words(titles, article.source_locale),
        owner=article.owner.name if article.owner else "",
        why="review_on" if is_due else "checked_on",
        since=since or today,
    )
