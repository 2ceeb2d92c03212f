"""What an answer is by its name: "article:slug" or "check:key". Its title in a language, and the section it stands in."""

from collections.abc import Collection, Mapping

from kefu.exchange.diagnoses import registry
from kefu.exchange.diagnoses.wording import Wording
from kefu.knowledge import locales
from kefu.knowledge.models import Article, ArticleText, Section

ARTICLE, CHECK = "article", "check"


def topics(names: Collection[str]) -> Mapping[str, str]:
    """Name -> the path of the section at the top under which it stands; a check's is that of its first article."""
    slugs = {name: slug for name in names if (slug := _slug(name))}
    rows = Article.objects.filter(slug__in=set(slugs.values())).values_list("slug", "section__slug")
    tops = {slug: path.split("/", 1)[0] for slug, path in rows}
    return {name: tops[slug] for name, slug in slugs.items() if slug in tops}


def titles(names: Collection[str], *, locale: str) -> Mapping[str, str]:
    """Name -> title in the reader's language, else in another; without those that are gone."""
    spoken = locales.of_reader(locale)
    slugs = {key for kind, _colon, key in (name.partition(":") for name in names) if kind == ARTICLE}
    rows = ArticleText.objects.filter(article__slug__in=slugs, published__isnull=False)
    by_slug: dict[str, str] = {}
    for slug, language, title in rows.values_list("article__slug", "locale", "title").order_by("locale"):
        if language == spoken or slug not in by_slug:
            by_slug[slug] = title
    found = {f"{ARTICLE}:{slug}": title for slug, title in by_slug.items()}
    for name in names:
        kind, _colon, key = name.partition(":")
        definition = registry.check(key) if kind == CHECK else None
        if definition is not None:
            found[name] = Wording(definition, locale=spoken).of("title")
    return found


def sections(*, locale: str) -> Mapping[str, str]:
    """Path -> title, of the sections at the top."""
    rows = Section.objects.filter(parent=None).values_list("slug", "titles")
    return {slug: locales.words(words, locales.of_reader(locale)) for slug, words in rows}


def _slug(name: str) -> str:
    kind, _colon, key = name.partition(":")
    if kind != CHECK:
        return key
    definition = registry.check(key)
    return definition.articles[0] if definition and definition.articles else ""
