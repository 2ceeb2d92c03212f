"""Papers as people see them: staff those of a case, a customer their own with who opened them, when and why. No bytes here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch

from kefu.conversations.records import ConversationRecord
from kefu.files.vault_kinds import PaperKind
from kefu.kit import clock
from kefu.people import directory
from kefu.people.access import Viewer, require
from kefu.people.capabilities import Capability
from kefu.safeguards import second, sight, vault_views
from kefu.safeguards.models import Paper, PaperAsk, PaperLook, PaperView
from kefu.safeguards.vault_kinds import Reason, Verdict
from kefu.trust import badges
from kefu.trust.badges import BadgeCard

MOST_SHOWN = 100
Cards = dict[int, BadgeCard | None]


@dataclass(frozen=True, slots=True)
class Opened:
    """One look. `who`: the name customers know them by, and `badge` their number."""

    who: str
    badge: str
    at: datetime
    reason: Reason


@dataclass(frozen=True, slots=True)
class PaperCard:
    """`id` is for staff's addresses; a customer's page needs none."""

    id: str
    kind: PaperKind
    sent_at: datetime
    verdict: Verdict | None
    deleted_at: datetime | None
    opened: Sequence[Opened]


@dataclass(frozen=True, slots=True)
class AskCard:
    id: str
    conversation: str
    kind: PaperKind
    why: str
    by: str
    asked_at: datetime
    expires_at: datetime
    is_open: bool
    papers: Sequence[PaperCard]


@dataclass(frozen=True, slots=True)
class LookCard:
    """A further look that waits for a second person. `is_own`: not the viewer."""

    id: str
    who: str
    reason: str
    asked_at: datetime
    is_own: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that the desk's page of one paper tells. `picture` is an address while a look lasts."""

    paper: PaperCard
    ask: AskCard
    picture: str
    left_s: int
    looks_left: int
    has_agreed: bool
    has_seen: bool
    waiting: Sequence[LookCard]


def of_case(viewer: Viewer, conversation: ConversationRecord) -> list[AskCard]:
    """The newest first, of all its customer's cases: papers of another one are listed, too."""
    require(viewer, Capability.READ_CONVERSATIONS)
    return _cards(viewer, customer=conversation.customer)


def own(viewer: Viewer) -> list[AskCard]:
    """A customer's own, the newest first: what was asked, what came, and who opened it."""
    return _cards(viewer, customer=viewer.id) if viewer.is_customer else []


def own_ask(viewer: Viewer, ask_id: str) -> AskCard | None:
    """One of a customer's own, however many there are."""
    return next(iter(_cards(viewer, customer=viewer.id, public_id=ask_id)), None) if viewer.is_customer else None


def sheet(viewer: Viewer, paper_id: str) -> Sheet:
    row = vault_views.paper_row(viewer, paper_id)
    require(viewer, Capability.VIEW_PAPERS)
    second.require_desk(viewer)
    view = vault_views.live(viewer, row) if row.deleted_at is None else None
    return Sheet(
        paper=_paper(row, {}),
        ask=_ask(row.ask, ()),
        picture=vault_views.address(viewer, view) if view else "",
        left_s=int((view.ends_at - clock.now()).total_seconds()) if view else 0,
        looks_left=vault_views.looks_left(viewer, row),
        has_agreed=row.looks.filter(agent_id=viewer.id, is_allowed=True, used_at=None).exists(),
        has_seen=row.views.filter(agent_id=viewer.id).exists(),
        waiting=[_look(each, viewer) for each in row.looks.filter(decided_at=None).order_by("id")],
    )


def _cards(viewer: Viewer, **asked: object) -> list[AskCard]:
    known: Cards = {}
    views = Prefetch("views", queryset=PaperView.objects.order_by("at"))
    papers = Prefetch("papers", queryset=Paper.objects.order_by("id").prefetch_related(views))
    rows = PaperAsk.objects.filter(**asked).order_by("-id").prefetch_related(papers)[:MOST_SHOWN]
    seen = sight.seen(viewer, rows, of=lambda row: row.conversation_id)
    return [_ask(row, [_paper(each, known) for each in row.papers.all()]) for row in seen]


def _ask(row: PaperAsk, papers: Sequence[PaperCard]) -> AskCard:
    return AskCard(
        id=row.public_id,
        conversation=row.conversation_public_id,
        kind=PaperKind(row.kind),
        why=row.why,
        by=_alias(row.asked_by_id),
        asked_at=row.asked_at,
        expires_at=row.expires_at,
        is_open=row.ended_at is None and row.expires_at > clock.now(),
        papers=papers,
    )


def _paper(row: Paper, known: Cards) -> PaperCard:
    return PaperCard(
        id=row.public_id,
        kind=PaperKind(row.ask.kind),
        sent_at=row.sent_at,
        verdict=Verdict(row.verdict) if row.verdict else None,
        deleted_at=row.deleted_at,
        opened=[_opened(each, known) for each in row.views.all()],
    )


def _opened(view: PaperView, known: Cards) -> Opened:
    if view.agent_id not in known:
        known[view.agent_id] = badges.card_of(view.agent_id)
    card = known[view.agent_id]
    return Opened(card.alias if card else "", card.badge if card else "", view.at, Reason(view.reason))


def _look(row: PaperLook, viewer: Viewer) -> LookCard:
    card = directory.agent_card(row.agent_id)
    return LookCard(row.public_id, card.name if card else "", row.reason, row.asked_at, row.agent_id == viewer.id)


def _alias(agent: int | None) -> str:
    card = directory.agent_card(agent) if agent else None
    return card.alias if card else ""
