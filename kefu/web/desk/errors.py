"""What only the desk refuses.

Conflict 409
├── Addressed    a reply to the customer begins with a colleague's name; `colleague` says whose
├── Leased       a colleague is writing an answer, or has begun one; `holder` says who
└── Outdated     a draft was saved or sent elsewhere since
"""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from kefu.kit.errors import Conflict
from kefu.people.directory import AgentCard


class Addressed(Conflict):
    default_code = "addressed"

    def __init__(self, colleague: AgentCard) -> None:
        super().__init__(_("It begins with {name}'s name, and the customer would read it.").format(name=colleague.name))
        self.colleague = colleague


class Leased(Conflict):
    default_code = "leased"

    def __init__(self, holder: AgentCard, *, begun_at: datetime | None = None) -> None:
        text = _("{name} has begun an answer.") if begun_at else _("{name} is writing an answer.")
        super().__init__(text.format(name=holder.name))
        self.holder = holder
        self.begun_at = begun_at


class Outdated(Conflict):
    default_code = "outdated"
    default_message = _("This draft was changed or sent in another window.")
