"""Writes drafts and what all languages of an article share. Nothing here lets words out: that is `review`'s.

Every act is journaled in its transaction, but for each save: who saved words of a revision stands in its `writers`. What
is wrong is said in a sentence; what was typed is still the caller's.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import F, Max
from django.utils.translation import gettext_lazy as _

from kefu.kit import clock
from kefu.kit.errors import Conflict, NotFound
from kefu.kit.text import clean_body, clean_line
from kefu.knowledge import approval, drafts, library_files, lints, locales, markdown, shelf, states
from kefu.knowledge.drafts import ArticleSheet, RevisionCard, Words
from kefu.knowledge.errors import ArticleSlugTaken, BadArticle, DraftMoved, DraftOpen, WrongState
from kefu.knowledge.kinds import Audience, Kind, State
from kefu.knowledge.models import Article, ArticleText, Redirect, Revision, Section
from kefu.knowledge.states import Step
from kefu.people.access import Viewer, require
from kefu.people.capabilities import Capability
from kefu.people.models import Agent
from kefu.trust import journal

MAX_SLUG_CHARS, MAX_TAGS, MAX_TAG_CHARS, MAX_RELATED = 80, 12, 40, 8


@dataclass(frozen=True, slots=True)
class Description:
    """What all languages share. `owner`: an agent's public id, or empty."""

    section: str
    kind: Kind
    audience: Audience = Audience.PUBLIC
    tags: Sequence[str] = ()
    related: Sequence[str] = ()
    owner: str = ""
    review_on: date | None = None
    checked_on: date | None = None
    position: int = 100
    popular: int | None = None


def create(viewer: Viewer, slug: str, described: Description, *, locale: str, words: Words) -> RevisionCard:
    """A new article with its first draft, in the language the others will be made from."""
    require(viewer, Capability.EDIT_ARTICLES)
    _known_locale(locale)
    free = _free_slug(slug)
    with transaction.atomic():
        article = Article(slug=free, source_locale=locale, edited_at=clock.now(), owner_id=viewer.id)
        _describe(article, described)
        try:
            with transaction.atomic():
                article.save()
        except IntegrityError as error:
            raise ArticleSlugTaken from error
        row = _begin(viewer, article, locale, words)
        write_journal(viewer.id, "article_created", article, free)
    return drafts.card(row)


def begin(viewer: Viewer, slug: str, locale: str, *, words: Words | None = None) -> RevisionCard:
    """A draft to go on from what is out; for a language without any, an empty one made from the source. DraftOpen."""
    require(viewer, Capability.EDIT_ARTICLES)
    _known_locale(locale)
    with transaction.atomic():
        article = article_for(slug)
        row = _begin(viewer, article, locale, words)
        write_journal(viewer.id, "article_begun", article, f"{slug} {locale} {row.number}")
    return drafts.card(row)


def restore(viewer: Viewer, public_id: str) -> RevisionCard:
    """Its words as a new draft. Whoever wrote them stays one of its writers, so that they do not approve them. DraftOpen."""
    require(viewer, Capability.EDIT_ARTICLES)
    old = drafts.row_for(public_id)
    words = Words(old.title, old.summary, old.body, old.keywords)
    with transaction.atomic():
        article, locale = old.text.article, old.text.locale
        row = _begin(viewer, article, locale, words, writers=old.writers)
        write_journal(viewer.id, "article_restored", article, f"{article.slug} {locale} {old.number} as {row.number}")
    return drafts.card(row)


def save(viewer: Viewer, public_id: str, words: Words, *, version: int, is_up_to_date: bool = False) -> RevisionCard:
    """Keep what was typed. DraftMoved if somebody saved since `version`; WrongState if it is no draft any more.

    `is_up_to_date`: its translator has seen the source as it is out now.
    """
    require(viewer, Capability.EDIT_ARTICLES)
    clean = _clean(words)
    row = drafts.row_for(public_id)
    changes: dict[str, object] = {
        "title": clean.title,
        "summary": clean.summary,
        "keywords": list(clean.keywords),
        "body": clean.body,
    }
    if is_up_to_date:
        source = _source(row.text.article, row.text.locale)
        changes["source_revision_id"] = source.pk if source else None
    saved = Revision.objects.filter(pk=row.pk, state=State.DRAFT, version=version).update(
        **changes, version=F("version") + 1, changed_at=clock.now(), writers=sorted({*row.writers, viewer.id})
    )
    if not saved:
        raise WrongState if drafts.row_for(public_id).state != State.DRAFT else DraftMoved
    return drafts.card(drafts.row_for(public_id))


def submit(viewer: Viewer, public_id: str, *, version: int) -> RevisionCard:
    """Hand it to a second person. BadArticle, naming the first error, if the lints or the guard refuse it."""
    require(viewer, Capability.EDIT_ARTICLES)
    row = drafts.row_for(public_id)
    approval.refuse_errors(row)
    return _step(viewer, row, Step.SUBMIT, "article_submitted", version=version)


def take_back(viewer: Viewer, public_id: str) -> RevisionCard:
    """Its writer goes on writing: what waited or was scheduled is a draft again. OthersWork."""
    row = drafts.row_for(public_id)
    approval.require_to_take_back(viewer, row)
    return _step(viewer, row, Step.TAKE_BACK, "article_taken_back")


def discard(viewer: Viewer, public_id: str) -> RevisionCard:
    """An open revision that will not go out. It stays in the history. OthersWork."""
    row = drafts.row_for(public_id)
    approval.require_to_take_back(viewer, row)
    if row.state == State.PUBLISHED:
        raise WrongState
    return _step(viewer, row, Step.WITHDRAW, "article_discarded")


def describe(viewer: Viewer, slug: str, described: Description, *, version: int) -> ArticleSheet:
    """Change what all languages share. Of what is out, or waits, a reviewer alone. StillWaits, ReadAgain, Conflict."""
    with transaction.atomic():
        article = article_for(slug)
        approval.require_to_arrange(viewer, article)
        approval.refuse_widening(article, described.audience)
        if not Article.objects.filter(pk=article.pk, version=version).update(version=F("version") + 1):
            raise Conflict
        article.version = version + 1
        _describe(article, described)
        article.edited_at = clock.now()
        article.save()
        _seen_anew(article)
        shelf.put(_texts_out(article))
        write_journal(viewer.id, "article_described", article, slug)
    return drafts.sheet(viewer, slug)


def move(viewer: Viewer, slug: str, *, to: str) -> ArticleSheet:
    """Another address; the old one leads here from now on, and links to it in other articles' lists follow."""
    with transaction.atomic():
        article = article_for(slug)
        approval.require_to_arrange(viewer, article)
        Redirect.objects.filter(slug=to, article=article).delete()  # back to where it once was
        article.slug, article.edited_at, article.version = _free_slug(to), clock.now(), article.version + 1
        article.save()
        _seen_anew(article)
        Redirect.objects.create(slug=slug, article=article)
        for key, related in Article.objects.values_list("pk", "related"):
            if slug in related:
                followed = [to if each == slug else each for each in related]
                Article.objects.filter(pk=key).update(related=followed)
        write_journal(viewer.id, "article_moved", article, f"{slug} -> {to}")
    return drafts.sheet(viewer, to)


def checked(viewer: Viewer, slug: str, *, review_on: date | None) -> ArticleSheet:
    """Somebody read it and it is right as it stands; when to look again."""
    require(viewer, Capability.EDIT_ARTICLES)
    with transaction.atomic():
        article = article_for(slug)
        article.checked_on, article.review_on = clock.now().date(), review_on
        article.edited_at = article.edited_at or clock.now()
        article.save(update_fields=["checked_on", "review_on", "edited_at"])
        write_journal(viewer.id, "article_checked", article, slug)
    return drafts.sheet(viewer, slug)


# -- what this room's writers share ------------------------------------------------------------------------------------


def article_for(slug: str) -> Article:
    """The row, held until the transaction ends. NotFound."""
    article = Article.objects.select_for_update().filter(slug=slug).first()
    if article is None:
        raise NotFound
    return article


def write_journal(actor: int | None, action: str, article: Article, detail: str) -> None:
    kind = "agent" if actor else "operator"
    journal.write([journal.Act(clock.now(), kind, actor or 0, action, "article", article.pk, detail[:200])])


def _begin(
    viewer: Viewer, article: Article, locale: str, words: Words | None, *, writers: Sequence[int] = ()
) -> Revision:
    text, _made = ArticleText.objects.get_or_create(article=article, locale=locale)
    clean = _clean(words or Words(text.title, text.summary, text.body, text.keywords))
    newest = text.revisions.aggregate(newest=Max("number"))["newest"] or 0
    try:
        with transaction.atomic():
            row = Revision.objects.create(
                text=text,
                number=newest + 1,
                title=clean.title,
                summary=clean.summary,
                keywords=list(clean.keywords),
                body=clean.body,
                author_id=viewer.id,
                writers=sorted({*writers, viewer.id}),
                source_revision=text.published.source_revision if text.published else _source(article, locale),
            )
    except IntegrityError as error:
        raise DraftOpen from error
    return drafts.row_for(row.public_id)


def _step(viewer: Viewer, row: Revision, step: Step, action: str, *, version: int | None = None) -> RevisionCard:
    """One step of a revision that lets nothing out, once: whoever comes second is told."""
    here = Revision.objects.filter(pk=row.pk, state=row.state)
    if version is not None:
        here = here.filter(version=version)
    after = states.after(State(row.state), step)
    noted: dict[str, object] = {}
    with transaction.atomic():
        if step is Step.SUBMIT:
            noted = {"submitted_at": clock.now(), "article_version": approval.version_held(row.text.article_id)}
        elif step is Step.TAKE_BACK:
            noted = {"publish_at": None, "expire_at": None}
        if after is None or here.update(state=after, version=F("version") + 1, **noted) != 1:
            raise DraftMoved if Revision.objects.filter(pk=row.pk, state=State.DRAFT).exists() else WrongState
        write_journal(viewer.id, action, row.text.article, f"{row.text.article.slug} {row.text.locale} {row.number}")
    return drafts.card(drafts.row_for(row.public_id))


def _describe(article: Article, described: Description) -> None:
    section = Section.objects.filter(slug=described.section).first()
    if section is None:
        raise BadArticle(_("There is no such section."))
    article.section, article.kind, article.audience = section, described.kind, described.audience
    tags = [clean_line(tag, max_chars=MAX_TAG_CHARS) for tag in described.tags[:MAX_TAGS]]
    article.tags = list(dict.fromkeys(filter(None, tags)))
    approval.refuse_unguarded(*article.tags)
    wanted = list(dict.fromkeys(slug for slug in described.related if slug != article.slug))[:MAX_RELATED]
    there = set(Article.objects.filter(slug__in=wanted).values_list("slug", flat=True))
    article.related = [slug for slug in wanted if slug in there]
    if described.owner:
        owner = Agent.objects.filter(public_id=described.owner, is_active=True).first()
        if owner is None:
            raise BadArticle(_("Nobody of ours has this account."))
        article.owner = owner
    article.review_on, article.checked_on = described.review_on, described.checked_on
    article.position, article.popular = max(0, described.position), described.popular


def _seen_anew(article: Article) -> None:
    """A reviewer arranged it: what waits goes with that, and a decision on what was to be seen before is none."""
    approval.waiting(article).update(article_version=article.version, version=F("version") + 1)


def _texts_out(article: Article) -> list[ArticleText]:
    return list(article.texts.filter(published__isnull=False).select_related("article__section"))


def _clean(words: Words) -> Words:
    """Made storable; nothing a person could have meant is lost, but what is beyond all bounds is refused."""
    body = clean_body(words.body, strip=False)
    if len(body) > markdown.MAX_CHARS:
        raise BadArticle(_("This text is too long: at most %(chars)d characters.") % {"chars": markdown.MAX_CHARS})
    keywords = [clean_line(each, max_chars=lints.MAX_KEYWORD_CHARS) for each in words.keywords[: lints.MAX_KEYWORDS]]
    title = clean_line(words.title, max_chars=lints.MAX_TITLE_CHARS)
    return Words(
        title, clean_line(words.summary, max_chars=lints.MAX_SUMMARY_CHARS), body, list(filter(None, keywords))
    )


def _source(article: Article, locale: str) -> Revision | None:
    """What a translation made now is made from."""
    if locale == article.source_locale:
        return None
    source = article.texts.filter(locale=article.source_locale).select_related("published").first()
    return source.published if source else None


def _known_locale(locale: str) -> None:
    if locale not in locales.every():
        raise BadArticle(_("Articles are not written in this language here."))


def _free_slug(slug: str) -> str:
    if len(slug) > MAX_SLUG_CHARS or not library_files.SLUG.match(slug):
        raise BadArticle(_("An article's address is made of small letters, digits and hyphens."))
    if Article.objects.filter(slug=slug).exists() or Redirect.objects.filter(slug=slug).exists():
        raise ArticleSlugTaken
    return slug
