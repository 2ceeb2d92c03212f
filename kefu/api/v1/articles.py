"""The help centre for programs: what is out for the public, found and rendered. The same words as the pages show."""

from django.http import HttpRequest
from ninja import Query

from kefu.api.v1 import shapes_articles as shapes
from kefu.api.v1.checks import card as check_card
from kefu.api.v1.door import GuardedRouter
from kefu.kit.text import clean_line
from kefu.knowledge import addresses, articles, checks_in_text, finding, locales
from kefu.knowledge.cards import ArticleCard, ArticlePage, Moved
from kefu.knowledge.kinds import Kind
from kefu.people.access import NOBODY, Rate, Who, policy

router = GuardedRouter(tags=["help centre"])

OBJECTS = "articles for the public"


@router.get("/articles", response=shapes.HelpCentre, exclude_none=True)
@policy(Who.ANYONE, objects=OBJECTS)
def help_centre(request: HttpRequest, locale: shapes.Locale = "en") -> shapes.HelpCentre:
    """Its areas, what is asked most, and the newest notices."""
    home = articles.home(NOBODY, locale=locale)
    spoken = locales.of_reader(locale)
    return shapes.HelpCentre(
        sections=[shapes.Section(slug=each.slug, title=each.title, count=each.count) for each in home.sections],
        popular=[_card(each, spoken) for each in home.popular],
        notices=[_card(each, spoken) for each in home.notices],
    )


@router.get("/articles/search", response=shapes.Answers, exclude_none=True)
@policy(Who.ANYONE, objects=OBJECTS, rate=Rate.SEARCH)
def search(request: HttpRequest, asked: Query[shapes.Search]) -> shapes.Answers:
    """Best first, each article once, in the language nearest to `locale`."""
    words = clean_line(asked.q, max_chars=finding.MAX_QUERY_CHARS)
    kind = Kind(asked.kind) if asked.kind else None
    found = finding.find(
        NOBODY,
        words,
        locale=asked.locale,
        section=asked.section,
        kind=kind,
        limit=asked.limit,
        as_typed=asked.as_typed,
    )
    spoken = locales.of_reader(asked.locale)
    answers = [
        shapes.Answer(
            article=_card(each.card, spoken),
            snippet=[shapes.Piece(text=piece.text, hit=piece.is_hit) for piece in each.snippet],
        )
        for each in found.results
    ]
    return shapes.Answers(answers=answers, corrected=found.corrected or None, complete=found.is_complete)


@router.get("/articles/{slug}", response=shapes.Article, exclude_none=True)
@policy(Who.ANYONE, objects=OBJECTS)
def article(request: HttpRequest, slug: str, locale: shapes.Locale = "en") -> shapes.Article:
    """One article, its text as clean HTML. Under an address it had before it is found, too."""
    found = articles.article(NOBODY, slug, locale=locale)
    if isinstance(found, Moved):
        found = articles.article(NOBODY, found.to, locale=locale)
    if isinstance(found, Moved):
        raise RuntimeError("an article has moved twice at once")
    return _article(found, locales.of_reader(locale))


def _article(page: ArticlePage, spoken: str) -> shapes.Article:
    return shapes.Article(
        article=_card(page.card, spoken),
        html=str(page.html),
        checked_on=page.checked_on,
        updated_at=page.updated_at,
        locales=list(page.locales),
        sections=[each.title for each in page.crumbs],
        related=[_card(each, spoken) for each in page.related],
        checks=[check_card(each, spoken) for each in checks_in_text.besides(page.card.slug, page.html)],
    )


def _card(card: ArticleCard, spoken: str) -> shapes.Card:
    return shapes.Card(
        slug=card.slug,
        title=card.title,
        summary=card.summary,
        kind=card.kind,
        locale=card.locale,
        section=card.section,
        url=addresses.article(card.slug, spoken),
        published_at=card.published_at,
    )
