"""The one place where published articles go to the search room and leave it, in the transaction that publishes them.

Where a fact changes, what names it is put there anew by the worker, from a row: `later`, then `renew`. A document is
one article in one language; its key is the text's row.
"""

import time
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction

from kefu.exchange import facts
from kefu.kit import db
from kefu.knowledge import rendering
from kefu.knowledge.models import ArticleText, Reshelving
from kefu.search import index
from kefu.search.index import Document

SHELF = "articles"
AT_ONCE = 8  # texts put in while who writes in a chat waits
AT_MOST_S = 2.0  # how long renewing goes on
_RENEWING = 0x5E1F  # one worker renews at a time, or an older rendering might come last


def put(texts: Iterable[ArticleText]) -> None:
    """Texts that were just published, with their articles and sections at hand. Replaces what stood there."""
    facts.forget()  # what goes in stays: it is not to hold what another process has changed meanwhile
    index.put([_document(text) for text in texts])


def remove(keys: Sequence[int]) -> None:
    """Texts that are out no more."""
    index.remove(SHELF, keys)


def mend(now: datetime) -> int:
    """Put in some of what is out and cannot be found: after an upgrade that began the shelf anew. How many texts."""
    out = ArticleText.objects.filter(published__isnull=False).exclude(expires_at__lte=now)
    if index.size(SHELF) >= out.count():
        return 0
    lacking = index.lacking(SHELF, list(out.order_by("id").values_list("id", flat=True)))[:AT_ONCE]
    with transaction.atomic():
        put(out.filter(pk__in=lacking).select_related("article__section").select_for_update(of=("self",)))
    return len(lacking)


def later(texts: Iterable[int]) -> None:
    """A fact these name changed, in this transaction: their words are put anew within seconds of it."""
    Reshelving.objects.bulk_create([Reshelving(text_id=key) for key in texts], batch_size=500)


def renew(now: datetime) -> int:
    """For the worker: put what waits, a few texts a transaction. How many there were; a crash leaves the rest waiting."""
    del now
    ends_at, done = time.monotonic() + AT_MOST_S, 0
    while (some := _renew_some()) and time.monotonic() < ends_at:
        done += some
    return done + some


def _renew_some() -> int:
    if not Reshelving.objects.exists():  # asked every few seconds: a transaction of SQLite's would keep writers out
        return 0
    with transaction.atomic():
        db.lock_names(_RENEWING, [0])
        rows = list(Reshelving.objects.order_by("pk").values_list("pk", "text_id")[:500])
        keys = list(dict.fromkeys(text for _pk, text in rows))[:AT_ONCE]
        out = ArticleText.objects.filter(pk__in=keys, published__isnull=False).select_related("article__section")
        put(out)
        Reshelving.objects.filter(pk__in=[pk for pk, text in rows if text in keys]).delete()
    return len(keys)


def _document(text: ArticleText) -> Document:
    row = text.article
    plain = rendering.plain(text.body, locale=text.locale)
    return Document(
        shelf=SHELF,
        key=text.pk,
        title=rendering.line(text.title, locale=text.locale),
        text=f"{rendering.line(text.summary, locale=text.locale)}\n{plain}",
        keywords="\n".join([*(rendering.line(each, locale=text.locale) for each in text.keywords), *row.tags]),
        scopes=scopes(row.audience, row.kind, row.section.slug),
        locale=text.locale,
    )


def scopes(audience: str, kind: str, section: str) -> list[str]:
    """Who may find it, and what lists of findings are narrowed by: the section and those above it."""
    parts = section.split("/")
    return [f"for:{audience}", f"kind:{kind}", *(f"in:{'/'.join(parts[: n + 1])}" for n in range(len(parts)))]
