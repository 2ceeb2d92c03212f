"""What readers do: pages read, searches, clicks, contacts. A visit's id is random; nothing here leads to a person.

Each function takes what a browser sent and writes only what is bounded; an id that is none of ours does nothing.
"""

from django.db import transaction
from django.db.models import F

from kefu.kit import clock, ids
from kefu.kit.text import clean_line
from kefu.knowledge import keepable, locales
from kefu.knowledge.models import Article, Lookup, Visit
from kefu.trust import shield

MAX_PAGES, MAX_SEARCHES, MAX_WORDS_CHARS = 50, 200, 200


def begin(*, locale: str) -> str:
    """A new visit's id, for the reader's browser to keep."""
    return Visit.objects.create(locale=locales.of_reader(locale)).public_id


def read(visit_id: str, slug: str) -> None:
    """A page was shown. The first `MAX_PAGES` different ones are kept, in order."""
    with transaction.atomic():
        visit = Visit.objects.select_for_update().filter(public_id=visit_id).first() if _is_id(visit_id) else None
        if visit is None:
            return
        if slug not in visit.pages and len(visit.pages) < MAX_PAGES:
            visit.pages.append(slug[:80])
        visit.seen_at = clock.now()
        visit.save(update_fields=["pages", "seen_at"])


def searched(words: str, *, locale: str, results: int, visit_id: str = "") -> str:
    """A search was answered; its id, by which a click is told. Empty where nothing is kept.

    Secrets, and what leads to a person, are cut out before anything is stored.
    """
    shielded = shield.MARKED.sub(keepable.OUT, shield.cut(words).text)
    said = keepable.words(clean_line(shielded, max_chars=MAX_WORDS_CHARS))
    if not said:
        return ""
    now = clock.now()
    visit = Visit.objects.filter(public_id=visit_id).first() if _is_id(visit_id) else None
    if visit is not None:
        if visit.searches >= MAX_SEARCHES:
            return ""
        Visit.objects.filter(pk=visit.pk).update(searches=F("searches") + 1, seen_at=now)
    return Lookup.objects.create(
        visit=visit, words=said, folded=folded(said), locale=locales.of_reader(locale), results=max(0, results), at=now
    ).public_id


def clicked(lookup_id: str, slug: str) -> None:
    """One of a search's results was opened; the first one counts."""
    article = Article.objects.filter(slug=slug).first()
    if article is not None and _is_id(lookup_id):
        Lookup.objects.filter(public_id=lookup_id, clicked=None).update(clicked=article)


def contacted(visit_id: str) -> None:
    """A message from this visit's browser was stored in the chat. What was written is told nobody here."""
    if _is_id(visit_id):
        Visit.objects.filter(public_id=visit_id, contacted_at=None).update(
            contacted_at=clock.now(), seen_at=clock.now()
        )


def pages_of(visit_id: str) -> list[str]:
    """Slugs of what was read, in order: for the contact form, so that nobody is asked to read it again."""
    visit = Visit.objects.filter(public_id=visit_id).first() if _is_id(visit_id) else None
    return list(visit.pages) if visit else []


def searches_of(visit_id: str, *, limit: int = 3) -> list[str]:
    """What was searched last, each once, newest first; as it is kept, so without secrets."""
    if not _is_id(visit_id):
        return []
    words = Lookup.objects.filter(visit__public_id=visit_id).order_by("-at", "-id").values_list("words", flat=True)
    return list(dict.fromkeys(words[: 4 * limit]))[:limit]


def folded(words: str) -> str:
    """By which equal searches are counted together."""
    return " ".join(words.casefold().split()).strip("?？!！.。,，")[:MAX_WORDS_CHARS]


def _is_id(value: str) -> bool:
    return ids.is_public_id(value)
