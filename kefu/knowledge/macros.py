"""Macros: words to begin an answer with. Found and filled in for one agent and one customer; written by who may.

A personal macro is its owner's alone, to everybody else it looks like none. Shared ones are written by leads.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from kefu.exchange import outward
from kefu.kit import clock, ids
from kefu.kit.errors import NotAllowed, NotFound
from kefu.kit.text import clean_body, clean_line
from kefu.knowledge import facts_in_text, facts_used, locales, rendering, rules
from kefu.knowledge.errors import BadMacro, SlugTaken, UnknownVariable
from kefu.knowledge.models import Macro
from kefu.knowledge.rules import Values, Variable
from kefu.people.access import Viewer, require
from kefu.people.capabilities import Capability
from kefu.trust import guard, journal, refusal

MAX_TITLE_CHARS, MAX_BODY_CHARS, MAX_CATEGORY_CHARS = 80, 4_000, 40
MAX_SHARED, MAX_OWN = 1_000, 200
LAST_RESORT = "en"
_SLOTS = re.compile(r"\{\{[^{}\n]*\}\}|\{[a-z_.]+\}")  # what is filled in later looks like a link


@dataclass(frozen=True, slots=True)
class MacroCard:
    """A macro as it stands. `is_shared`: everybody's; else the viewer's own."""

    public_id: str
    slug: str
    titles: Mapping[str, str]
    bodies: Mapping[str, str]
    category: str
    categories: Mapping[str, str]
    is_shared: bool
    updated_at: datetime

    def category_in(self, locale: str) -> str:
        return self.categories.get(locale) or self.category


@dataclass(frozen=True, slots=True)
class NewMacro:
    """What somebody wants a macro to be. Locales without a text are left out."""

    slug: str
    titles: Mapping[str, str]
    bodies: Mapping[str, str]
    category: str = ""
    is_shared: bool = False
    categories: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rendered:
    """A macro in the customer's language. `fallback` is the locale it fell back to, empty if it did not."""

    card: MacroCard
    title: str
    text: str
    fallback: str
    missing: Sequence[Variable]


def macros_for(viewer: Viewer, *, query: str = "", limit: int | None = None) -> list[MacroCard]:
    """What the viewer may use: those that fit the query best first, then by title. Titles, texts, all languages."""
    require(viewer, Capability.REPLY)
    found = []
    for row in _visible(viewer):
        card = _card(row)
        texts = [
            " ".join(card.titles.values()),
            *card.bodies.values(),
            card.slug,
            card.category,
            *card.categories.values(),
        ]
        rank = rules.matches(query, texts)
        if rank:
            found.append((-rank, card.category.casefold(), texts[0].casefold(), card))
    return [card for *_, card in sorted(found, key=lambda each: each[:3])][:limit]


def macro_for(viewer: Viewer, public_id: str) -> MacroCard:
    """NotFound if there is none, or if it is another agent's own."""
    return _card(_row_for(viewer, public_id))


def rendered(card: MacroCard, *, locale: str, values: Values) -> Rendered:
    """In the customer's language, or the nearest there is."""
    spoken = rules.nearest_locale(list(card.bodies), locale, last_resort=LAST_RESORT)
    filled = rules.fill(rendering.line(card.bodies[spoken], locale=locales.of_reader(spoken)), values)
    fallback = "" if spoken.partition("-")[0] == locale.partition("-")[0] else spoken
    return Rendered(card=card, title=card.titles[spoken], text=filled.text, fallback=fallback, missing=filled.missing)


def may_edit(viewer: Viewer, card: MacroCard) -> bool:
    return not card.is_shared or Capability.EDIT_MACROS in viewer.capabilities


def create(viewer: Viewer, wanted: NewMacro) -> MacroCard:
    """A new one. NotAllowed for a shared one by who may not; Invalid with a sentence for what cannot be stored."""
    require(viewer, Capability.EDIT_MACROS if wanted.is_shared else Capability.REPLY)
    _leave_room(viewer, wanted)
    return _stored(viewer, Macro(public_id=ids.public_id(), owner_id=None if wanted.is_shared else viewer.id), wanted)


def change(viewer: Viewer, public_id: str, wanted: NewMacro) -> MacroCard:
    """The same macro with other words. A shared one stays shared only by those who may share."""
    row = _row_for(viewer, public_id)
    if row.owner_id is None or wanted.is_shared:
        require(viewer, Capability.EDIT_MACROS)
    row.owner_id = None if wanted.is_shared else viewer.id
    return _stored(viewer, row, wanted)


def delete(viewer: Viewer, public_id: str) -> None:
    row = _row_for(viewer, public_id)
    if row.owner_id is None and Capability.EDIT_MACROS not in viewer.capabilities:
        raise NotAllowed
    with transaction.atomic():
        _journal(viewer, row, "macro_deleted")
        row.delete()


def bring(wanted: NewMacro) -> MacroCard:
    """A shared macro from the command line: the one with this slug becomes this, or is made."""
    row = Macro.objects.filter(owner=None, slug=wanted.slug).first() or Macro(public_id=ids.public_id())
    return _stored(None, row, wanted)


def checked(wanted: NewMacro) -> NewMacro:
    """The same, cleaned. UnknownVariable or BadMacro, worded, if it cannot be stored."""
    bodies = {locale: clean_body(body) for locale, body in wanted.bodies.items()}
    titles = {locale: clean_line(title, max_chars=MAX_TITLE_CHARS) for locale, title in wanted.titles.items()}
    spoken = [locale for locale in dict(settings.LANGUAGES) if bodies.get(locale) or titles.get(locale)]
    if not spoken:
        raise BadMacro(_("Give it a title and a text, in one language at least."))
    for locale in spoken:
        _check_text(titles.get(locale, ""), bodies.get(locale, ""))
    return NewMacro(
        slug=wanted.slug,
        titles={locale: titles[locale] for locale in spoken},
        bodies={locale: bodies[locale] for locale in spoken},
        category=clean_line(wanted.category, max_chars=MAX_CATEGORY_CHARS),
        is_shared=wanted.is_shared,
        categories=_categories(wanted),
    )


def _categories(wanted: NewMacro) -> dict[str, str]:
    named = {
        locale: clean_line(wanted.categories.get(locale, ""), max_chars=MAX_CATEGORY_CHARS)
        for locale, _name in settings.LANGUAGES
    }
    return {locale: name for locale, name in named.items() if name}


def _check_text(title: str, body: str) -> None:
    if not title or not body:
        raise BadMacro(_("A language that has a title needs a text too, and the other way round."))
    if len(body) > MAX_BODY_CHARS:
        raise BadMacro(_("A macro has at most %(chars)d characters.") % {"chars": MAX_BODY_CHARS})
    unknown = [*rules.unknown_in(facts_in_text.without(body)), *facts_used.unknown_in(body)]
    if unknown:
        raise UnknownVariable(unknown)
    refused = guard.check(_SLOTS.sub(" ", f"{title}\n{body}"), allowed=outward.allowed)
    if refused is not None:
        raise refusal.of(refused)


def _stored(viewer: Viewer | None, row: Macro, wanted: NewMacro) -> MacroCard:
    clean = checked(wanted)
    row.slug, row.categories = clean.slug, dict(clean.categories)
    row.category = clean.category or next(iter(clean.categories.values()), "")
    row.titles, row.bodies = dict(clean.titles), dict(clean.bodies)
    row.updated_at, row.updated_by_id = clock.now(), viewer.id if viewer else None
    try:
        with transaction.atomic():
            row.save()
            facts_used.record_macro(row)
            _journal(viewer, row, "macro_saved")
    except IntegrityError as error:
        raise SlugTaken from error
    return _card(row)


def _journal(viewer: Viewer | None, row: Macro, action: str) -> None:
    """Also of what one keeps for oneself: it is words for customers."""
    kind, actor = ("agent", viewer.id) if viewer else ("operator", 0)
    act = journal.Act(clock.now(), kind, actor, action, "macro", row.pk or 0, row.slug)
    journal.write([act])


def _leave_room(viewer: Viewer, wanted: NewMacro) -> None:
    owner, most = (None, MAX_SHARED) if wanted.is_shared else (viewer.id, MAX_OWN)
    if Macro.objects.filter(owner_id=owner).count() >= most:
        raise BadMacro(_("There are %(most)d macros already. Delete one that nobody uses.") % {"most": most})


def _visible(viewer: Viewer) -> QuerySet[Macro]:
    return Macro.objects.filter(Q(owner_id=viewer.id) | Q(owner=None))


def _row_for(viewer: Viewer, public_id: str) -> Macro:
    require(viewer, Capability.REPLY)
    row = _visible(viewer).filter(public_id=public_id).first() if ids.is_public_id(public_id) else None
    if row is None:
        raise NotFound
    return row


def _card(row: Macro) -> MacroCard:
    return MacroCard(
        public_id=row.public_id,
        slug=row.slug,
        titles=row.titles,
        bodies=row.bodies,
        category=row.category,
        categories=row.categories or {},
        is_shared=row.owner_id is None,
        updated_at=row.updated_at,
    )
