"""A paper opened by one of ours: for an open case that is theirs, with a reason, written down before the first byte leaves.

Once each, for minutes; a further look needs a second person (`vault_looks`). What is shown has its viewer all over it.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import DatabaseError, transaction
from django.utils.translation import gettext_lazy as _

from kefu.conversations import compartments, queries
from kefu.conversations.kinds import Status
from kefu.conversations.records import ConversationRecord
from kefu.files import links, vault
from kefu.files.errors import PaperGone
from kefu.files.links import Link
from kefu.kit import clock, ids
from kefu.kit.errors import Invalid, KefuError, NotFound
from kefu.people import access, sessions, teams
from kefu.people.access import Viewer, require
from kefu.people.capabilities import Capability
from kefu.safeguards import freezes, reveals, second, shifts, sight
from kefu.safeguards.errors import Frozen, LookNeedsSecond, NoOpenCase, NotYourCase, Unprovable
from kefu.safeguards.models import Paper, PaperLook, PaperView
from kefu.safeguards.reveals import Verdict
from kefu.safeguards.vault_kinds import Reason
from kefu.trust import badges, journal
from kefu.trust.sealing import standing

FIELD = "papers"  # what a look counts as among reveals
FOLDER, WHAT = "p", "paper"
MOST_JOINED = 50


def paper_row(viewer: Viewer, paper_id: str) -> Paper:
    """NotFound for whoever may not read conversations."""
    require(viewer, Capability.READ_CONVERSATIONS)
    row = Paper.objects.select_related("ask").filter(public_id=paper_id).first() if ids.is_public_id(paper_id) else None
    if row is None:
        raise NotFound
    compartments.require(viewer, row.ask.customer)
    return sight.require(viewer, row, of=lambda paper: paper.ask.conversation_id)


def require_mine(viewer: Viewer, row: Paper) -> ConversationRecord:
    """The open case it belongs to now, which is in the viewer's hands or their team's. A KefuError where they open nothing."""
    require(viewer, Capability.VIEW_PAPERS)
    second.require_desk(viewer)
    if row.deleted_at is not None:
        raise PaperGone
    case = _case(viewer, row.ask.conversation_id)
    if case.status is Status.CLOSED:
        raise NoOpenCase
    if case.assignee != viewer.id and (case.team is None or case.team not in teams.teams_of(viewer.id)):
        raise NotYourCase
    if freezes.is_frozen(viewer.id):
        raise Frozen
    return case


def look(viewer: Viewer, paper_id: str, *, reason: str) -> None:
    """From now on, for minutes, `address` leads to it. A KefuError where it is not to be shown."""
    row = paper_row(viewer, paper_id)
    case = require_mine(viewer, row)
    if reason not in set(Reason):
        raise Invalid(_("Choose why you open it: the customer can read it."), code="reason_needed")
    shifts.require(viewer, case, what="papers")
    _require_provable()
    if not vault.is_there(row.file):
        raise PaperGone
    try:
        with transaction.atomic(durable=True):
            reveals.hold(viewer)
            verdict = _decided(viewer, row, case, Reason(reason))
    except DatabaseError as error:
        raise Unprovable from error
    reveals.settle(viewer, verdict)


def live(viewer: Viewer, row: Paper) -> PaperView | None:
    """The look that lasts."""
    return row.views.filter(agent_id=viewer.id, ends_at__gt=clock.now()).order_by("-ends_at").first()


def looks_left(viewer: Viewer, row: Paper) -> int:
    """How often the viewer may open it yet without asking anybody."""
    return max(0, settings.PAPERS_VIEWS - row.views.filter(agent_id=viewer.id, look=None).count())


def address(viewer: Viewer, view: PaperView) -> str:
    """Where the picture is, for this session and as long as the look lasts."""
    return links.address(FOLDER, view.public_id, WHAT, viewer=viewer)


def picture(link: Link) -> bytes:
    """With who looks, when and in which case all over it. NotFound for whatever is wrong with the link or its holder now."""
    if link.variant != WHAT:
        raise NotFound
    holder = links.holder_of(link)
    viewer = sessions.viewer_of(holder.session)
    view = PaperView.objects.select_related("paper__ask").filter(public_id=link.upload_id).first()
    if (
        viewer is None
        or not viewer.is_staff
        or view is None
        or view.agent_id != viewer.id
        or view.ends_at <= clock.now()
    ):
        raise NotFound
    try:
        require_mine(viewer, view.paper)
        access.require_on_shift(viewer, now=clock.now())
        _require_provable()
    except KefuError as error:
        raise NotFound from error
    return vault.drawn(view.paper.file, marks=marks(viewer, view.paper, now=clock.now()), view=view.public_id)


def marks(viewer: Viewer, row: Paper, *, now: datetime) -> list[str]:
    card = badges.card_of(viewer.id)
    return [
        f"{card.badge if card else viewer.public_id[:8]} / {viewer.name}",  # a line is cut at its end: no name hides the badge
        f"{now:%Y-%m-%d %H:%M:%S} UTC",
        f"{row.ask.conversation_public_id[:8]} / {row.public_id[:8]}",
    ]


def _decided(viewer: Viewer, row: Paper, case: ConversationRecord, reason: Reason) -> Verdict:
    """What is true now that nobody else asks in this agent's name; all of it is written."""
    now = clock.now()
    if live(viewer, row) is not None:
        return Verdict("shown")
    agreed = None
    if not looks_left(viewer, row):
        agreed = row.looks.filter(agent_id=viewer.id, is_allowed=True, used_at=None).order_by("id").first()
        if agreed is None:
            raise LookNeedsSecond
    verdict = reveals.counted(viewer, case, field=FIELD, reason=reason.value, now=now)
    if verdict.error is not None:
        return verdict
    if agreed is not None and not PaperLook.objects.filter(pk=agreed.pk, used_at=None).update(used_at=now):
        raise LookNeedsSecond
    ends_at = now + timedelta(seconds=settings.PAPERS_VIEW_S)
    PaperView.objects.create(paper=row, agent_id=viewer.id, reason=reason, look=agreed, at=now, ends_at=ends_at)
    told = f"{row.public_id} {row.ask.kind} {case.public_id} {reason}"[:200]
    journal.write([journal.Act(now, "agent", viewer.id, "paper_viewed", "paper", row.pk, told)])
    return verdict


def _require_provable() -> None:
    if not standing.may_reveal(clock.now()):
        raise Unprovable


def _case(viewer: Viewer, row: int) -> ConversationRecord:
    """A conversation that was merged goes on in another one."""
    found = queries.conversation_by_row(viewer, row)
    for _step in range(MOST_JOINED):
        if found.joins.merged_into is None:
            break
        found = queries.conversation_by_row(viewer, found.joins.merged_into)
    return found
