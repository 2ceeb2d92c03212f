"""The lints with what there really is: for one text as an editor writes it, and for a whole library with its coverage."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kefu.exchange import flows
from kefu.kit import clock
from kefu.knowledge import addresses, checks_in_text, facts_used, lints, locales, markdown, media
from kefu.knowledge.kinds import Kind
from kefu.knowledge.library_files import ArticleFiles, Library
from kefu.knowledge.lints import Known, Lint, Text
from kefu.knowledge.models import Article, Media, Redirect

# what the help centre promises to answer: each of these has an article
PROMISED = (*(f"S{n}" for n in (33, 38)), *(f"S{n}" for n in range(58, 71)), *(f"S{n}" for n in range(86, 130)))
_UNSAFE_SVG = re.compile(
    r"<(?:script|foreignObject|iframe|object|embed|image|!ENTITY|!DOCTYPE|\?xml-stylesheet)|\son[a-z]+\s*=|javascript:"
    r"|@import|(?:href|src)\s*=\s*[\"']\s*(?!#)|url\(\s*[\"']?\s*(?!#)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Problem:
    """`where`: the folder of an article and a language, a section, a picture."""

    where: str
    what: str
    is_error: bool = True


def of_text(text: Text) -> list[Lint]:
    """What is wrong with a text that is being written. Asks only for what it names."""
    return lints.check(text, _known(text.body[: markdown.MAX_CHARS]), today=clock.now().date())


def of_library(library: Library) -> list[Problem]:
    """Everything that is wrong with a library of files, errors first."""
    known = _known_in(library)
    found = [Problem(each.partition(": ")[0], each.partition(": ")[2]) for each in library.problems]
    for article in library.articles:
        found += _of_article(article, known, library)
    found += [*_of_sections(library), *of_pictures(library.folder / "media")]
    return sorted(found, key=lambda problem: not problem.is_error)


def uncovered(library: Library) -> list[Problem]:
    """What was promised and no article of the library answers."""
    answered = {row for article in library.articles for row in article.rows}
    return [Problem(row, "no article answers it") for row in PROMISED if row not in answered]


def is_safe_svg(text: str) -> bool:
    """No script, no event, nothing from elsewhere: what a drawing of ours never needs."""
    return text.lstrip().startswith("<svg") and not _UNSAFE_SVG.search(text)


def _known(body: str) -> Known:
    """Of what a body names, what there is: a query each, however long the body."""
    slugs = set(re.findall(r"\(article:([A-Za-z0-9._/-]{1,120})", body))
    names = set(re.findall(r"\(media:([A-Za-z0-9._/-]{1,120})", body))
    there = set(Article.objects.filter(slug__in=slugs).values_list("slug", flat=True))
    there |= set(Redirect.objects.filter(slug__in=slugs).values_list("slug", flat=True))
    pictures = set(Media.objects.filter(name__in=names).values_list("name", flat=True))
    pictures |= {name for name in names if media.bundled(name)}
    return Known(there, addresses.PAGES, flows.NAMES, pictures, facts_used.unknown_in, checks_in_text.known())


def _known_in(library: Library) -> Known:
    slugs = {each.slug for each in library.articles} | {old for each in library.articles for old in each.replaces}
    pictures = {file.name for file in (library.folder / "media").glob("*")}
    return Known(slugs, addresses.PAGES, flows.NAMES, pictures, facts_used.unknown_in, checks_in_text.known())


def _of_article(article: ArticleFiles, known: Known, library: Library) -> Iterator[Problem]:
    where, today = f"{article.section}/{article.slug}", clock.now().date()
    for locale in locales.of_screens():
        if locale not in article.texts:
            yield Problem(where, f"has no {locale}")
    yield from _of_place(article, known, library, where)
    for locale, words in article.texts.items():
        text = Text(words.title, words.summary, words.body, article.kind, article.checked_on)
        for lint in lints.check(text, known, today=today):
            yield Problem(f"{where}/{locale}", f"{lint.rule} {lint.what}".rstrip(), lint.is_error)
        if len(words.title) > lints.MAX_TITLE_CHARS or len(words.summary) > lints.MAX_SUMMARY_CHARS:
            yield Problem(f"{where}/{locale}", "title or summary is too long")


def _of_place(article: ArticleFiles, known: Known, library: Library, where: str) -> Iterator[Problem]:
    if article.section not in {section.slug for section in library.sections}:
        yield Problem(where, f"stands in no section: {article.section}")
    for slug in article.related:
        if slug not in known.slugs:
            yield Problem(where, f"related to {slug}, which is not there")
    if article.slug in article.related:
        yield Problem(where, "is related to itself")
    for row in article.rows:
        if not re.fullmatch(r"[SNP]\d{1,3}", row):
            yield Problem(where, f"answers {row}, which is no row", is_error=False)
    if article.kind is not Kind.NOTICE and article.checked_on is None:
        yield Problem(where, "says not when it was checked", is_error=False)


def _of_sections(library: Library) -> Iterator[Problem]:
    """Nothing empty, nothing without its parent."""
    slugs = {section.slug for section in library.sections}
    used = {article.section for article in library.articles}
    for section in library.sections:
        parent = section.slug.rpartition("/")[0]
        if parent and parent not in slugs:
            yield Problem(section.slug, f"its parent {parent} is not there")
        if not any(place == section.slug or place.startswith(f"{section.slug}/") for place in used):
            yield Problem(section.slug, "holds no article")
        yield from (
            Problem(section.slug, f"has no title in {locale}")
            for locale in locales.of_screens()
            if not section.titles.get(locale)
        )
    for slug, count in Counter(article.slug for article in library.articles).items():
        if count > 1:
            yield Problem(slug, "is there twice")


def of_pictures(folder: Path) -> Iterator[Problem]:
    for file in sorted(folder.glob("*.svg")):
        if not is_safe_svg(file.read_text(encoding="utf-8")):
            yield Problem(f"media/{file.name}", "holds a script or something from elsewhere")
