"""What readers of the help centre get: plain values, worded for one language. Nothing here asks the database."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils.safestring import SafeString

from kefu.knowledge.kinds import Kind
from kefu.knowledge.outline import Heading


@dataclass(frozen=True, slots=True)
class Crumb:
    """A section on the way down to where the reader is."""

    slug: str
    title: str


@dataclass(frozen=True, slots=True)
class ArticleCard:
    """An article in a list. `fallback`: the language its words are in, empty if it is the reader's."""

    public_id: str
    slug: str
    title: str
    summary: str
    kind: Kind
    locale: str
    fallback: str
    section: str
    published_at: datetime
    tags: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class SectionCard:
    """`count` is of the articles in it and below it that this viewer may read."""

    slug: str
    title: str
    summary: str
    icon: str
    count: int
    children: Sequence["SectionCard"] = ()


@dataclass(frozen=True, slots=True)
class Home:
    sections: Sequence[SectionCard]
    popular: Sequence[ArticleCard]
    notices: Sequence[ArticleCard]


@dataclass(frozen=True, slots=True)
class SectionPage:
    """A section with what stands right in it, and its children each with theirs: one page of all that."""

    section: SectionCard
    crumbs: Sequence[Crumb]
    articles: Sequence[ArticleCard]
    groups: Sequence[tuple[SectionCard, Sequence[ArticleCard]]]
    page: int = 1
    pages: int = 1

    @property
    def before(self) -> int:
        """The page before this one; 0 if this is the first."""
        return self.page - 1

    @property
    def after(self) -> int:
        """The page after this one; 0 if this is the last."""
        return self.page + 1 if self.page < self.pages else 0


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """An article as it is shown. `locales` are those it is out in. `is_old`: nobody has checked it for too long."""

    card: ArticleCard
    crumbs: Sequence[Crumb]
    html: SafeString
    toc: Sequence[Heading]
    plain: str
    before: Sequence[str]
    steps: Sequence[str]
    result: str
    related: Sequence[ArticleCard]
    locales: Sequence[str]
    checked_on: date | None
    updated_at: datetime
    is_old: bool = False


@dataclass(frozen=True, slots=True)
class Moved:
    """It has another address now."""

    to: str


@dataclass(frozen=True, slots=True)
class Listed:
    """A line of the sitemap: one article with the languages it is out in."""

    slug: str
    kind: Kind
    locales: Sequence[str]
    updated_at: datetime
    section: str = field(default="")
