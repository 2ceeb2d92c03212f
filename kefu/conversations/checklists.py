"""Checklists to start from: the steps support gives most often, in the customer's language."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import translation
from django.utils.translation import gettext as _


@dataclass(frozen=True, slots=True)
class Template:
    slug: str
    title: str
    items: Sequence[str]


def templates(locale: str) -> list[Template]:
    """All of them, worded in `locale`."""
    with translation.override(locale):
        return [_deposit(), _sign_in(), _withdrawal(), _safety()]


def _deposit() -> Template:
    items = (
        _("Find the transaction in the wallet or exchange you sent from and copy its TxID"),
        _("Compare the network you sent on with the one shown on the deposit page"),
        _("Compare the address, and the memo or tag if there is one"),
        _("Send the TxID here in the chat"),
    )
    return Template("deposit", _("Find a deposit"), items)


def _sign_in() -> Template:
    items = (
        _("Open our site from your own bookmark, not from a link"),
        _("Set the phone's time to automatic: codes depend on it"),
        _("Try a code that has just appeared"),
        _("If it still fails, tell us here what the page says"),
    )
    return Template("sign-in", _("Sign in with a code again"), items)


def _withdrawal() -> Template:
    items = (
        _("Open the withdrawal's page and see its state"),
        _("Confirm it in the e-mail we sent, if it still waits for that"),
        _("Compare the network with what the receiving side accepts"),
        _("Send the withdrawal's number here in the chat"),
    )
    return Template("withdrawal", _("Follow a withdrawal"), items)


def _safety() -> Template:
    items = (
        _("Change the password on our site"),
        _("End all other sessions on the security page"),
        _("Look at API keys and delete those you do not know"),
        _("Look at withdrawal addresses and delete those you do not know"),
    )
    return Template("safety", _("Make an account safe"), items)
