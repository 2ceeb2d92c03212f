"""Why the assistant said what it said, and an agent's word on it: confirmed with one key, or corrected."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from kefu.conversations import queries
from kefu.kit.errors import Invalid
from kefu.people import directory
from kefu.people.access import Rate, Who, policy
from kefu.people.capabilities import Capability
from kefu.watchers.bot import judging, turns
from kefu.watchers.bot.models import BotTurn
from kefu.web.desk import forms
from kefu.web.desk.asked import viewer_of


@dataclass(frozen=True, slots=True)
class ShownCandidate:
    key: str
    title: str
    score: float
    probability: float
    is_taken: bool


@dataclass(frozen=True, slots=True)
class ShownTurn:
    """`judged_by` is empty while nobody has judged it."""

    turn: BotTurn
    candidates: Sequence[ShownCandidate]
    thresholds: Sequence[tuple[str, float]]
    judged_by: str


@policy(Who.STAFF, needs=Capability.READ_CONVERSATIONS, objects="every conversation", rate=Rate.WRITE)
@require_http_methods(["GET", "POST"])
def turn(request: HttpRequest, public_id: str) -> HttpResponse:
    """What stands at `target`. POST: `right` is empty to confirm it, or the key of what would have been right."""
    viewer = viewer_of(request)
    conversation = queries.conversation_for(viewer, public_id)
    seq = forms.entry_number(request)
    found = turns.of_entry(conversation.id, seq)
    if request.method == "POST":
        right = request.POST.get("right", "")
        if right not in {"", judging.NONE, *(each["key"] for each in found.candidates)}:
            raise Invalid
        judging.judge(viewer, found, corrected_to=right)
        found = turns.of_entry(conversation.id, seq)
    context = {"conversation": conversation, "seq": seq, "shown": _shown(found)}
    return render(request, "desk/parts/turn.html", context)


def _shown(found: BotTurn) -> ShownTurn:
    by = directory.agent_card(found.judged_by) if found.judged_by else None
    return ShownTurn(
        turn=found,
        candidates=[
            ShownCandidate(
                str(each["key"]),
                str(each["title"]),
                float(each["score"]),
                float(each["probability"]),
                is_taken=each["key"] == found.key,
            )
            for each in found.candidates
        ],
        thresholds=sorted(found.thresholds.items()),
        judged_by=by.name if by else "",
    )
