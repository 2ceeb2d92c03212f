"""The product's database from outside: how large it is, and what PostgreSQL says of its commits and its log."""

import os
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

from bench import processor

SIZE = "SELECT pg_database_size(current_database())"
COMMITS = "SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()"
WRITTEN = "SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')"
ENTRIES = "SELECT count(*) FROM conversations_entry"


@dataclass(frozen=True, slots=True)
class Size:
    """`wal_bytes` and `commits` are PostgreSQL's alone, since it began."""

    bytes: int
    entries: int
    wal_bytes: int = 0
    commits: int = 0


class Sqlite:
    kind = "sqlite"

    def __init__(self, file: Path) -> None:
        self._file = file

    def size(self) -> Size:
        """Of the tables, without what the write-ahead log holds back."""
        with closing(sqlite3.connect(self._file, timeout=30)) as base:
            pages, free, page = (base.execute(f"PRAGMA {name}").fetchone()[0] for name in _PAGES)
            return Size((pages - free) * page, base.execute(ENTRIES).fetchone()[0])

    def pids(self) -> Iterable[int]:
        return ()


_PAGES = ("page_count", "freelist_count", "page_size")


class Postgres:
    kind = "postgres"

    def __init__(self, url: str) -> None:
        self._url = url
        self._name = urlsplit(url).path.removeprefix("/")

    def size(self) -> Size:
        with psycopg.connect(self._url, autocommit=True) as base:
            found = (base.execute(sql).fetchone() for sql in (SIZE, ENTRIES, WRITTEN, COMMITS))
            return Size(*(int(row[0]) for row in found if row))

    def pids(self) -> Iterable[int]:
        """Those that serve this database, and the one that writes the log for all."""
        return [*processor.pids_named(f" {self._user} {self._name} "), *processor.pids_named("walwriter")]

    @property
    def _user(self) -> str:
        return urlsplit(self._url).username or ""


def of_product(data_file: Path) -> Sqlite | Postgres:
    """As KEFU_DATABASE_URL says to the product."""
    url = os.environ.get("KEFU_DATABASE_URL", "")
    return Postgres(url) if url.startswith("postgres") else Sqlite(data_file)
