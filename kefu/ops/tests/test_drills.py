"""`kefu doctor --report`: what is done as a trial. Each drill is seen to succeed, and to notice what it is there for."""

import socket
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.test import Client
from pytest_django.fixtures import Settings

from kefu.channels import mailboxes
from kefu.channels.contract import AccountRecord
from kefu.channels.tests import mailing, sink
from kefu.kit import addresses, http
from kefu.kit.dns import Names, NoAnswer
from kefu.ops.backups import take
from kefu.ops.doctor import crawl, egress, examine, gates, mail_records, rehearsals, schedule
from kefu.ops.doctor.finding import Verdict
from kefu.safeguards import alarm_drills, alarms
from kefu.safeguards.models import AlarmDrill
from kefu.trust import self_checks
from kefu.trust.models_doctor import QueueGate

DOMAIN = "nw.example"
WELL = {DOMAIN: [b"v=spf1 mx -all"], f"_mta-sts.{DOMAIN}": [b"v=STSv1; id=20260101"]}


def test_the_way_out_leads_to_no_inner_network() -> None:
    said = egress.egress()
    assert said.verdict is Verdict.OK, said.says


@pytest.mark.parametrize("blind_to", ["127.0.0.1", "169.254.169.254", "10.0.0.1", "::1"])
def test_a_way_out_that_leads_inside_is_critical(monkeypatch: pytest.MonkeyPatch, blind_to: str) -> None:
    true = addresses.is_outside
    monkeypatch.setattr(addresses, "is_outside", lambda written: written == blind_to or true(written))
    monkeypatch.setattr(socket, "create_connection", _nobody_there)
    monkeypatch.setattr(egress, "_reached", lambda origin, places: True)
    said = egress.egress()
    assert said.verdict is Verdict.CRITICAL
    assert "was not refused" in said.says
    assert "drill.egress" in gates.EXAMINED, "no chats then"


def _nobody_there(*args: object, **kwargs: object) -> socket.socket:
    raise ConnectionRefusedError


def test_whoever_comes_to_our_listener_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "is_allowed", lambda url, places: True)
    monkeypatch.setattr(addresses, "is_outside", lambda written: True)
    monkeypatch.setattr(egress, "INSIDE", ())
    said = egress.egress()
    assert said.verdict is Verdict.CRITICAL


@pytest.mark.django_db
def test_an_alarm_is_told_by_who_tells_alarms_and_marked_as_a_drill(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(time, "sleep", lambda seconds: alarms.tell())
    said = rehearsals.alarm()
    assert said.verdict is Verdict.OK
    assert "drill" in caplog.text
    assert AlarmDrill.objects.get().told_at is not None


@pytest.mark.django_db
def test_where_nobody_tells_alarms_the_drill_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rehearsals, "ALARM_WITHIN_S", 0.01)
    said = rehearsals.alarm()
    assert said.verdict is Verdict.CRITICAL
    assert "told nobody" in said.says


@pytest.mark.django_db
def test_drills_of_alarms_do_not_pile_up() -> None:
    for _ in range(alarm_drills.KEPT + 5):
        alarm_drills.begin()
    assert AlarmDrill.objects.count() == alarm_drills.KEPT


@pytest.fixture
def mailbox(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[AccountRecord]:
    monkeypatch.setattr(mailboxes, "faults_of", lambda account, names: iter(()))
    with sink.running() as server:
        yield mailing.mailbox(server)


def publish(monkeypatch: pytest.MonkeyPatch, records: dict[str, list[bytes]] | None) -> None:
    def texts(self: object, name: str) -> list[bytes]:
        if records is None:
            raise NoAnswer(name)
        return records.get(name, [])

    monkeypatch.setattr(Names, "texts", texts)


@pytest.mark.parametrize(
    ("records", "verdict", "says"),
    [
        (WELL, "ok", "can be told from forgeries"),
        ({**WELL, DOMAIN: []}, "warn", "SPF: nw.example must have one"),
        ({**WELL, DOMAIN: [b"v=spf1 -all", b"v=spf1 mx -all"]}, "warn", "it has 2"),
        ({**WELL, DOMAIN: [b"v=spf1 mx +all"]}, "warn", "lets anybody send"),
        ({**WELL, DOMAIN: [b"v=spf1 all"]}, "warn", "lets anybody send"),
        ({**WELL, f"_mta-sts.{DOMAIN}": [b"v=STSv1;"]}, "warn", "MTA-STS"),
        (None, "warn", "did not answer"),
    ],
)
def test_the_records_of_each_open_mailbox_are_looked_at(
    mailbox: AccountRecord,
    monkeypatch: pytest.MonkeyPatch,
    records: dict[str, list[bytes]] | None,
    verdict: str,
    says: str,
) -> None:
    publish(monkeypatch, records)
    said = mail_records.mail_auth()
    assert (said.verdict, says in said.says) == (verdict, True), said.says


def test_a_domain_without_dmarc_is_critical(mailbox: AccountRecord, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(monkeypatch, WELL)
    lacking = f"DMARC: _dmarc.{DOMAIN} has no policy, so anybody's forgery passes for yours."
    monkeypatch.setattr(mailboxes, "faults_of", lambda account, names: iter((lacking,)))
    assert mail_records.mail_auth().verdict is Verdict.CRITICAL


def test_a_closed_mailbox_is_nobodys_worry(mailbox: AccountRecord, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(monkeypatch, {})
    mailboxes.put_out_of_use(mailbox, is_open=False)
    assert mail_records.mail_auth().verdict is Verdict.OK


PAGE = {
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; script-src 'self'",
    "X-Content-Type-Options": "nosniff",
    "Strict-Transport-Security": "max-age=31536000",
    "Referrer-Policy": "same-origin",
    "Set-Cookie": "__Host-kefu=1; Path=/; HttpOnly; Secure; SameSite=Lax\nkefu-language=en; Path=/; SameSite=Lax",
}


def faults(**changed: str) -> list[str]:
    headers = {**PAGE, **{name.replace("_", "-"): value for name, value in changed.items()}}
    return list(crawl.faults_of(http.Answer(200, "", b"", {name: value for name, value in headers.items() if value})))


@pytest.mark.parametrize(
    "changed",
    [
        {"Content_Security_Policy": ""},
        {"Content_Security_Policy": PAGE["Content-Security-Policy"].replace("'none'; script", "*; script")},
        {"Content_Security_Policy": f"{PAGE['Content-Security-Policy']} 'unsafe-inline'"},
        {"X_Content_Type_Options": ""},
        {"Strict_Transport_Security": ""},
        {"Referrer_Policy": "unsafe-url"},
        {"Server": "nginx/1.22.1"},
        {"X_Powered_By": "PHP"},
        {"Set_Cookie": "__Host-kefu=1; Path=/; Secure; SameSite=Lax"},
        {"Set_Cookie": "__Host-kefu=1; Path=/; HttpOnly; Secure; SameSite=None"},
        {"Set_Cookie": "__Host-kefu=1; Path=/; HttpOnly; SameSite=Lax"},
    ],
)
def test_a_page_that_says_too_little_to_browsers_is_named(settings: Settings, changed: dict[str, str]) -> None:
    settings.IS_SECURE = True
    assert faults() == []
    assert len(faults(**changed)) >= 1


def test_pages_that_do_not_answer_are_told_as_not_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crawl, "_fetched", lambda path: None)
    assert crawl.headers().verdict is Verdict.WARN


@pytest.mark.django_db
def test_our_own_pages_are_content(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fetched(path: str) -> http.Answer:
        answer = client.get(path)
        kept = {name: answer.headers[name] for name in crawl.KEPT if name in answer.headers}
        return http.Answer(answer.status_code, "", b"", kept)

    monkeypatch.setattr(crawl, "_fetched", fetched)
    said = crawl.headers()
    assert (said.verdict, said.says) == ("ok", f"{len(crawl.PAGES)} public pages say what they must to browsers.")


@pytest.mark.django_db
def test_a_restore_is_tried_where_backups_are_and_says_what_lacks_where_not(settings: Settings, tmp_path: Path) -> None:
    settings.BACKUPS = ""
    assert (rehearsals.restore().verdict, "KEFU_BACKUPS" in rehearsals.restore().todo) == ("warn", True)
    settings.BACKUPS = str(tmp_path)
    assert rehearsals.restore().verdict is Verdict.CRITICAL
    settings.DATA = tmp_path
    take.named_now(tmp_path).write_bytes(b"no archive")
    said = rehearsals.restore()
    assert (said.verdict, "cannot be brought back" in said.says) == ("critical", True), said.says
    assert list((tmp_path / "drills").iterdir()) == []


@pytest.mark.django_db
def test_a_backup_too_large_to_try_beside_the_chat_is_told_as_untried(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.BACKUPS = str(tmp_path)
    take.named_now(tmp_path).write_bytes(b"x" * 100)
    monkeypatch.setattr(rehearsals, "MOST_BYTES", 99)
    assert (rehearsals.restore().verdict, "too large" in rehearsals.restore().says) == ("warn", True)


@pytest.mark.parametrize(("days", "verdict"), [(90, "ok"), (10, "warn"), (-1, "critical")])
def test_a_certificate_that_ends_is_told_before(settings: Settings, tmp_path: Path, days: int, verdict: str) -> None:
    settings.DATA, settings.MAIL_CERT = tmp_path, str(tmp_path / "cert.pem")
    (tmp_path / "cert.pem").write_bytes(_certificate(datetime.now(UTC) + timedelta(days=days, hours=1)))
    assert rehearsals.ages().verdict == verdict


def _certificate(ends_at: datetime) -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mx.nw.example")])
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(1).not_valid_before(ends_at - timedelta(days=400)).not_valid_after(ends_at)
    return made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


@pytest.fixture
def due(db: None) -> datetime:
    now = datetime.now(UTC)
    QueueGate.objects.create(pk=1, next_at=now - timedelta(seconds=1))
    return now


def test_of_many_processes_one_makes_the_examination(due: datetime) -> None:
    assert [self_checks.take_turn(due) for _ in range(4)] == [True, False, False, False]
    assert self_checks.take_turn(due + self_checks.AGAIN), "who took it and came to nothing gives it away in time"


@pytest.mark.django_db
def test_a_house_that_was_just_begun_is_left_alone_for_ten_minutes() -> None:
    now = datetime.now(UTC)
    assert not self_checks.take_turn(now)
    assert not self_checks.take_turn(now + timedelta(minutes=9))
    assert self_checks.take_turn(now + timedelta(minutes=10))


def test_the_examination_is_made_by_a_process_of_its_own_which_ends_in_time(
    due: datetime, settings: Settings, tmp_path: Path
) -> None:
    mark = tmp_path / "ran"
    quick = (sys.executable, "-c", f"open({str(mark)!r}, 'w')")
    assert schedule.examine_when_due(due, command=quick) == 1
    assert mark.exists()
    endless = (sys.executable, "-c", "import time; time.sleep(600)")
    began = time.monotonic()
    assert schedule.examine_when_due(due + self_checks.AGAIN, command=endless, most_s=0.5) == 1
    assert time.monotonic() - began < 20
    settings.DOCTOR_HOURS = 0
    assert schedule.examine_when_due(due + 3 * self_checks.AGAIN, command=quick) == 0


def test_what_closes_the_queues_are_checks_that_there_are() -> None:
    assert set(gates.ALL) <= set(examine.EVERY)
    unseen: Callable[[], object] = lambda: 1 / 0  # noqa: E731
    found = examine._looked("journal.sound", unseen)  # type: ignore[arg-type]
    assert (found.verdict, gates.closing([found])) == ("critical", []), "what could not be looked at closes nothing"
