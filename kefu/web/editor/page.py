"""The page where an article is written: what was typed, how it reads, what is wrong with it, and what somebody else saved."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise

from kefu.kit.errors import NotFound
from kefu.knowledge import drafts, locales
from kefu.knowledge.drafts import ArticleSheet, Language, RevisionCard, Words
from kefu.people.access import Viewer
from kefu.web.editor import asked, changes, wording
from kefu.web.editor.asked import viewer_of
from kefu.web.editor.changes import Row
from kefu.web.editor.previews import preview


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the form. `version`: on top of which it is saved next. `theirs`: what somebody else saved meanwhile.

    `is_refused`: what is wrong with the words keeps them from going out.
    """

    words: Words
    version: int
    problem: str | Promise = ""
    theirs: Sequence[Row] = ()
    status: int = 200
    is_saved: bool = True
    is_refused: bool = False

    @property
    def keywords(self) -> str:
        return ", ".join(self.words.keywords)


@dataclass(frozen=True, slots=True)
class Beside:
    """The source of a translation. `is_marked`: its lines say what changed since the translation was made."""

    locale: str
    name: str
    card: RevisionCard
    lines: Sequence[Row]
    is_marked: bool
    is_behind: bool
    is_out: bool


def shown(request: HttpRequest, sheet: ArticleSheet, card: RevisionCard, typed: Typed) -> HttpResponse:
    """By itself, or with its source at its side."""
    viewer, locale = viewer_of(request), card.locale
    is_beside = bool(request.POST.get("beside") or request.GET.get("beside"))
    own = preview(typed.words, kind=sheet.kind, checked_on=sheet.checked_on, locale=locale)
    context = {
        "sheet": sheet,
        "card": card,
        "typed": typed,
        "preview": own,
        "alt_locales": asked.alt_locales(),
        "kind": wording.KINDS[sheet.kind],
        "locale_name": locales.name(locale),
        "language": language_of(sheet, locale),
        "others": [each for each in sheet.languages if each.locale != locale],
        "beside": beside(viewer, sheet, locale) if is_beside and locale != sheet.source_locale else None,
        "is_source": locale == sheet.source_locale,
    }
    return render(request, "editor/writing.html", context, status=typed.status)


def language_of(sheet: ArticleSheet, locale: str) -> Language:
    found = next((each for each in sheet.languages if each.locale == locale), None)
    if found is None:
        raise NotFound
    return found


def beside(viewer: Viewer, sheet: ArticleSheet, locale: str) -> Beside | None:
    """What is out in the source's language; before it is, its draft. None while nobody has begun that."""
    source = language_of(sheet, sheet.source_locale)
    if source.is_out:
        found = drafts.translation(viewer, sheet.slug, locale)
        marked = changes.rows(found.changes, is_folded=False) if found.is_behind else []
        lines = marked or changes.unchanged(found.source.words)
        return _beside(found.source, lines, is_marked=bool(marked), is_behind=found.is_behind, is_out=True)
    if source.open_revision:
        card = drafts.revision(viewer, source.open_revision)
        return _beside(card, changes.unchanged(card.words), is_marked=False, is_behind=False, is_out=False)
    return None


def _beside(card: RevisionCard, lines: Sequence[Row], *, is_marked: bool, is_behind: bool, is_out: bool) -> Beside:
    return Beside(card.locale, locales.name(card.locale), card, lines, is_marked, is_behind, is_out)


def as_typed(card: RevisionCard) -> Typed:
    return Typed(card.words, card.version)


def moved(typed: Typed, theirs: RevisionCard) -> Typed:
    """The next save goes on top of theirs, whose words stand beside to be looked at."""
    return replace(typed, version=theirs.version, theirs=changes.between(theirs.words, typed.words))
