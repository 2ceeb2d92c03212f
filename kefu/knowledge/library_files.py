"""Articles as files: sections.toml, and for each article a folder with article.toml and a text in each language.

Reads and writes files, asks no database. docs/articles.md shows the format.
"""

import hashlib
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from kefu.knowledge.errors import BadArticle
from kefu.knowledge.kinds import Audience, Kind
from kefu.knowledge.sections import NewSection

BUNDLED = Path(__file__).parent / "library"
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")
_TEXT = re.compile(r"\+\+\+\n(.*?)\n\+\+\+\n(.*)\Z", re.DOTALL)


@dataclass(frozen=True, slots=True)
class TextFile:
    title: str
    summary: str
    body: str
    keywords: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class ArticleFiles:
    """An article as its folder says. `seal` changes with any byte of it."""

    slug: str
    section: str
    kind: Kind
    texts: Mapping[str, TextFile]
    seal: str = ""
    audience: Audience = Audience.PUBLIC
    tags: Sequence[str] = ()
    related: Sequence[str] = ()
    rows: Sequence[str] = ()
    replaces: Sequence[str] = ()
    checked_on: date | None = None
    position: int = 100
    popular: int | None = None


@dataclass(frozen=True, slots=True)
class Library:
    """`problems`: what could not be read, a sentence for each file."""

    folder: Path
    sections: Sequence[NewSection]
    articles: Sequence[ArticleFiles]
    problems: Sequence[str] = field(default_factory=list)


def read(folder: Path = BUNDLED) -> Library:
    """All there is in the folder. BadArticle if it has no sections at all."""
    sections, articles, problems = _sections(folder), [], []
    for place in sorted(folder.rglob("article.toml")):
        try:
            articles.append(_article(place, folder))
        except (BadArticle, ValueError, KeyError, TypeError) as error:
            told = error.message if isinstance(error, BadArticle) else error
            problems.append(f"{place.parent.relative_to(folder)}: {told}")
    return Library(folder, sections, articles, problems)


def text_file(text: TextFile) -> str:
    """As it stands in a file."""
    lines = [f"title = {_quoted(text.title)}", f"summary = {_quoted(text.summary)}"]
    if text.keywords:
        lines.append(f"keywords = {_list(text.keywords)}")
    return "+++\n" + "\n".join(lines) + f"\n+++\n{text.body.rstrip()}\n"


def article_file(article: ArticleFiles) -> str:
    lines = [f'kind = "{article.kind}"', f'audience = "{article.audience}"', f"tags = {_list(article.tags)}"]
    lines += [f"related = {_list(article.related)}", f"rows = {_list(article.rows)}"]
    if article.checked_on is not None:
        lines.append(f"checked_on = {article.checked_on.isoformat()}")
    lines.append(f"position = {article.position}")
    if article.popular is not None:
        lines.append(f"popular = {article.popular}")
    if article.replaces:
        lines.append(f"replaces = {_list(article.replaces)}")
    return "\n".join(lines) + "\n"


def sections_file(sections: Sequence[NewSection]) -> str:
    return "\n".join(_section_lines(section) for section in sections)


def _section_lines(section: NewSection) -> str:
    lines = [f"[{_quoted(section.slug)}]", f"position = {section.position}", f"icon = {_quoted(section.icon)}"]
    lines += [f"title.{locale} = {_quoted(text)}" for locale, text in section.titles.items()]
    lines += [f"summary.{locale} = {_quoted(text)}" for locale, text in section.summaries.items()]
    return "\n".join(lines) + "\n"


def _sections(folder: Path) -> list[NewSection]:
    try:
        found = tomllib.loads((folder / "sections.toml").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BadArticle(_("%(file)s cannot be read.") % {"file": folder / "sections.toml"}) from error
    made = [section for slug, each in found.items() for section in _section(slug, each)]
    return sorted(made, key=lambda section: section.slug.count("/"))  # parents first


def _section(slug: str, each: Mapping[str, Any]) -> Iterator[NewSection]:
    yield NewSection(
        slug=slug,
        titles=dict(each.get("title", {})),
        summaries=dict(each.get("summary", {})),
        position=int(each.get("position", 100)),
        icon=str(each.get("icon", "")),
    )
    for name, below in each.items():
        if isinstance(below, dict) and name not in {"title", "summary"}:
            yield from _section(f"{slug}/{name}", below)


def _article(place: Path, folder: Path) -> ArticleFiles:
    slug, section = place.parent.name, place.parent.parent.relative_to(folder).as_posix()
    if not SLUG.match(slug):
        raise BadArticle(_("An article's address is made of small letters, digits and hyphens."))
    parts = {file.stem: file.read_bytes() for file in sorted(place.parent.glob("*.md"))}
    whole = place.read_bytes()
    said = tomllib.loads(whole.decode("utf-8"))
    return ArticleFiles(
        slug=slug,
        section=section,
        kind=Kind(said["kind"]),
        texts={locale: parsed(text.decode("utf-8")) for locale, text in parts.items()},
        seal=_seal(section, whole, *(part for pair in parts.items() for part in (pair[0].encode(), pair[1]))),
        audience=Audience(said.get("audience", Audience.PUBLIC)),
        tags=_texts(said, "tags"),
        related=_texts(said, "related"),
        rows=_texts(said, "rows"),
        replaces=_texts(said, "replaces"),
        checked_on=said.get("checked_on"),
        position=int(said.get("position", 100)),
        popular=said.get("popular"),
    )


def parsed(text: str) -> TextFile:
    """A text with its front matter. BadArticle without one."""
    match = _TEXT.match(text.replace("\r\n", "\n"))
    if match is None:
        raise BadArticle(_("A text begins with title and summary between two lines of +++."))
    said = tomllib.loads(match[1])
    return TextFile(str(said["title"]), str(said.get("summary", "")), match[2].strip() + "\n", _texts(said, "keywords"))


def _texts(said: Mapping[str, Any], name: str) -> list[str]:
    return [str(each) for each in said.get(name, [])]


def _seal(section: str, *parts: bytes) -> str:
    digest = hashlib.sha256(section.encode())
    for part in parts:
        digest.update(len(part).to_bytes(8) + part)
    return digest.hexdigest()


def _quoted(text: str) -> str:
    """A TOML string."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return f'"{escaped}"'


def _list(texts: Sequence[str]) -> str:
    return "[" + ", ".join(_quoted(text) for text in texts) + "]"
