"""Whether this installation can serve at all: the database must be that of this release, and its own keys be there."""

from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from kefu.kit import clock, vapid
from kefu.ops.doctor import gates
from kefu.people import keys


def require_migrated(*, or_migrate: bool = False) -> None:
    """CommandError, with the way out, unless the database has every table of this release; or bring it there."""
    executor = MigrationExecutor(connection)
    if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return
    if not or_migrate:
        raise CommandError("The database is not that of this release: run `kefu migrate` first.")
    call_command("migrate", verbosity=0, interactive=False)


def require_keys() -> None:
    """Make at the first start what is made once. CommandError if what is kept there cannot be used."""
    for name, look in (("The key of notices", vapid.key), ("The key of data", keys.ready)):
        try:
            look()
        except (ImproperlyConfigured, OSError) as error:
            raise CommandError(f"{name}: {error}") from error


def judge(*, is_for_all: bool = False) -> None:
    """Whether chats may be taken: by this process's own settings, and (`is_for_all`) by what all processes share."""
    gates.judge_own()
    if is_for_all:
        gates.judge(clock.now())
