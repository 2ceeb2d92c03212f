"""What somebody wants done with many conversations, read from a form: as a change, and as the words that tell of it."""

from collections.abc import Callable, Mapping
from datetime import timedelta

from django.utils.translation import gettext as _

from kefu.conversations import definitions, sorting_words
from kefu.conversations import rules as log_rules
from kefu.conversations.kinds import FieldKind, Priority
from kefu.kit import clock
from kefu.kit.errors import Invalid
from kefu.people import directory, teams
from kefu.people.access import Viewer
from kefu.web.desk import forms, rules
from kefu.web.desk.rules import Change, Verb
from kefu.web.desk.told import Words

Order = tuple[Change, Words]
LONGEST_S = 60 * 24 * 3600


def read(viewer: Viewer, sent: Mapping[str, str]) -> Order:
    """`act` is `verb:argument`; a new tag is typed beside it. Invalid if it is none of ours, NotFound for unknown people."""
    verb, _colon, argument = sent.get("act", "").partition(":")
    if verb not in _READ and verb != Verb.FIELD:
        raise Invalid
    if verb == Verb.TAG:
        argument = argument or sent.get("tag", "")
    if verb == Verb.FIELD:
        return _noted(argument, sent.get("value", "").strip())
    return _READ[Verb(verb)](viewer, argument)


def _closed(viewer: Viewer, argument: str) -> Order:
    del viewer
    words = Words(done=_("{count} closed"), already=_("{count} already closed"))
    return rules.closed(forms.reason_named(argument)), words


def _reopened(viewer: Viewer, argument: str) -> Order:
    del viewer, argument
    return rules.reopened(), Words(done=_("{count} reopened"), already=_("{count} already open"))


def _assigned(viewer: Viewer, agent: str) -> Order:
    card = directory.agent_for(agent) if agent else None
    if card is None:
        words = Words(done=_("{count} put back into the queue"), already=_("{count} already in the queue"))
    elif card.id == viewer.id:
        words = Words(done=_("{count} in your hands now"), already=_("{count} in your hands already"))
    else:
        words = _named(_("{count} given to {name}"), _("{count} already with {name}"), name=card.name)
    return rules.assigned(card.id if card else None), words


def _handed(viewer: Viewer, slug: str) -> Order:
    del viewer
    team = teams.team_for(slug)
    words = _named(_("{count} given to {name}"), _("{count} already with {name}"), name=team.name)
    return rules.handed_to(team.id), words


def _snoozed(viewer: Viewer, seconds: str) -> Order:
    del viewer
    if not (seconds.isascii() and seconds.isdecimal() and 0 < int(seconds[:9]) <= LONGEST_S):
        raise Invalid
    until = clock.now() + timedelta(seconds=int(seconds))
    return rules.snoozed(until), Words(done=_("{count} put off"), already=_("{count} already put off"))


def _woken(viewer: Viewer, argument: str) -> Order:
    del viewer, argument
    return rules.woken(), Words(done=_("{count} brought back"), already=_("{count} not put off"))


def _prioritised(viewer: Viewer, value: str) -> Order:
    del viewer
    if value not in {str(priority.value) for priority in Priority}:
        raise Invalid
    priority = Priority(int(value))
    return rules.prioritised(priority), _sorted(sorting_words.priority_name(priority))


def _categorised(viewer: Viewer, slug: str) -> Order:
    del viewer
    if slug and not definitions.has_category(slug):
        raise Invalid
    definitions.warm()
    name = sorting_words.category_name(slug) if slug else _("no category")
    return rules.categorised(slug), _sorted(name)


def _tagged(viewer: Viewer, text: str) -> Order:
    del viewer
    tag = log_rules.tag_slug(text)
    if not tag:
        raise Invalid(_("Say which tag."))
    return rules.tagged(tag), _named(_("{count} tagged {name}"), _("{count} tagged so already"), name=tag)


def _untagged(viewer: Viewer, text: str) -> Order:
    del viewer
    tag = log_rules.tag_slug(text)
    if not tag:
        raise Invalid(_("Say which tag."))
    return rules.untagged(tag), _named(_("tag {name} taken off {count}"), _("{count} without that tag"), name=tag)


def _noted(slug: str, text: str) -> Order:
    """What was typed for one of the exchange's own fields; nothing empties it."""
    field = definitions.field(slug)
    if field is None:
        raise Invalid
    definitions.warm()
    name = sorting_words.field_name(slug)
    try:
        value = log_rules.field_value(field, text == "yes" if field.kind is FieldKind.BOOL else text) if text else None
    except ValueError as error:
        raise Invalid(_("{field} takes no such value.").format(field=name)) from error
    return rules.noted(slug, value), _named(_("{name} noted at {count}"), _("{name} was so at {count}"), name=name)


def _sorted(name: str) -> Words:
    return _named(_("{count} changed to {name}"), _("{count} already {name}"), name=name)


def _named(done: str, already: str, *, name: str) -> Words:
    """A name is put in here: braces in it are no fields."""
    plain = name.replace("{", "").replace("}", "")
    return Words(done=done.replace("{name}", plain), already=already.replace("{name}", plain))


_READ: dict[Verb, Callable[[Viewer, str], Order]] = {
    Verb.ASSIGN: _assigned,
    Verb.CLOSE: _closed,
    Verb.REOPEN: _reopened,
    Verb.SNOOZE: _snoozed,
    Verb.WAKE: _woken,
    Verb.TEAM: _handed,
    Verb.PRIORITY: _prioritised,
    Verb.CATEGORY: _categorised,
    Verb.TAG: _tagged,
    Verb.UNTAG: _untagged,
}
