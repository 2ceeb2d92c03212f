"""`kefu pages`: desk, widget, API and files alone, for set-ups of several processes or machines."""

import threading

from django.conf import settings
from django.core.management.base import BaseCommand

from kefu.conversations.worker import Worker
from kefu.ops import chores, pages_server, ready


class Command(BaseCommand):
    help = "Serves the pages and the API at PORT, with the reaction threads unless KEFU_REACTIONS_HERE=no."
    requires_system_checks = ()

    def handle(self, *args: object, **options: object) -> None:
        ready.require_migrated()
        ready.require_keys()
        stop = threading.Event()
        if settings.REACTIONS_HERE:
            Worker(stop, tidies=chores.TIDIES, prompt=chores.PROMPT, lanes=chores.lanes()).start()
        pages_server.serve(stop)
