"""Rows that nobody of ours would write, put into the log's tables by SQL as a broken disk, a tool or a thief would."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from conftest import says
from kefu.conversations import log
from kefu.conversations.records import ConversationRecord
from kefu.kit import db
from kefu.people.access import Viewer

SECRET = "what-the-row-held"


@dataclass(frozen=True)
class Wrong:
    """A column and the SQL of what it holds. `everywhere`: PostgreSQL would keep it too."""

    column: str
    sql: str
    everywhere: bool = True


WRONG = (
    Wrong("kind", "'teleported'"),
    Wrong("author_kind", "'martian'"),
    Wrong("audience", "'nobody'"),
    Wrong("data", f"'[1, 2, \"{SECRET}\"]'"),
    Wrong("data", '\'{"files": "abc"}\''),
    Wrong("data", '\'{"files": [{"id": 5, "name": null}]}\''),
    Wrong("data", "'{\"files\": [7]}'"),
    Wrong("created_at", "'9999-12-31 23:59:59'"),
    Wrong("data", f"'{'[' * 900}{']' * 900}'"),
    Wrong("body", f"'{'x' * 200_000}'"),
    Wrong("body", f"CAST('{SECRET}' AS blob)", everywhere=False),
    Wrong("created_at", "'never'", everywhere=False),
    Wrong("created_at", "7", everywhere=False),
    Wrong("key", "X'00ff'", everywhere=False),
    Wrong(
        "data",
        '\'{"files": [{"id": "a", "name": "\\ud800", "media_type": "", "width": 1, "height": 1, "bytes": 1}]}\'',
        everywhere=False,
    ),
)


def plant(chat: ConversationRecord, *, by: Viewer, text: str = "before {number}") -> list[int]:
    """A wrong row of each sort, each behind a good message; returns the `seq` of the wrong ones."""
    found: list[int] = []
    for number, wrong in enumerate(_kept(WRONG)):
        log.stored(log.reply(chat.id, author=says(by), body=text.format(number=number)))
        bad = log.stored(log.reply(chat.id, author=says(by), body=SECRET))
        spoil(bad.id, wrong)
        found.append(bad.seq)
    log.stored(log.reply(chat.id, author=says(by), body="the last good one"))
    return found


def spoil(entry: int, wrong: Wrong) -> None:
    _run(f"UPDATE conversations_entry SET {wrong.column} = {wrong.sql} WHERE id = {int(entry)}")


def rename(customer: int, sql: str) -> None:
    _run(f"UPDATE people_customer SET sealed_name = {sql} WHERE id = {int(customer)}")


def _kept(wrong: Sequence[Wrong]) -> list[Wrong]:
    return [each for each in wrong if each.everywhere or db.is_sqlite()]


def _run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)
