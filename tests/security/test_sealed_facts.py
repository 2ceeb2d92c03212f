"""SEC-M01, SEC-R26: what the exchange tells of a customer stands nowhere in the database for whoever has its file."""

import importlib
import json
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from kefu.conversations.data import data_to_json
from kefu.exchange import asking, runs
from kefu.exchange.diagnoses import stored
from kefu.exchange.diagnoses.definition import Finding, State
from kefu.exchange.models import CheckRun
from kefu.exchange.sandbox.connector import Sandbox
from kefu.kit import db
from kefu.people import keys
from kefu.safeguards import requests_rows
from kefu.safeguards.models import AccountRequest
from kefu.watchers.cases import sealing
from kefu.watchers.cases.models import CaseJob
from tests.security import canaries, facts_story
from tests.security.facts_story import Story

pytestmark = pytest.mark.django_db(transaction=True)
UPGRADES = (
    "kefu.exchange.migrations.0003_sealed_facts",
    "kefu.conversations.migrations.0014_sealed_facts",
    "kefu.watchers.cases.migrations.0003_sealed_answers",
    "kefu.safeguards.migrations.0009_sealed_requests",
)


@pytest.fixture
def story(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Story:
    exchange = Sandbox(tmp_path / "northwind.sqlite3")
    asking.forget()
    monkeypatch.setattr(asking, "current", lambda: exchange)
    return facts_story.played(exchange)


def test_SEC_M01_the_database_alone_yields_no_fact_of_a_customer(story: Story) -> None:
    told = "\n".join(facts_story.told(story))
    assert [fact for fact in story.facts if fact not in told] == [], "whoever holds the keys reads all of it"
    assert canaries.columns_with(story.facts) == {}
    left = canaries.left_behind()
    assert canaries.standing_in(left, [facts_story.BODY]) == [facts_story.BODY], "it is read: words stay to be found"
    assert canaries.standing_in(left, story.facts) == []


def test_SEC_R26_with_the_key_goes_what_was_told(story: Story) -> None:
    assert keys.destroy(story.owner.viewer.id)
    told = "\n".join(facts_story.told(story))
    assert [fact for fact in story.facts if fact in told] == []


def test_SEC_M01_an_upgrade_seals_what_lay_open(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    """Cut off in the middle, and run once more."""
    before = facts_story.told(story)
    _lay_open(story)
    assert len(canaries.standing_in(canaries.left_behind(), story.facts)) > len(story.facts) // 2
    for name in UPGRADES:
        upgrade = importlib.import_module(name)
        monkeypatch.setattr(upgrade, "BATCH", 1)
        if name != UPGRADES[-1]:  # all or nothing
            with pytest.raises(RuntimeError, match="cut off"):
                upgrade.seal(_Cut(), connection.schema_editor())
        upgrade.seal(apps, connection.schema_editor())
    assert facts_story.told(story) == before
    assert canaries.columns_with(story.facts) == {}
    if db.is_sqlite():  # which keeps what it wrote over, if it is not told otherwise
        assert canaries.standing_in(canaries.left_behind(), story.facts) == []


class _Cut:
    """The tables, until keys are read a second time."""

    def __init__(self) -> None:
        self.left = 2

    def get_model(self, app: str, name: str) -> Any:
        return _CutKeys(self) if name == "DataKey" else apps.get_model(app, name)


class _CutKeys:
    def __init__(self, cut: _Cut) -> None:
        self._cut = cut

    @property
    def objects(self) -> Any:
        self._cut.left -= 1
        if not self._cut.left:
            raise RuntimeError("cut off")
        return apps.get_model("people", "DataKey").objects


def _lay_open(story: Story) -> None:
    """As releases before kept it."""
    for run in CheckRun.objects.all():
        kept = runs.kept(run.public_id)
        assert kept is not None
        CheckRun.objects.filter(pk=run.pk).update(answers=dict(kept.answers), finding=stored.to_json(kept.finding))
    _open_entries(story)
    for job in CaseJob.objects.all():
        CaseJob.objects.filter(pk=job.pk).update(answers=facts_story.answers_of(job))
    for row in AccountRequest.objects.all():
        whole = requests_rows.opened(row)
        proofs = [{**each, "note": note} for each, note in zip(row.proofs, whole.notes, strict=True)]
        named = {name: getattr(whole, name) for name in ("uid", "value", "reason", "ending")}
        AccountRequest.objects.filter(pk=row.pk).update(proofs=proofs, **named)


def _open_entries(story: Story) -> None:
    with connection.cursor() as cursor:
        for entry in facts_story.entries(story):
            told = json.dumps(data_to_json(entry.data))
            cursor.execute("UPDATE conversations_entry SET data = %s WHERE id = %s", [told, entry.id])


def test_SEC_M01_a_verdict_that_was_told_is_marked_as_the_upgrade_marks_it() -> None:
    upgrade = importlib.import_module(UPGRADES[2])
    told = upgrade._mark(7, "frozen:act")
    assert told == sealing.mark(7, Finding("frozen", State.ACT))
    assert told != sealing.mark(8, Finding("frozen", State.ACT))
