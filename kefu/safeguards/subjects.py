"""What a report is about: a stranger's name, or one message."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from kefu.conversations.kinds import AuthorKind
from kefu.conversations.records import EntryRecord
from kefu.kit.errors import Invalid
from kefu.kit.text import clean_line
from kefu.safeguards import evidence
from kefu.safeguards.bounds import MAX_SHOWN_CHARS
from kefu.trust import registry, shield
from kefu.trust.lookalike.kinds import Outcome, Verdict

_SIGNS = " .,:;!?。，：；！？\"'()"


@dataclass(frozen=True, slots=True)
class Subject:
    """What is reported: a name as lists hold it, or (`is_message`) one message. `shown`: as it was written."""

    what: str
    shown: str = ""
    imitates: str = ""
    is_message: bool = False
    about: int | None = None  # the agent who wrote the message


def of_text(text: str) -> Subject:
    """Invalid for nothing, for what is ours, and for a secret that was pasted by mistake."""
    shown = shield.cut(clean_line(text, max_chars=MAX_SHOWN_CHARS)).text[:MAX_SHOWN_CHARS]
    if shown and not shield.MARKED.sub("", shown).strip(_SIGNS):
        raise Invalid(_("That looks like a secret of yours, and we have not kept it. Report who asked you for it."))
    if not shown:
        raise Invalid(_("Say what you want to report: a link, an account, an address or a number."))
    verdict = registry.verdicts(shown)[0]
    if verdict.outcome is Outcome.OURS:
        raise Invalid(_("This is ours. If one of our people wrote something wrong, tell us in the chat."))
    return _named(verdict, shown)


def of_entry(entry: EntryRecord) -> Subject:
    """Whom the message names, else the message itself: its words are read where they stand, and copied nowhere."""
    verdict = evidence.named_in(entry)
    if verdict is not None:
        return _named(verdict, verdict.asked.strip(_SIGNS)[:MAX_SHOWN_CHARS])
    about = entry.author.id if entry.author.kind is AuthorKind.AGENT else None
    return Subject(f"{entry.conversation_public_id}#{entry.seq}", is_message=True, about=about)


def _named(verdict: Verdict, shown: str) -> Subject:
    imitates = verdict.entry.value if verdict.entry else ""
    return Subject((verdict.name or verdict.asked)[:253], shown, imitates)
