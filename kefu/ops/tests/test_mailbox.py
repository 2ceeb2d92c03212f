"""`kefu mailbox`: a mailbox is set up without its password being seen anywhere, and says what would keep mail from arriving."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from kefu.channels import accounts, mailboxes
from kefu.channels.models import Account
from kefu.channels.tests import sink
from kefu.channels.tests.sink import Sink
from kefu.kit.dns import Names
from kefu.trust import channels
from kefu.trust.lookalike.kinds import Entry, Sort
from kefu.trust.models import JournalEntry

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "correct horse battery"
ADDRESS = "support@nw.example"


@pytest.fixture
def server() -> Iterator[Sink]:
    with sink.running() as running:
        yield running


@pytest.fixture
def published(monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    """What the name servers say."""
    told: dict[str, bytes] = {}
    monkeypatch.setattr(Names, "txt", lambda self, name: told.get(name))
    return told


def typed(*words: str) -> str:
    said = io.StringIO()
    call_command("mailbox", *words, stdout=said)
    return said.getvalue().strip()


def add(server: Sink, *more: str) -> str:
    own = ["--label", "Northwind Support", "--smtp-host", "127.0.0.1", "--smtp-port", str(server.port)]
    return typed("add", "Support@NW.example", *own, "--smtp-security", "none", "--smtp-user", "support", *more)


def test_a_mailbox_is_made_with_a_password_from_a_file(
    server: Sink, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "password").write_text(f"{PASSWORD}\n")
    monkeypatch.setenv("KEFU_SMTP_PASSWORD_FILE", str(tmp_path / "password"))
    said = add(server, "--dkim-selector", "kefu", "--language", "zh-hans")
    found = accounts.account_at("email", ADDRESS)
    assert found
    assert found.secrets["smtp_password"] == PASSWORD
    assert found.language == "zh-hans"
    assert "kefu._domainkey.nw.example\nv=DKIM1; k=rsa; p=" in said
    assert typed("list") == f"{ADDRESS} (Northwind Support): open, by 127.0.0.1:{server.port}, zh-hans"
    shown = (
        said + typed("list") + str(Account.objects.values("settings").get()) + str(list(JournalEntry.objects.values()))
    )
    assert PASSWORD not in shown
    assert "PRIVATE KEY" not in shown


def test_a_second_time_changes_it_and_keeps_its_key(server: Sink, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KEFU_SMTP_PASSWORD", PASSWORD)
    first, second = add(server, "--dkim-selector", "kefu"), add(server, "--dkim-selector", "kefu")
    assert first == second
    assert list(JournalEntry.objects.order_by("pk").values_list("action", flat=True)) == [
        "mailbox_added",
        "mailbox_changed",
    ]


def test_without_a_password_it_says_where_to_give_it(server: Sink, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KEFU_SMTP_PASSWORD", raising=False)
    monkeypatch.setattr("sys.stdin", io.StringIO())
    with pytest.raises(CommandError, match="KEFU_SMTP_PASSWORD_FILE"):
        add(server)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("add", "nobody", "--label", "x", "--smtp-host", "localhost"), "no e-mail address"),
        (("add", "a@x.example", "--label", "x", "--smtp-host", "h", "--dkim-selector", "a.b"), "selector"),
        (("add", "a@x.example", "--label", "x", "--smtp-host", "h", "--smtp-security", "none"), "encryption"),
        (("check", "a@x.example"), "no mailbox of ours"),
        (("close", "a@x.example"), "no mailbox of ours"),
    ],
)
def test_what_cannot_be_is_told(words: tuple[str, ...], said: str) -> None:
    with pytest.raises(CommandError, match=said):
        typed(*words)


def test_a_check_says_what_is_missing_and_then_that_all_is_well(
    server: Sink, published: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KEFU_SMTP_PASSWORD", PASSWORD)
    add(server, "--dkim-selector", "kefu")
    found = accounts.account_at("email", ADDRESS)
    assert found
    told = list(mailboxes.faults_of(found))
    assert [each.partition(":")[0] for each in told[:2]] == ["DKIM", "DMARC"]
    assert "registry of official channels" in told[2]
    with pytest.raises(CommandError, match="3 things"):
        typed("check")
    name, record = mailboxes.dkim_record(found)
    published |= {name: record.encode(), "_dmarc.nw.example": b"v=DMARC1; p=reject"}
    channels.bring([Entry(Sort.MAIL, ADDRESS)])
    assert typed("check", ADDRESS) == f"{ADDRESS}: all is well."
    server.answers["AUTH"] = "535 no"
    assert "does not accept the user name" in next(iter(mailboxes.faults_of(found)))


def test_a_closed_mailbox_can_be_opened_again(server: Sink, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KEFU_SMTP_PASSWORD", PASSWORD)
    add(server)
    assert ": closed," in typed("close", ADDRESS)
    assert ": open," in typed("open", ADDRESS)
    found = accounts.account_at("email", ADDRESS)
    assert found
    assert found.secrets["smtp_password"] == PASSWORD
