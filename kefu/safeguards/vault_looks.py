"""A further look at a paper: asked for with a reason, agreed to by a second person, good for one view."""

from django.db import IntegrityError

from kefu.conversations import log, together
from kefu.conversations.data_papers import PapersStep
from kefu.conversations.records import Draft
from kefu.kit import clock, ids
from kefu.kit.errors import NotFound
from kefu.people.access import Viewer, require
from kefu.people.capabilities import Capability
from kefu.safeguards import freezes, second, vault_asks, vault_views
from kefu.safeguards.errors import Decided, Frozen, OwnLook
from kefu.safeguards.models import PaperLook
from kefu.trust import journal, shield


def ask(viewer: Viewer, paper_id: str, *, reason: str) -> None:
    """Decided while one of the viewer's is open or agreed to already; Invalid without a reason."""
    row = vault_views.paper_row(viewer, paper_id)
    vault_views.require_mine(viewer, row)
    said = freezes.reason_of(shield.cut(reason).text)
    if row.looks.filter(agent_id=viewer.id, is_allowed=True, used_at=None).exists():
        raise Decided
    made = PaperLook(paper=row, agent_id=viewer.id, reason=said)

    def step() -> None:
        made.save(force_insert=True)
        _journal(viewer, made, "paper_look_asked", said)

    try:
        log.stored(together.append([_entry(viewer, made, PapersStep.LOOK_ASKED, body=said)], step=step)[0])
    except IntegrityError as error:
        raise Decided from error


def decide(viewer: Viewer, look_id: str, *, is_allowed: bool) -> None:
    """By a colleague who may open papers, and who could not have asked for it themself. OwnLook, Frozen, Decided."""
    require(viewer, Capability.VIEW_PAPERS)
    second.require_desk(viewer)
    made = (
        PaperLook.objects.select_related("paper__ask").filter(public_id=look_id).first()
        if ids.is_public_id(look_id)
        else None
    )
    if made is None:
        raise NotFound
    vault_views.paper_row(viewer, made.paper.public_id)  # NotFound where its case is not the viewer's to see
    if freezes.is_frozen(viewer.id):
        raise Frozen
    if made.agent_id == viewer.id or second.may_have_been(viewer, made.agent_id, at=made.asked_at):
        raise OwnLook

    def step() -> None:
        told = {"decided_by_id": viewer.id, "decided_at": clock.now(), "is_allowed": is_allowed}
        if not PaperLook.objects.filter(pk=made.pk, decided_at=None).update(**told):
            raise Decided
        _journal(viewer, made, "paper_look_allowed" if is_allowed else "paper_look_refused", f"agent:{made.agent_id}")

    said = PapersStep.LOOK_ALLOWED if is_allowed else PapersStep.LOOK_REFUSED
    log.stored(together.append([_entry(viewer, made, said)], step=step)[0])


def _journal(viewer: Viewer, made: PaperLook, action: str, told: str) -> None:
    detail = f"{made.public_id} {told}"[:200]
    journal.write([journal.Act(clock.now(), "agent", viewer.id, action, "paper", made.paper_id, detail)])


def _entry(viewer: Viewer, made: PaperLook, step: PapersStep, *, body: str = "") -> Draft:
    key = f"look.{made.public_id}.{step}"
    return vault_asks.entry(made.paper.ask, step, by=vault_asks.author(viewer), body=body, key=key)
