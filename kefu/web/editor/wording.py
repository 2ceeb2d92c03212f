"""The vocabulary of articles in the reader's words: kinds, states, reasons, and what is wrong with a text."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kefu.kit.errors import KefuError
from kefu.knowledge.diff import Mark
from kefu.knowledge.kinds import Audience, Kind, Reason, State
from kefu.knowledge.lints import Lint, Rule

KINDS: Mapping[Kind, Promise] = {
    Kind.GUIDE: _("Guide"),
    Kind.ANSWER: _("Answer"),
    Kind.NOTICE: _("Notice"),
    Kind.RULE: _("Rule"),
}
AUDIENCES: Mapping[Audience, Promise] = {
    Audience.PUBLIC: _("Everybody"),
    Audience.STAFF: _("Staff alone"),
}
STATES: Mapping[State, Promise] = {
    State.DRAFT: _("Draft"),
    State.IN_REVIEW: _("In review"),
    State.SCHEDULED: _("Scheduled"),
    State.PUBLISHED: _("Published"),
    State.SUPERSEDED: _("Superseded"),
    State.WITHDRAWN: _("Withdrawn"),
}
MEANINGS: Mapping[State, str] = {
    State.DRAFT: "info",
    State.IN_REVIEW: "warn",
    State.SCHEDULED: "brand",
    State.PUBLISHED: "good",
}
MARKS: Mapping[Mark, Promise] = {
    Mark.SAME: pgettext_lazy("a line", "unchanged"),
    Mark.REMOVED: pgettext_lazy("a line", "removed"),
    Mark.ADDED: pgettext_lazy("a line", "added"),
    Mark.CHANGED: pgettext_lazy("a line", "changed"),
}
REASONS: Mapping[Reason, Promise] = {
    Reason.UNCLEAR: _("hard to follow"),
    Reason.NOT_MY_QUESTION: _("does not answer the question"),
    Reason.WRONG: _("does not work as described"),
    Reason.OUTDATED: _("out of date"),
    Reason.OTHER: _("another reason"),
}
RULES: Mapping[Rule, Promise] = {
    Rule.NO_TITLE: _("It has no title."),
    Rule.NO_SUMMARY: _("It has no summary: search results show the first words instead."),
    Rule.NO_BODY: _("It has no text yet."),
    Rule.TOO_MUCH: _("It is beyond what can be shown."),
    Rule.NO_ALT: _("A picture does not say what is to be seen"),
    Rule.BAD_IMAGE: _("A picture is not one of ours"),
    Rule.BROKEN_LINK: _("A link leads nowhere"),
    Rule.UNKNOWN_FACT: _("There is no such fact"),
    Rule.UNKNOWN_CHECK: _("There is no such check"),
    Rule.NO_BEFORE: _("A guide says what is needed before it begins: add “::: before”."),
    Rule.NO_STEPS: _("A guide has numbered steps: add “::: steps”."),
    Rule.NO_RESULT: _("A guide says what is seen at the end: add “::: result”."),
    Rule.TOP_HEADING: _("Headings begin at ##: the title stands above them"),
    Rule.HEADING_JUMP: _("A heading is two levels below the one before it"),
    Rule.PRIVATE_LINK: _("A link leads into a house or to this machine, where no reader gets"),
    Rule.PLAIN_LINK: _("A link is not encrypted: write https if the site has it"),
    Rule.HIDDEN_HOST: _("A name and @ stand before a host: nobody sees where that leads, so it is no link"),
    Rule.STRAY_MARK: _("A mark stayed as text: is it closed?"),
    Rule.LONG: _("It is long. Readers find two short articles sooner"),
    Rule.CHECKED_LONG_AGO: _("Nobody has checked it for a year"),
}


def lint(found: Lint) -> str:
    """One sentence, with what it is about."""
    told = str(RULES[found.rule])
    return f"{told}: {found.what}" if found.what else told


def is_of_lints(error: KefuError) -> bool:
    """Whether what is wrong with a text is why it was refused: the lints say all of it, in words."""
    return error.code in set(Rule)
