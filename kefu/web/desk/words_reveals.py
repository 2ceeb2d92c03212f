"""Reasons, fields and rules of reveals as the desk words them."""

from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _

from kefu.conversations.data_notes import Alarm
from kefu.safeguards.kinds import Why
from kefu.safeguards.vault_kinds import Reason
from kefu.web.desk import words_papers


def whys() -> list[tuple[str, str]]:
    return [(each.value, says()) for each, says in _WHYS.items()]


def why(reason: str) -> str:
    """One of `Why`, or why a paper was opened, in words; an agent's own as they are."""
    if reason in set(Reason):
        return words_papers.reason(Reason(reason))
    return _WHYS[Why(reason)]() if reason in set(Why) else reason


def field(name: str) -> str:
    says = _FIELDS.get(name)
    return says() if says else name


def rule(alarm: Alarm) -> str:
    says = _RULES.get(alarm)
    return says() if says else alarm.value


_WHYS: Mapping[Why, Callable[[], str]] = {
    Why.IDENTITY: lambda: _("To check that it is them"),
    Why.CONTACT: lambda: _("To reach them another way"),
    Why.LOOK_UP: lambda: _("To look them up in another system"),
}
_FIELDS: Mapping[str, Callable[[], str]] = {
    "uid": lambda: _("UID"),
    "email": lambda: _("E-mail"),
    "phone": lambda: _("Phone"),
    "name": lambda: _("Name"),
    "papers": lambda: _("Papers"),
}
_RULES: Mapping[Alarm, Callable[[], str]] = {
    Alarm.FROZEN_HOUR: lambda: _("too many customers within an hour"),
    Alarm.FROZEN_DAY: lambda: _("too many customers within a day"),
    Alarm.HONEY: lambda: _("asked for a customer whom nobody should ask for"),
}
