import pytest
from django.db import connection

from conftest import a_customer, an_agent
from kefu.kit import db
from tests import emptying


@pytest.mark.django_db(transaction=True)
def test_what_a_test_committed_is_gone_from_every_table_whatever_points_at_it() -> None:
    an_agent("Alice")
    a_customer("carol")
    tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
    filled = [table for table in tables if _rows_in(table)]
    assert {"people_agent", "people_customer", "people_datakey"} <= set(filled)

    emptying.empty(connection)

    assert not [table for table in filled if _rows_in(table)]


def _rows_in(table: str) -> int:
    return int(db.rows(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")[0][0])
