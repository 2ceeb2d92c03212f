"""Several mailboxes of ours: a list is narrowed down to one of them, and each line says which it came in by."""

import pytest
from django.test import Client

from conftest import a_customer
from kefu.channels import accounts
from kefu.channels.contract import AccountRecord
from kefu.channels.tests import mails
from kefu.conversations import log, mailing, queries
from kefu.conversations.kinds import Author, AuthorKind
from kefu.conversations.mailing import Letter
from kefu.conversations.records import ConversationRecord
from kefu.people.access import Viewer
from kefu.web.desk import mailboxes
from kefu.web.desk.models import SavedView
from kefu.web.desk.tests.test_filters import LINE, VIEW, lines_of

pytestmark = pytest.mark.django_db(transaction=True)
KYC = "kyc@nw.test"


@pytest.fixture
def support(db: None) -> AccountRecord:
    return accounts.save(AccountRecord("email", mails.SUPPORT, "Northwind Support"))


@pytest.fixture
def kyc(support: AccountRecord) -> AccountRecord:
    return accounts.save(AccountRecord("email", KYC, "Northwind Identity", is_open=False))


def mailed(account: AccountRecord, name: str, alice: Viewer) -> ConversationRecord:
    customer = a_customer(name).viewer
    by = Author(AuthorKind.AGENT, alice.id)
    letter = Letter(f"about {name}", key=f"mail-{name}-0001")
    told = {"subject": "Your ticket", "locale": "en", "author": by, "claims": False}
    entry = log.stored(mailing.begin(letter, customer=customer.id, account=account.id, **told))  # type: ignore[arg-type]
    return queries.conversation_by_row(alice, entry.conversation)


def marks(client: Client, query: str) -> str:
    return client.get(f"/desk/?{query}").text


def test_a_list_is_narrowed_down_to_one_mailbox_alone_and_with_others(
    alice_client: Client, alice: Viewer, support: AccountRecord, kyc: AccountRecord, chat: ConversationRecord
) -> None:
    first, second = mailed(support, "dora", alice), mailed(kyc, "erin", alice)
    assert set(lines_of(alice_client, "box=open")) == {first.public_id, second.public_id, chat.public_id}
    for order in ("newest", "waiting"):
        assert lines_of(alice_client, f"box=open&order={order}&mailbox={KYC}") == [second.public_id]
        assert lines_of(alice_client, f"box=open&order={order}&mailbox={mails.SUPPORT}&channel=email") == [
            first.public_id
        ]
    assert lines_of(alice_client, f"box=open&mailbox={KYC}&channel=livechat") == []
    assert lines_of(alice_client, "box=open&mailbox=gone@nw.test") == [], "what is gone finds nothing, not everything"
    address = f"/desk/rows?box=open&mailbox={KYC}&ids={first.public_id},{second.public_id}"
    assert LINE.findall(alice_client.get(address).text) == [second.public_id]


def test_each_line_names_its_mailbox_where_there_are_several(
    alice_client: Client, alice: Viewer, support: AccountRecord, chat: ConversationRecord
) -> None:
    mailed(support, "dora", alice)
    alone = marks(alice_client, "box=open")
    assert "Mailbox" not in alone
    accounts.save(AccountRecord("email", KYC, "Northwind Identity"))
    assert f'title="{mails.SUPPORT}"><span class="visually-hidden">Mailbox </span>support</span>' in marks(
        alice_client, "box=open"
    )
    accounts.save(AccountRecord("email", "support@other.test", "Other"))
    assert f"Mailbox </span>{mails.SUPPORT}</span>" in marks(alice_client, "box=open"), "two are called support"
    names = sorted(each.name for each in mailboxes.by_row().values())
    assert names == ["kyc", "other.test", mails.SUPPORT]
    chinese = alice_client.get("/desk/?box=open", headers={"accept-language": "zh-hans"}).text
    assert "邮箱 </span>" in chinese


def test_a_view_keeps_its_mailbox_and_a_chip_takes_it_away(
    alice_client: Client, alice: Viewer, support: AccountRecord, kyc: AccountRecord
) -> None:
    first, second = mailed(support, "dora", alice), mailed(kyc, "erin", alice)
    made = alice_client.post("/desk/views", {"name": "Identity", "box": "open", "mailbox": KYC})
    assert SavedView.objects.get().filter == {"box": "open", "mailbox": KYC}
    place = made.headers["Location"]
    assert VIEW.findall(place)
    page = alice_client.get(place).text
    assert LINE.findall(page) == [second.public_id]
    assert f'<option value="{KYC}" selected>' in page
    assert f'<span class="truncate">{KYC}</span>' in page
    assert set(lines_of(alice_client, "box=open")) == {first.public_id, second.public_id}
