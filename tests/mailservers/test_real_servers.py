"""Mails between a customer and Kefu, by Postfix and Dovecot as Debian brings them, over certificates and names of this run."""

import email
import email.policy
import email.utils
import functools
import itertools
import time
from email.message import EmailMessage

import dkim
import pytest

from kefu.kit.dns import Names
from tests.mailservers import house
from tests.mailservers.house import CAROL, DIRECT, HELP, OTHER, PAT, SUPPORT, Kefu, Servers, Step, later, until

pytestmark = pytest.mark.mail
_numbers = itertools.count(1)


def written(words: str, *, to: str = SUPPORT, sender: str = CAROL, subject: str = "My deposit") -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, to, subject
    mail["Date"], mail["Message-ID"] = email.utils.localtime(), f"<{next(_numbers)}.{time.time_ns()}@carol.example>"
    mail.set_content(words)
    return mail


def answering(received: bytes, words: str) -> tuple[EmailMessage, str]:
    """As a mail program does: to Reply-To, with the ids; and the address it goes to."""
    theirs = email.message_from_bytes(received, policy=email.policy.default)
    to = str(theirs["Reply-To"])
    mail = written(words, to=to, subject=f"Re: {theirs['Subject']}")
    mail["In-Reply-To"] = theirs["Message-ID"]
    mail["References"] = f"{theirs['References'] or ''} {theirs['Message-ID']}".strip()
    return mail, to


def mail_with(servers: Servers, words: str) -> bytes:
    """In the customer's mailbox, once it is there."""
    found = until(lambda: [raw for raw in servers.dovecot.mails(CAROL) if words.encode() in raw], why=servers.log)
    assert len(found) == 1
    return found[0]


@pytest.mark.parametrize("address", [SUPPORT, HELP])
def test_a_mail_comes_in_is_answered_and_its_answer_comes_home(kefu: Kefu, servers: Servers, address: str) -> None:
    """By IDLE (asked for anew it would take half a minute), with a password or a token; out by STARTTLS or TLS."""
    marker = f"round {address}"
    began = time.monotonic()
    servers.hands_over(written(f"Where is my deposit? {marker}", to=address), to=address)
    case = kefu.case(f"Where is my deposit? {marker}")
    assert time.monotonic() - began < 8
    kefu.says(case, f"It is on its way: {marker}")
    received = mail_with(servers, f"It is on its way: {marker}")
    names = Names(server=servers.names.place)
    assert dkim.verify(received, dnsfunc=lambda name, timeout=5: names.txt(name.decode()))
    told = email.message_from_bytes(received, policy=email.policy.default)
    assert told["Reply-To"].addresses[0].username.startswith(f"{address.partition('@')[0]}+")
    assert told["References"]
    assert any("with ESMTPSA" in each for each in told.get_all("Received", [])), "encrypted, and signed in"
    mail, to = answering(received, f"Thank you. {marker}")
    servers.hands_over(mail, to=to)
    assert kefu.case(f"Thank you. {marker}") == case


def test_what_the_server_hands_over_itself_becomes_a_case_by_lmtp_and_by_smtp(kefu: Kefu, servers: Servers) -> None:
    servers.hands_over(written("Handed over by LMTP.", to=DIRECT), to=DIRECT)
    kefu.case("Handed over by LMTP.")
    servers.hands_over(written("Handed over by SMTP.", to=OTHER), to=OTHER)
    with house.listening(kefu, f"smtp://127.0.0.1:{servers.smtp_port}"):  # until then the server keeps it
        kefu.case("Handed over by SMTP.")


def test_a_mailbox_that_does_not_exist_is_told_in_the_case_by_what_the_server_gives_back(
    kefu: Kefu, servers: Servers
) -> None:
    """Taken at first, given back afterwards: by a report to the address that the mail came from."""
    servers.hands_over(written("Do you read me?", sender=PAT), to=SUPPORT, sender=PAT)
    case = kefu.case("Do you read me?")
    kefu.says(case, "We do, Pat.")
    told = until(lambda: [e for e in kefu.entries(case) if e["kind"] == "undeliverable"], why=servers.log)
    assert len(told) == 1
    assert told[0]["data"]["status"] == "bounced"
    assert "550 5.1.1" in told[0]["data"]["error"]
    assert PAT not in str(told[0]), "addresses are cut from what a server says"
    assert len(kefu.saying("Do you read me?")) == 1, "a report opens no case"


def test_who_is_told_to_come_again_does_and_the_mail_is_there_once(kefu: Kefu, servers: Servers) -> None:
    servers.hands_over(written("Are you greylisted?"), to=SUPPORT)
    case = kefu.case("Are you greylisted?")
    servers.greylist.grey[CAROL], before = 1, servers.greylist.seen.get(CAROL, 0)
    kefu.says(case, "For a while, yes.")
    first, second = later(kefu, case)
    assert first.startswith("450 4.7.1")
    assert second == "sent 2"
    assert servers.greylist.seen[CAROL] == before + 2
    mail_with(servers, "For a while, yes.")


def test_while_our_server_is_down_answers_wait_and_then_leave_once(kefu: Kefu, servers: Servers) -> None:
    servers.hands_over(written("Is your server up?"), to=SUPPORT)
    case = kefu.case("Is your server up?")
    servers.postfix.stop()
    try:
        kefu.says(case, "It will be.")
        assert house.waits(kefu, case) == "unreachable 1"
    finally:
        servers.postfix.start()
    assert later(kefu, case) == ["unreachable 1", "sent 2"]
    mail_with(servers, "It will be.")


MAILS = 12


def test_whatever_happens_to_the_mailbox_nothing_is_lost_and_nothing_comes_twice(kefu: Kefu, servers: Servers) -> None:
    """Killed, cut, counted anew, and filled with all of it once more: each time mails come meanwhile."""
    box = servers.dovecot
    names = [f"Mail number {number}." for number in range(1, MAILS + 1)]
    third = MAILS // 3
    hand_over = functools.partial(each_handed_over, servers)
    hand_over(names[: third // 2])
    box.kill()
    hand_over(names[third // 2 : third])  # the server keeps them meanwhile
    box.start()
    until(lambda: kefu.saying(names[third - 1]), why=servers.log)
    box.doveadm("kick", SUPPORT)
    hand_over(names[third : 2 * third])
    until(lambda: kefu.saying(names[2 * third - 1]), why=servers.log)
    box.doveadm("mailbox", "update", "-u", SUPPORT, "--uid-validity", "77", "INBOX")
    box.doveadm("kick", SUPPORT)
    lying = int(box.doveadm("mailbox", "status", "-u", SUPPORT, "messages", "INBOX").rpartition("=")[2])
    box.doveadm("copy", "-u", SUPPORT, "INBOX", "mailbox", "INBOX", "all")
    hand_over(names[2 * third :])
    until(lambda: kefu.saying(names[-1]), why=servers.log)
    counts = [len(kefu.saying(name)) for name in names]
    print(f"{MAILS} mails, {lying} read again twice: {counts.count(0)} lost, {sum(n > 1 for n in counts)} doubled")  # noqa: T201
    assert counts == [1] * MAILS


def each_handed_over(servers: Servers, words: list[str]) -> None:
    for each in words:
        servers.hands_over(written(each), to=SUPPORT)


def added(address: str, *words: str, password: str) -> Step:
    own = ["--label", "Northwind", "--smtp-user", SUPPORT, "--dkim-selector", "kefu", "--smtp-security", "starttls"]
    return {"KEFU_SMTP_PASSWORD": password}, ["mailbox", "add", address, *own, *words]


def test_a_check_names_a_wrong_password_a_wrong_certificate_and_a_record_that_is_missing(
    kefu: Kefu, servers: Servers
) -> None:
    port, good = ["--smtp-port", str(servers.postfix.ports.starttls)], servers.passwords[SUPPORT]
    well, _, refused, _, misnamed, untrusted = kefu.told(
        ({}, ["mailbox", "check", SUPPORT]),
        added("a@elsewhere.example", "--smtp-host", "localhost", *port, password="wrong"),
        ({}, ["mailbox", "check", "a@elsewhere.example"]),
        added("b@nw.example", "--smtp-host", "127.0.0.1", *port, password=good),
        ({}, ["mailbox", "check", "b@nw.example"]),
        ({"SSL_CERT_FILE": "/nowhere"}, ["mailbox", "check", HELP]),
    )
    assert "registry of official channels" in well.splitlines()[1], well
    assert "refused: 1 things" in well, "its servers let it in, and its records are there"
    assert "does not accept the user name or the password" in refused
    assert "DKIM: the text record kefu._domainkey.elsewhere.example must be" in refused
    assert "DMARC: _dmarc.elsewhere.example has no policy" in refused
    assert "cannot send: no encrypted connection that can be trusted" in misnamed, "the certificate is for localhost"
    assert "DKIM" not in misnamed, "addresses of one domain share the key of their selector"
    assert "cannot send: no encrypted connection that can be trusted" in untrusted, "of an authority unknown here"
    assert "cannot be read: no encrypted connection that can be trusted" in untrusted


def test_a_check_names_what_keeps_a_mailbox_from_being_read(kefu: Kefu, servers: Servers) -> None:
    steps: list[Step] = []
    for host, folder, password in (
        ("localhost", "INBOX", "wrong"),
        ("127.0.0.1", "INBOX", servers.passwords[CAROL]),
        ("localhost", "Elsewhere", servers.passwords[CAROL]),
        ("localhost", "INBOX", servers.passwords[CAROL]),
    ):
        words = ["--host", host, "--port", str(servers.dovecot.imaps), "--user", CAROL, "--folder", folder]
        steps += [({"KEFU_IMAP_PASSWORD": password}, ["imap", OTHER, *words]), ({}, ["mailbox", "check", OTHER])]
    *told, _stopped = kefu.told(*steps, ({}, ["imap", OTHER, "--stop"]))
    wrong, misnamed, elsewhere, well = told[1::2]
    assert "cannot be read: the server does not accept the user name or the password" in wrong
    assert "cannot be read: no encrypted connection that can be trusted" in misnamed
    assert "cannot be read: there is no folder of that name" in elsewhere
    assert "cannot be read" not in well
