"""What was removed cannot be read from the database's file, whatever reads it."""

from pathlib import Path

import pytest
from django.db import connection

from kefu.kit import db
from kefu.search import index, shards
from kefu.search.index import Document, Query

pytestmark = pytest.mark.django_db(transaction=True)

SECRET = "rosencrantz"


@pytest.mark.parametrize("shelf", ["help", "entries"])
def test_no_trace_of_a_removed_text_is_left(shelf: str) -> None:
    index.put([Document(shelf, key, f"{SECRET} title", f"{SECRET} 罗森格兰兹") for key in (1, 2)])
    index.put([Document(shelf, key, "ophelia", f"{key} 号") for key in range(3, 60)])
    assert SECRET in _everything()
    index.remove(shelf, [1, 2])
    assert SECRET not in _everything()
    assert "森格" not in _everything()
    assert "ophelia" in _everything()


@pytest.mark.parametrize("shelf", ["help", "entries"])
def test_a_replaced_text_is_gone_after_the_next_quiet_moment(shelf: str) -> None:
    index.put([Document(shelf, 1, "", SECRET), Document(shelf, 2, "", "ophelia")])
    index.put([Document(shelf, 1, "", "horatio")])
    assert index.search(Query(SECRET, shelf)).hits == []
    while index.tidy():
        pass
    assert SECRET not in _everything()
    assert not shards.of_shelf(shelf)[0].needs_merge


def _everything() -> str:
    """The file and its log as bytes; from PostgreSQL, all rows of all of the room's tables."""
    if db.is_sqlite():
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        files = [Path(db.file()), Path(f"{db.file()}-wal")]
        return b"".join(file.read_bytes() for file in files if file.exists()).decode("utf-8", "ignore")
    tables = db.rows("SELECT tablename FROM pg_tables WHERE tablename LIKE 'search_%%'")
    return str([db.rows(f"SELECT t::text FROM {name} t") for (name,) in tables])
