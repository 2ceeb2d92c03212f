"""What lay in clear in the release before is sealed by the upgrade, and still opens."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps.registry import Apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from conftest import an_agent, as_viewer
from kefu.kit import db
from kefu.people.capabilities import Role
from kefu.safeguards import appeals
from kefu.safeguards.models import FraudReport

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def before() -> Iterator[Apps]:
    yield MigrationExecutor(connection).migrate([("safeguards", "0016_papers_read_first")]).apps
    FraudReport.objects.all().delete()
    call_command("migrate", verbosity=0, no_backup=True)


def test_how_to_reach_those_who_appealed_is_sealed_by_the_upgrade(before: Apps) -> None:
    reports: Any = before.get_model("safeguards", "FraudReport")
    olds: Any = before.get_model("safeguards", "FraudAppeal")
    for contact in ("them@person.test", "", "电报 @them"):
        report = reports.objects.create(reference=f"r-{contact}"[:16], what=contact or "x", state="confirmed")
        olds.objects.create(report=report, words="no", contact=contact, teller="t")
    call_command("migrate", verbosity=0, no_backup=True)
    assert not db.rows(
        "SELECT 1 FROM safeguards_fraudappeal WHERE contact LIKE %s OR contact LIKE %s", ["%them%", "%电%"]
    )
    bob = as_viewer(an_agent("Bob", Role.LEAD))
    assert [each.contact for each in appeals.waiting(bob)] == ["them@person.test", "", "电报 @them"]
