"""What a desk list can be narrowed by, in words: the choices of each filter, and those that are set."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _

from kefu.channels import registry
from kefu.conversations import definitions, sorting_words
from kefu.conversations.kinds import Priority
from kefu.people import teams
from kefu.people.access import Viewer
from kefu.web.desk import mailboxes
from kefu.web.desk.chosen import Chosen

Options = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Choice:
    """One filter: `options` are values with their words. Without options it is typed."""

    name: str
    label: str
    options: Options


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that is set; `query` is the list without it."""

    label: str
    value: str
    query: str


def offered(viewer: Viewer) -> list[Choice]:
    """Only what there is something to choose from."""
    del viewer  # all staff see the same sorts of things
    language = get_language() or "en"
    categories = [
        (each.slug, definitions.named(each.names, locale=language)) for each in definitions.categories_to_offer()
    ]
    found = [
        Choice("team", _("Team"), [(team.slug, team.name) for team in teams.teams_to_offer()]),
        Choice("category", _("Category"), categories),
        Choice("priority", _("Priority"), [(str(p.value), sorting_words.priority_name(p)) for p in reversed(Priority)]),
        Choice("locale", _("Language"), [(code, _own_name(code)) for code, _name in settings.LANGUAGES]),
        Choice("channel", _("Channel"), [(key, str(each.label)) for key, each in registry.channels().items()]),
        Choice("mailbox", _("Mailbox"), [(each.address, each.address) for each in mailboxes.to_choose()]),
    ]
    return [choice for choice in found if choice.options] + [Choice("tag", _("Tag"), [])]


def chips(chosen: Chosen, choices: Sequence[Choice]) -> list[Chip]:
    """What is set, in words; a value nobody knows any more is shown as it is, so that it can be taken away."""
    labels = {choice.name: (choice.label, dict(choice.options)) for choice in choices}
    found = []
    for name, value in chosen.narrows.items():
        label, options = labels.get(name, (name, {}))
        found.append(Chip(label=label, value=options.get(value, value), query=chosen.without(name).query))
    return found


def _own_name(code: str) -> str:
    return str(get_language_info(code)["name_local"])
