"""`kefu worker`: the reaction and sweep threads alone, where KEFU_REACTIONS_HERE=no keeps them out of the pages."""

import signal
import threading

from django.core.management.base import BaseCommand

from kefu.ops import chores, ready


class Command(BaseCommand):
    help = "Runs reactions and sweeps until SIGTERM or Ctrl-C."
    requires_system_checks = ()

    def handle(self, *args: object, **options: object) -> None:
        ready.require_migrated()
        ready.require_keys()
        ready.judge(is_for_all=True)
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda number, frame: stop.set())
        with chores.at_work(stop):
            stop.wait()
