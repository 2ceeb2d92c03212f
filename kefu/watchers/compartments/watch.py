"""Gives back to the queue what is with an agent who may not see its customer any more: there it would wait in vain.

Whoever confines somebody, and the exchange when it signs another region, write rows: what they mean is found here.
"""

import time

from kefu.conversations import everywhere, log
from kefu.conversations.data import AssignedData
from kefu.conversations.kinds import Audience, Author, AuthorKind, Kind
from kefu.conversations.react import Watcher
from kefu.conversations.records import Draft, EntryRecord
from kefu.people import compartments, confined
from kefu.people.compartments import Compartment

AT_ONCE = 100
EVERY_S = 10.0


class Compartments(Watcher):
    key = "compartments"

    def __init__(self) -> None:
        self._due_at = 0.0

    def sweep(self) -> None:
        if time.monotonic() >= self._due_at:
            self._due_at = time.monotonic() + EVERY_S
            self.give_back()

    def give_back(self) -> int:
        """How many conversations. The rows are the truth: a crash loses nothing, and running twice changes nothing."""
        given = 0
        for agent, compartment in confined.agents().items():
            while (now := self._of(agent, compartment)) == AT_ONCE:
                given += now
            given += now
        return given

    def _of(self, agent: int, compartment: Compartment) -> int:
        regions = compartments.stored(compartment.regions or ())
        rows = everywhere.with_agent_outside(agent, regions=regions, limit=AT_ONCE)
        author, back = Author(AuthorKind.WATCHER, name=self.key), AssignedData(None, None)
        outcomes = log.append([Draft(row, Kind.ASSIGNED, author, back, audience=Audience.STAFF) for row in rows])
        return sum(isinstance(outcome, EntryRecord) for outcome in outcomes)
