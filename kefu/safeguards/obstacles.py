"""Why a person is not erased now: a legal hold, an open request for their account, or a report that waits for a decision."""

from collections.abc import Mapping

from django.db.models import Exists, OuterRef, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kefu.people.inventory import Scope
from kefu.safeguards import holds, requests
from kefu.safeguards.kinds import Obstacle
from kefu.safeguards.models import AccountAppeal, AccountRequest, FraudAppeal, FraudReport, FraudTelling

FOR_STAFF: dict[Obstacle, Promise] = {
    Obstacle.HOLD: _("A legal hold stands on this customer or one of their conversations."),
    Obstacle.REQUEST: _("A request that moves this customer's account is open. Let it end first."),
    Obstacle.APPEAL: _("An appeal of this customer about their account waits for a decision."),
    Obstacle.FRAUD: _("A report of a fraud that this customer is part of waits for a decision."),
}
FOR_CUSTOMERS: dict[Obstacle, Promise] = {
    Obstacle.HOLD: _("The law obliges us to keep your data for now. Please ask us in the chat when that may end."),
    Obstacle.REQUEST: _("A change of your account is under way. Once it is done or stopped, you can ask again."),
    Obstacle.APPEAL: _("Your appeal is not decided yet. Once it is, you can ask again."),
    Obstacle.FRAUD: _("We still look into a report of yours. Once that is decided, you can ask again."),
}


def of(scope: Scope) -> list[Obstacle]:
    found = {
        Obstacle.HOLD: holds.holds(scope.person, scope.conversations),
        Obstacle.REQUEST: _has_open_request(scope),
        Obstacle.APPEAL: _has_open_appeal(scope),
        Obstacle.FRAUD: _is_in_open_report(scope),
    }
    return [obstacle for obstacle, stands in found.items() if stands]


def _has_open_request(scope: Scope) -> bool:
    return AccountRequest.objects.filter(customer_id=scope.person, state__in=requests.OPEN).exists()


def _has_open_appeal(scope: Scope) -> bool:
    return AccountAppeal.objects.filter(customer_id=scope.person, ended_at=None).exists()


def _is_in_open_report(scope: Scope) -> bool:
    appealed = FraudAppeal.objects.filter(state=FraudAppeal.State.WAITING, report=OuterRef("report"))
    theirs = FraudTelling.objects.filter(Q(customer_id=scope.person) | Q(conversation__in=scope.conversation_ids))
    return theirs.filter(Q(report__state=FraudReport.State.WAITING) | Exists(appealed)).exists()


def hindered(conversations: Mapping[int, str]) -> set[int]:
    """Of these conversations (row -> public id), those that an open request, appeal or report is about."""
    requested = AccountRequest.objects.filter(conversation_id__in=list(conversations), state__in=requests.OPEN)
    reported = FraudTelling.objects.filter(
        conversation__in=list(conversations.values()), report__state=FraudReport.State.WAITING
    )
    appealed = AccountAppeal.objects.filter(conversation_id__in=list(conversations), ended_at=None)
    named = set(reported.values_list("conversation", flat=True))
    found = {*requested.values_list("conversation_id", flat=True), *appealed.values_list("conversation_id", flat=True)}
    return found | {row for row, public_id in conversations.items() if public_id in named}
