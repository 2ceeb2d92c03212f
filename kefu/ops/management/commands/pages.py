"""`kefu pages`: desk, widget, API and files alone, for set-ups of several processes or machines."""

import threading
from contextlib import nullcontext

from django.conf import settings
from django.core.management.base import BaseCommand

from kefu.ops import chores, pages_server, ready


class Command(BaseCommand):
    help = "Serves the pages and the API at PORT, with the reaction threads unless KEFU_REACTIONS_HERE=no."
    requires_system_checks = ()

    def handle(self, *args: object, **options: object) -> None:
        ready.require_migrated()
        ready.require_keys()
        ready.judge(is_for_all=settings.REACTIONS_HERE)
        stop = threading.Event()
        with chores.at_work(stop) if settings.REACTIONS_HERE else nullcontext():
            pages_server.serve(stop)
