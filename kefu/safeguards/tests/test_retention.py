"""Files go some time after their report's case was closed, and never while anything about it is open."""

import io
from datetime import timedelta
from typing import Any

import pytest
from PIL import Image

from conftest import an_agent, as_viewer
from kefu.files import storage, uploads
from kefu.files.kinds import Variant
from kefu.files.models import Upload
from kefu.kit import clock
from kefu.kit.errors import NotFound
from kefu.ops import chores
from kefu.people.access import Viewer
from kefu.people.capabilities import Role
from kefu.safeguards import appeals, fraud, retention
from kefu.safeguards.evidence import Evidence
from kefu.safeguards.fraud import Source
from kefu.safeguards.models import FraudAppeal, FraudTelling, LegalHold
from kefu.trust.models import JournalEntry

pytestmark = pytest.mark.django_db
IP, NAME = "203.0.113.7", "@kind_helper"
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _kept_a_month(settings: Any) -> None:
    settings.KEEP_EVIDENCE_DAYS = 30


def told(viewer: Viewer) -> str:
    """The file's id."""
    raw = io.BytesIO()
    Image.new("RGB", (60, 40), "red").save(raw, "PNG")
    raw.seek(0)
    file = uploads.receive(viewer, raw, name="them.png").id
    fraud.tell(NAME, words="asks for codes", source=Source.CHAT, viewer=viewer, ip=IP, evidence=Evidence(files=[file]))
    return file


def after(days: int) -> int:
    return retention.sweep(clock.now() + days * DAY)


def decide(bob: Viewer, *, is_confirmed: bool = True) -> str:
    (found,) = fraud.waiting(bob)
    (fraud.confirm if is_confirmed else fraud.dismiss)(bob, found.public_id, reason="looked at it")
    return found.reference


def test_the_files_of_a_closed_case_are_erased_after_their_days_and_the_journal_says_so(
    carol: Viewer, bob: Viewer, django_capture_on_commit_callbacks: Any
) -> None:
    file = told(carol)
    stored_as = Upload.objects.get(public_id=file).stored_as
    decide(bob)
    with django_capture_on_commit_callbacks(execute=True):
        assert (after(29), after(31), after(31)) == (0, 1, 0)
    assert not Upload.objects.filter(public_id=file).exists()
    with pytest.raises(FileNotFoundError):
        storage.opened(stored_as, variant=Variant.FULL)
    with pytest.raises(NotFound):
        uploads.link(file, viewer=bob)
    (telling,) = fraud.decided(bob)[0].tellings
    assert (telling.words, telling.files) == ("asks for codes", [])
    row = JournalEntry.objects.get(action="fraud_evidence_erased")
    assert (row.actor_kind, row.subject_kind, row.detail.split()[0]) == ("operator", "fraud_report", "files=1")


def test_what_waits_for_a_decision_or_about_an_appeal_is_held(carol: Viewer, bob: Viewer) -> None:
    told(carol)
    assert after(400) == 0
    reference = decide(bob)
    appeals.appeal(reference, words="it is mine", contact="", ip="203.0.113.9")
    assert after(400) == 0
    dora = as_viewer(an_agent("Dora", Role.LEAD))
    appeals.decide(dora, appeals.waiting(dora)[0].public_id, is_granted=False, reason="it is not")
    assert (after(29), after(31)) == (0, 1)


def test_a_name_that_is_reported_anew_holds_what_was_dismissed(carol: Viewer, bob: Viewer, mallory: Viewer) -> None:
    first = told(carol)
    decide(bob, is_confirmed=False)
    second = told(mallory)
    assert after(400) == 0
    decide(bob, is_confirmed=False)
    assert after(31) == 2
    assert not Upload.objects.filter(public_id__in=[first, second]).exists()


def test_what_was_told_of_a_confirmed_name_later_stays_its_own_days(
    carol: Viewer, bob: Viewer, mallory: Viewer
) -> None:
    told(carol)
    decide(bob)
    told(mallory)
    FraudTelling.objects.filter(customer_id=mallory.id).update(made_at=clock.now() + 20 * DAY)
    assert (after(31), after(51)) == (1, 1)


def test_a_legal_hold_on_whoever_told_keeps_what_they_gave(carol: Viewer, bob: Viewer) -> None:
    told(carol)
    decide(bob)
    hold = LegalHold.objects.create(customer_id=carol.id, reason="the court asked for it", set_by_id=bob.id)
    assert after(400) == 0
    LegalHold.objects.filter(pk=hold.pk).update(lifted_at=clock.now())
    assert after(400) == 1


def test_how_to_reach_whoever_appealed_goes_with_the_files_and_not_before_it_is_decided(
    carol: Viewer, bob: Viewer
) -> None:
    told(carol)
    appeals.appeal(decide(bob), words="it is mine", contact="them@person.test", ip="203.0.113.9")
    after(400)
    dora = as_viewer(an_agent("Dora", Role.LEAD))
    (waiting,) = appeals.waiting(dora)
    assert waiting.contact == "them@person.test"
    appeals.decide(dora, waiting.public_id, is_granted=False, reason="it is not")
    assert (after(29), bool(FraudAppeal.objects.get().contact)) == (0, True)
    assert (after(31), FraudAppeal.objects.get().contact) == (1, "")


def test_the_worker_does_it() -> None:
    assert retention.sweep in chores.TIDIES
