"""What can be wrong with a fact.

KefuError
├── Invalid 400
│   └── BadFact        no value, or one that does not fit its unit
│       └── UnknownFact  names none; it says which are spelt alike
├── NotFound 404
│   └── UnknownCheck   no check of that key
└── Conflict 409
    └── FactMoved      somebody else changed it meanwhile
"""

from collections.abc import Sequence
from difflib import get_close_matches

from django.utils.translation import gettext_lazy as _

from kefu.exchange.rules import Named
from kefu.kit.errors import Conflict, Invalid, NotFound


class BadFact(Invalid):
    default_code = "bad_fact"


class UnknownFact(BadFact):
    def __init__(self, named: Named, *, every: Sequence[str]) -> None:
        asked = str(named)[:80]
        near = get_close_matches(asked, every, n=3, cutoff=0.5)
        if near:
            told = _("There is no fact %(name)s. Did you mean %(near)s?") % {"name": asked, "near": ", ".join(near)}
        else:
            told = _("There is no fact %(name)s. The list of facts shows them all: `kefu facts list`.") % {
                "name": asked
            }
        super().__init__(told)


class FactMoved(Conflict):
    default_code = "fact_moved"
    default_message = _("Somebody else changed this fact meanwhile. Look at it again.")


class UnknownCheck(NotFound):
    default_code = "unknown_check"
    default_message = _("There is no such check.")
