from datetime import UTC, datetime, timedelta, timezone

import pytest
from django.db import connection

from kefu.kit import db
from kefu.people.models import UsedIdentity

TABLE = "people_usedidentity"
AT = datetime(2026, 3, 1, 12, 0, 0, 5, tzinfo=UTC)


def stored() -> list[tuple[str, datetime]]:
    return list(UsedIdentity.objects.order_by("id").values_list("jti_hash", "expires_at"))


@pytest.mark.django_db
@pytest.mark.parametrize("count", [0, 1, 63, 64, 65, 200])
def test_many_rows_are_inserted_and_changed_by_few_statements(count: int) -> None:
    names = [f"token-{number:03}" for number in range(count)]
    db.insert_rows(TABLE, "id, jti_hash, expires_at", [(i, n, db.to_moment(AT)) for i, n in enumerate(names, 1)])
    assert stored() == [(name, AT) for name in names]
    later = AT + timedelta(days=1)
    changes = [(number, db.to_moment(later)) for number in range(1, count + 1, 2)]
    db.update_rows(TABLE, "expires_at", changes)
    assert stored() == [(name, AT if number % 2 else later) for number, name in enumerate(names)]


@pytest.mark.django_db
def test_a_row_is_found_among_any_number_of_values() -> None:
    db.insert_rows(TABLE, "jti_hash, expires_at", [(f"token-{n}", db.to_moment(AT)) for n in range(5)])
    for wanted in (["token-1", "token-3", "elsewhere"], [], ['"], [']):
        condition, params = db.among("jti_hash", wanted)
        found = db.rows(f"SELECT jti_hash FROM {TABLE} WHERE {condition} ORDER BY id", params)
        assert [row[0] for row in found] == [name for name in wanted if name in {"token-1", "token-3"}]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "at", [AT, AT.replace(microsecond=0), datetime(2026, 3, 1, 20, tzinfo=timezone(timedelta(hours=8)))]
)
def test_a_moment_is_written_as_django_writes_it_and_comes_back(at: datetime) -> None:
    if connection.vendor == "sqlite":
        assert db.to_moment(at) == connection.ops.adapt_datetimefield_value(at)
        assert db.from_moment(db.to_moment(at)) == at
    assert db.to_moment(None) is None
