"""An empty database made in one go is the one that all the steps end in, and half of one is never left."""

import json
import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
from django.db import connection

from tools import suite
from tools.bootstrap.environment import ROOT

BY_STEPS = "fresh.is_empty = lambda: False"
IN_ONE_GO = ""
FAILING = "from django.db.migrations.recorder import MigrationRecorder as R; R.record_applied = None"

SCRIPT = """
import json, sys, django
django.setup()
from django.core.management import call_command
from django.db import connection
from kefu.ops import fresh
exec(sys.argv[1])
try:
    call_command("migrate", verbosity=0, interactive=False)
except TypeError:
    print("failed", file=sys.stderr)
INDEXES = {
    "sqlite": "SELECT tbl_name, name, sql FROM sqlite_master WHERE type <> 'table' AND sql IS NOT NULL",
    "postgresql": "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' UNION ALL "
        "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint "
        "WHERE connamespace = 'public'::regnamespace AND conrelid <> 0",
}
found = {"tables": {}, "rows": {}}
with connection.cursor() as cursor:
    for table in connection.introspection.table_names(cursor):
        columns = sorted(connection.introspection.get_table_description(cursor, table))
        constraints = connection.introspection.get_constraints(cursor, table).values()
        found["tables"][table] = {
            "columns": [list(map(str, column)) for column in columns],
            "constraints": sorted(json.dumps(each, default=str, sort_keys=True) for each in constraints),
        }
        names = "app, name" if table == "django_migrations" else ", ".join(f'"{column.name}"' for column in columns)
        cursor.execute(f'SELECT {names} FROM "{table}"')
        found["rows"][table] = sorted(map(str, cursor.fetchall()))
    cursor.execute(INDEXES[connection.vendor])
    # what Django named by itself, it finds again by its columns: a field that was renamed leaves such a name behind
    found["indexes"] = sorted(
        [table, "its own", sql.replace(name, "")] if name.startswith(table) else [table, name, sql]
        for table, name, sql in cursor.fetchall()
    )
print(json.dumps(found))
"""


@pytest.fixture
def places(tmp_path: Path) -> Iterator[list[str]]:
    """The addresses of two empty databases, of the kind this run is on; empty: an embedded one."""
    if connection.vendor == "sqlite":
        yield ["", ""]
        return
    url = suite.postgres_url()
    names = [f"kefu_fresh_{secrets.token_hex(4)}" for _ in range(2)]
    with psycopg.connect(url, autocommit=True) as admin:
        for name in names:
            admin.execute(f'CREATE DATABASE "{name}"')
        yield [urlsplit(url)._replace(path=f"/{name}").geturl() for name in names]
        for name in names:
            admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def made(data: Path, url: str, how: str) -> dict[str, Any]:
    data.mkdir(exist_ok=True)
    env = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "kefu.settings.prod",
        "KEFU_DATA": str(data),
        "KEFU_SECRET_KEY": "made-by-a-test-only-" * 4,
        "KEFU_DATABASE_URL": url,
    }
    command = [sys.executable, "-c", SCRIPT, how]
    done = subprocess.run(command, env=env, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_in_one_go_and_by_all_steps_end_in_the_same_tables_indexes_and_rows(places: list[str], tmp_path: Path) -> None:
    by_steps = made(tmp_path / "steps", places[0], BY_STEPS)
    in_one_go = made(tmp_path / "go", places[1], IN_ONE_GO)
    assert len(by_steps["tables"]) > 80
    assert len(by_steps["rows"]["conversations_category"]) == 8
    for part, found in by_steps.items():
        assert in_one_go[part] == found, part


def test_a_failure_leaves_an_empty_database_and_the_next_try_makes_it(places: list[str], tmp_path: Path) -> None:
    data = tmp_path / "data"
    assert made(data, places[0], FAILING)["tables"] == {}
    assert made(data, places[0], IN_ONE_GO)["rows"]["django_migrations"]
