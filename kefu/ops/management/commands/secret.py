"""`kefu secret`: see kefu.ops.main, which answers it before there are settings. Here so that `kefu help` lists it."""

import secrets

from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = (
        "Prints a fresh secret for KEFU_SECRET_KEY or KEFU_IDENTITY_SECRET; with --push one for KEFU_PUSH_PRIVATE_KEY."
    )
    requires_system_checks = ()

    def handle(self, *args: object, **options: object) -> None:
        self.stdout.write(secrets.token_urlsafe(48))
