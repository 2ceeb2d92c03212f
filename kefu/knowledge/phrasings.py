"""How people say what an answer is for: proposed by agents and editors, put live by editors, learned from by the assistant.

An answer is named "article:slug" or "check:key". What a customer wrote comes in masked; it is cut to a line.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, Max, Q
from django.utils.translation import gettext_lazy as _

from kefu.exchange.diagnoses import registry
from kefu.kit import clock
from kefu.kit.errors import NotFound
from kefu.kit.text import clean_line
from kefu.knowledge import locales
from kefu.knowledge.answers import ARTICLE, CHECK
from kefu.knowledge.errors import BadArticle
from kefu.knowledge.models import Article, Phrasing
from kefu.people.access import Viewer, require
from kefu.people.capabilities import Capability
from kefu.search import analyse
from kefu.trust import journal, shield

MAX_CHARS, LEAST_TERMS = 200, 1
MOST_OF_ONE, MOST_WAITING, MOST_AT_ONCE = 300, 2_000, 200

Standing, Source = Phrasing.Standing, Phrasing.Source


@dataclass(frozen=True, slots=True)
class Phrase:
    """`answer`: what it asks for. `other`: a second answer for which the same words are live."""

    id: str
    answer: str
    text: str
    locale: str
    source: str
    standing: str
    made_at: datetime
    other: str = ""


def propose(viewer: Viewer, answer: str, text: str, *, locale: str) -> str:
    """An agent says what these words of a customer ask for; the phrase's id. Said twice, it is one.

    NotFound for no such answer, BadArticle where there is nothing to learn from or too much waits.
    """
    require(viewer, Capability.REPLY)
    return _made(viewer, answer, text, locale=locale, source=Source.AGENT)


def add(viewer: Viewer, answer: str, text: str, *, locale: str) -> str:
    """An editor's own. It waits as others do, until somebody has seen what it changes."""
    require(viewer, Capability.EDIT_ARTICLES)
    return _made(viewer, answer, text, locale=locale, source=Source.EDITOR)


def waiting(viewer: Viewer) -> list[Phrase]:
    """What is proposed, the oldest first; `other` where the same words are live for something else."""
    require(viewer, Capability.EDIT_ARTICLES)
    rows = Phrasing.objects.filter(standing=Standing.PROPOSED).select_related("article").order_by("made_at")
    return _phrases(rows[:MOST_AT_ONCE])


def of_answer(viewer: Viewer, answer: str) -> list[Phrase]:
    """All of one answer, those that are live first. NotFound."""
    require(viewer, Capability.EDIT_ARTICLES)
    rows = Phrasing.objects.filter(**place_of(answer)).select_related("article").order_by("standing", "made_at")
    return _phrases(rows[: 2 * MOST_OF_ONE])


def counts(viewer: Viewer) -> Mapping[str, int]:
    """Answer -> how many live phrases it has."""
    require(viewer, Capability.EDIT_ARTICLES)
    rows = Phrasing.objects.filter(standing=Standing.LIVE).values_list("article__slug", "check_key")
    return {_name(slug, key): n for slug, key, n in rows.annotate(n=Count("id"))}


def live(*, adds: Collection[str] = (), removes: Collection[str] = ()) -> Mapping[str, list[tuple[str, str]]]:
    """Answer -> (text, locale) of what is to be learned from; or would be, with and without the phrases of these ids."""
    found: dict[str, list[tuple[str, str]]] = {}
    wanted = Q(standing=Standing.LIVE) | Q(public_id__in=adds)
    rows = Phrasing.objects.filter(wanted).exclude(public_id__in=removes).order_by("id")
    for slug, key, text, locale in rows.values_list("article__slug", "check_key", "text", "locale"):
        found.setdefault(_name(slug, key), []).append((text, locale))
    return found


def by_ids(viewer: Viewer, ids: Collection[str]) -> list[Phrase]:
    """Those that are still there, the oldest first."""
    require(viewer, Capability.EDIT_ARTICLES)
    return _phrases(_rows(list(ids)).select_related("article"))


def mark() -> tuple[int, datetime | None]:
    """Another one whenever what is live has changed."""
    decided = Phrasing.objects.exclude(standing=Standing.PROPOSED).aggregate(last=Max("decided_at"))["last"]
    return Phrasing.objects.filter(standing=Standing.LIVE).count(), decided


def put_live(viewer: Viewer, ids: Sequence[str]) -> int:
    """From now on these are learned from; how many were proposed or refused. BadArticle where words are live elsewhere."""
    require(viewer, Capability.EDIT_ARTICLES)
    with transaction.atomic():
        rows = list(
            _rows(ids).exclude(standing=Standing.LIVE).select_related("article").select_for_update(of=("self",))
        )
        _refuse_confusion(rows)
        return _decide(viewer, rows, Standing.LIVE)


def refuse(viewer: Viewer, ids: Sequence[str]) -> int:
    """These are not learned from, and not proposed again; how many that changes."""
    require(viewer, Capability.EDIT_ARTICLES)
    with transaction.atomic():
        rows = list(_rows(ids).exclude(standing=Standing.REFUSED).select_for_update())
        return _decide(viewer, rows, Standing.REFUSED)


def forget(texts: Collection[str]) -> int:
    """A customer's words, of which some may have been proposed: those who said them are erased. How many phrases went."""
    folded = {_folded(shield.cut(clean_line(text, max_chars=MAX_CHARS)).text) for text in texts}
    return Phrasing.objects.filter(source=Phrasing.Source.AGENT, folded__in=folded - {""}).delete()[0]


def _folded(line: str) -> str:
    return " ".join(analyse.fold(line).split())[:MAX_CHARS]


def _made(viewer: Viewer, answer: str, text: str, *, locale: str, source: Phrasing.Source) -> str:
    place, line = place_of(answer), shield.cut(clean_line(text, max_chars=MAX_CHARS)).text
    folded = _folded(line)
    if len([term for term in analyse.terms(folded) if not term.is_stop]) < LEAST_TERMS:
        raise BadArticle(_("Nothing can be learned from this: it has no word that says what it is about."))
    with transaction.atomic():
        found = Phrasing.objects.filter(**place, folded=folded).first()
        if found is not None:
            return found.public_id
        _refuse_too_many(place)
        spoken = locales.of_reader(locale)
        made = Phrasing(**place, text=line, folded=folded, locale=spoken, source=source, made_by_id=viewer.id)
        made.save()
        _journal(viewer, "phrasing_made", f"{source.value}: {answer}")
    return made.public_id


def _refuse_too_many(place: Mapping[str, Any]) -> None:
    if Phrasing.objects.filter(**place).count() >= MOST_OF_ONE:
        raise BadArticle(_("This answer has %(most)d phrases. Refuse or remove some first.") % {"most": MOST_OF_ONE})
    if Phrasing.objects.filter(standing=Standing.PROPOSED).count() >= MOST_WAITING:
        raise BadArticle(
            _("%(most)d phrases wait to be looked at. An editor decides on them first.") % {"most": MOST_WAITING}
        )


def _refuse_confusion(rows: Sequence[Phrasing]) -> None:
    for phrase in _phrases(rows):
        if phrase.other:
            told = _(
                "“%(words)s” is live for %(other)s: the same words cannot ask for two answers. Refuse one of them."
            )
            raise BadArticle(told % {"words": phrase.text[:40], "other": phrase.other})
    seen: dict[str, Phrasing] = {}
    for row in rows:
        twin = seen.setdefault(row.folded, row)
        if twin is not row:
            told = _("“%(words)s” is put live for two answers at once. Choose one of them.")
            raise BadArticle(told % {"words": row.text[:40]})


def _decide(viewer: Viewer, rows: Sequence[Phrasing], standing: Phrasing.Standing) -> int:
    now = clock.now()
    changed = [row.pk for row in rows]
    Phrasing.objects.filter(pk__in=changed).update(standing=standing, decided_by_id=viewer.id, decided_at=now)
    if changed:
        _journal(viewer, "phrasings_decided", f"{standing.value}: {len(changed)}")
    return len(changed)


def _journal(viewer: Viewer, action: str, detail: str) -> None:
    journal.write([journal.Act(clock.now(), "agent", viewer.id, action, "phrasings", 0, detail[:200])])


def _rows(ids: Sequence[str]) -> Any:
    return Phrasing.objects.filter(public_id__in=ids[:MOST_AT_ONCE]).order_by("id")


def place_of(answer: str) -> dict[str, Any]:
    """The columns that say of which answer. NotFound."""
    kind, _colon, key = answer.partition(":")
    if kind == CHECK and registry.check(key) is not None:
        return {"article": None, "check_key": key}
    article = Article.objects.filter(slug=key).first() if kind == ARTICLE else None
    if article is None:
        raise NotFound
    return {"article": article, "check_key": ""}


def _name(slug: str | None, check: str) -> str:
    return f"{ARTICLE}:{slug}" if slug else f"{CHECK}:{check}"


def _phrases(rows: Any) -> list[Phrase]:
    held = list(rows)
    words = [row.folded for row in held]
    twins = Phrasing.objects.filter(folded__in=words, standing=Standing.LIVE).select_related("article")
    by_words: dict[str, list[str]] = {}
    for twin in twins:
        by_words.setdefault(twin.folded, []).append(_answer_of(twin))
    return [
        Phrase(
            id=row.public_id,
            answer=_answer_of(row),
            text=row.text,
            locale=row.locale,
            source=row.source,
            standing=row.standing,
            made_at=row.made_at,
            other=next((each for each in by_words.get(row.folded, []) if each != _answer_of(row)), ""),
        )
        for row in held
    ]


def _answer_of(row: Phrasing) -> str:
    return _name(row.article.slug if row.article else None, row.check_key)
