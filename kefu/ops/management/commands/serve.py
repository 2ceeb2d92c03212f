"""`kefu serve`: the whole of Kefu on one machine in two processes: pages with the reaction threads, and live."""

import os
import signal
import threading
from argparse import ArgumentParser
from contextlib import nullcontext

from django.conf import settings
from django.core.management.base import BaseCommand

from kefu.kit import wake
from kefu.ops import chores, live_copy, live_port, live_server, pages_server, parent, ready
from kefu.ops.live_child import LiveChild


class Command(BaseCommand):
    help = "Serves Kefu: pages at PORT, sockets at PORT + 1. Ctrl-C or SIGTERM stops both."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--migrate", action="store_true", help="bring the database up to date first")
        parser.add_argument("--with-parent", action="store_true", help="stop when standard input closes")

    def handle(self, *args: object, with_parent: bool, migrate: bool, **options: object) -> None:
        ready.require_migrated(or_migrate=migrate)
        ready.require_keys()
        ready.judge(is_for_all=True)
        wake.mend()
        copy = live_copy.made(_be_live)
        if with_parent:
            parent.on_end(lambda: os.kill(os.getpid(), signal.SIGTERM))
        stop = threading.Event()
        live = LiveChild(stop, listens=live_port.listens, first=copy)
        live.start()
        try:
            with chores.at_work(stop) if settings.REACTIONS_HERE else nullcontext():
                self.stdout.write(f"Kefu serves {settings.BASE_URL} and {settings.LIVE_URL}. Ctrl-C stops it.")
                pages_server.serve(stop)
        finally:
            stop.set()
            live.join()


def _be_live() -> None:
    parent.on_end(lambda: os.kill(os.getpid(), signal.SIGTERM))
    live_server.run()
