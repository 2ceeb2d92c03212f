"""The invented exchange of this installation, for the actions that let things happen there."""

from django.conf import settings
from django.core.management.base import CommandError

from kefu.exchange.sandbox.connector import Sandbox


def of_this_installation() -> Sandbox:
    """Refused where a real exchange is connected: nobody should take its customers for these."""
    if settings.EXCHANGE not in {"", Sandbox.key}:
        raise CommandError("A real exchange is connected: set KEFU_EXCHANGE=sandbox to practise with the invented one.")
    return Sandbox()
