"""PostgreSQL by its own programs, of the server's own release: pg_dump under our snapshot, pg_restore in one transaction."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

from kefu.kit import db
from kefu.ops.backups.errors import NotPossible, NotWhole

MEMBER = "database.pgdump"
DEBIAN = "/usr/lib/postgresql"
_ASKS_FOR = {"HOST": "PGHOST", "PORT": "PGPORT", "USER": "PGUSER", "PASSWORD": "PGPASSWORD", "NAME": "PGDATABASE"}


@contextmanager
def held() -> Iterator[str]:
    """One moment of the database: every query inside sees it, and whoever is given the name that comes back."""
    with transaction.atomic(durable=True):
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield str(db.rows("SELECT pg_export_snapshot()")[0][0])


def dump(target: Path, *, snapshot: str) -> None:
    path = program("pg_dump", least=_server_major())
    _run(path, "--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}", f"--file={target}")


def fill(source: Path) -> None:
    """All of it or nothing."""
    if not is_empty():
        raise NotPossible("The database is not empty: a backup is restored into an empty one only.")
    name = str(connection.settings_dict["NAME"])
    flags = ("--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges", f"--dbname={name}")
    _run(program("pg_restore", least=_server_major()), *flags, str(source))


def is_empty() -> bool:
    sql = "SELECT count(*) FROM information_schema.tables WHERE table_schema = current_schema()"
    return bool(db.rows(sql)[0][0] == 0)


def require_readable(file: Path) -> None:
    try:
        _run(program("pg_restore"), "--list", str(file))
    except NotPossible as error:
        raise NotWhole(f"The database in this backup cannot be read: {error}") from error


def program(name: str, *, least: int = 0) -> str:
    """Where this program is, of release `least` or a later one. NotPossible if there is none."""
    beside = [str(folder / "bin" / name) for folder in sorted(Path(DEBIAN).glob("[0-9]*"), key=lambda f: int(f.name))]
    found = [path for path in (*beside, shutil.which(name)) if path and os.access(path, os.X_OK)]
    fitting = [path for path in found if _major_of(path) >= least]
    if not fitting:
        which = f"PostgreSQL {least}" if least else "PostgreSQL"
        raise NotPossible(f"{name} of {which} is needed on this machine (Debian: postgresql-client).")
    return fitting[0]


def _server_major() -> int:
    return int(db.rows("SHOW server_version_num")[0][0]) // 10_000


def _major_of(path: str) -> int:
    said = subprocess.run([path, "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603
    numbers = [word for word in said.split() if word[:1].isdigit()]
    return int(numbers[0].split(".")[0]) if numbers else 0


def _run(path: str, *arguments: str) -> None:
    """The password goes by the environment, which other people on the machine cannot see."""
    done = subprocess.run(  # noqa: S603
        [path, *arguments], env=_environment(), capture_output=True, text=True, check=False
    )
    if done.returncode:
        said = done.stderr.strip().splitlines() or ["it said nothing"]
        raise NotPossible(f"{Path(path).name} failed: {said[0]}")


def _environment() -> dict[str, str]:
    asked = settings.DATABASES["default"]
    told = {name: str(asked[key]) for key, name in _ASKS_FOR.items() if asked.get(key)}
    return {**os.environ, **told}
