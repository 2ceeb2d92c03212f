"""M06: whatever is done to the journal by SQL, `verify_journal` finds it, and says which row is the first."""

import io
import shutil
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import override_settings

from kefu.kit import clock, db
from kefu.ops.backups import sqlite
from kefu.trust import journal, signing
from kefu.trust.models import JournalEntry, SealedRow, TreeHead, TreeNode
from kefu.trust.sealing import erasing, folder, leaves, merkle, notes, places, store, verify
from kefu.trust.sealing.sealer import Sealer, begin_line

ROWS, BETWEEN = 12, 4


@pytest.fixture
def home(tmp_path: Path, settings: Any) -> Path:
    settings.JOURNAL_FOLDER = tmp_path / "outside"
    return tmp_path / "outside"


def written(count: int, *, at: datetime | None = None, word: str = "looked") -> None:
    with transaction.atomic():
        acts = [
            journal.Act(at or clock.now(), "agent", number, word, "conversation", number, "of Carol")
            for number in range(count)
        ]
        journal.write(acts)


def sealed_and_signed() -> None:
    sealer = Sealer()
    while sealer.seal(clock.now()):
        pass
    sealer.sign(clock.now(), at_once=True)
    places.bring(clock.now())


@pytest.fixture
def ids(db: None, home: Path) -> list[int]:
    """Three heads outside, of four rows each."""
    JournalEntry.objects.all().delete()
    for _ in range(ROWS // BETWEEN):
        written(BETWEEN)
        sealed_and_signed()
    return list(JournalEntry.objects.order_by("id").values_list("id", flat=True))


def found(**asked: Any) -> verify.Report:
    return verify.verify(None, keys=notes.known_keys(), **asked)


def sql(statement: str, *params: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, list(params))


def remade_tree() -> None:
    """What somebody does who has the database and not the key: every leaf and node anew, over what the rows say now."""
    SealedRow.objects.all().delete()
    TreeNode.objects.all().delete()
    rows = store.rows_after(0, most=10_000)
    store.add(0, [(row.id, leaves.leaf(row)) for row in rows])


def test_SEC_M06_an_untouched_journal_holds_and_says_how_far(ids: list[int]) -> None:
    written(2)
    Sealer().seal(clock.now())
    written(1)
    told = io.StringIO()
    call_command("verify_journal", stdout=told)
    assert "The journal holds." in told.getvalue()
    assert "Rows: 15. Sealed: 14. Heads held against them: 6." in told.getvalue()
    assert "Known outside: 12 rows" in told.getvalue()


@pytest.mark.parametrize(
    "change",
    [
        "action = 'lookee'",
        "detail = 'of Carox'",
        "actor_id = 99",
        "subject_id = 99",
        "actor_kind = 'robot'",
        "salt = '00'",
        "at = '2020-01-01 00:00:00+00:00'",
    ],
)
def test_SEC_M06_a_row_that_was_changed_is_named(ids: list[int], change: str) -> None:
    if db.is_sqlite():
        change = change.replace("+00:00", "")
    sql(f"UPDATE trust_journalentry SET {change} WHERE id = %s", ids[5])
    report = found()
    assert report.first is not None
    assert (report.first.code, report.first.row, report.count) == ("row_changed", ids[5], 1)
    with pytest.raises(CommandError, match=f"THE JOURNAL DOES NOT HOLD. First: row {ids[5]} is not what was sealed"):
        call_command("verify_journal")


def test_SEC_M06_a_row_that_is_gone_from_the_middle_is_named(ids: list[int]) -> None:
    sql("DELETE FROM trust_journalentry WHERE id = %s", ids[5])
    report = found()
    assert [(fault.code, fault.row) for fault in report.faults] == [("row_missing", ids[5])]


def test_SEC_M06_a_row_that_went_with_its_place_is_found_by_its_hole(ids: list[int]) -> None:
    sql("DELETE FROM trust_journalentry WHERE id = %s", ids[5])
    sql("DELETE FROM trust_sealedrow WHERE entry_id = %s", ids[5])
    first = found().first
    assert first is not None
    assert (first.code, first.position) == ("row_missing", 5)


def test_SEC_M06_two_rows_that_changed_places_are_named(ids: list[int]) -> None:
    one, other = ids[3], ids[7]
    columns = "at, actor_kind, actor_id, action, subject_kind, subject_id, detail, salt"
    kept = db.rows(f"SELECT {columns} FROM trust_journalentry WHERE id IN (%s, %s) ORDER BY id", [one, other])
    change = ", ".join(f"{name} = %s" for name in columns.split(", "))
    sql(f"UPDATE trust_journalentry SET {change} WHERE id = %s", *kept[1], one)
    sql(f"UPDATE trust_journalentry SET {change} WHERE id = %s", *kept[0], other)
    assert [(fault.code, fault.row) for fault in found().faults] == [("row_changed", one), ("row_changed", other)]


def test_SEC_M06_places_that_were_exchanged_are_named(ids: list[int]) -> None:
    sql("UPDATE trust_sealedrow SET entry_id = -1 WHERE entry_id = %s", ids[3])
    sql("UPDATE trust_sealedrow SET entry_id = %s WHERE entry_id = %s", ids[3], ids[7])
    sql("UPDATE trust_sealedrow SET entry_id = %s WHERE entry_id = -1", ids[7])
    first = found().first
    assert first is not None
    assert (first.code, first.position) == ("row_changed", 3)


@pytest.mark.parametrize("is_kept", [True, False])
def test_SEC_M06_a_forged_row_under_a_remade_tree_is_named_by_the_leaves_outside(ids: list[int], is_kept: bool) -> None:
    """Without the leaves outside, as far as the heads around it tell."""
    sql("UPDATE trust_journalentry SET actor_id = 99 WHERE id = %s", ids[5])
    remade_tree()
    if not is_kept:
        for file in folder._files(None, 1, folder.LEAVES):
            file.unlink()
    first = found().first
    assert first is not None
    assert (first.code, first.row) == ("row_changed", ids[5] if is_kept else ids[4])
    assert ("outside" in first.says) is is_kept


def test_SEC_M06_a_tail_that_was_cut_is_found_by_the_databases_own_head(ids: list[int]) -> None:
    sql("DELETE FROM trust_journalentry WHERE id >= %s", ids[9])
    sql("DELETE FROM trust_sealedrow WHERE entry_id >= %s", ids[9])
    codes = {fault.code for fault in found().faults}
    assert codes == {"tail_cut", "rolled_back"}


def test_SEC_M06_a_tail_that_was_cut_with_its_heads_is_found_by_those_outside(ids: list[int]) -> None:
    sql("DELETE FROM trust_journalentry WHERE id >= %s", ids[8])
    sql("DELETE FROM trust_sealedrow WHERE entry_id >= %s", ids[8])
    sql("DELETE FROM trust_treehead WHERE size > 8")
    report = found()
    assert [fault.code for fault in report.faults] == ["rolled_back"]
    assert "12 rows were signed" in report.faults[0].says
    assert "and 8 are here" in report.faults[0].says


def older_copy() -> Callable[[], None]:
    """Takes the journal and all that knows of it; what is returned puts it back."""
    tables = ("trust_journalentry", "trust_sealedrow", "trust_treenode", "trust_treehead", "trust_journalline")
    names = {table: [each.name for each in connection.introspection.get_table_description(connection.cursor(), table)]
             for table in tables}  # fmt: skip
    kept = {table: db.rows(f"SELECT {', '.join(columns)} FROM {table}") for table, columns in names.items()}

    def put_back() -> None:
        for table, columns in names.items():
            sql(f"DELETE FROM {table}")
            marks = ", ".join(["%s"] * len(columns))
            db.run_many(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", kept[table])

    return put_back


def test_SEC_M06_a_database_that_was_rolled_back_signs_nothing_until_it_is_said(ids: list[int], home: Path) -> None:
    put_back = older_copy()
    written(BETWEEN)
    sealed_and_signed()
    put_back()
    assert [fault.code for fault in found().faults] == ["rolled_back"]
    written(1)
    before = TreeHead.objects.count()
    sealed_and_signed()
    assert TreeHead.objects.count() == before
    begin_line(clock.now(), because="the disk broke")
    sealed_and_signed()
    report = found()
    assert report.faults == []
    assert report.lost == {1: 2}  # 16 were signed, and the new line began with 14: what was left, one more, and its act


def test_SEC_M06_a_restore_cannot_be_declared_by_sql(ids: list[int], home: Path) -> None:
    put_back = older_copy()
    written(BETWEEN)
    sealed_and_signed()
    put_back()
    sql("UPDATE trust_journalline SET line = 2")
    written(1)
    sealed_and_signed()
    assert not TreeHead.objects.filter(line=2).exists()
    assert [fault.code for fault in found().faults] == ["rolled_back"]
    TreeHead.objects.all().delete()
    sealed_and_signed()
    assert not TreeHead.objects.exists()


def test_SEC_M06_an_older_copy_that_went_on_and_signed_by_itself_is_found(
    ids: list[int], home: Path, tmp_path: Path
) -> None:
    """The folder was empty for a while, so nothing stopped it; the real one knows better."""
    put_back = older_copy()
    written(BETWEEN)
    sealed_and_signed()
    put_back()
    with override_settings(JOURNAL_FOLDER=tmp_path / "another"):
        written(BETWEEN, word="lied")
        sealed_and_signed()
    report = found()
    assert {fault.code for fault in report.faults} == {"row_changed", "rolled_back"}
    assert report.first is not None
    assert report.first.position == ROWS


def test_SEC_M06_another_key_is_not_ours(ids: list[int]) -> None:
    ours = signing.public_key()
    with override_settings(SECRET_KEY="another key, of somebody who came in " + "y" * 30):
        for row in TreeHead.objects.all():
            forged = notes.signed(notes.Head(row.line, row.size, bytes(row.root), row.signed_at))
            TreeHead.objects.filter(pk=row.pk).update(note=forged)
        assert {fault.code for fault in found().faults} == {"unsigned", "outside_lacks"}
        assert verify.verify(None, keys=[*notes.known_keys(), ours]).count == 0  # the key was changed by ourselves
    assert [fault.code for fault in found().faults] == ["unsigned"] * 3


def test_SEC_M06_a_row_put_in_later_is_named(ids: list[int]) -> None:
    """Below what is sealed it is never sealed; above, it is of now, whatever moment it tells."""
    sql("DELETE FROM trust_journalentry WHERE id = %s", ids[5])
    columns = "id, at, actor_kind, actor_id, action, subject_kind, subject_id, detail, salt, commitment"
    row = [ids[0] - 1, db.to_moment(clock.now()), "agent", 1, "lied", "conversation", 1, "", "", ""]
    db.insert_rows("trust_journalentry", columns, [row])
    sql("UPDATE trust_journalline SET settled = %s", ids[-1])
    assert {fault.code for fault in found().faults} == {"row_missing", "row_added"}


def test_SEC_M06_a_row_dated_back_is_named(ids: list[int]) -> None:
    written(1, at=clock.now() - timedelta(hours=3))
    sealed_and_signed()
    first = found().first
    assert first is not None
    assert (first.code, first.row) == ("back_dated", ids[-1] + 1)


def test_SEC_M06_heads_that_are_gone_from_the_folder_are_missed(ids: list[int], home: Path) -> None:
    shutil.rmtree(home)
    assert [fault.code for fault in found().faults] == ["outside_lacks"]
    TreeHead.objects.all().delete()
    assert [fault.code for fault in found().faults] == ["unsigned"]


def test_SEC_M06_rows_that_no_journal_can_hold_are_named_and_stop_nothing(ids: list[int]) -> None:
    if db.is_sqlite():
        sql("UPDATE trust_journalentry SET at = 'yesterday', actor_id = 'me' WHERE id = %s", ids[2])
        sql("UPDATE trust_journalentry SET at = '2020-13-45 00:00:00' WHERE id = %s", ids[3])
        sql("UPDATE trust_journalentry SET subject_id = x'ff' WHERE id = %s", ids[5])
        sql("UPDATE trust_sealedrow SET entry_id = 'mine' WHERE entry_id = %s", ids[6])
        sql("UPDATE trust_treehead SET signed_at = 'never', in_folder_at = 'no', root = 'x', size = 5 WHERE size = 4")
    sql("UPDATE trust_sealedrow SET leaf = %s WHERE entry_id = %s", b"", ids[4])
    rows = [fault.row for fault in found().faults if fault.code == "row_changed"]
    assert ids[4] in rows
    assert not db.is_sqlite() or set(rows) == set(ids[2:6])


def test_SEC_R26_an_erased_detail_leaves_a_journal_that_holds(ids: list[int]) -> None:
    assert erasing.forget([ids[5]], actor_kind="operator", actor_id=0, because="asked for") == 1
    sealed_and_signed()
    row = JournalEntry.objects.get(pk=ids[5])
    assert (row.detail, row.salt) == ("", "")
    assert found().faults == []
    sql("UPDATE trust_journalentry SET detail = '', salt = '', commitment = %s WHERE id = %s", _kept(ids[6]), ids[6])
    assert [(fault.code, fault.row) for fault in found().faults] == [("erased", ids[6])]


def _kept(row_id: int) -> str:
    row = JournalEntry.objects.get(pk=row_id)
    return leaves.commitment(row.detail, salt=row.salt)


@pytest.mark.django_db(transaction=True)
def test_SEC_M06_an_older_file_in_the_databases_place_is_found(home: Path, tmp_path: Path) -> None:
    if not db.is_sqlite():
        return  # the tables of an older dump are put back above
    JournalEntry.objects.all().delete()
    written(BETWEEN)
    sealed_and_signed()
    sqlite.copy(Path(db.file()), tmp_path / "older.sqlite3", told=lambda done, total: None)
    written(BETWEEN)
    sealed_and_signed()
    assert found().faults == []
    with db.pointed_at(tmp_path / "older.sqlite3"):
        assert [fault.code for fault in found().faults] == ["rolled_back"]
        written(BETWEEN, word="lied")
        sealed_and_signed()
        assert TreeHead.objects.count() == 1


def test_the_tree_in_the_database_is_the_tree_of_its_rows(db: None, home: Path) -> None:
    """Through more than one whole node, in batches that end anywhere."""
    JournalEntry.objects.all().delete()
    for count in (100, 155, 2, 511, 300):
        written(count)
        sealed_and_signed()
    tree = merkle.Frontier()
    tree.extend(leaves.leaf(row) for row in store.rows_after(0, most=10_000))
    assert (store.size(), store.frontier(1_068).root()) == (1_068, tree.root())
    assert TreeNode.objects.count() == 4
    assert found().faults == []
