"""The screen for our own addresses: administrators alone, who have shown that it is them; no secret comes back out of it."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.test import Client, override_settings

from conftest import an_agent
from kefu.channels import accounts, arrivals, mailboxes, senders, taking_in
from kefu.channels.arrivals import Brought
from kefu.channels.contract import AccountRecord
from kefu.channels.models_arrivals import Arrived
from kefu.channels.tests import mails, sink
from kefu.channels.tests.mails import ZONE, Written
from kefu.channels.tests.sink import Sink
from kefu.conversations import definitions, everywhere
from kefu.kit import clock
from kefu.kit.dns import Names
from kefu.people.capabilities import Role
from kefu.trust import admissions
from kefu.trust.models import JournalEntry

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD, ANOTHER = "correct horse battery", "staple"
HERE = "/desk/addresses/"
NEW = f"{HERE}new/email"


@pytest.fixture
def server() -> Iterator[Sink]:
    with sink.running() as running, override_settings(MAIL_PORTS=(running.port,)):
        yield running


@pytest.fixture
def root(db: None) -> Client:
    """An administrator who has just shown that it is them."""
    return signed_in(Role.ADMIN)


@pytest.fixture
def _name_servers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Names, "txt", lambda self, name: ZONE.txt(name))


def signed_in(role: Role) -> Client:
    client = Client()
    client.post(admissions.signin_link(an_agent(f"{role.value} one", role).name))
    return client


def form(server: Sink, **changed: str) -> dict[str, str]:
    told = {
        "address": "Support@NW.example", "label": "Northwind Support", "team": "", "language": "zh-hans",
        "smtp_host": "127.0.0.1", "smtp_port": str(server.port), "smtp_security": "none", "smtp_user": "support",
        "smtp_password": PASSWORD, "dkim_selector": "kefu", "plus_addresses": "yes",
    }  # fmt: skip
    return told | changed


def made(root: Client, server: Sink) -> AccountRecord:
    answer = root.post(NEW, form(server))
    assert answer.status_code == 302, answer.content.decode()
    found = accounts.account_at("email", "support@nw.example")
    assert found is not None
    assert answer["Location"] == f"{HERE}{found.id}/?done=saved"
    return found


def actions() -> list[tuple[str, str]]:
    rows = JournalEntry.objects.filter(subject_kind="mailbox").order_by("pk")
    return [(row.action, row.actor_kind) for row in rows]


def test_an_administrator_adds_a_mailbox_and_no_secret_is_shown_again(root: Client, server: Sink) -> None:
    assert "No address yet" in root.get(HERE).content.decode()
    assert "support@example.com" in root.get(NEW).content.decode()
    account = made(root, server)
    assert account.secrets["smtp_password"] == PASSWORD
    assert (account.language, account.settings["plus_addresses"]) == ("zh-hans", True)
    pages = root.get(HERE).content.decode() + root.get(f"{HERE}{account.id}/").content.decode()
    assert "kefu._domainkey.nw.example" in pages
    assert "v=DKIM1; k=rsa; p=" in pages
    assert PASSWORD not in pages
    assert "PRIVATE KEY" not in pages
    assert PASSWORD not in str(list(JournalEntry.objects.values()))
    assert actions() == [("mailbox_added", "agent")]


def test_what_was_refused_stands_in_the_form_again_but_for_its_secret(root: Client, server: Sink) -> None:
    for changed, said in (
        ({"address": "nobody"}, "no e-mail address that can be used"),
        ({"label": ""}, "name that customers see"),
        ({"language": "xx"}, "choose one of the list"),
        ({"smtp_host": "http://x/"}, "no server&#x27;s name"),
        ({"smtp_security": "starttls", "smtp_host": "169.254.169.254"}, "No mail server is at such an address"),
        ({"smtp_host": "mail.example.com"}, "Without encryption only a server on this machine"),
        ({"smtp_port": "6379"}, "ports alone: 25, 465, 587, 2525"),
        ({"imap_host": "imap.example.com", "imap_port": "22"}, "ports alone: 993"),
        ({"imap_host": "imap.example.com"}, "give the password"),
        ({"dkim_selector": "a.b"}, "letters, digits and hyphens"),
        ({"smtp_password": ""}, "give the password"),
    ):
        answer = root.post(NEW, form(server, **changed))
        page = answer.content.decode()
        assert (answer.status_code, said in page) == (400, True), (changed, re.findall(r"banner__text.*", page))
        assert PASSWORD not in page
    assert not accounts.accounts_for("email")
    made(root, server)
    assert "is there already" in root.post(NEW, form(server)).content.decode()


def test_a_password_is_kept_only_for_the_place_it_was_given_for(root: Client, server: Sink) -> None:
    """Else whoever may change the server's name would have it sent to a server of theirs."""
    page = f"{HERE}{made(root, server).id}/"
    assert root.post(page, form(server, smtp_password="", label="Other words")).status_code == 302
    kept = accounts.account_at("email", "support@nw.example")
    assert kept
    assert (kept.label, kept.secrets["smtp_password"]) == ("Other words", PASSWORD)
    for changed in ({"smtp_host": "localhost"}, {"smtp_user": "other"}, {"smtp_security": "tls", "smtp_port": ""}):
        answer = root.post(page, form(server, smtp_password="", **changed))
        assert "give the password once more" in answer.content.decode(), changed
    assert root.post(page, form(server, smtp_password=ANOTHER, smtp_host="localhost")).status_code == 302
    changed_one = accounts.account_at("email", "support@nw.example")
    assert changed_one
    assert changed_one.secrets["smtp_password"] == ANOTHER
    assert changed_one.secrets["dkim_key"] == kept.secrets["dkim_key"]


def test_addresses_of_one_domain_sign_with_one_key_of_one_selector(root: Client, server: Sink) -> None:
    """Their record in the domain is one, and holds one key."""
    first = made(root, server)
    for address in ("help@nw.example", "help@elsewhere.example"):
        assert root.post(NEW, form(server, address=address)).status_code == 302
    second, third = (accounts.account_at("email", each) for each in ("help@nw.example", "help@elsewhere.example"))
    assert second
    assert third
    assert mailboxes.dkim_record(first) == mailboxes.dkim_record(second)
    assert third.secrets["dkim_key"] != first.secrets["dkim_key"]


@pytest.mark.usefixtures("_name_servers")
def test_a_check_says_what_to_do_and_the_list_how_many_things(root: Client, server: Sink) -> None:
    page = f"{HERE}{made(root, server).id}/"
    assert "not since it was changed" in root.get(HERE).content.decode()
    server.answers["AUTH"] = "535 the secret word of the server"
    said = root.post(f"{page}check").content.decode()
    assert "does not accept the user name or the password" in said
    assert "DKIM: the text record kefu._domainkey.nw.example must be" in said
    assert "secret word" not in said, "of what a server answers nothing is shown"
    assert "4 things to put right" in root.get(HERE).content.decode()
    assert actions()[-1] == ("mailbox_checked", "agent")
    assert root.post(page, form(server, smtp_password="")).status_code == 302
    assert "not since it was changed" in root.get(HERE).content.decode()


@pytest.mark.usefixtures("_name_servers")
def test_a_check_takes_no_longer_than_it_may(root: Client, server: Sink, monkeypatch: pytest.MonkeyPatch) -> None:
    page = f"{HERE}{made(root, server).id}/"
    monkeypatch.setattr(mailboxes, "CHECK_S", 0.0)
    assert "Not everything answered within" in root.post(f"{page}check").content.decode()
    monkeypatch.setattr(mailboxes._checks, "acquire", lambda blocking: False)
    assert root.post(f"{page}check").status_code == 429


def test_it_is_closed_by_who_is_sure_and_opened_again(root: Client, server: Sink) -> None:
    account = made(root, server)
    place = f"{HERE}{account.id}/state"
    assert root.post(place, {"state": "closed"}).status_code == 400
    assert root.post(place, {"state": "closed", "sure": "yes"}).status_code == 302
    assert "Open it again" in root.get(f"{HERE}{account.id}/").content.decode()
    assert accounts.account_for("email", account.address) is None
    assert root.post(place, {"state": "open"}).status_code == 302
    assert accounts.account_for("email", account.address) is not None
    assert [action for action, _kind in actions()] == ["mailbox_added", "mailbox_closed", "mailbox_opened"]


def test_who_has_not_shown_lately_that_it_is_them_is_asked_first(
    root: Client, server: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = made(root, server)
    monkeypatch.setattr("kefu.people.desk_sessions.is_confirmed", lambda _request: False)
    page = f"{HERE}{account.id}/"
    for answer in (
        root.get(NEW),
        root.post(NEW, form(server, address="b@nw.example")),
        root.post(page, form(server, smtp_password=ANOTHER)),
        root.post(f"{page}check"),
        root.post(f"{page}state", {"state": "open"}),
    ):
        assert answer["Location"].startswith("/account/confirmation?next=%2Fdesk%2Faddresses%2F")
    shown = root.get(page).content.decode()
    assert "Show that it is me" in shown
    assert "smtp_host" not in shown
    assert accounts.account_at("email", account.address) == account
    assert root.post(f"{page}state", {"state": "closed", "sure": "yes"}).status_code == 302, (
        "taking away is not held up"
    )


@pytest.mark.parametrize("role", [Role.AGENT, Role.LEAD, Role.AUDITOR])
def test_nobody_else_has_its_door_or_its_pages(root: Client, server: Sink, role: Role) -> None:
    account = made(root, server)
    outsider = signed_in(role)
    assert HERE not in outsider.get("/desk/").content.decode()
    for path in (HERE, NEW, f"{HERE}{account.id}/"):
        assert outsider.get(path).status_code == 403
    for path in (NEW, f"{HERE}{account.id}/", f"{HERE}{account.id}/check", f"{HERE}{account.id}/state"):
        assert outsider.post(path, form(server)).status_code == 403
    assert accounts.account_at("email", account.address) == account
    for path in (f"{HERE}999999/", f"{HERE}{2**70}/", f"{HERE}new/livechat", f"{HERE}new/nothing"):
        assert root.get(path).status_code == 404


def about(account: AccountRecord) -> str:
    found = accounts.account(account.id)
    assert found is not None
    return str(found.settings.get("category", ""))


def test_what_mails_are_about_is_chosen_in_the_form_and_taken_away_again(root: Client, server: Sink) -> None:
    account = made(root, server)
    page = f"{HERE}{account.id}/"
    assert 'name="category"' not in root.get(page).text, "there is none to choose"
    definitions.put_category("kyc", names={"en": "Identity", "zh-hans": "身份认证"})
    definitions.forget()
    assert "Identity</option>" in root.get(page).text
    chinese = root.get(page, headers={"accept-language": "zh-hans"}).text
    assert "身份认证</option>" in chinese
    assert "由此地址收到的邮件的类别" in chinese
    assert root.post(page, form(server, category="kyc")).status_code == 302
    assert about(account) == "kyc"
    assert '<option value="kyc" selected>' in root.get(page).text
    for wrong in ("gone", "KYC", "kyc' OR 1=1", "x" * 300):
        refused = root.post(page, form(server, category=wrong))
        assert (refused.status_code, "choose one of the list" in refused.text) == (400, True), wrong
    assert about(account) == "kyc"
    assert root.post(page, form(server, category="")).status_code == 302
    assert about(account) == ""
    assert actions()[-1] == ("mailbox_changed", "agent")


def test_a_category_that_is_offered_no_more_stays_where_it_is_set(root: Client, server: Sink) -> None:
    account = made(root, server)
    mailboxes.put(replace(account, settings={**account.settings, "category": "kyc"}))
    page = f"{HERE}{account.id}/"
    assert '<option value="kyc" selected>kyc</option>' in root.get(page).text
    assert root.post(page, form(server, label="Another name")).status_code == 302, "a form that had no such field"
    assert about(account) == "kyc"
    assert root.post(page, form(server, category="kyc")).status_code == 302
    assert about(account) == "kyc"
    new = root.post(NEW, form(server, address="other@nw.example", category="kyc"))
    assert new.status_code == 400


def test_mail_that_comes_in_by_it_is_sorted_by_what_the_form_says(
    root: Client, server: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(senders, "records", lambda: ZONE)
    definitions.put_category("kyc", names={"en": "Identity"})
    account = made(root, server)
    assert root.post(f"{HERE}{account.id}/", form(server, category="kyc")).status_code == 302
    row = arrivals.accept(account.id, Brought(mails.raw(Written(to="support@nw.example"))))
    taking_in.work(clock.now())
    assert everywhere.categories([Arrived.objects.get(pk=row).conversation or 0]).popitem()[1] == "kyc"
