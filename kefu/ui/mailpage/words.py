"""What is said of a link in a mail: where it leads, and what is odd about it, in a word or two."""

from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _

from kefu.ui.mailpage.links import Link, Mark


def mark_text(mark: Mark) -> str:
    return _MARKS[mark]()


def told(link: Link) -> str:
    """What stands behind the words of a link; empty where they say it themselves and nothing is odd."""
    if not link.marks and (link.host or link.address.partition(":")[2]) in link.words.split():
        return ""
    where = link.host or link.address[:80]
    marks = [mark_text(each) for each in link.marks]
    if link.is_ours:
        marks.append(_("ours"))
    return " · ".join([where, *marks])


_MARKS: Mapping[Mark, Callable[[], str]] = {
    Mark.FRAUD: lambda: _("known fraud"),
    Mark.LOOKALIKE: lambda: _("looks like ours and is not"),
    Mark.ELSEWHERE: lambda: _("leads elsewhere than it says"),
    Mark.LETTERS: lambda: _("foreign letters in the name"),
    Mark.NUMBERS: lambda: _("a number in place of a name"),
    Mark.HIDDEN: lambda: _("hides where it leads"),
    Mark.SHORTENED: lambda: _("shortened: it does not say where it leads"),
    Mark.OPEN: lambda: _("not encrypted"),
    Mark.ODD: lambda: _("no address of a page"),
}
