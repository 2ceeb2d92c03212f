"""`kefu doctor` on what is sealed: the key outside the database, and copies that hold names in clear."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from kefu.kit import data_key, db
from kefu.ops.doctor import data, fields
from kefu.ops.doctor.finding import Verdict
from kefu.people.access import Viewer


def test_a_key_of_data_that_others_may_read_or_that_lies_beside_the_database_is_named(
    settings: Settings, tmp_path: Path
) -> None:
    settings.DATA, settings.DATA_KEY, settings.MEDIA_ROOT = tmp_path, "", tmp_path
    os.chmod(tmp_path, 0o700)
    assert "yet" in fields.outside_key().says
    data_key.make()
    assert "one copy of that folder" in fields.outside_key().says
    assert data.rights().verdict is Verdict.OK
    os.chmod(data_key.file(), 0o644)
    assert str(data_key.file()) in data.rights().says
    settings.REDIS_URL = "redis://127.0.0.1"
    data_key.file().unlink()
    assert fields.outside_key().verdict is Verdict.CRITICAL


@pytest.mark.django_db
def test_customers_whose_key_is_under_one_that_is_not_here_are_named(settings: Settings, carol: Viewer) -> None:
    assert fields.keys_open().verdict is Verdict.OK
    settings.DATA_KEY = "another-" * 8
    assert "names and addresses stay empty" in fields.keys_open().says


@pytest.mark.django_db
def test_a_copy_of_the_release_before_that_holds_names_in_clear_is_named() -> None:
    if not db.is_sqlite():
        pytest.skip("kept beside the embedded database alone")
    kept = Path(db.file()).with_name("before-upgrade.sqlite3")
    for columns, verdict in (("name text", Verdict.WARN), ("name text, sealed_name blob", Verdict.OK)):
        with closing(sqlite3.connect(kept)) as base:
            base.execute(f"CREATE TABLE people_customer ({columns})")
        assert fields.clear_copies().verdict is verdict
        kept.unlink()
