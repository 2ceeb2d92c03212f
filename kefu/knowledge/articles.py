"""Reads the help centre for a viewer. The public sees what is published, unexpired and for the public; staff see theirs too.

Each page is a handful of queries, however many articles there are. `locale` is the reader's: a screen's (zh-hans) or an
article's (zh-CN); where an article has none in it, the nearest is shown and named.
"""

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from datetime import date
from functools import partial

from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When

from kefu.kit import clock
from kefu.kit.errors import NotFound
from kefu.knowledge import facts_used, locales, rendering
from kefu.knowledge.cards import ArticleCard, ArticlePage, Home, Listed, Moved, SectionPage
from kefu.knowledge.kinds import CHECKED_FOR, Audience, Kind
from kefu.knowledge.models import Article, ArticleText, Redirect
from kefu.knowledge.sections import Tree
from kefu.people.access import Viewer

MAX_POPULAR, MAX_HOME_NOTICES, MAX_IN_SECTION, MAX_RELATED, MAX_LISTED = 8, 3, 200, 6, 200_000


def home(viewer: Viewer, *, locale: str) -> Home:
    """The tree with how many articles each section holds, what is most asked, and the newest notices."""
    spoken = locales.of_reader(locale)
    tree = Tree(spoken, _counts(viewer))
    texts = _out(viewer).filter(article__popular__isnull=False).order_by("article__popular", "article__slug")
    return Home(
        sections=tree.cards(),
        popular=_cards(texts[: MAX_POPULAR * len(locales.every())], tree, spoken)[:MAX_POPULAR],
        notices=_notices(viewer, tree, spoken, MAX_HOME_NOTICES),
    )


def section(viewer: Viewer, slug: str, *, locale: str, page: int = 1) -> SectionPage:
    """With a page of its articles. NotFound if there is none, none that holds anything for this viewer, or no such page."""
    spoken = locales.of_reader(locale)
    tree = Tree(spoken, _counts(viewer))
    row = tree.find(slug)
    pages = -(-tree.count(row.pk) // MAX_IN_SECTION) if row else 0
    if row is None or not 1 <= page <= pages:
        raise NotFound
    cards = _cards(_of_sections(viewer, list(tree.below(row.pk)), page), tree, spoken)
    card = tree.card(row)
    groups = [(child, [each for each in cards if _is_within(each.section, child.slug)]) for child in card.children]
    return SectionPage(
        section=card,
        crumbs=tree.crumbs(row.parent_id),
        articles=[each for each in cards if each.section == slug],
        groups=[(child, within) for child, within in groups if within],
        page=page,
        pages=pages,
    )


def article(viewer: Viewer, slug: str, *, locale: str) -> ArticlePage | Moved:
    """NotFound if there is none for this viewer."""
    spoken = locales.of_reader(locale)
    texts = list(_out(viewer).filter(article__slug=slug))
    if not texts:
        return _moved(viewer, slug)
    text = _chosen(texts, spoken)
    return _page(viewer, text, spoken, [each.locale for each in texts])


Shown = tuple[ArticleCard, Callable[[], str]]


def shown(viewer: Viewer, keys: Sequence[int], *, locale: str) -> list[Shown]:
    """Of texts by their row, in this order, each article once, in the language nearest to the reader's.

    With each goes what makes its plain words: rendering them is work.
    """
    spoken = locales.of_reader(locale)
    named = dict(_out(viewer).filter(pk__in=list(keys)).values_list("pk", "article_id"))
    by_article: dict[int, list[ArticleText]] = {named[key]: [] for key in keys if key in named}
    for text in _out(viewer).filter(article__in=list(by_article)):
        by_article[text.article_id].append(text)
    tree = Tree(spoken)
    chosen = [_chosen(texts, spoken) for texts in by_article.values() if texts]
    return [(_card(text, tree, spoken), partial(_words, text)) for text in chosen]


def out(viewer: Viewer, keys: Sequence[int]) -> set[int]:
    """Those texts, by their row, that the viewer may read now."""
    return set(_out(viewer).filter(pk__in=list(keys)).values_list("pk", flat=True)) if keys else set()


def answering(viewer: Viewer) -> dict[int, int]:
    """Text -> its article, both by their rows: what the viewer may read and a question may be about. No notices."""
    out = _out(viewer).select_related(None).exclude(article__kind=Kind.NOTICE)
    return dict(out.values_list("pk", "article_id"))


def cards_by_row(viewer: Viewer, rows: Collection[int], *, locale: str) -> dict[int, ArticleCard]:
    """Article's row -> its card, in the language nearest to the reader's, of those that are out."""
    spoken = locales.of_reader(locale)
    texts: dict[int, list[ArticleText]] = {}
    for text in _out(viewer).filter(article__in=rows):
        texts.setdefault(text.article_id, []).append(text)
    tree = Tree(spoken)
    return {row: _card(_chosen(found, spoken), tree, spoken) for row, found in texts.items()}


def cards_of(viewer: Viewer, slugs: Sequence[str], *, locale: str) -> list[ArticleCard]:
    """Of articles by their address, or one they once had, in this order; those the viewer may not read are left out."""
    spoken = locales.of_reader(locale)
    return _by_slug(viewer, slugs, Tree(spoken), spoken)


def notices(viewer: Viewer, *, locale: str, limit: int = 20) -> list[ArticleCard]:
    """Newest first."""
    spoken = locales.of_reader(locale)
    return _notices(viewer, Tree(spoken), spoken, limit)


def locales_out(viewer: Viewer) -> set[str]:
    """The languages in which there is anything for this viewer."""
    return set(_out(viewer).select_related(None).order_by().values_list("locale", flat=True).distinct())


def everything(viewer: Viewer) -> list[Listed]:
    """All the viewer may read, for the sitemap: each article once with its languages, changed when its words or facts were."""
    facts_at = facts_used.changed_at()
    found: dict[str, Listed] = {}
    rows = _out(viewer).select_related(None).order_by("article__slug", "locale").values_list(*_FOR_SITEMAP)
    for key, locale, published_at, slug, kind, section in rows[:MAX_LISTED].iterator():
        at = max(filter(None, (published_at, facts_at.get(key))))
        before = found.get(slug)
        spoken = [*before.locales, locale] if before else [locale]
        found[slug] = Listed(slug, Kind(kind), spoken, max(at, before.updated_at) if before else at, section)
    return list(found.values())


_FOR_SITEMAP = ("pk", "locale", "published_at", "article__slug", "article__kind", "article__section__slug")


def _out(viewer: Viewer) -> QuerySet[ArticleText]:
    """The texts this viewer may read, with their articles and sections."""
    now = clock.now()
    out = ArticleText.objects.filter(
        Q(expires_at=None) | Q(expires_at__gt=now), published__isnull=False, article__audience__in=_audiences(viewer)
    )
    return out.select_related("article__section")


def _audiences(viewer: Viewer) -> list[str]:
    return [Audience.PUBLIC, Audience.STAFF] if viewer.is_staff else [Audience.PUBLIC]


def _counts(viewer: Viewer) -> dict[int, int]:
    """Section -> how many articles stand right in it."""
    rows = _out(viewer).select_related(None).order_by().values("article__section")
    return Counter({row["article__section"]: row["n"] for row in rows.annotate(n=Count("article", distinct=True))})


def _notices(viewer: Viewer, tree: Tree, locale: str, limit: int) -> list[ArticleCard]:
    texts = _out(viewer).filter(article__kind=Kind.NOTICE).order_by("-published_at", "-article_id")
    found = _cards(texts[: limit * len(locales.every())], tree, locale)
    return sorted(found, key=lambda card: card.published_at, reverse=True)[:limit]


def _of_sections(viewer: Viewer, sections: Sequence[int], page: int) -> QuerySet[ArticleText]:
    """One page of what stands in these sections, in their order: whole articles, so that each has all its languages."""
    start = (page - 1) * MAX_IN_SECTION
    is_out = Exists(_out(viewer).filter(article=OuterRef("pk")))
    within = Article.objects.filter(is_out, section__in=sections).order_by(*_in_order("", sections))
    keys = within.values("pk")[start : start + MAX_IN_SECTION]
    return _out(viewer).filter(article__in=keys).order_by(*_in_order("article__", sections))


def _in_order(path: str, sections: Sequence[int]) -> tuple[Case, str, str]:
    places = [When(**{f"{path}section": section}, then=Value(place)) for place, section in enumerate(sections)]
    return Case(*places, output_field=IntegerField()), f"{path}position", f"{path}slug"


def _cards(texts: QuerySet[ArticleText], tree: Tree, locale: str) -> list[ArticleCard]:
    """One for each article, in the language nearest to the reader's, in the order they came."""
    by_article: dict[int, list[ArticleText]] = {}
    for text in texts.defer("body"):
        by_article.setdefault(text.article_id, []).append(text)
    return [_card(_chosen(same, locale), tree, locale) for same in by_article.values()]


def _chosen(texts: Collection[ArticleText], locale: str) -> ArticleText:
    by_locale = {text.locale: text for text in texts}
    return by_locale[locales.nearest(by_locale, locale)]


def _card(text: ArticleText, tree: Tree, locale: str) -> ArticleCard:
    row = text.article
    return ArticleCard(
        public_id=row.public_id,
        slug=row.slug,
        title=rendering.line(text.title, locale=text.locale),
        summary=rendering.line(text.summary, locale=text.locale),
        kind=Kind(row.kind),
        locale=text.locale,
        fallback="" if text.locale == locale else text.locale,
        section=tree.by_id[row.section_id].slug,
        published_at=text.published_at or row.created_at,
        tags=row.tags,
    )


def _page(viewer: Viewer, text: ArticleText, locale: str, spoken: Sequence[str]) -> ArticlePage:
    row, tree = text.article, Tree(locale)
    shown = rendering.rendered_revision(text.published_id or 0, text.body, locale=text.locale)
    return ArticlePage(
        card=_card(text, tree, locale),
        crumbs=tree.crumbs(row.section_id),
        html=shown.html,
        toc=shown.toc,
        plain=shown.plain,
        before=shown.before,
        steps=shown.steps,
        result=shown.result,
        related=_by_slug(viewer, row.related[:MAX_RELATED], tree, locale),
        locales=[each for each in locales.every() if each in spoken],
        checked_on=row.checked_on,
        updated_at=text.published_at or row.created_at,
        is_old=_is_old(row.checked_on),
    )


def _by_slug(viewer: Viewer, slugs: Sequence[str], tree: Tree, locale: str) -> list[ArticleCard]:
    if not slugs:
        return []
    had = Redirect.objects.filter(slug__in=list(slugs))
    named = Q(article__slug__in=list(slugs)) | Q(article__in=had.values("article"))
    found = {card.slug: card for card in _cards(_out(viewer).filter(named), tree, locale)}
    is_moved = any(slug not in found for slug in slugs)
    now = dict(had.values_list("slug", "article__slug")) if is_moved else {}
    wanted = dict.fromkeys(slug if slug in found else now.get(slug, "") for slug in slugs)
    return [found[slug] for slug in wanted if slug in found]


def _moved(viewer: Viewer, slug: str) -> Moved:
    """A redirect tells of an article only to whoever may read it."""
    redirect = Redirect.objects.filter(slug=slug).select_related("article").first()
    if redirect is None or not _out(viewer).filter(article=redirect.article_id).exists():
        raise NotFound
    return Moved(redirect.article.slug)


def _words(text: ArticleText) -> str:
    summary = rendering.line(text.summary, locale=text.locale)
    shown = rendering.rendered_revision(text.published_id or 0, text.body, locale=text.locale)
    return f"{summary}\n{shown.plain}"


def _is_within(section_slug: str, slug: str) -> bool:
    return section_slug == slug or section_slug.startswith(f"{slug}/")


def _is_old(checked_on: date | None) -> bool:
    return checked_on is not None and checked_on < (clock.now() - CHECKED_FOR).date()
