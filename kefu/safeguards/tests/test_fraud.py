"""Reports of scammers: told by anybody, decided by one of us, appealed against to somebody else."""

import pytest

from conftest import an_agent, as_viewer
from kefu.kit.errors import Conflict, Invalid, NotAllowed, NotFound, TooMany
from kefu.people.access import NOBODY, Viewer
from kefu.people.capabilities import Role
from kefu.safeguards import appeals, bounds, fraud
from kefu.safeguards.fraud import Source
from kefu.safeguards.models import FraudAppeal, FraudReport, FraudTelling
from kefu.trust import channels, registry
from kefu.trust.lookalike.kinds import Entry, Outcome, Sort
from kefu.trust.models import JournalEntry

pytestmark = pytest.mark.django_db
HERE, THERE = "203.0.113.7", "198.51.100.9"


@pytest.fixture(autouse=True)
def _ours() -> None:
    channels.bring([Entry(Sort.DOMAIN, "northwind.example", name="Northwind")])
    registry.forget()


@pytest.fixture
def dora() -> Viewer:
    return as_viewer(an_agent("Dora", Role.LEAD))


def tell(text: str = "https://t.me/kind_helper", *, ip: str = HERE, viewer: Viewer = NOBODY, words: str = "") -> str:
    return fraud.tell(text, words=words, source=Source.VERIFY, viewer=viewer, ip=ip)


def said_of(text: str) -> Outcome:
    registry.forget()
    return registry.verdicts(text)[0].outcome


def test_a_confirmed_report_warns_everybody_who_asks(bob: Viewer) -> None:
    reference = tell(words="They wanted my code.")
    assert said_of("@Kind_Helper") is Outcome.UNKNOWN
    (report,) = fraud.waiting(bob)
    assert (report.what, report.count, report.tellings[0].words) == ("@kind_helper", 1, "They wanted my code.")
    fraud.confirm(bob, report.public_id, reason="asks for codes")
    assert said_of("@Kind_Helper") is Outcome.FRAUD
    assert said_of("telegram: @kind_helper") is Outcome.FRAUD
    assert fraud.reference_of("@kind_helper") == reference
    assert JournalEntry.objects.filter(action="fraud_confirmed", actor_id=bob.id).count() == 1


def test_several_who_tell_of_one_name_make_one_report(bob: Viewer, carol: Viewer) -> None:
    assert tell() == tell("@KIND_HELPER", ip=THERE) == tell(viewer=carol)
    (report,) = fraud.waiting(bob)
    assert [(each.shown, each.is_customer) for each in report.tellings][-1] == ("https://t.me/kind_helper", True)
    assert report.count == 3


def test_a_name_with_spaces_and_a_bare_account_can_be_warned_of(bob: Viewer) -> None:
    tell("Kind  Helper")
    tell("kind_wx_88")
    for report in fraud.waiting(bob):
        fraud.confirm(bob, report.public_id, reason="asks for codes")
    assert said_of("kind helper") is said_of("微信：kind_wx_88") is Outcome.FRAUD
    assert said_of("helper") is Outcome.UNKNOWN


def test_a_dismissed_report_warns_nobody_and_can_be_told_anew(bob: Viewer) -> None:
    first = tell()
    fraud.dismiss(bob, fraud.waiting(bob)[0].public_id, reason="a real helper")
    assert said_of("@kind_helper") is Outcome.UNKNOWN
    assert tell() != first


def test_one_page_of_a_site_that_many_share_can_be_warned_of_alone(bob: Viewer) -> None:
    tell("https://docs.test/forms/abc/")
    (report,) = fraud.waiting(bob)
    assert report.page == "docs.test/forms/abc"
    fraud.confirm(bob, report.public_id, reason="asks for codes", only_page=True)
    assert said_of("https://docs.test/forms/abc") is Outcome.FRAUD
    assert said_of("https://docs.test/") is Outcome.UNKNOWN


def test_what_is_ours_is_neither_reported_nor_confirmed(bob: Viewer) -> None:
    with pytest.raises(Invalid):
        tell("https://northwind.example/login")
    tell("https://other.test")
    channels.bring([Entry(Sort.DOMAIN, "other.test")])
    registry.forget()
    with pytest.raises(Invalid):
        fraud.confirm(bob, fraud.waiting(bob)[0].public_id, reason="x")
    assert said_of("other.test") is Outcome.OURS


def test_a_decision_needs_a_reason_a_lead_and_is_made_once(bob: Viewer, alice: Viewer) -> None:
    tell()
    (report,) = fraud.waiting(bob)
    with pytest.raises(Invalid):
        fraud.confirm(bob, report.public_id, reason="  ")
    for act in (lambda: fraud.waiting(alice), lambda: fraud.confirm(alice, report.public_id, reason="x")):
        with pytest.raises(NotAllowed):
            act()
    fraud.confirm(bob, report.public_id, reason="x")
    with pytest.raises(Conflict):
        fraud.dismiss(bob, report.public_id, reason="y")
    with pytest.raises(NotFound):
        fraud.dismiss(bob, "nothing", reason="y")


def test_how_to_reach_whoever_appeals_lies_sealed_in_its_own_row(bob: Viewer, dora: Viewer) -> None:
    for name in ("kind_helper", "other_helper"):
        reference = tell(f"https://t.me/{name}")
        fraud.confirm(bob, fraud.waiting(bob)[0].public_id, reason="asks for codes")
        appeals.appeal(reference, words="No.", contact=f"{name}@person.test", ip=THERE)
    one, other = FraudAppeal.objects.order_by("id")
    assert not any("person" in each.contact for each in (one, other))
    assert [each.contact for each in appeals.waiting(dora)] == ["kind_helper@person.test", "other_helper@person.test"]
    FraudAppeal.objects.filter(pk=one.pk).update(contact=other.contact)
    FraudAppeal.objects.filter(pk=other.pk).update(contact="%%%")
    assert [each.contact for each in appeals.waiting(dora)] == ["", ""], "put elsewhere it opens for nobody"


def test_an_appeal_is_decided_by_somebody_else_and_ends_the_warning(bob: Viewer, dora: Viewer) -> None:
    reference = tell()
    fraud.confirm(bob, fraud.waiting(bob)[0].public_id, reason="asks for codes")
    appeals.appeal(reference.lower().replace("-", " "), words="I only answer questions.", contact="a@b.test", ip=THERE)
    (appeal,) = appeals.waiting(dora)
    assert (appeal.what, appeal.contact) == ("@kind_helper", "a@b.test")
    with pytest.raises(NotAllowed):
        appeals.decide(bob, appeal.public_id, is_granted=False, reason="no")
    appeals.decide(dora, appeal.public_id, is_granted=True, reason="a volunteer")
    assert said_of("@kind_helper") is Outcome.UNKNOWN
    assert appeals.waiting(dora) == []
    with pytest.raises(Conflict):
        appeals.decide(dora, appeal.public_id, is_granted=False, reason="no")


def test_a_denied_appeal_leaves_the_warning(bob: Viewer, dora: Viewer) -> None:
    reference = tell()
    fraud.confirm(bob, fraud.waiting(bob)[0].public_id, reason="asks for codes")
    appeals.appeal(reference, words="No.", contact="", ip=HERE)
    with pytest.raises(Conflict):
        appeals.appeal(reference, words="Again.", contact="", ip=HERE)
    appeals.decide(dora, appeals.waiting(dora)[0].public_id, is_granted=False, reason="it does")
    assert said_of("@kind_helper") is Outcome.FRAUD


def test_an_appeal_needs_the_reference_of_a_confirmed_report() -> None:
    reference = tell()
    for wrong in (reference, "2222-2222-2222", ""):
        with pytest.raises(NotFound):
            appeals.appeal(wrong, words="It is mine.", contact="", ip=HERE)


def test_one_network_tells_so_many_a_day_and_no_more() -> None:
    for number in range(bounds.MOST_TELLINGS_A_DAY):
        tell(f"@helper_{number}")
    with pytest.raises(TooMany):
        tell("@one_more")
    assert tell("@one_more", ip=THERE)
    assert FraudReport.objects.count() == bounds.MOST_TELLINGS_A_DAY + 1


def test_what_is_kept_of_one_name_is_bounded_but_counted(monkeypatch: pytest.MonkeyPatch, bob: Viewer) -> None:
    monkeypatch.setattr(bounds, "MOST_KEPT", 2)
    for number in range(4):
        tell(ip=f"203.0.113.{number}", words="x" * 5_000)
    assert FraudTelling.objects.count() == 2
    assert fraud.waiting(bob)[0].count == 4
    assert len(fraud.waiting(bob)[0].tellings[0].words) == bounds.MAX_WORDS_CHARS
    monkeypatch.setattr(bounds, "MOST_WAITING", 1)
    with pytest.raises(TooMany):
        tell("@somebody_else")


def test_whoever_tells_leaves_no_address_behind() -> None:
    tell()
    assert HERE not in str(list(FraudTelling.objects.values_list()))


def test_SEC_L01_a_secret_pasted_into_a_report_or_an_appeal_is_kept_nowhere(bob: Viewer) -> None:
    phrase = "legal winner thank year wave sausage worth useful legal winner thank yellow"
    with pytest.raises(Invalid) as refused:
        tell(f"{phrase}.")
    assert "looks like a secret" in str(refused.value.message)
    reference = tell("@kind_helper my password is Hunter22")
    (report,) = fraud.waiting(bob)
    fraud.confirm(bob, report.public_id, reason="asks for codes")
    appeals.appeal(reference, words="No.", contact="a@b.test, my password is Hunter22", ip=HERE)
    kept = [*FraudReport.objects.values(), *FraudTelling.objects.values(), *FraudAppeal.objects.values()]
    assert "hunter22" not in str(kept).lower()
    assert "sausage" not in str(kept)


def test_a_full_list_takes_more_tellings_of_what_waits_and_keeps_room_for_customers(
    monkeypatch: pytest.MonkeyPatch, carol: Viewer
) -> None:
    monkeypatch.setattr(bounds, "MOST_WAITING", 5)
    references = [tell(f"@helper_{number}") for number in range(4)]
    with pytest.raises(TooMany):
        tell("@one_more")
    assert tell("@helper_0", ip=THERE) == references[0]
    assert tell("@one_more", viewer=carol)
    with pytest.raises(TooMany):
        tell("@yet_one", viewer=carol)


def test_strangers_of_one_block_share_a_bound_and_customers_do_not(
    monkeypatch: pytest.MonkeyPatch, carol: Viewer
) -> None:
    monkeypatch.setattr(bounds, "MOST_OF_A_BLOCK_A_DAY", 3)
    for number in range(3):
        tell(f"@helper_{number}", ip=f"2001:db8:7:{number:x}::1")
    with pytest.raises(TooMany):
        tell("@one_more", ip="2001:db8:7:ff::1")
    assert tell("@one_more", ip="2001:db8:8:ff::1")
    assert tell("@another", ip="2001:db8:7:ff::1", viewer=carol)


def test_what_most_told_of_comes_first(bob: Viewer) -> None:
    tell("@seldom")
    for ip in (HERE, THERE):
        tell("@often", ip=ip)
    assert [each.what for each in fraud.waiting(bob)] == ["@often", "@seldom"]


def test_what_our_own_texts_link_to_is_never_denied(bob: Viewer) -> None:
    for told in ("https://tronscan.org", "https://sub.etherscan.io"):
        tell(told)
    for report in fraud.waiting(bob):
        with pytest.raises(Invalid):
            fraud.confirm(bob, report.public_id, reason="somebody pasted it")
    assert len(fraud.waiting(bob)) == 2
    assert said_of("https://tronscan.org") is not Outcome.FRAUD
