"""What can be wrong with a macro, each with a sentence that says what to do next.

KefuError
├── Invalid 400
│   ├── UnknownVariable    names what stands in braces and is none of ours
│   └── BadMacro           no title, no text, too long
└── Conflict 409
    └── SlugTaken
"""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from kefu.kit.errors import Conflict, Invalid
from kefu.knowledge.rules import Variable


class UnknownVariable(Invalid):
    default_code = "unknown_variable"

    def __init__(self, names: Sequence[str]) -> None:
        told = ", ".join(f"{{{name}}}" if name not in "{}" else name for name in names[:5])
        known = ", ".join(f"{{{variable}}}" for variable in Variable)
        message = _("Nothing is known by the name of %(names)s. There are: %(known)s.") % {
            "names": told,
            "known": known,
        }
        super().__init__(message)


class BadMacro(Invalid):
    default_code = "bad_macro"


class SlugTaken(Conflict):
    default_code = "slug_taken"
    default_message = _("There is already a macro with this short name. Please choose another one.")
