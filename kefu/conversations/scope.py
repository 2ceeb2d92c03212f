"""What a viewer sees at all, as one condition: put into every statement that reads conversations for staff.

Categories that are another team's alone (`people.closed`), and customers of regions that the viewer is kept from.
"""

from kefu.conversations import compartments
from kefu.people import closed
from kefu.people.access import Viewer
from kefu.people.closed import Scope


def of(viewer: Viewer) -> Scope:
    """Empty where everything is seen."""
    parts = [closed.scope(viewer), Scope(*compartments.condition(viewer))]
    told = [part for part in parts if part.sql]
    return Scope(" AND ".join(part.sql for part in told), [value for part in told for value in part.params])
