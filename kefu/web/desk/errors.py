"""What only the desk refuses.

Conflict 409
├── Leased       a colleague is writing an answer; `holder` says who
└── Outdated     a draft was saved or sent elsewhere since
"""

from django.utils.translation import gettext_lazy as _

from kefu.kit.errors import Conflict
from kefu.people.directory import AgentCard


class Leased(Conflict):
    default_code = "leased"

    def __init__(self, holder: AgentCard) -> None:
        super().__init__(_("{name} is writing an answer.").format(name=holder.name))
        self.holder = holder


class Outdated(Conflict):
    default_code = "outdated"
    default_message = _("This draft was changed or sent in another window.")
