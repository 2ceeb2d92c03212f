"""The tree of sections. Few hundred rows at most, so it is read whole.

Written by the library (`put`) and by reviewers (`add`, `change`, `remove`), whose work an import leaves alone.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from kefu.kit import clock
from kefu.kit.errors import NotFound
from kefu.kit.text import clean_line
from kefu.knowledge import locales, shelf
from kefu.knowledge.cards import Crumb, SectionCard
from kefu.knowledge.errors import BadArticle
from kefu.knowledge.models import ArticleText, Section
from kefu.people.access import Viewer, require
from kefu.people.capabilities import Capability
from kefu.trust import journal

MAX_DEPTH, MAX_SECTIONS = 3, 500
MAX_TITLE_CHARS, MAX_SUMMARY_CHARS = 80, 200
_NAME = re.compile(r"(?=.{1,40}\Z)[a-z0-9]+(?:-[a-z0-9]+)*\Z")


@dataclass(frozen=True, slots=True)
class NewSection:
    """`slug` is the whole path; its parent must be there."""

    slug: str
    titles: Mapping[str, str]
    summaries: Mapping[str, str]
    position: int = 100
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Worded:
    """What an editor says of a section. A title is needed in each of `locales.required()`."""

    titles: Mapping[str, str]
    summaries: Mapping[str, str]
    position: int = 100
    icon: str = ""


class Tree:
    """All sections, worded for one language."""

    def __init__(self, locale: str, counts: Mapping[int, int] | None = None) -> None:
        self._locale, self._counts = locale, counts or {}
        rows = list(Section.objects.order_by("position", "slug")[:MAX_SECTIONS])
        self.by_id = {row.pk: row for row in rows}
        self._below: dict[int | None, list[Section]] = {}
        for row in rows:
            self._below.setdefault(row.parent_id, []).append(row)

    def find(self, slug: str) -> Section | None:
        return next((row for row in self.by_id.values() if row.slug == slug), None)

    def children(self, section_id: int | None) -> Sequence[Section]:
        return self._below.get(section_id, [])

    def below(self, section_id: int) -> Iterator[int]:
        """The section itself and all under it."""
        yield section_id
        for child in self.children(section_id):
            yield from self.below(child.pk)

    def count(self, section_id: int) -> int:
        return sum(self._counts.get(each, 0) for each in self.below(section_id))

    def card(self, row: Section) -> SectionCard:
        """With its children, those left out that hold nothing for this reader."""
        below = [self.card(child) for child in self.children(row.pk) if self.count(child.pk)]
        title, summary = locales.words(row.titles, self._locale), locales.words(row.summaries, self._locale)
        return SectionCard(row.slug, title, summary, row.icon, self.count(row.pk), below)

    def cards(self) -> list[SectionCard]:
        """Those at the top that hold anything."""
        return [self.card(row) for row in self.children(None) if self.count(row.pk)]

    def crumbs(self, section_id: int | None) -> list[Crumb]:
        """From the top down to this one."""
        found: list[Crumb] = []
        while section_id is not None:
            row = self.by_id[section_id]
            found.insert(0, Crumb(row.slug, locales.words(row.titles, self._locale)))
            section_id = row.parent_id
        return found


def described(slug: str) -> Worded:
    """As it stands. NotFound."""
    row = Section.objects.filter(slug=slug).first()
    if row is None:
        raise NotFound
    return Worded(row.titles, row.summaries, row.position, row.icon)


def counts() -> dict[str, int]:
    """Path -> how many articles stand right in it, whatever of them is out."""
    return dict(Section.objects.annotate(n=Count("articles")).values_list("slug", "n"))


def add(viewer: Viewer, parent: str, name: str, new: Worded) -> str:
    """A new one below `parent` (empty: at the top). Its path; BadArticle says what to do."""
    require(viewer, Capability.REVIEW_ARTICLES)
    slug = _path(parent, name)
    with transaction.atomic():
        if Section.objects.filter(slug=slug).exists():
            raise BadArticle(_("There is a section %(slug)s already. Choose another name.") % {"slug": slug})
        row = Section.objects.create(slug=slug, parent=_parent(parent), **_columns(new))
        _journal(viewer, row, "section_added")
    return slug


def change(viewer: Viewer, slug: str, new: Worded, *, parent: str) -> str:
    """Other words, or another place with all that stands below it. Its path, which a move changes. NotFound, BadArticle."""
    require(viewer, Capability.REVIEW_ARTICLES)
    with transaction.atomic():
        row = _row(slug)
        to = _path(parent, slug.rpartition("/")[2])
        if to != slug:
            _move(row, to, parent)
        Section.objects.filter(pk=row.pk).update(**_columns(new))
        _journal(viewer, row, "section_changed", to)
    return to


def remove(viewer: Viewer, slug: str) -> None:
    """BadArticle while anything stands in it. NotFound."""
    require(viewer, Capability.REVIEW_ARTICLES)
    with transaction.atomic():
        row = _row(slug)
        if row.children.exists() or row.articles.exists():
            raise BadArticle(_("Articles or sections stand in it. Move them elsewhere first, then remove it."))
        _journal(viewer, row, "section_removed")
        row.delete()


def _row(slug: str) -> Section:
    row = Section.objects.select_for_update().filter(slug=slug).first()
    if row is None:
        raise NotFound
    return row


def _path(parent: str, name: str) -> str:
    if not _NAME.match(name):
        raise BadArticle(_("Give it a name for its address: small letters, digits and hyphens, 40 at most."))
    return f"{parent}/{name}" if parent else name


def _parent(slug: str) -> Section | None:
    """BadArticle if it is not there, or nothing may stand below it."""
    row = Section.objects.filter(slug=slug).first() if slug else None
    if slug and row is None:
        raise BadArticle(_("There is no section %(slug)s to put it in. Choose another one.") % {"slug": slug})
    if slug.count("/") + 1 >= MAX_DEPTH:
        raise BadArticle(_too_deep())
    return row


def _too_deep() -> str:
    return _("Sections stand at most %(depth)d deep. Put it higher up.") % {"depth": MAX_DEPTH}


def _move(row: Section, to: str, parent: str) -> None:
    """With all below it; what searches are narrowed by follows."""
    if f"{parent}/".startswith(f"{row.slug}/"):
        raise BadArticle(_("A section cannot stand in itself. Choose another place."))
    above = _parent(parent)
    moved = [row, *Section.objects.filter(slug__startswith=f"{row.slug}/")]
    paths = {each.pk: to + each.slug[len(row.slug) :] for each in moved}
    if any(path.count("/") >= MAX_DEPTH for path in paths.values()):
        raise BadArticle(_too_deep())
    if Section.objects.filter(slug__in=paths.values()).exists():
        raise BadArticle(_("There is a section %(slug)s already. Choose another name.") % {"slug": to})
    for each in moved:
        Section.objects.filter(pk=each.pk).update(slug=paths[each.pk])
    Section.objects.filter(pk=row.pk).update(parent=above)
    texts = ArticleText.objects.filter(published__isnull=False, article__section__in=[each.pk for each in moved])
    shelf.put(texts.select_related("article__section"))


def _columns(new: Worded) -> dict[str, Any]:
    titles = {locale: clean_line(text, max_chars=MAX_TITLE_CHARS) for locale, text in new.titles.items()}
    missing = [locales.name(locale) for locale in locales.required() if not titles.get(locale)]
    if missing:
        raise BadArticle(_("Give it a title in %(languages)s too.") % {"languages": ", ".join(missing)})
    summaries = {locale: clean_line(text, max_chars=MAX_SUMMARY_CHARS) for locale, text in new.summaries.items()}
    return {
        "titles": {locale: text for locale, text in titles.items() if text},
        "summaries": {locale: text for locale, text in summaries.items() if text},
        "position": new.position,
        "icon": new.icon,
    }


def _journal(viewer: Viewer, row: Section, action: str, to: str = "") -> None:
    detail = f"{row.slug} -> {to}" if to and to != row.slug else row.slug
    journal.write([journal.Act(clock.now(), "agent", viewer.id, action, "section", row.pk, detail[:200])])


def put(new: NewSection) -> Section:
    """Make it, or make it so. BadArticle if its parent is not there or it would stand too deep."""
    parent_slug, _sep, _name = new.slug.rpartition("/")
    parent = Section.objects.filter(slug=parent_slug).first() if parent_slug else None
    if (parent_slug and parent is None) or new.slug.count("/") >= MAX_DEPTH or not new.titles:
        raise BadArticle(_("The section %(slug)s has no parent, no title, or stands too deep.") % {"slug": new.slug})
    wanted = {
        "parent": parent,
        "position": new.position,
        "icon": new.icon,
        "titles": dict(new.titles),
        "summaries": dict(new.summaries),
    }
    row, _made = Section.objects.update_or_create(slug=new.slug, defaults=wanted)
    return row
