"""`kefu migrate`: Django's, with a copy of the database before it, which is put back if a step fails.

The copy (`before-upgrade.sqlite3`, beside the database) stays until the next upgrade: with it the release before can serve again.
"""

from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.core.management.commands import migrate
from django.db import DEFAULT_DB_ALIAS

from kefu.ops import fresh
from kefu.ops.backups import upgrade
from kefu.ops.backups.errors import NotPossible


class Command(migrate.Command):
    help = "Brings the database to this release, after keeping a copy of it."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--no-backup", action="store_true", help="keep no copy (there must be room for one otherwise)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        no_backup = options.pop("no_backup", False)
        if _is_whole(options) and fresh.is_empty():
            fresh.make()
        if no_backup or options.get("plan") or options.get("check_unapplied") or not upgrade.is_due():
            super().handle(*args, **options)
            return
        try:
            kept = upgrade.keep(say=self.stderr.write)
        except NotPossible as error:
            raise CommandError(f"{error} Nothing was changed; `--no-backup` goes on without a copy.") from error
        try:
            super().handle(*args, **options)
        except BaseException as error:
            self.stderr.write(upgrade.put_back(kept))
            raise CommandError(f"The upgrade failed: {error}") from error


def _is_whole(options: dict[str, Any]) -> bool:
    """Whether everything is asked for, and really to be done."""
    partly = ("app_label", "migration_name", "plan", "check_unapplied", "fake", "fake_initial", "prune")
    return options.get("database") == DEFAULT_DB_ALIAS and not any(options.get(each) for each in partly)
