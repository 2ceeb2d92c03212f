"""Lets words out and takes them down: a second person's decision, or a moment that has come. All of it journaled.

Publishing copies a revision's words to its text, records the facts they name and puts them on the search room's shelf, in
one transaction.
"""

import logging
from datetime import datetime

from django.db import OperationalError, transaction
from django.db.models import F
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kefu.kit import clock
from kefu.kit.errors import KefuError, NotFound
from kefu.kit.text import clean_line
from kefu.knowledge import approval, drafts, editing, facts_used, shelf, states
from kefu.knowledge.drafts import RevisionCard
from kefu.knowledge.errors import BadArticle, OwnWork, WrongState
from kefu.knowledge.kinds import State
from kefu.knowledge.models import Article, ArticleText, Revision
from kefu.knowledge.states import Step
from kefu.people.access import Viewer, require
from kefu.people.capabilities import Capability

logger = logging.getLogger(__name__)

MAX_NOTE_CHARS = 1_000
AT_ONCE = 100


def publish(viewer: Viewer, public_id: str, *, version: int, expire_at: datetime | None = None) -> RevisionCard:
    """Approve what somebody else wrote; it is out with the commit. OwnWork, WrongState, BadArticle.

    `version`: the one the reviewer read. Words that were changed since are not approved.
    """
    row = _decidable(viewer, public_id, version)
    _after_now(expire_at)
    with transaction.atomic():
        _claim(row, Step.PUBLISH, version=version, reviewer_id=viewer.id, expire_at=expire_at)
        _out(drafts.row_for(public_id), by=viewer.id)
    return drafts.card(drafts.row_for(public_id))


def schedule(
    viewer: Viewer, public_id: str, *, version: int, publish_at: datetime, expire_at: datetime | None = None
) -> RevisionCard:
    """Approve it for a later moment."""
    row = _decidable(viewer, public_id, version)
    _after_now(publish_at)
    if expire_at is not None and expire_at <= publish_at:
        raise BadArticle(_("It would expire before it is published."))
    with transaction.atomic():
        _claim(row, Step.SCHEDULE, version=version, reviewer_id=viewer.id, publish_at=publish_at, expire_at=expire_at)
        _journal(viewer.id, "article_scheduled", row)
    return drafts.card(drafts.row_for(public_id))


def send_back(viewer: Viewer, public_id: str, *, note: str) -> RevisionCard:
    """To its writer, with words that say what is to be changed."""
    require(viewer, Capability.REVIEW_ARTICLES)
    row = drafts.row_for(public_id)
    said = clean_line(note, max_chars=MAX_NOTE_CHARS)
    if not said:
        raise BadArticle(_("Say what is to be changed, so that its writer knows."))
    with transaction.atomic():
        _claim(row, Step.SEND_BACK, reviewer_id=viewer.id, note=said, publish_at=None, expire_at=None)
        _journal(viewer.id, "article_sent_back", row)
    return drafts.card(drafts.row_for(public_id))


def withdraw(viewer: Viewer, slug: str, locale: str, *, note: str = "") -> None:
    """Take down what is out in one language. NotFound if nothing is."""
    require(viewer, Capability.REVIEW_ARTICLES)
    with transaction.atomic():
        article = editing.article_for(slug)
        text = article.texts.filter(locale=locale, published__isnull=False).select_related("published").first()
        if text is None:
            raise NotFound
        _down(text, note=clean_line(note, max_chars=MAX_NOTE_CHARS))
        Article.objects.filter(pk=article.pk).update(edited_at=clock.now())
        editing.write_journal(viewer.id, "article_withdrawn", article, f"{slug} {locale}")


def expire(viewer: Viewer, slug: str, locale: str, *, at: datetime | None) -> None:
    """When what is out goes down by itself; None: never."""
    require(viewer, Capability.REVIEW_ARTICLES)
    _after_now(at)
    with transaction.atomic():
        article = editing.article_for(slug)
        if not article.texts.filter(locale=locale, published__isnull=False).update(expires_at=at):
            raise NotFound
        editing.write_journal(viewer.id, "article_expires", article, f"{slug} {locale} {at or 'never'}")


def due(now: datetime) -> int:
    """Publish what was scheduled for now or before, and take down what has expired. May run in several processes at once."""
    waiting = Revision.objects.filter(state=State.SCHEDULED, publish_at__lte=now).order_by("publish_at")
    expired = ArticleText.objects.filter(expires_at__lte=now, published__isnull=False)
    keys = list(waiting.values_list("public_id", flat=True)[:AT_ONCE])
    done = sum(_publish_due(key, now) for key in keys)
    return done + sum(_expired(key, now) for key in list(expired.values_list("pk", flat=True)[:AT_ONCE]))


def _publish_due(public_id: str, now: datetime) -> int:
    row = drafts.row_for(public_id)
    try:
        with transaction.atomic():
            _claim(row, Step.PUBLISH, due_at=now)
            _out(drafts.row_for(public_id), by=row.reviewer_id)
    except WrongState:
        return 0  # another process was first, its writer took it back, or it was approved for later since
    except OperationalError:
        raise  # the database is away: nothing is wrong with the words
    except Exception as error:
        logger.exception("revision %s could not be published; it waits for a review again", public_id)
        _stop(row, error)
        return 0
    return 1


def _stop(row: Revision, error: Exception) -> None:
    """It cannot go out: a person has to look, and what is scheduled behind it goes on."""
    with transaction.atomic():
        _claim(row, Step.STOP, note=_told(error), publish_at=None, expire_at=None)
        _journal(None, "article_stopped", row)


def _told(error: Exception) -> str:
    said = str(error.message) if isinstance(error, KefuError) else f"{type(error).__name__}: {error}"
    return clean_line(gettext("It could not be published: %(error)s") % {"error": said}, max_chars=MAX_NOTE_CHARS)


def _expired(text_id: int, now: datetime) -> int:
    """As `_expire_due`, which one text's error does not keep from the others. Readers have not seen it since its moment."""
    try:
        return _expire_due(text_id, now)
    except OperationalError:
        raise
    except Exception as error:
        logger.exception("text %s has expired and could not be taken down", text_id)
        Revision.objects.filter(text=text_id, state=State.PUBLISHED).update(note=_told(error))
        return 0


def _expire_due(text_id: int, now: datetime) -> int:
    with transaction.atomic():
        text = (
            ArticleText.objects.select_for_update(of=("self",))
            .filter(pk=text_id, expires_at__lte=now, published__isnull=False)
            .select_related("article")
            .first()
        )
        if text is None:
            return 0
        _down(text)
        editing.write_journal(None, "article_expired", text.article, f"{text.article.slug} {text.locale}")
    return 1


def _decidable(viewer: Viewer, public_id: str, version: int) -> Revision:
    require(viewer, Capability.REVIEW_ARTICLES)
    row = drafts.row_for(public_id)
    if states.is_own_work(viewer.id, row.writers):
        raise OwnWork
    if row.version != version:
        raise WrongState
    approval.refuse_errors(row)
    return row


def _claim(
    row: Revision, step: Step, *, version: int | None = None, due_at: datetime | None = None, **changes: object
) -> None:
    """Take the step by compare-and-set: of two who decide at once, one does. Of the article as it was submitted."""
    after = states.after(State(row.state), step)
    here = Revision.objects.filter(pk=row.pk, state=row.state)
    if step in {Step.PUBLISH, Step.SCHEDULE}:  # whoever arranges the article waits for this, and this for them
        here = here.filter(article_version=approval.version_held(row.text.article_id))
    if due_at is not None:
        here = here.filter(publish_at__lte=due_at)
    if step is Step.PUBLISH:  # a text has one published revision at most, at any moment
        out = Revision.objects.filter(text_id=row.text_id, state=State.PUBLISHED)
        out.update(state=states.after(State.PUBLISHED, Step.SUPERSEDE), decided_at=clock.now())
    if version is not None:
        here = here.filter(version=version)
    if after is None or here.update(state=after, version=F("version") + 1, decided_at=clock.now(), **changes) != 1:
        raise WrongState


def _out(row: Revision, *, by: int | None) -> None:
    """Its words are what readers get from the commit on."""
    text = ArticleText.objects.select_for_update(of=("self",)).select_related("article__section").get(pk=row.text_id)
    text.published, text.published_at, text.expires_at = row, clock.now(), row.expire_at
    text.title, text.summary, text.keywords, text.body = row.title, row.summary, row.keywords, row.body
    text.save()
    facts_used.record([text])
    facts_used.settle_text(text, by=by)
    shelf.put([text])
    _journal(by, "article_published", row)


def _down(text: ArticleText, *, note: str = "") -> None:
    revision = Revision.objects.filter(text=text, state=State.PUBLISHED)
    revision.update(state=State.WITHDRAWN, decided_at=clock.now(), **({"note": note} if note else {}))
    text.published, text.published_at, text.expires_at = None, None, None
    text.save(update_fields=["published", "published_at", "expires_at"])
    facts_used.record([text])
    facts_used.settle_text(text, by=None)
    shelf.remove([text.pk])


def _after_now(moment: datetime | None) -> None:
    if moment is not None and moment <= clock.now():
        raise BadArticle(_("This moment has passed already."))


def _journal(actor: int | None, action: str, row: Revision) -> None:
    article = row.text.article
    editing.write_journal(actor, action, article, f"{article.slug} {row.text.locale} {row.number}")
