"""What our side says to customers, held against the guard: before the transaction, for `log`. Notes stay among us.

Addresses that stand in the conversation already (the customer's own words, what a check found) may be quoted.
"""

import logging
from dataclasses import replace

from kefu.conversations import store
from kefu.conversations.kinds import Audience, AuthorKind, Kind
from kefu.conversations.records import Draft, Refused
from kefu.exchange import outward
from kefu.kit import db
from kefu.trust import guard
from kefu.trust.guard import Allowed, Refusal, Rule
from kefu.trust.guard.articles import own_words
from kefu.trust.guard.folding import folded
from kefu.trust.guard.transfers import ADDRESS

logger = logging.getLogger(__name__)

MOST_ENTRIES = 200
_SAID = (
    f"SELECT body, data FROM {store.ENTRIES} WHERE conversation_id = %s AND (author_kind = %s OR kind = %s)"
    " ORDER BY seq DESC LIMIT %s"
)


def refusal(draft: Draft) -> Refused | None:
    """None for what may go out, for what customers say, for what only staff read, and for what a second person let out."""
    if draft.author.kind is AuthorKind.CUSTOMER or draft.audience is not Audience.EVERYONE or not draft.body:
        return None
    if draft.author.kind is AuthorKind.AGENT and draft.released_by not in {0, draft.author.id}:
        return None
    found = _found(draft)
    if found is None:
        return None
    logger.warning("guard: %s refused of a %s (%s)", draft.kind, draft.author.kind, found.rule)
    return Refused("guarded", rule=str(found.rule), meant=found.meant)


def _found(draft: Draft) -> Refusal | None:
    said = (
        own_words(draft.body) if draft.kind is Kind.BOT_SAID else draft.body
    )  # an article's passage, which two people read
    found = guard.check(said, allowed=outward.allowed)
    if found is None or found.rule is not Rule.TRANSFER or not isinstance(draft.conversation, int):
        return found
    return guard.check(draft.body, allowed=_with_those_said(draft.conversation))


def _with_those_said(conversation: int) -> Allowed:
    rows = db.rows(_SAID, [conversation, str(AuthorKind.CUSTOMER), str(Kind.DIAGNOSED), MOST_ENTRIES])
    said = folded("\n".join(f"{body} {data}" for body, data in rows)).text
    return replace(outward.allowed(), quotable=frozenset(ADDRESS.findall(said)))
