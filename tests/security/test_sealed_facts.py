"""SEC-M01, SEC-R26, SEC-I07: what the exchange tells of a customer stands nowhere in the database for whoever has its file."""

from pathlib import Path

import pytest

from kefu.exchange import asking
from kefu.exchange.sandbox.connector import Sandbox
from tests.security import canaries, facts_story
from tests.security.facts_story import Story

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def story(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Story:
    exchange = Sandbox(tmp_path / "northwind.sqlite3")
    asking.forget()
    monkeypatch.setattr(asking, "current", lambda: exchange)
    return facts_story.played(exchange)


def test_SEC_M01_the_database_alone_yields_no_fact_of_a_customer(story: Story) -> None:
    assert canaries.columns_with(story.facts) == {}
    left = canaries.left_behind()
    assert canaries.standing_in(left, [facts_story.BODY]) == [facts_story.BODY], "it is read: words stay to be found"
    assert canaries.standing_in(left, story.facts) == []
