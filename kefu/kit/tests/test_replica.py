"""Lists are read from a copy only if it has reached the moment they are asked for; a copy that is away stops nobody."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError

from kefu.kit import replica
from kefu.settings import database


@pytest.fixture
def copy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replica, "_has_copy", lambda: True)
    monkeypatch.setattr(replica, "_rests_until", 0.0)
    monkeypatch.setattr(replica, "_has_caught_up", lambda: True)
    monkeypatch.setattr(replica, "connections", {"default": Wrapper(), "replica": Wrapper()})


class Wrapper:
    in_atomic_block = False

    def close(self) -> None:
        pass


def test_without_a_copy_everything_is_as_ever() -> None:
    assert replica.may_read(replica.alias) == "default"


def test_a_copy_that_is_up_to_date_is_read_and_only_inside(copy: None) -> None:
    assert replica.may_read(replica.alias) == "replica"
    assert replica.alias() == "default"
    assert replica.Router().db_for_read(object) is None


def test_a_copy_that_is_behind_is_passed_over_and_left_alone(copy: None, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def is_behind() -> bool:
        asked.append(1)
        return False

    monkeypatch.setattr(replica, "_has_caught_up", is_behind)
    assert [replica.may_read(replica.alias) for _ in range(5)] == ["default"] * 5
    assert len(asked) == 1


def test_a_copy_that_goes_away_in_the_middle_fails_nobody(copy: None) -> None:
    def read() -> str:
        if replica.alias() == "replica":
            raise OperationalError("server closed the connection unexpectedly")
        return "from the database itself"

    assert replica.may_read(read) == "from the database itself"


def test_inside_a_transaction_only_the_database_itself_is_read(copy: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Wrapper, "in_atomic_block", True)
    assert replica.may_read(replica.alias) == "default"


def test_addresses_of_several_hosts_and_what_libpq_is_told() -> None:
    made = database.parse("postgresql://kefu:p%40ss@one:5432,two:5433/kefu?sslmode=verify-full")
    assert (made["HOST"], made["PORT"], made["NAME"], made["PASSWORD"]) == ("one,two", "5432,5433", "kefu", "p@ss")
    assert made["OPTIONS"]["sslmode"] == "verify-full"
    assert made["OPTIONS"]["target_session_attrs"] == "read-write"
    one = database.parse("postgresql://root@127.0.0.1/kefu")
    assert (one["HOST"], one["PORT"], one["USER"]) == ("127.0.0.1", "", "root")
    assert "target_session_attrs" not in one["OPTIONS"]


def test_a_copy_needs_postgresql() -> None:
    assert set(database.all_of("postgresql://a@b/c", replica="postgresql://a@d/c")) == {"default", "replica"}
    with pytest.raises(ImproperlyConfigured, match="KEFU_REPLICA_URL needs PostgreSQL"):
        database.all_of("sqlite:///x", replica="postgresql://a@b/c")
