"""Looks for words in all that a database leaves behind: its files (or a dump of it), in any spelling a program would use."""

import base64
import json
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.db import connection

from kefu.kit import db

_OWN = "-wal", "-journal", ""
_BINARY = bytes, bytearray, memoryview


def left_behind() -> bytes:
    """Every byte of the database: the file, and what has not come into it yet; of PostgreSQL a dump."""
    if db.is_sqlite():
        file = str(connection.settings_dict["NAME"])
        return b"".join(path.read_bytes() for end in _OWN if (path := Path(file + end)).exists())
    return _dumped()


def spellings(word: str) -> set[bytes]:
    """As text, in either UTF-16, escaped as JSON does, in hex, and in base64 wherever it begins."""
    plain = word.encode()
    found = {
        plain,
        word.encode("utf-16-le"),
        word.encode("utf-16-be"),
        plain.hex().encode(),
        plain.hex().upper().encode(),
    }
    found |= {json.dumps(word)[1:-1].encode(), "".join(f"\\u{ord(each):04x}" for each in word).encode()}
    for encode in (base64.b64encode, base64.urlsafe_b64encode):
        found |= {_inner(encode, plain, at) for at in range(3)}
    return found


def standing_in(data: bytes, words: Iterable[str]) -> list[str]:
    """Those of the words that stand there, however written."""
    return sorted(word for word in words if any(spelling in data for spelling in spellings(word)))


def columns_with(words: Iterable[str]) -> dict[str, list[str]]:
    """`table.column` -> the words that stand in its cells: what to mend, where any do."""
    wanted = {word: spellings(word) for word in words}
    found: dict[str, set[str]] = {}
    for place, cell in _cells():
        for word in (word for word, written in wanted.items() if any(each in cell for each in written)):
            found.setdefault(place, set()).add(word)
    return {place: sorted(found[place]) for place in sorted(found)}


def _cells() -> Iterator[tuple[str, bytes]]:
    for table in sorted(set(connection.introspection.table_names()) - _without_rows()):
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            names = [each[0] for each in cursor.description]
            for row in cursor.fetchall():
                yield from ((f"{table}.{name}", _bytes(cell)) for name, cell in zip(names, row, strict=True))


def _without_rows() -> set[str]:
    """The index's tables, whose bytes lie in others beside them."""
    if not db.is_sqlite():
        return set()
    return {row[0] for row in db.rows("SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL%%'", [])}


def _bytes(cell: Any) -> bytes:
    return bytes(cell) if isinstance(cell, _BINARY) else str(cell).encode("utf-8", "surrogatepass")


def _inner(encode: Any, plain: bytes, at: int) -> bytes:
    """What is the same in every base64 of a text that holds this one, `at` bytes behind a group of three."""
    whole: bytes = encode(bytes(at) + plain)
    begins = -(-8 * at // 6)
    return whole[begins : begins + (8 * (at + len(plain)) // 6 - begins)]


def _dumped() -> bytes:
    place = connection.settings_dict
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD"}
    env = {name: str(place[ours]) for name, ours in names.items() if place[ours]}
    told = subprocess.run(
        ["pg_dump", "--inserts", str(place["NAME"])],
        env={"PATH": "/usr/bin:/bin", **env},
        capture_output=True,
        check=True,
    )
    return told.stdout
