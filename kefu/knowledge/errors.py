"""What can be wrong with a macro or an article, each with a sentence that says what to do next.

KefuError
├── Invalid 400
│   ├── UnknownVariable    names what stands in braces and is none of ours
│   ├── BadMacro           no title, no text, too long
│   ├── BadArticle         what is missing or does not fit
│   ├── BadMedia           no alt text, not a picture or video of the kinds we take
│   └── TextTooMuch        beyond what is parsed
├── NotAllowed 403
│   ├── OwnWork            nobody approves what they wrote themselves
│   ├── OthersWork         what a colleague submitted is theirs, or a reviewer's, to take back
│   └── ShownAlready       readers see it: a reviewer words it anew
└── Conflict 409
    ├── SlugTaken
    ├── ArticleSlugTaken
    ├── DraftMoved         somebody else saved this draft meanwhile
    ├── DraftOpen          this language has an open revision already
    ├── StillWaits         while something of an article waits, a reviewer alone arranges it
    ├── ReadAgain          what was approved for colleagues is read again before everybody reads it
    └── WrongState         the revision is not where this step begins
"""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from kefu.kit.errors import Conflict, Invalid, NotAllowed
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


class BadArticle(Invalid):
    default_code = "bad_article"


class BadMedia(Invalid):
    default_code = "bad_media"


class TextTooMuch(Invalid):
    default_code = "too_long"


class OwnWork(NotAllowed):
    default_code = "own_work"
    default_message = _("Somebody else has to approve what you wrote. Ask another reviewer.")


class OthersWork(NotAllowed):
    default_code = "others_work"
    default_message = _("A colleague wrote this, and it waits. Ask them, or a reviewer, to take it back.")


class ShownAlready(NotAllowed):
    default_code = "shown_already"
    default_message = _("Articles that are out, or wait for review, show this. A reviewer changes its words.")


class ArticleSlugTaken(Conflict):
    default_code = "slug_taken"
    default_message = _("Another article has, or had, this address. Please choose another one.")


class DraftMoved(Conflict):
    default_code = "draft_moved"
    default_message = _(
        "Somebody else saved this draft meanwhile. Your text is still here: look at theirs, then save again."
    )


class DraftOpen(Conflict):
    default_code = "draft_open"
    default_message = _("There is an open draft in this language already. Go on with that one.")


class StillWaits(Conflict):
    default_code = "still_waits"
    default_message = _(
        "Something of this article waits for review or for its moment. Take it back to draft first, or ask a reviewer."
    )


class ReadAgain(Conflict):
    default_code = "read_again"
    default_message = _(
        "This was written for staff. Before everybody reads it, somebody has to approve it for everybody: send back what "
        "waits, take down what is out in every language, then change who reads it and submit it anew."
    )


class WrongState(Conflict):
    default_code = "wrong_state"
    default_message = _("This is no longer possible: the revision has moved on. Look at it again.")
