"""What our side says to customers, held against the guard: before the transaction, for `log`. Notes stay among us.

Addresses that stand in the conversation already may be quoted: the customer's own words, and what a check of theirs or of ours
found and they see. What staff looked up is no such thing: it would be a way to bring a thief's address in.
"""

import logging
from dataclasses import replace

from kefu.conversations import store
from kefu.conversations.columns import CONVERSATIONS
from kefu.conversations.data import MessageData, data_to_json
from kefu.conversations.kinds import Audience, AuthorKind, Kind
from kefu.conversations.records import Draft, NewConversation, Refused
from kefu.exchange import outward
from kefu.files import uploads
from kefu.kit import db
from kefu.people import directory
from kefu.trust import guard
from kefu.trust.guard import Allowed, Refusal, Rule, links, transfers
from kefu.trust.guard.articles import own_words
from kefu.trust.guard.folding import folded

logger = logging.getLogger(__name__)

MOST_ENTRIES = 200
_WHOSE = f"SELECT customer_id FROM {CONVERSATIONS} WHERE id = %s"
_SAID = "e.conversation_id = %s AND (e.author_kind = %s OR (e.kind = %s AND e.author_kind = %s AND e.audience = %s))"


def refusal(draft: Draft) -> Refused | None:
    """None for what may go out, for what customers say, for what only staff read, and for what a second person let out."""
    leaves = draft.audience is Audience.EVERYONE or draft.copies is not None
    if draft.author.kind is AuthorKind.CUSTOMER or not leaves:
        return None
    if draft.author.kind is AuthorKind.AGENT and draft.released_by not in {0, draft.author.id}:
        return None
    said = _said(draft)
    found = _found(said, draft.conversation) if said else None
    if found is None:
        return None
    logger.warning("guard: %s refused of a %s (%s)", draft.kind, draft.author.kind, found.rule)
    return Refused("guarded", rule=str(found.rule), meant=found.meant, locale=_locale_of(draft.conversation))


def _locale_of(conversation: int | NewConversation) -> str:
    """The customer's, as their card at the desk says it. Empty where the conversation is gone."""
    if isinstance(conversation, NewConversation):
        customer = conversation.customer
    else:
        customer = next((int(row[0]) for row in db.rows(_WHOSE, [conversation])), 0)
    card = directory.customer_cards([customer]).get(customer)
    return card.locale if card else ""


def _said(draft: Draft) -> str:
    """Its words, the names of its files and what stands in those that are texts. A name's _ is a space."""
    body = own_words(draft.body) if draft.kind is Kind.BOT_SAID else draft.body  # of a passage, which two people read
    files = draft.data.files if isinstance(draft.data, MessageData) else ()
    if isinstance(draft.data, MessageData) and draft.data.mail is not None:
        body = f"{draft.data.mail.subject}\n{body}"
    if not files:
        return body
    names = [file.name.replace("_", " ") for file in files]
    texts = uploads.words_of([file.id for file in files])
    return "\n".join([body, *names, *texts])


def _found(said: str, conversation: int | NewConversation) -> Refusal | None:
    found = guard.check(said, allowed=outward.allowed)
    if found is None or not isinstance(conversation, int):
        return found
    is_quotable = found.rule is Rule.TRANSFER or (found.rule is Rule.LINK and links.mails(found.meant))
    return guard.check(said, allowed=_with_those_said(conversation)) if is_quotable else found


def _with_those_said(conversation: int) -> Allowed:
    ours = [str(Kind.DIAGNOSED), str(AuthorKind.WATCHER), str(Audience.EVERYONE)]
    newest = f"ORDER BY e.seq DESC LIMIT {MOST_ENTRIES}"
    entries = store.select_entries(_SAID, [conversation, str(AuthorKind.CUSTOMER), *ours], tail=newest)
    said = "\n".join(f"{each.body} {data_to_json(each.data)}" for each in entries)
    return replace(outward.allowed(), quotable=transfers.named(folded(said).text) | links.mails(said))
