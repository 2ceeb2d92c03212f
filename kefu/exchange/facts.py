"""Live facts: what the exchange charges, demands and promises. Texts name them; nobody types their figures.

Read from memory that is at most twenty seconds old; a change counts at once in the process that made it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from kefu.exchange import rules
from kefu.exchange.errors import BadFact, FactMoved, UnknownFact
from kefu.exchange.models import Fact
from kefu.exchange.rules import Named, Unit, Worded
from kefu.kit import clock, db
from kefu.kit.kept import Kept
from kefu.kit.text import clean_line
from kefu.people.access import Viewer, require
from kefu.people.capabilities import Capability
from kefu.trust import journal


@dataclass(frozen=True, slots=True)
class FactValue:
    """`text` is what a reader of the asked language sees; `value` is what programs compare."""

    name: str
    args: str
    value: str
    unit: str
    text: str
    words: Mapping[str, str]
    version: int
    changed_at: datetime

    @property
    def named(self) -> Named:
        return Named(self.name, self.args)


@dataclass(frozen=True, slots=True)
class Unknown:
    """No such fact here: a text that names it is shown without a figure, and its editor is told."""

    name: str
    args: str


@dataclass(frozen=True, slots=True)
class Changed:
    """What a change was, for whoever lists the texts that name it. `is_any` is false where all stood as it was given."""

    named: Named
    before: str
    after: str
    version: int
    is_any: bool = True


@dataclass(frozen=True, slots=True)
class NewValue:
    value: str
    words: Mapping[str, str] = field(default_factory=dict)
    unit: str | None = None  # None: as it was


def _read() -> dict[tuple[str, str], Fact]:
    return {(row.name, row.args): row for row in Fact.objects.order_by("id")}


LIVES_S = 20.0  # with what caches of pages add, a change is everywhere well within a minute
_VERSIONS = 0xFAC7  # who gives facts their versions, one after the other
_kept: Kept[tuple[str, str], Fact] = Kept(_read, lives_s=LIVES_S)


def value(name: str, args: str, locale: str) -> FactValue | Unknown:
    """The fact as it stands, worded for `locale` (an article's: zh-CN, en)."""
    row = _kept.fresh().get((name, args))
    return Unknown(name, args) if row is None else _value(row, locale)


def every(locale: str = "en") -> list[FactValue]:
    """All there are, in the order they were made."""
    return [_value(row, locale) for row in _kept.fresh().values()]


def every_named(name: str, locale: str) -> list[FactValue]:
    return [_value(row, locale) for row in _kept.fresh().values() if row.name == name]


def version() -> int:
    """Counts up at every change of any fact."""
    return max((row.version for row in _kept.fresh().values()), default=0)


def forget() -> None:
    """Read anew at the next question."""
    _kept.forget()


def change(viewer: Viewer, name: str, args: str = "", *, to: NewValue, seen: int | None = None) -> Changed:
    """Another value for a fact there is. `seen`: the version its editor looked at; FactMoved if that is not the newest.

    Whoever calls it lists the texts that name it, in the same transaction: `kefu.knowledge.facts_used.changed`.
    """
    require(viewer, Capability.MANAGE_FACTS)
    return _changed(Named(name, args), to, by=viewer.id, seen=seen)


def change_by_operator(name: str, args: str = "", *, to: NewValue) -> Changed:
    """The same from the command line."""
    return _changed(Named(name, args), to, by=None, seen=None)


def bring(news: Iterable[tuple[Named, NewValue]]) -> int:
    """Facts that come with the installation: made, all or none, where they are not there; what is there stays.

    How many were made.
    """
    with transaction.atomic():
        version, known = _next_version(), set(_names())
        made = [
            Fact(name=named.name, args=named.args, value=to.value, words=dict(to.words), unit=to.unit or "")
            for named, to in news
            if named not in known and _checked(named, to, to.unit or "")
        ]
        for number, row in enumerate(made, version):
            row.version = number
        Fact.objects.bulk_create(made)
        transaction.on_commit(forget)
    forget()
    return len(made)


def _changed(named: Named, to: NewValue, *, by: int | None, seen: int | None) -> Changed:
    with transaction.atomic():
        row = Fact.objects.select_for_update().filter(name=named.name, args=named.args).first()
        if row is None:
            raise UnknownFact(named, every=[str(each) for each in _names()])
        if seen is not None and seen != row.version:
            raise FactMoved
        unit = row.unit if to.unit is None else to.unit
        clean, old = _checked(named, to, unit), Worded(row.value, row.unit, row.words)
        new = Worded(clean.value, unit, dict(clean.words))
        before, after = rules.told(old, new)
        if old == new:
            return Changed(named, before, after, row.version, is_any=False)
        row.value, row.words, row.unit = new.value, new.words, new.unit
        row.version, row.changed_at, row.changed_by_id = _next_version(), clock.now(), by
        row.save()
        kind, actor = ("agent", by) if by else ("operator", 0)
        detail = f"{named}: {before} -> {after}"[:200]
        journal.write([journal.Act(clock.now(), kind, actor, "fact_changed", "fact", row.pk, detail)])
        transaction.on_commit(forget)
    forget()
    return Changed(named, before, after, row.version)


def _checked(named: Named, to: NewValue, unit: str) -> NewValue:
    text = clean_line(to.value, max_chars=rules.MAX_VALUE_CHARS)
    if rules.named(str(named)) != named:
        raise BadFact(_("A fact's name is made of small letters, and its parts of letters and digits."))
    if not text:
        raise BadFact(_("Give the fact a value."))
    if unit not in {Unit.WORDS, Unit.NONE} and not rules.is_figure(text):
        raise BadFact(_("This fact is a figure, for example 0.0005."))
    cleaned = {locale: clean_line(each, max_chars=rules.MAX_VALUE_CHARS) for locale, each in to.words.items()}
    words = {locale: each for locale, each in cleaned.items() if each}
    for each in words.values():
        if rules.leads_elsewhere(each, text):
            raise BadFact(_("Words of a fact hold no link and no handle but those that its value is."))
        if unit != Unit.WORDS and not rules.says(each, text):
            raise BadFact(_("Words of a figure say the figure: %(value)s.") % {"value": text})
    return NewValue(text, words, unit)


def _names() -> list[Named]:
    return [Named(*row) for row in Fact.objects.order_by("name", "args").values_list("name", "args")]


def _next_version() -> int:
    """One more than any fact's. Two who change different facts take theirs one after the other, or both had the same."""
    db.lock_names(_VERSIONS, [0])
    return (Fact.objects.aggregate(newest=Max("version"))["newest"] or 0) + 1


def _value(row: Fact, locale: str) -> FactValue:
    language = locale.partition("-")[0]
    words: dict[str, str] = row.words
    near = next((text for spoken, text in words.items() if spoken.partition("-")[0] == language), "")
    return FactValue(
        name=row.name,
        args=row.args,
        value=row.value,
        unit=row.unit,
        text=words.get(locale) or near or rules.written(row.value, row.unit),
        words=words,
        version=row.version,
        changed_at=row.changed_at,
    )
