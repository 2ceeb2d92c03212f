"""An agent's word on what the assistant said, and what is to be learned from it."""

from contextlib import suppress

from kefu.kit.errors import NotFound
from kefu.knowledge import phrasings
from kefu.knowledge.errors import BadArticle
from kefu.people.access import Viewer, require
from kefu.people.capabilities import Capability
from kefu.watchers.bot import turns
from kefu.watchers.bot.models import BotTurn
from kefu.watchers.bot.rewording import masking

NONE = "none"  # what was right is not among what we have


def judge(viewer: Viewer, turn: BotTurn, *, corrected_to: str = "") -> None:
    """Confirmed, or what would have been right instead. The customer's words, without what points to them, are proposed as
    a way to ask for that. NotAllowed for who may not answer customers.
    """
    require(viewer, Capability.REPLY)
    turns.judge(turn, agent=viewer.id, corrected_to=corrected_to)
    answer = corrected_to or turn.key
    if not answer or answer == NONE or not turn.query:
        return
    with suppress(BadArticle, NotFound):  # nothing to learn from, enough of it, or gone meanwhile
        phrasings.propose(viewer, answer, masking.masked(turn.query), locale=turn.locale)
