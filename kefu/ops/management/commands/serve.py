"""`kefu serve`: the whole of Kefu on one machine in two processes: pages with the reaction threads, and live."""

import threading

from django.conf import settings
from django.core.management.base import BaseCommand

from kefu.conversations.react import Worker
from kefu.ops import pages_server, ready
from kefu.ops.live_child import LiveChild


class Command(BaseCommand):
    help = "Serves Kefu: pages at PORT, sockets at PORT + 1. Ctrl-C or SIGTERM stops both."
    requires_system_checks = ()

    def handle(self, *args: object, **options: object) -> None:
        ready.require_migrated()
        stop = threading.Event()
        live = LiveChild(stop)
        live.start()
        try:
            if settings.REACTIONS_HERE:
                Worker(stop).start()
            self.stdout.write(f"Kefu serves {settings.BASE_URL} and {settings.LIVE_URL}. Ctrl-C stops it.")
            pages_server.serve(stop)
        finally:
            stop.set()
            live.join()
