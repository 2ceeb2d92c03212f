"""A mail comes into the category that its words or its mailbox say, in the transaction that opens its case."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from conftest import a_customer, an_agent, as_viewer
from kefu.channels import accounts, appending, arrivals, senders, subjects, taking_in
from kefu.channels.arrivals import Brought
from kefu.channels.contract import AccountRecord
from kefu.channels.models_arrivals import Arrived
from kefu.channels.tests.looks import WITH_FILE, place
from kefu.channels.tests.mails import SUPPORT, ZONE, Written, arrives, raw, reply_to
from kefu.conversations import closing, definitions, queries
from kefu.conversations.kinds import Kind
from kefu.conversations.records import Filter, Outcome
from kefu.files import sweep
from kefu.kit import clock
from kefu.kit.errors import NotFound
from kefu.people.access import Viewer
from kefu.people.capabilities import Role
from kefu.trust import teams


@pytest.mark.parametrize(
    ("said", "category"),
    [
        ("My account was hacked", "security"),
        ("账户被盗，请冻结", "security"),
        ("I lost my authenticator app", "security"),
        ("谷歌验证器丢了，怎么办", "security"),
        ("There is an unknown device on my account", "security"),
        ("异地登录提醒", "security"),
        ("KYC rejected", "kyc"),
        ("身份认证一直不通过", "kyc"),
        ("Identity verification pending for a week", "kyc"),
        ("Where is my deposit?", ""),
        ("提现没到账", ""),
    ],
)
def test_words_say_what_it_is_about(said: str, category: str) -> None:
    assert subjects.category_of(said, "", has=lambda _slug: True) == category
    assert subjects.category_of("Hello", said, has=lambda _slug: True) == category
    assert subjects.category_of(said, "", has=lambda _slug: False) == ""


@pytest.fixture
def _house(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(senders, "records", lambda: ZONE)
    for slug in ("security", "kyc", "appeal"):
        definitions.put_category(slug, names={"en": slug})


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_house")
def test_S42_an_account_security_mail_is_its_trained_teams_alone(alice: Viewer, bob: Viewer) -> None:
    team = teams.create("trained", name="Trained").id
    teams.add(team, agent_id=alice.id)
    closing.close(as_viewer(an_agent("root", Role.ADMIN)), "security", team=team)
    row = arrives(Written(subject="Help", body="Somebody hacked my account and withdrew my coins"))
    there = place(alice, row)
    assert (there.category, there.team, there.assignee) == ("security", team, None)
    with pytest.raises(NotFound):
        place(bob, row)
    first = queries.entries_for(alice, there)[:3]
    assert len({each.created_at for each in first}) == 1  # one transaction: nobody else read it before
    assert Kind.SORTED in {each.kind for each in first}


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_house")
def test_S123_a_description_becomes_a_case_of_identity_checks(alice: Viewer) -> None:
    assert (
        place(alice, arrives(Written(subject="KYC", body="The page stays blank, see the screenshots."))).category
        == "kyc"
    )


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_house")
def test_a_mailbox_has_its_own_category_and_an_answer_changes_none(alice: Viewer) -> None:
    a_customer("carol")
    first = arrives(Written(body="Hello"))
    assert place(alice, first).category == ""
    arrives(Written(to=reply_to(place(alice, first).public_id), body="It is about KYC"))
    assert place(alice, first).category == ""
    accounts.save(AccountRecord("email", SUPPORT, "Appeals", settings={"category": "appeal"}))
    row = arrives_as_is(Written(body="I was blocked"))
    assert queries.conversation_by_row(alice, row).category == "appeal"


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_house")
def test_a_mail_without_words_leaves_no_conversation_in_the_category_of_its_mailbox(alice: Viewer) -> None:
    appeals = accounts.save(AccountRecord("email", SUPPORT, "Appeals", settings={"category": "appeal"}))
    told = [Written(subject="", body=""), Written(sender="dave@example.test", body="I was blocked")]
    rows = [arrivals.accept(appeals.id, Brought(raw(each))) for each in told]
    taking_in.work(clock.now())
    empty, other = (Arrived.objects.get(pk=row) for row in rows)
    assert (empty.outcome, empty.why, other.outcome) == ("parked", "empty", "anew")
    assert opened(alice) == [(other.conversation, "appeal")]


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_house")
def test_a_mail_whose_files_went_meanwhile_opens_one_conversation_and_in_its_category(
    alice: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    appeals = accounts.save(AccountRecord("email", SUPPORT, "Appeals", settings={"category": "appeal"}))
    row, real = arrivals.accept(appeals.id, Brought(WITH_FILE)), appending.append

    def after_a_day(things: Sequence[appending.Thing]) -> list[Outcome]:
        sweep.run(clock.now() + timedelta(days=2))
        return real(things)

    with monkeypatch.context() as patch:
        patch.setattr(appending, "append", after_a_day)
        taking_in.work(clock.now())
    assert Arrived.objects.get(pk=row).why == "file_not_ready"
    assert opened(alice) == []
    assert arrivals.try_again() == 1
    taking_in.work(clock.now())
    assert opened(alice) == [(Arrived.objects.get(pk=row).conversation, "appeal")]


def opened(viewer: Viewer) -> list[tuple[int, str]]:
    found = [row.conversation for row in queries.inbox_for(viewer, Filter()).rows]
    return [(each.id, each.category) for each in found]


def arrives_as_is(written: Written) -> int:
    """Without making the mailbox anew."""
    account = accounts.account_at("email", SUPPORT)
    assert account is not None
    kept = arrivals.accept(account.id, Brought(raw(written)))
    taking_in.work(clock.now())
    return int(Arrived.objects.get(pk=kept).conversation or 0)
