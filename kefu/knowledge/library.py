"""Brings the articles that come with Kefu, and writes articles out as files. What our editors changed is left alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from pathlib import Path
from time import sleep

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from kefu.kit import clock
from kefu.knowledge import facts_used, library_files, locales, markdown, sections, shelf
from kefu.knowledge.errors import BadArticle
from kefu.knowledge.kinds import Audience, Kind, Origin, State
from kefu.knowledge.library_files import ArticleFiles, Library, TextFile
from kefu.knowledge.models import Article, ArticleText, Redirect, Revision, Section
from kefu.knowledge.sections import NewSection
from kefu.trust import journal

AT_ONCE = 4
BREATH_S = 0.005  # after each: a writer who waits for the database asks for it every quarter of a millisecond


@dataclass(frozen=True, slots=True)
class Brought:
    """`kept`: texts that an editor has changed, so that they stayed as they are."""

    made: int
    changed: int
    same: int
    kept: int


def bring(library: Library) -> Brought:
    """Make the articles so, published. A second time it changes nothing; one cut short goes on where it was.

    A few articles are a transaction: whoever writes in a chat meanwhile waits for those at most.
    """
    _refuse_too_much(library)
    with transaction.atomic():
        for new in library.sections:
            if not _stands(new):
                sections.put(new)
                _journal("library_brought", new.slug)
    places, counts = {row.slug: row for row in Section.objects.all()}, _Counts()
    for start in range(0, len(library.articles), AT_ONCE):
        with transaction.atomic():
            some = library.articles[start : start + AT_ONCE]
            texts = [text for files in some for text in _bring(files, places[files.section], counts)]
            if texts:
                facts_used.record(texts)
                shelf.put(texts)
                _journal("library_brought", " ".join(sorted({text.article.slug for text in texts})))
        sleep(BREATH_S)
    return Brought(counts.made, counts.changed, counts.same, counts.kept)


def _journal(action: str, detail: str) -> None:
    journal.write([journal.Act(clock.now(), "operator", 0, action, "library", 0, detail[:200])])


def write_out(folder: Path) -> int:
    """All sections and published texts as files, in the format that `bring` reads. How many articles there are."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = Section.objects.order_by("slug")
    news = [NewSection(row.slug, row.titles, row.summaries, row.position, row.icon) for row in rows]
    (folder / "sections.toml").write_text(library_files.sections_file(news), encoding="utf-8")
    articles = Article.objects.select_related("section").prefetch_related("texts", "redirects").order_by("slug")
    for article in articles:
        _write_article(folder / article.section.slug / article.slug, article)
    return len(articles)


@dataclass(slots=True)
class _Counts:
    made: int = 0
    changed: int = 0
    same: int = 0
    kept: int = 0


def _refuse_too_much(library: Library) -> None:
    """TextTooMuch, or BadArticle for an article in no section, before anything is written."""
    known = {new.slug for new in library.sections} | set(Section.objects.values_list("slug", flat=True))
    for files in library.articles:
        if files.section not in known:
            raise BadArticle(_("There is no such section."))
        for words in files.texts.values():
            markdown.check_bounds(words.body)


def _stands(new: NewSection) -> bool:
    """Whether the section is there: one that is there stays as our editors want it."""
    return Section.objects.filter(slug=new.slug).exists()


def _bring(files: ArticleFiles, section: Section, counts: _Counts) -> list[ArticleText]:
    """The texts that were published by this."""
    article = _row(files.slug)
    if article is not None and article.library_seal == files.seal:
        counts.same += 1
        return []
    if article is None:
        article, counts.made = Article(slug=files.slug), counts.made + 1
    else:
        counts.changed += 1
    article.library_seal = files.seal
    if article.edited_at is None:
        _describe(article, files, section)
    article.save()
    _redirect(article, files.replaces)
    source_first = sorted(files.texts.items(), key=lambda each: each[0] != article.source_locale)
    published = [_publish(article, locale, text, counts) for locale, text in source_first]
    return [text for text in published if text is not None]


def _row(slug: str) -> Article | None:
    """The article, under whatever address it has now."""
    found = Article.objects.filter(slug=slug).select_related("section").first()
    if found is None:
        moved = Redirect.objects.filter(slug=slug).select_related("article__section").first()
        found = moved.article if moved else None
    return found


def _describe(article: Article, files: ArticleFiles, section: Section) -> None:
    article.section, article.kind, article.audience = section, files.kind, files.audience
    article.tags, article.related, article.rows = list(files.tags), list(files.related), list(files.rows)
    article.checked_on, article.position, article.popular = files.checked_on, files.position, files.popular
    article.source_locale = next((each for each in locales.every() if each in files.texts), locales.LAST_RESORT)


def _redirect(article: Article, slugs: Sequence[str]) -> None:
    for slug in slugs:
        if not Article.objects.filter(slug=slug).exists():
            Redirect.objects.get_or_create(slug=slug, defaults={"article": article})


def _publish(article: Article, locale: str, words: TextFile, counts: _Counts) -> ArticleText | None:
    """None where an editor's words stand, wait, or were taken down."""
    text, _made = ArticleText.objects.get_or_create(article=article, locale=locale)
    revisions = text.revisions.exclude(origin=Origin.LIBRARY)
    is_down = text.published_id is None and text.revisions.exists()
    if is_down or revisions.exists():
        counts.kept += 1
        return None
    if (text.title, text.summary, text.body, text.keywords) == (words.title, words.summary, words.body, words.keywords):
        return text
    moment = _moment(article)
    text.revisions.filter(state=State.PUBLISHED).update(state=State.SUPERSEDED, decided_at=clock.now())
    newest = text.revisions.aggregate(newest=Max("number"))["newest"] or 0
    text.published = Revision.objects.create(
        text=text,
        number=newest + 1,
        title=words.title,
        summary=words.summary,
        keywords=list(words.keywords),
        body=words.body,
        state=State.PUBLISHED,
        origin=Origin.LIBRARY,
        source_revision=_source(article, locale),
        submitted_at=moment,
        decided_at=moment,
    )
    text.title, text.summary, text.keywords, text.body = words.title, words.summary, list(words.keywords), words.body
    text.published_at = moment
    text.save()
    text.article = article
    return text


def _source(article: Article, locale: str) -> Revision | None:
    """What the library's translations are made from: the source's words of the same bringing."""
    if locale == article.source_locale:
        return None
    source = (
        ArticleText.objects.filter(article=article, locale=article.source_locale).select_related("published").first()
    )
    return source.published if source else None


def _moment(article: Article) -> datetime:
    """A notice is of its day; everything else of now."""
    now = clock.now()
    if article.kind == Kind.NOTICE and article.checked_on and article.checked_on <= now.date():
        return min(now, datetime.combine(article.checked_on, time(9), tzinfo=UTC))
    return now


def _write_article(folder: Path, article: Article) -> None:
    texts = [text for text in article.texts.all() if text.published_id]
    if not texts:
        return
    folder.mkdir(parents=True, exist_ok=True)
    files = ArticleFiles(
        slug=article.slug,
        section=article.section.slug,
        kind=Kind(article.kind),
        texts={},
        audience=Audience(article.audience),
        tags=article.tags,
        related=article.related,
        rows=article.rows,
        replaces=[redirect.slug for redirect in article.redirects.all()],
        checked_on=article.checked_on,
        position=article.position,
        popular=article.popular,
    )
    (folder / "article.toml").write_text(library_files.article_file(files), encoding="utf-8")
    for text in texts:
        words = TextFile(text.title, text.summary, text.body, text.keywords)
        (folder / f"{text.locale}.md").write_text(library_files.text_file(words), encoding="utf-8")
