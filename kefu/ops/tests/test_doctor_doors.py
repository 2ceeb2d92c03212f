"""`kefu doctor` on what browsers are told, whom the house believes and tells its secrets to, its own people, its backups."""

import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from pytest_django.fixtures import Settings

from conftest import an_agent
from kefu.kit import clock, db
from kefu.ops.backups import drills
from kefu.ops.doctor import data, demands, examine, peers, sealing, staff
from kefu.ops.doctor.finding import Verdict
from kefu.ops.tests.test_doctor import DEMANDS, KEY, sane, verdicts  # noqa: F401  the good operator's settings
from kefu.people.capabilities import Role
from kefu.people.models import ApiToken
from kefu.trust import admissions, registry
from tests.security.door import with_an_app

POSTGRES = {"ENGINE": "django.db.backends.postgresql", "HOST": "db.example.com", "OPTIONS": {}}
SECRET = "a secret of the exchange's, of more than 32 letters"


def with_script(*sources: str) -> dict[str, Any]:
    closed = {key: ["'none'"] for key in ["default-src", "object-src", "base-uri", "frame-ancestors"]}
    told = {**closed, "script-src": list(sources), "require-trusted-types-for": ["'script'"]}
    return {"CONTENT_SECURITY_POLICY": {"DIRECTIVES": told}}


def database(**options: str) -> dict[str, Any]:
    return {"DATABASES": {"default": {**POSTGRES, "OPTIONS": options}}}


UNWARNED = pytest.mark.filterwarnings("ignore:Overriding setting DATABASES")


@UNWARNED
@pytest.mark.parametrize(
    ("check", "broken", "verdict"),
    [
        ("cookies", {"SESSION_COOKIE_SECURE": False}, "critical"),
        ("cookies", {"CSRF_COOKIE_SECURE": False}, "critical"),
        ("cookies", {"SESSION_COOKIE_HTTPONLY": False}, "critical"),
        ("cookies", {"SESSION_COOKIE_SAMESITE": "None"}, "critical"),
        ("cookies", {"CSRF_COOKIE_SAMESITE": False}, "critical"),
        ("cookies", {"SESSION_COOKIE_NAME": "sessionid"}, "critical"),
        ("cookies", {"SESSION_COOKIE_DOMAIN": ".example.com"}, "critical"),
        ("stays-with-tls", {"SECURE_HSTS_SECONDS": 0}, "warn"),
        ("content-policy", {"CONTENT_SECURITY_POLICY": {}}, "critical"),
        ("content-policy", with_script("'self'", "'unsafe-inline'"), "critical"),
        ("content-policy", with_script("*"), "critical"),
        ("headers", {"SECURE_CONTENT_TYPE_NOSNIFF": False}, "critical"),
        ("headers", {"X_FRAME_OPTIONS": "SAMEORIGIN"}, "critical"),
        ("headers", {"SECURE_REFERRER_POLICY": "unsafe-url"}, "critical"),
        ("headers", {"SECURE_CROSS_ORIGIN_OPENER_POLICY": None}, "critical"),
        ("guards", {"MIDDLEWARE": ["django.middleware.common.CommonMiddleware"]}, "critical"),
        ("sessions", {"SESSION_IDLE_S": 24 * 3600}, "critical"),
        ("sessions", {"SESSION_COOKIE_AGE": 7 * 24 * 3600}, "critical"),
        ("passwords", {"AUTH_PASSWORD_VALIDATORS": []}, "critical"),
        ("passwords", {"PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"]}, "critical"),
        ("bodies", {"DATA_UPLOAD_MAX_MEMORY_SIZE": None}, "critical"),
        ("bodies", {"DATA_UPLOAD_MAX_NUMBER_FIELDS": 10**6}, "critical"),
        ("database-link", database(), "critical"),
        ("database-link", database(sslmode="prefer"), "critical"),
        ("database-link", database(sslmode="require"), "warn"),
        ("redis", {"REDIS_URL": "redis://redis.example.com:6379/0"}, "critical"),
        ("redis", {"REDIS_URL": "redis://:a-password@redis.example.com:6379/0"}, "critical"),
        ("redis", {"REDIS_URL": "redis://8.8.8.8:6379/0"}, "critical"),
        ("redis", {"REDIS_URL": "redis://redis:6379/0"}, "warn"),
        ("places-outside", {"BOT_MODEL_URL": "http://models.example.com/v1"}, "critical"),
        ("places-outside", {"SEARCH_ENCODER_URL": "http://8.8.8.8/v1"}, "critical"),
        ("places-outside", {"FILES_URL": "s3://kefu?endpoint=http://s3.example.com"}, "critical"),
        ("secrets-apart", {"EXCHANGE_SECRET": f"{SECRET},{KEY}"}, "critical"),
        ("secrets-apart", {"METRICS_TOKEN": SECRET, "JOURNAL_TOKEN": SECRET}, "critical"),
    ],
)
def test_each_is_named_and_no_other(sane: Settings, check: str, broken: dict[str, Any], verdict: str) -> None:  # noqa: F811
    before = verdicts(*DEMANDS)
    for name, value in broken.items():
        setattr(sane, name, value)
    after = verdicts(*DEMANDS)
    assert {name for name in before if before[name] != after[name]} == {f"settings.{check}"}
    finding = examine.examine([f"settings.{check}"])[0]
    assert (finding.verdict, finding.says[-1], bool(finding.todo)) == (verdict, ".", True)
    assert KEY not in finding.says + finding.todo
    assert "a-password" not in finding.says + finding.todo


@UNWARNED
@pytest.mark.parametrize(
    ("check", "fine"),
    [
        ("proxy", {"TRUSTED_PROXIES": ["10.0.0.7"]}),
        ("database-link", database(sslmode="verify-full")),
        ("database-link", {"DATABASES": {"default": {**POSTGRES, "HOST": "10.0.0.5,postgres"}}}),
        ("database-link", {"DATABASES": {"default": {**POSTGRES, "HOST": "/run/postgresql"}}}),
        ("redis", {"REDIS_URL": "redis://localhost:6379/0"}),
        ("redis", {"REDIS_URL": "unix:///run/redis.sock"}),
        ("redis", {"REDIS_URL": "rediss://:a-password@redis.example.com:6379/0"}),
        ("redis", {"REDIS_URL": "redis://:a-password@10.0.0.6:6379/0"}),
        ("places-outside", {"BOT_MODEL_URL": "http://10.0.0.9:8080/v1", "SEARCH_ENCODER_URL": "https://e.example.com"}),
        ("cookies", {"SESSION_COOKIE_SAMESITE": "Strict"}),
    ],
)
def test_what_a_careful_operator_may_choose_is_well(sane: Settings, check: str, fine: dict[str, Any]) -> None:  # noqa: F811
    for name, value in fine.items():
        setattr(sane, name, value)
    assert verdicts(f"settings.{check}") == {f"settings.{check}": Verdict.OK}


@pytest.mark.django_db
@pytest.mark.parametrize(("is_super", "verdict"), [(True, Verdict.WARN), (False, Verdict.OK)])
def test_a_role_that_may_do_anything_is_named(
    monkeypatch: pytest.MonkeyPatch, is_super: bool, verdict: Verdict
) -> None:
    monkeypatch.setattr(db, "is_sqlite", lambda: False)
    monkeypatch.setattr(db, "rows", lambda sql: [("kefu", is_super)])
    assert peers.database_role().verdict is verdict


@pytest.mark.django_db
def test_passwords_that_stand_alone_are_named() -> None:
    assert staff.have_factors().verdict is Verdict.OK
    an_agent("Nils", Role.AGENT)  # by links alone
    assert staff.have_factors().verdict is Verdict.OK
    admissions.change_password(an_agent("Bo", Role.AGENT).id, password="correct horse battery staple")
    assert staff.have_factors().verdict is Verdict.WARN
    ada = admissions.known(_named("Ada", Role.ADMIN))
    admissions.change_password(ada.pk, password="correct horse battery staple")
    assert "an administrator among them" in staff.have_factors().says
    with_an_app(ada)
    assert staff.have_factors().verdict is Verdict.WARN
    admissions.disable(admissions.known("Bo").pk)
    assert staff.have_factors().verdict is Verdict.OK


def _named(name: str, role: Role) -> str:
    an_agent(name, role)
    return name


@pytest.mark.django_db
def test_programs_tokens_that_grew_old_are_named() -> None:
    an_agent("Rob", Role.AGENT)
    admissions.api_token("Rob")
    assert staff.old_tokens().verdict is Verdict.OK
    ApiToken.objects.update(created_at=clock.now() - timedelta(days=400))
    assert staff.old_tokens().verdict is Verdict.WARN
    admissions.end_tokens(admissions.known("Rob").pk)
    assert staff.old_tokens().verdict is Verdict.OK


@pytest.mark.django_db
def test_an_empty_registry_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    registry.forget()
    assert staff.registry_filled().verdict is Verdict.WARN
    monkeypatch.setattr(registry, "valid_now", lambda: ["https://www.example.com"])
    assert staff.registry_filled().verdict is Verdict.OK


@pytest.mark.django_db
def test_a_folder_of_heads_that_takes_nothing_is_named(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.JOURNAL_FOLDER.mkdir(exist_ok=True)
    settings.JOURNAL_URL = "https://keep.example.com/journal"
    assert sealing.journal_outside().verdict is Verdict.OK
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    assert sealing.journal_outside().verdict is Verdict.CRITICAL


@pytest.mark.django_db
def test_backups_that_nobody_tried_or_that_did_not_hold_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "ever tried" in data.backup_proved().says
    bad = tmp_path / "kefu.tar.gz"
    bad.write_bytes(b"no backup at all")
    with pytest.raises(CommandError):
        call_command("backup", str(bad), "--verify")
    assert data.backup_proved().verdict is Verdict.CRITICAL
    with drills.remembered(bad):
        pass  # as if it were whole: tests/faults/test_backup.py tries real ones
    assert data.backup_proved().verdict is Verdict.OK
    later = clock.now() + timedelta(days=40)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert data.backup_proved().verdict is Verdict.WARN


@contextmanager
def says_of_itself(version: str) -> Iterator[str]:
    """A scanner that tells nothing but its version."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            connection = server.accept()[0]
            assert connection.recv(100) == b"zVERSION\0"
            connection.sendall(version.encode() + b"\0")
            connection.close()

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        yield f"tcp://127.0.0.1:{server.getsockname()[1]}"
        thread.join(5)


@pytest.mark.parametrize(
    ("days", "verdict"), [(1, Verdict.OK), (30, Verdict.WARN), (None, Verdict.WARN), (-1, Verdict.WARN)]
)
def test_old_signatures_are_named(settings: Settings, days: int | None, verdict: Verdict) -> None:
    told = "ClamAV 1.0.7"
    if days is not None:
        told += f"/27465/{clock.now() - timedelta(days=days):%a %b %d %H:%M:%S %Y}"
    with says_of_itself("HTTP/1.1 200 OK" if days == -1 else told) as settings.CLAMD:
        assert demands.signatures().verdict is verdict
    settings.CLAMD = ""
    assert demands.signatures().verdict is Verdict.OK
