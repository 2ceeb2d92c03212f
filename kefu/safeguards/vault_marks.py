"""What whoever looked at a paper says of it: it fits, it does not, or it cannot be read and is asked for once more."""

from dataclasses import replace
from datetime import timedelta
from functools import partial

from kefu.conversations import log, second_readers, together
from kefu.conversations.data_papers import PapersStep
from kefu.conversations.records import Refused
from kefu.files.vault_kinds import SHOWS_A_PERSON, PaperKind
from kefu.kit import clock
from kefu.kit.errors import Invalid
from kefu.kit.text import clean_line
from kefu.people.access import Viewer
from kefu.safeguards import vault_asks, vault_views
from kefu.safeguards.errors import Decided, NotSeen
from kefu.safeguards.models import Paper, PaperAsk
from kefu.safeguards.vault_asks import Case
from kefu.safeguards.vault_kinds import Verdict
from kefu.trust import journal, shield

PROVES_FOR = timedelta(days=7)
MAX_WORDS_CHARS = 200
_STEPS = {
    Verdict.MATCHES: PapersStep.MATCHED,
    Verdict.UNLIKE: PapersStep.UNLIKE,
    Verdict.UNREADABLE: PapersStep.UNREADABLE,
}


def mark(viewer: Viewer, paper_id: str, *, verdict: str, words: str = "") -> None:
    """The customer is told, with the words if there are any. NotSeen, Decided, or what the guard has against the words."""
    row = vault_views.paper_row(viewer, paper_id)
    case = vault_views.require_mine(viewer, row)
    if verdict not in set(Verdict):
        raise Invalid
    if not row.views.filter(agent_id=viewer.id).exists():
        raise NotSeen
    said, found, now = shield.cut(clean_line(words, max_chars=MAX_WORDS_CHARS)).text, Verdict(verdict), clock.now()
    asked = row.ask
    if found is Verdict.UNREADABLE:
        where = Case(case.id, case.public_id, case.customer)
        asked = vault_asks.new_row(where, PaperKind(asked.kind), why=asked.why, by=viewer.id, now=now)
    draft = vault_asks.entry(
        asked, _STEPS[found], by=vault_asks.author(viewer), body=said, key=f"papers.{row.public_id}.marked"
    )
    refused = log.vet([draft])[0]
    if said and second_readers.holds_for(case):  # a verdict without words goes at once; words go the way of a reply
        refused = Refused("needs_second")
    if isinstance(refused, Refused):
        raise log.error_of(refused)
    step = partial(_write, viewer, row, asked, found)
    outcome = together.append([draft], step=step)[0]
    if outcome == Refused("needs_second"):  # since a moment ago: the verdict stands, and its customer is told that
        outcome = together.append([replace(draft, body="")], step=step)[0]
    log.stored(outcome)


def proves(viewer: Viewer, customer: int) -> bool:
    """Whether the viewer themself opened a paper of this customer's that shows a person and found, lately, that it fits."""
    return Paper.objects.filter(
        ask__customer=customer,
        ask__kind__in=[each.value for each in SHOWS_A_PERSON],
        verdict=Verdict.MATCHES,
        marked_by_id=viewer.id,
        marked_at__gt=clock.now() - PROVES_FOR,
        deleted_at=None,
    ).exists()


def _write(viewer: Viewer, row: Paper, asked: PaperAsk, found: Verdict) -> None:
    """Inside the transaction of the entry that tells of it."""
    now = clock.now()
    open_one = Paper.objects.filter(pk=row.pk, verdict="", deleted_at=None)
    if not open_one.update(verdict=found, marked_by_id=viewer.id, marked_at=now):
        raise Decided
    if asked is not row.ask:
        vault_asks.end(row.ask, now=now)
        asked.pk = None  # also where an earlier try was undone
        asked.save(force_insert=True)
    told = f"{row.public_id} {row.ask.kind} {found}"
    journal.write([journal.Act(now, "agent", viewer.id, "paper_marked", "paper", row.pk, told)])
