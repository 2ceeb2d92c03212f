"""What this watcher holds of a customer: moments of their conversations, which say nothing of them and go on counting."""

from collections.abc import Iterator, Mapping

from kefu.people.inventory import Counts, Fate, Scope, Table


class Sla:
    tables: Mapping[str, Table] = {
        "sla.Clock": Table(
            Fate.KEPT, "when a conversation began and when it was answered: kept promises go on counting"
        )
    }

    def erase(self, scope: Scope) -> Counts:
        del scope
        return {}

    def told(self, scope: Scope) -> Iterator[tuple[str, Mapping[str, object]]]:
        del scope
        yield from ()
