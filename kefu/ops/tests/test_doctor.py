"""`kefu doctor`: everything is broken once, and each time the one check that is about it says so."""

import io
import json
import os
import shutil
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from pytest_django.fixtures import Settings

from conftest import an_agent, says
from kefu.channels import accounts, delivery
from kefu.channels.contract import AccountRecord
from kefu.channels.tests import mailing
from kefu.conversations import log, react, standing
from kefu.conversations.records import ConversationRecord
from kefu.files import ocr
from kefu.files.kinds import State
from kefu.files.models import Upload
from kefu.kit import clock, db, ids, wake
from kefu.ops import chores
from kefu.ops.backups import take
from kefu.ops.doctor import data, demands, examine, sealing, staff, work
from kefu.ops.doctor.finding import Verdict
from kefu.people.access import Viewer
from kefu.people.capabilities import Role
from kefu.safeguards import vault_moves
from kefu.safeguards.models import PaperMove
from kefu.trust import journal
from kefu.trust.models import JournalEntry
from kefu.watchers.notify.models import PushJob, Subscription

KEY = "qL8xT0dV2mRkWc7bZsY4nHfPjA1eGuE9iOoXvB3tK6wMhJrD5yNgQzCl"


@pytest.fixture
def sane(settings: Settings, tmp_path: Path) -> Settings:
    """As a good operator sets it."""
    settings.SECRET_KEY, settings.DATA_KEY = KEY, KEY[::-1]
    settings.BASE_URL, settings.LIVE_URL = "https://help.example.com", "wss://live.example.com"
    settings.CONTENT_URL = "https://files.example.com"
    settings.BASE_HOST, settings.CONTENT_HOST = "help.example.com", "files.example.com"
    settings.ALLOWED_HOSTS = ["files.example.com", "help.example.com"]
    settings.IS_SECURE = settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    settings.SESSION_COOKIE_NAME, settings.SECURE_HSTS_SECONDS = "__Host-kefu", 31_536_000
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    settings.TRUSTED_PROXIES = ["127.0.0.1"]
    settings.EMBED_ORIGINS = ["https://www.example.com"]
    settings.SECOND_FACTOR = {"agent": "any", "admin": "passkey"}
    settings.WAKE_URL = f"file:{tmp_path / 'wake.sqlite3'}"
    settings.DATA = tmp_path / "data"
    settings.DATA.mkdir(mode=0o700)
    return settings


DEMANDS = [name for name in examine.CHECKS if name.startswith("settings.")]


def verdicts(*only: str) -> dict[str, Verdict]:
    return {finding.id: finding.verdict for finding in examine.examine(only)}


def test_settings_of_a_good_operator_are_well_but_for_the_scanner_that_is_not_there(sane: Settings) -> None:
    told = verdicts(*DEMANDS)
    assert {name for name, verdict in told.items() if verdict is not Verdict.OK} == {"settings.scanner"}


@pytest.mark.parametrize(
    ("check", "broken", "verdict"),
    [
        ("debug", {"DEBUG": True}, "critical"),
        ("secret-key", {"SECRET_KEY": "short"}, "critical"),
        ("secret-key", {"SECRET_KEY": "x" * 60}, "critical"),
        ("secret-key", {"SECRET_KEY": "django-insecure-" + KEY}, "critical"),
        ("data-key", {"DATA_KEY": "x" * 60}, "critical"),
        ("data-key", {"DATA_KEY": "changeme" * 8}, "critical"),
        ("data-key", {"DATA_KEY": f"{KEY[::-1]}\n{KEY[1:]}"}, "warn"),
        ("data-key", {"DATA_KEY": ""}, "warn"),
        ("secrets-apart", {"DATA_KEY": KEY}, "critical"),
        ("allowed-hosts", {"ALLOWED_HOSTS": ["*"]}, "critical"),
        ("allowed-hosts", {"ALLOWED_HOSTS": [".example.com"]}, "critical"),
        ("encryption", {"IS_SECURE": False, "BASE_URL": "http://help.example.com"}, "critical"),
        ("encryption", {"LIVE_URL": "ws://live.example.com"}, "critical"),
        ("encryption", {"IS_SECURE": False, "BASE_URL": "http://localhost", "LISTEN": "0.0.0.0"}, "critical"),
        ("proxy", {"TRUSTED_PROXIES": []}, "warn"),
        ("proxy", {"TRUSTED_PROXIES": ["*"]}, "critical"),
        ("proxy", {"TRUSTED_PROXIES": ["0.0.0.0"]}, "critical"),
        ("proxy", {"TRUSTED_PROXIES": ["10.0.0.0/8"]}, "critical"),
        ("proxy", {"TRUSTED_PROXIES": ["10.0.0.1", "10.0.0.2"]}, "critical"),
        ("embedding", {"EMBED_ORIGINS": ["https://*.example.com"]}, "critical"),
        ("embedding", {"EMBED_ORIGINS": ["http://www.example.com"]}, "warn"),
        ("embedding", {"EMBED_ORIGINS": []}, "warn"),
        ("identity", {"IDENTITY_SECRET": ""}, "warn"),
        ("identity", {"IDENTITY_ISSUER": ""}, "warn"),
        ("identity", {"IDENTITY_SECRET": "hunter2"}, "critical"),
        ("identity", {"IDENTITY_SECRET": KEY}, "critical"),
        ("exchange", {"EXCHANGE": "sandbox"}, "warn"),
        ("second-factor", {"SECOND_FACTOR": {"agent": "none", "admin": "passkey"}}, "critical"),
        ("link-is-enough", {"LINK_IS_ENOUGH": True}, "critical"),
        ("content-host", {"CONTENT_HOST": "help.example.com"}, "warn"),
        ("scanner", {"CLAMD": "unix:/nowhere/clamd.ctl"}, "critical"),
        ("wake-road", {"WAKE_URL": "memory:"}, "critical"),
        ("metrics-token", {"METRICS_TOKEN": "guess"}, "critical"),
        ("lock-screens", {"PUSH_WORDS": True}, "warn"),
        ("reveals", {"REVEALS_FREEZE_AN_HOUR": 10_000}, "warn"),
        ("exports", {"EXPORT_ROWS_ALONE": 100_000}, "warn"),
        ("log-level", {"LOG_LEVEL": "DEBUG"}, "warn"),
    ],
)
def test_each_setting_that_is_broken_is_named(sane: Settings, check: str, broken: dict[str, Any], verdict: str) -> None:
    before = verdicts(*DEMANDS)
    for name, value in broken.items():
        setattr(sane, name, value)
    after = verdicts(*DEMANDS)
    assert after[f"settings.{check}"] == verdict
    others = {name for name in before if before[name] != after[name]} - {f"settings.{check}"}
    assert not others or others <= {"settings.proxy"}, others
    finding = examine.examine([f"settings.{check}"])[0]
    assert finding.says.endswith(".")
    assert finding.todo, "it says what to do"


@pytest.mark.parametrize(
    ("chosen", "is_there", "verdict"), [("auto", False, "warn"), ("auto", True, "ok"), ("off", False, "ok")]
)
def test_pictures_that_nobody_reads_are_named_unless_somebody_decided_so(
    sane: Settings, monkeypatch: pytest.MonkeyPatch, chosen: str, is_there: bool, verdict: str
) -> None:
    sane.OCR = chosen
    monkeypatch.setattr(ocr, "is_installed", lambda: is_there)
    assert verdicts("settings.pictures-read") == {"settings.pictures-read": verdict}


@pytest.mark.django_db(transaction=True)
def test_a_database_whose_commits_do_not_wait_for_the_disk_is_named() -> None:
    assert data.durability().verdict is Verdict.OK
    is_sqlite = connection.vendor == "sqlite"
    worse, better = ("PRAGMA synchronous=NORMAL", "PRAGMA synchronous=FULL")
    if not is_sqlite:
        worse, better = ("SET synchronous_commit = off", "SET synchronous_commit = on")
    with connection.cursor() as cursor:
        cursor.execute(worse)
        assert data.durability().verdict is Verdict.CRITICAL
        cursor.execute(better)


@pytest.mark.django_db
def test_a_log_with_a_hole_is_named(chat: ConversationRecord) -> None:
    assert data.log_is_sound().verdict is Verdict.OK
    run("UPDATE conversations_entry SET seq = 7 WHERE seq = %s", chat.last_seq)
    assert data.log_is_sound().verdict is Verdict.CRITICAL


@pytest.mark.django_db
def test_a_database_behind_this_release_is_named() -> None:
    assert data.migrated().verdict is Verdict.OK
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'notify'")
    assert (data.migrated().verdict, data.migrated().todo) == (Verdict.CRITICAL, "Run `kefu migrate`.")


@pytest.mark.django_db
def test_files_that_are_gone_are_named(carol: Viewer) -> None:
    assert data.files_are_there().verdict is Verdict.OK
    row = {"owner_kind": "customer", "owner_id": carol.id, "name": "a.pdf", "media_type": "application/pdf"}
    sizes = {"width": 0, "height": 0, "bytes": 1, "sha256": "0" * 64}
    Upload.objects.create(**row, **sizes, stored_as=ids.public_id(), state=State.READY)
    assert data.files_are_there().verdict is Verdict.CRITICAL


@pytest.mark.parametrize(("free", "verdict"), [(900, Verdict.OK), (60, Verdict.WARN), (0.1, Verdict.CRITICAL)])
def test_a_disk_that_fills_is_named(monkeypatch: pytest.MonkeyPatch, free: float, verdict: Verdict) -> None:
    gigabyte = 10**9
    usage = shutil._ntuple_diskusage(1000 * gigabyte, 0, int(free * gigabyte))
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage)
    assert data.free_disk().verdict is verdict


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("hours", "verdict"), [(None, Verdict.CRITICAL), (1, Verdict.OK), (30, Verdict.WARN), (200, Verdict.CRITICAL)]
)
def test_a_backup_that_is_old_or_was_never_made_is_named(hours: int | None, verdict: Verdict) -> None:
    if hours is not None:
        made_at = clock.now() - timedelta(hours=hours)
        journal.write([journal.Act(made_at, "operator", 0, "backup_made", take.SUBJECT, 0)])
    assert data.backup_age().verdict is verdict


@pytest.mark.django_db
def test_a_journal_that_nobody_brings_outside_or_that_was_changed_is_named(tmp_path: Path) -> None:
    def done(minutes_ago: int) -> None:
        journal.write([journal.Act(clock.now() - timedelta(minutes=minutes_ago), "agent", 1, "looked", "chat", 1)])

    assert sealing.journal_sealed().verdict is Verdict.OK
    done(minutes_ago=5)
    assert sealing.journal_sealed().verdict is Verdict.WARN
    JournalEntry.objects.all().delete()
    done(minutes_ago=11)
    assert sealing.journal_sealed().verdict is Verdict.CRITICAL
    chores.leave_sealed(clock.now())
    assert [sealing.journal_sealed().verdict, sealing.journal_sound().verdict] == [Verdict.OK, Verdict.OK]
    JournalEntry.objects.update(actor_id=2)
    assert sealing.journal_sound().verdict is Verdict.CRITICAL


@pytest.mark.django_db
def test_heads_on_the_disk_of_the_data_are_named(settings: Settings, tmp_path: Path) -> None:
    assert "not there yet" in sealing.journal_outside().says
    settings.JOURNAL_FOLDER = settings.DATA = tmp_path
    assert "same disk" in sealing.journal_outside().says or not db.is_sqlite()
    settings.JOURNAL_URL = "https://keep.example.com/journal"
    assert sealing.journal_outside().verdict is Verdict.OK


@pytest.mark.django_db
def test_a_clock_that_went_wrong_is_named(chat: ConversationRecord, monkeypatch: pytest.MonkeyPatch) -> None:
    assert data.clocks().verdict is Verdict.OK
    wrong = clock.now() - timedelta(minutes=10)
    monkeypatch.setattr(clock, "now", lambda: wrong)
    assert data.clocks().verdict is Verdict.WARN


def test_a_data_folder_or_a_key_that_others_may_read_is_named(sane: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    assert data.rights().verdict is Verdict.OK
    os.chmod(sane.DATA, 0o755)
    monkeypatch.setattr(data, "_is_behind_a_door", lambda file: False)
    assert data.rights().verdict is Verdict.CRITICAL
    os.chmod(sane.DATA, 0o700)
    monkeypatch.undo()
    key = sane.DATA.parent / "secret"
    key.write_text(KEY)
    os.chmod(key, 0o640)
    monkeypatch.setenv("KEFU_SECRET_KEY_FILE", str(key))
    assert str(key) in data.rights().says
    os.chmod(key, 0o600)
    assert data.rights().verdict is Verdict.OK


def test_an_old_key_is_named(sane: Settings) -> None:
    key = sane.DATA / "push-key.pem"
    key.write_text("key")
    os.chmod(key, 0o600)
    assert data.key_ages().verdict is Verdict.OK
    long_ago = time.time() - 3 * 365 * 86_400
    os.utime(key, (long_ago, long_ago))
    assert data.key_ages().verdict is Verdict.WARN


def test_a_write_ahead_log_that_only_grows_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    assert data.write_ahead_log().verdict is Verdict.OK
    monkeypatch.setattr(data, "WAL_WARN_BYTES", -1)
    if connection.vendor == "sqlite":
        assert data.write_ahead_log().verdict is Verdict.WARN


@pytest.mark.django_db
def test_entries_that_nobody_reacts_to_are_named(chat: ConversationRecord) -> None:
    assert work.reactions_in_time().verdict is Verdict.OK
    age_all(timedelta(minutes=2))
    assert work.reactions_in_time().verdict is Verdict.WARN
    age_all(timedelta(hours=1))
    assert work.reactions_in_time().verdict is Verdict.CRITICAL


@pytest.mark.django_db
def test_what_was_given_up_is_named_listed_and_tried_again(chat: ConversationRecord) -> None:
    assert work.reactions_parked().verdict is Verdict.OK
    run(
        "INSERT INTO conversations_reaction (entry_id, watcher, status, attempts, next_try_at, error)"
        " SELECT id, 'notify', 'given_up', 5, created_at, 'ValueError: no' FROM conversations_entry WHERE seq = %s",
        chat.last_seq,
    )
    assert "1 of notify" in work.reactions_parked().says
    assert f"notify  {chat.public_id} {chat.last_seq}  after 5 attempts: ValueError: no" in typed("parked")
    assert typed("parked", "--retry") == "Tried again within seconds: 1."
    assert work.reactions_parked().verdict is Verdict.OK
    assert standing.given_up() == {}


@pytest.mark.django_db(transaction=True)
def test_entries_that_cannot_be_found_yet_are_named(chat: ConversationRecord) -> None:
    react.run_pass()
    assert work.index_complete().verdict is Verdict.OK
    run("UPDATE indexing_indexedupto SET is_done = %s, entry = 0", False)
    assert work.index_complete().verdict is Verdict.WARN
    assert "older entries are not in the search index yet" in work.index_complete().says


@pytest.mark.django_db
def test_papers_that_do_not_come_into_the_vault_are_named(chat: ConversationRecord) -> None:
    assert work.papers_moved().verdict is Verdict.OK
    at = clock.now() - vault_moves.OVERDUE * 2
    PaperMove.objects.create(key="x", conversation_id=chat.id, customer=chat.customer, seq=1, files=[], at=at)
    assert work.papers_moved().verdict is Verdict.WARN
    vault_moves.work(clock.now())
    assert work.papers_moved().verdict is Verdict.OK


@pytest.mark.django_db
def test_notices_that_do_not_go_out_are_named(carol: Viewer) -> None:
    assert work.notices_stuck().verdict is Verdict.OK
    browser = Subscription.objects.create(
        person_kind="customer", person_id=carol.id, session="s", endpoint="e", endpoint_hash="h", p256dh="p", auth="a"
    )
    due_at = clock.now() - timedelta(minutes=5)
    PushJob.objects.create(subscription=browser, reason="answer", due_at=due_at, expires_at=clock.now())
    assert work.notices_stuck().verdict is Verdict.WARN


@pytest.mark.django_db(transaction=True)
def test_mails_that_do_not_go_out_are_named(carol: Viewer, alice: Viewer) -> None:
    account = accounts.save(AccountRecord("email", "support@nw.example", "x", settings={"smtp_host": ""}))
    mailing.answer(mailing.a_mail(account, carol, alice), alice)
    assert work.mails_stuck().verdict is Verdict.OK
    now = clock.now()
    for minutes in (1, 100, 200):
        delivery.work(now + timedelta(minutes=minutes))
    assert "3 times" in work.mails_stuck().says
    run("UPDATE conversations_delivery SET next_try_at = %s, attempts = 0", str(db.to_moment(now - timedelta(hours=1))))
    assert "ten minutes ago" in work.mails_stuck().says


def test_hints_that_do_not_arrive_are_named(sane: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    road = wake.FileRoad(str(sane.DATA / "wake.sqlite3"))
    monkeypatch.setattr(wake, "road", lambda: road)
    assert work.hints_arrive().verdict is Verdict.OK
    monkeypatch.setattr(wake, "road", _Deaf)
    monkeypatch.setattr(work, "HEARD_WITHIN_S", 0.3)
    assert work.hints_arrive().verdict is Verdict.CRITICAL


class _Deaf(wake.NoRoad):
    """Sends into nowhere."""


@pytest.mark.django_db
def test_an_installation_without_an_administrator_is_named() -> None:
    assert staff.administrators().verdict is Verdict.WARN
    an_agent("Ada", Role.ADMIN)
    assert staff.administrators().verdict is Verdict.OK
    for number in range(staff.MANY_ADMINISTRATORS):
        an_agent(f"Ada {number}", Role.ADMIN)
    assert "6 people may do everything" in staff.administrators().says


def test_a_check_that_cannot_look_is_a_finding_and_stops_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> Any:
        raise RuntimeError("the disk is gone")

    monkeypatch.setitem(examine.EVERY, "disk.free", broken)
    found = examine.examine(["disk.free", "settings.debug"])
    assert [finding.verdict for finding in found] == [Verdict.OK, Verdict.CRITICAL]
    assert "the disk is gone" in found[1].says


@pytest.mark.django_db
def test_it_speaks_to_programs_and_to_people_and_ends_with_how_bad_it_is(
    chat: ConversationRecord, alice: Viewer, sane: Settings
) -> None:
    log.note(chat.id, author=says(alice), body="a canary that is nobody's business")
    with pytest.raises(SystemExit) as ended:
        typed("doctor", "--json")
    assert ended.value.code == 2, "there was never a backup"
    said = io.StringIO()
    with pytest.raises(SystemExit):
        call_command("doctor", "--json", stdout=said)
    told = json.loads(said.getvalue())
    assert {check["id"] for check in told["checks"]} == set(examine.CHECKS)
    assert told["verdict"] == "critical"
    assert "canary" not in said.getvalue()
    assert KEY not in said.getvalue()
    lines = typed("doctor", "--only", "settings.debug", "settings.secret-key").splitlines()
    assert [line[:2] for line in lines] == ["ok", "ok"]


def run(sql: str, *values: str | int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def age_all(by: timedelta) -> None:
    run("UPDATE conversations_entry SET created_at = %s", str(db.to_moment(clock.now() - by)))


def typed(*words: str) -> str:
    said = io.StringIO()
    call_command(*words, stdout=said)
    return said.getvalue().strip()


def test_there_are_more_than_nineteen_checks() -> None:
    assert len(examine.CHECKS) > 19
    assert demands.debug in examine.CHECKS.values()
