"""What stands between words and readers: what is refused, and who may touch what waits for a second person or its moment.

Asks and refuses; writes nothing.
"""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from kefu.exchange import outward
from kefu.knowledge import checks, lints, states
from kefu.knowledge.errors import BadArticle, OthersWork, ReadAgain, StillWaits
from kefu.knowledge.kinds import WAITING, Audience, Kind, State
from kefu.knowledge.models import Article, Revision
from kefu.people.access import Viewer, require
from kefu.people.capabilities import Capability
from kefu.trust import guard, refusal
from kefu.trust.guard.articles import own_words


def refuse_errors(row: Revision) -> None:
    """BadArticle if it must not go out as it is."""
    article = row.text.article
    found = checks.of_text(lints.Text(row.title, row.summary, row.body, Kind(article.kind), article.checked_on))
    errors = [lint for lint in found if lint.is_error]
    if errors:
        told = f"{errors[0].rule} {errors[0].what}".strip()
        raise BadArticle(_("This cannot go out yet: %(what)s.") % {"what": told}, code=str(errors[0].rule))
    refuse_unguarded(row.title, row.summary, row.body, *row.keywords, *article.tags)


def refuse_unguarded(*said: str) -> None:
    """Guarded if any of it asks customers for what our side must never ask for; what it quotes and tables aside.

    By rules alone: what was learned is of messages, and two people read an article before anybody else does.
    """
    refused = guard.by_rules(own_words("\n".join(said)), allowed=outward.allowed)
    if refused is not None:
        raise refusal.of(refused)


def version_held(article_id: int) -> int:
    """Of the article, which nobody arranges from here until the transaction ends."""
    return Article.objects.select_for_update().get(pk=article_id).version


def waiting(article: Article) -> QuerySet[Revision]:
    return Revision.objects.filter(text__article=article, state__in=sorted(WAITING))


def may_review(viewer: Viewer) -> bool:
    return Capability.REVIEW_ARTICLES in viewer.capabilities


def require_to_arrange(viewer: Viewer, article: Article) -> None:
    """A draft's writer may arrange it; what readers see already, or a reviewer is looking at, a reviewer. StillWaits."""
    require(viewer, Capability.EDIT_ARTICLES)
    if _is_out(article):
        require(viewer, Capability.REVIEW_ARTICLES)
    if not may_review(viewer) and waiting(article).exists():
        raise StillWaits


def refuse_widening(article: Article, audience: Audience) -> None:
    """ReadAgain if words that were approved, or submitted, for colleagues would be everybody's without another look."""
    is_wider = (article.audience, audience) == (Audience.STAFF, Audience.PUBLIC)
    if is_wider and (_is_out(article) or waiting(article).exists()):
        raise ReadAgain


def require_to_take_back(viewer: Viewer, row: Revision) -> None:
    """OthersWork for a colleague's that waits, unless the viewer may decide on it."""
    require(viewer, Capability.EDIT_ARTICLES)
    if not states.may_take_back(viewer.id, row.writers, State(row.state), is_reviewer=may_review(viewer)):
        raise OthersWork


def _is_out(article: Article) -> bool:
    return article.texts.filter(published__isnull=False).exists()
