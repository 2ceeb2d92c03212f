"""What this watcher holds of a customer: the browsers that may be told, and what was told there."""

from collections.abc import Iterator, Mapping

from kefu.conversations.kinds import AuthorKind
from kefu.people.inventory import GONE, Counts, Scope, Table, nobodys
from kefu.watchers.notify.models import PushJob, Subscription, Unread


class Notices:
    tables: Mapping[str, Table] = {
        "notify.Subscription": GONE,
        "notify.PushJob": GONE,
        "notify.Unread": GONE,
        "notify.Preference": nobodys("our own people"),
    }

    def erase(self, scope: Scope) -> Counts:
        theirs = Subscription.objects.filter(person_kind=AuthorKind.CUSTOMER.value, person_id=scope.person)
        return {
            "notify.PushJob": PushJob.objects.filter(conversation_id__in=scope.conversations).delete()[0],
            "notify.Unread": Unread.objects.filter(conversation_id__in=scope.conversations).delete()[0],
            "notify.Subscription": theirs.delete()[0],
        }

    def told(self, scope: Scope) -> Iterator[tuple[str, Mapping[str, object]]]:
        rows = Subscription.objects.filter(person_kind=AuthorKind.CUSTOMER.value, person_id=scope.person)
        for row in rows.order_by("pk"):
            told = {"browser": row.label, "service": row.endpoint, "language": row.locale}
            yield "browsers_with_notices", {**told, "since": row.created_at, "sent_at": row.sent_at}
