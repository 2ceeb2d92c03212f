"""Which texts and macros name which facts, and which are to be looked at again because one changed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from kefu.exchange import facts, rules
from kefu.exchange.facts import Changed, NewValue
from kefu.exchange.rules import Named
from kefu.kit import clock
from kefu.kit.errors import NotFound
from kefu.knowledge import facts_in_text, locales, shelf
from kefu.knowledge.models import ArticleText, Doubt, FactUse, Macro
from kefu.people.access import Viewer, require
from kefu.people.capabilities import Capability
from kefu.trust import journal

MOST = 500


@dataclass(frozen=True, slots=True)
class ToReview:
    """A text to look at again, why and since when. A macro has a slug and no locale."""

    doubt_id: int
    slug: str
    title: str
    locale: str
    is_macro: bool
    fact: str
    before: str
    after: str
    since_at: datetime


def record(texts: Iterable[ArticleText]) -> None:
    """What the published words of these name, in the transaction that publishes them."""
    rows, keys = [], []
    for text in texts:
        keys.append(text.pk)
        words = [text.title, text.summary, *text.keywords, text.body]
        whole = "\n".join(words) if text.published_id else ""
        rows += [FactUse(text=text, name=each.name, args=each.args) for each in facts_in_text.named_in(whole)]
    FactUse.objects.filter(text__in=keys).delete()
    FactUse.objects.bulk_create(rows, batch_size=500)


def record_macro(macro: Macro) -> None:
    """The same of a macro's words."""
    FactUse.objects.filter(macro=macro).delete()
    named = facts_in_text.named_in("\n".join(macro.bodies.values()))
    FactUse.objects.bulk_create(FactUse(macro=macro, name=each.name, args=each.args) for each in named)


def change(viewer: Viewer, name: str, args: str = "", *, to: NewValue, seen: int | None = None) -> Sequence[ToReview]:
    """Change a fact and list what names it, in one transaction: the door for whoever changes facts."""
    with transaction.atomic():
        return changed(facts.change(viewer, name, args, to=to, seen=seen))


def change_by_operator(name: str, args: str = "", *, to: NewValue) -> Sequence[ToReview]:
    with transaction.atomic():
        return changed(facts.change_by_operator(name, args, to=to))


def changed(change: Changed) -> Sequence[ToReview]:
    """Put everything that names the fact, or a table it stands in, on the list of texts to review and on that to find anew."""
    if not change.is_any:
        return []
    told, now = str(change.named), clock.now()
    uses = _uses(change.named)
    made = [
        Doubt(text_id=text, macro_id=macro, fact=told, before=change.before, after=change.after, since_at=now)
        for text, macro in uses.values_list("text_id", "macro_id").distinct()
    ]
    Doubt.objects.filter(fact=told, settled_at=None).delete()  # the newer reason stands for the older
    Doubt.objects.bulk_create(made, batch_size=500)
    shelf.later(texts_with(change.named.name, change.named.args))
    return [_to_review(doubt) for doubt in _open().filter(fact=told)]


def texts_with(name: str, args: str = "") -> list[int]:
    """The rows of the published texts that name a fact, or a table it stands in."""
    named = _uses(Named(name, args)).filter(text__isnull=False)
    return list(named.values_list("text_id", flat=True).distinct())


def changed_at() -> dict[int, datetime]:
    """Published text -> when the newest of the facts it names was changed last."""
    of_fact, of_table = _moments()
    found: dict[int, datetime] = {}
    uses = FactUse.objects.filter(text__isnull=False).values_list("text_id", "name", "args")
    for text, name, args in uses.iterator():
        at = of_table.get(args) if name == "table" else of_fact.get(Named(name, args))
        if at is not None:
            found[text] = max(at, found.get(text, at))
    return found


def to_review(viewer: Viewer) -> list[ToReview]:
    """What is to be looked at again, longest first."""
    require(viewer, Capability.EDIT_ARTICLES)
    return [_to_review(doubt) for doubt in _open()[:MOST]]


def settle(viewer: Viewer, doubt_id: int) -> None:
    """Somebody looked: the text is right as it stands. NotFound if somebody else did."""
    require(viewer, Capability.EDIT_ARTICLES)
    with transaction.atomic():
        waiting = Doubt.objects.filter(pk=doubt_id, settled_at=None)
        if waiting.update(settled_at=clock.now(), settled_by_id=viewer.id) != 1:
            raise NotFound
        journal.write([journal.Act(clock.now(), "agent", viewer.id, "doubt_settled", "doubt", doubt_id)])


def settle_text(text: ArticleText, *, by: int | None) -> None:
    """New words were published: what was doubtful about the old ones is over. In that transaction."""
    Doubt.objects.filter(text=text, settled_at=None).update(settled_at=clock.now(), settled_by_id=by)


def unknown_in(text: str) -> list[str]:
    """Facts and tables that a text names and that are not there, and braces nobody can read."""
    missing = [str(each) for each in facts_in_text.named_in(text) if not _is_there(each)]
    return facts_in_text.unreadable_in(text) + missing


def _is_there(named: Named) -> bool:
    if named.name == "table":
        return named.args in rules.TABLES
    return isinstance(facts.value(named.name, named.args, locales.LAST_RESORT), facts.FactValue)


def _moments() -> tuple[dict[Named, datetime], dict[str, datetime]]:
    """When each fact was changed last, and each table by one of its facts."""
    of_fact, of_table = {}, dict[str, datetime]()
    for fact in facts.every():
        of_fact[fact.named] = fact.changed_at
        for table in rules.tables_with(fact.name):
            of_table[table] = max(fact.changed_at, of_table.get(table, fact.changed_at))
    return of_fact, of_table


def _uses(named: Named) -> QuerySet[FactUse]:
    by_table = Q(name="table", args__in=rules.tables_with(named.name))
    return FactUse.objects.filter(Q(name=named.name, args=named.args) | by_table)


def _open() -> QuerySet[Doubt]:
    return Doubt.objects.filter(settled_at=None).select_related("text__article", "macro").order_by("since_at", "id")


def _to_review(doubt: Doubt) -> ToReview:
    text, macro = doubt.text, doubt.macro
    if text is not None:
        slug, title, locale = text.article.slug, text.title, text.locale
    else:
        slug, title, locale = (macro.slug, next(iter(macro.titles.values()), ""), "") if macro else ("", "", "")
    return ToReview(
        doubt_id=doubt.pk,
        slug=slug,
        title=title,
        locale=locale,
        is_macro=macro is not None,
        fact=doubt.fact,
        before=doubt.before,
        after=doubt.after,
        since_at=doubt.since_at,
    )
