"""`kefu live`: the sockets alone."""

import os
import signal
from argparse import ArgumentParser

from django.core.management.base import BaseCommand

from kefu.ops import live_server, parent, ready


class Command(BaseCommand):
    help = "Serves the sockets at KEFU_LIVE_PORT (PORT + 1)."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--with-parent", action="store_true", help="stop when standard input closes")

    def handle(self, *args: object, with_parent: bool, **options: object) -> None:
        if with_parent:
            parent.on_end(lambda: os.kill(os.getpid(), signal.SIGTERM))
        ready.judge()
        live_server.run()
