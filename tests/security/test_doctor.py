"""A sound installation is spoilt in one way at a time, as operators do it, and `kefu doctor --json` names what it is.

Every time by the command itself, in a process of its own. What each check says of what: kefu/ops/tests/test_doctor*.py.
"""

import json
import os
import secrets
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.running import ROOT, _environment

SECRETS = (
    "KEFU_SECRET_KEY",
    "KEFU_IDENTITY_SECRET",
    "KEFU_DATA_KEY",
    "KEFU_EXCHANGE_SECRET",
    "KEFU_METRICS_TOKEN",
    "KEFU_REDIS_URL",
)
PROD = "kefu.settings.prod"


@dataclass
class Sound:
    """As docs/operations.md has it set; `DJANGO_SETTINGS_MODULE` may be another that changes what the environment cannot."""

    folder: Path
    told: dict[str, str] = field(default_factory=dict)
    files: int = 0

    def a_new_file(self, ending: str) -> Path:
        self.files += 1
        return self.folder / f"own{self.files}.{ending}"

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def run(self, *words: str, **changed: str) -> subprocess.CompletedProcess[str]:
        env = {**_environment(self.data, self.told), "PYTHONPATH": f"{ROOT}:{self.folder}", **changed}
        command = [sys.executable, "-m", "kefu", *words]
        return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False, umask=0o077)

    def worse(self, *, than: dict[str, str], **changed: str) -> set[str]:
        return {name for name, verdict in self.verdicts(**changed).items() if verdict not in {"ok", than.get(name)}}

    def verdicts(self, **changed: str) -> dict[str, str]:
        run = self.run("doctor", "--json", **changed)
        told: dict[str, Any] = json.loads(run.stdout)
        assert run.returncode == {"ok": 0, "warn": 1, "critical": 2}[told["verdict"]]
        for check in told["checks"]:
            assert check["says"].endswith("."), check
            assert bool(check["todo"]) is (check["verdict"] != "ok"), check
        values = [{**self.told, **changed}.get(name, "") for name in SECRETS]
        assert not [value for value in values if len(value) > 8 and value in run.stdout + run.stderr]
        return {check["id"]: check["verdict"] for check in told["checks"]}


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Sound:
    folder = tmp_path_factory.mktemp("sound")
    told = {
        "DJANGO_SETTINGS_MODULE": PROD,
        "KEFU_URL": "https://help.example.com",
        "KEFU_LIVE_URL": "wss://live.example.com",
        "KEFU_CONTENT_URL": "https://files.example.com",
        "KEFU_TRUSTED_PROXIES": "127.0.0.1",
        "KEFU_EMBED_ORIGINS": "https://www.example.com",
        "KEFU_IDENTITY_ISSUER": "https://www.example.com",
        "KEFU_OCR": "off",
        "KEFU_JOURNAL_URL": "https://keep.example.com/journal",
        **{name: secrets.token_urlsafe(48) for name in SECRETS[:3]},
        "KEFU_METRICS_TOKEN": secrets.token_urlsafe(32),
    }
    installed = Sound(folder, told)
    installed.data.mkdir(mode=0o700)
    (installed.data / "journal").mkdir(mode=0o700)
    assert installed.run("migrate").returncode == 0
    assert installed.run("agent", "Ada", "--email", "ada@example.com", "--role", "admin").returncode == 0
    return installed


@pytest.fixture(scope="module")
def before(sound: Sound) -> dict[str, str]:
    verdicts = sound.verdicts()
    # as a house is that was founded a minute ago: what nothing was done for yet
    young = {"settings.scanner", "backup.age", "backup.proved", "registry.filled"}
    assert {name for name, verdict in verdicts.items() if verdict != "ok"} <= young
    return verdicts


def spoilt(lines: str) -> Callable[[Sound], dict[str, str]]:
    """By a settings file of one's own, as some write them."""

    def write(sound: Sound) -> dict[str, str]:
        file = sound.a_new_file("py")
        file.write_text(f"from {PROD} import *\n{lines}\n")
        return {"DJANGO_SETTINGS_MODULE": file.stem}

    return write


def said(**changed: str) -> Callable[[Sound], dict[str, str]]:
    return lambda sound: changed


def the_same_secret(sound: Sound) -> dict[str, str]:
    return {"KEFU_METRICS_TOKEN": sound.told["KEFU_SECRET_KEY"]}


def another_data_key(sound: Sound) -> dict[str, str]:
    """Of a house in which the other one was used."""
    copy = _copy(sound, "INSERT INTO people_keyring (id, under, digests) VALUES (1, ?, x'00')", "0123456789abcdef")
    return {"KEFU_DATABASE_URL": f"sqlite:///{copy}"}


def open_key(sound: Sound) -> dict[str, str]:
    file = sound.folder / "key"
    file.write_text(sound.told["KEFU_SECRET_KEY"])
    os.chmod(file, 0o644)
    return {"KEFU_SECRET_KEY_FILE": str(file)}


def older_database(sound: Sound) -> dict[str, str]:
    return {"KEFU_DATABASE_URL": f"sqlite:///{_copy(sound, 'DELETE FROM django_migrations WHERE app = ?', 'notify')}"}


def no_administrator(sound: Sound) -> dict[str, str]:
    return {"KEFU_DATABASE_URL": f"sqlite:///{_copy(sound, 'UPDATE people_agent SET role = ?', 'agent')}"}


def a_password_alone(sound: Sound) -> dict[str, str]:
    return {"KEFU_DATABASE_URL": f"sqlite:///{_copy(sound, 'UPDATE people_agent SET password = ?', 'md5$x$y')}"}


def _copy(sound: Sound, sql: str, value: str) -> Path:
    copy = sound.a_new_file("sqlite3")
    with sqlite3.connect(sound.data / "kefu.sqlite3") as source, sqlite3.connect(copy) as target:
        source.backup(target)
        target.execute(sql, [value])
    os.chmod(copy, 0o600)
    return copy


SPOILT: dict[str, tuple[str, Callable[[Sound], dict[str, str]]]] = {
    "DEBUG": ("settings.debug", spoilt("DEBUG = True")),
    "a short key": ("settings.refused", said(KEFU_SECRET_KEY="secret")),
    "a weak key": ("settings.secret-key", said(KEFU_SECRET_KEY="changeme" * 8)),
    "a short data key": ("settings.refused", said(KEFU_DATA_KEY="secret")),
    "a sample data key": ("settings.data-key", said(KEFU_DATA_KEY="changeme" * 8)),
    "no data key elsewhere": ("settings.data-key", said(KEFU_DATA_KEY="")),
    "another data key": ("database.keys", another_data_key),
    "plain http": ("settings.refused", said(KEFU_URL="http://help.example.com")),
    "hosts *": ("settings.allowed-hosts", spoilt("ALLOWED_HOSTS = ['*']")),
    "open cookies": ("settings.cookies", spoilt("SESSION_COOKIE_SECURE = False")),
    "no HSTS": ("settings.stays-with-tls", spoilt("SECURE_HSTS_SECONDS = 0")),
    "inline scripts": (
        "settings.content-policy",
        spoilt("CONTENT_SECURITY_POLICY['DIRECTIVES']['script-src'] = [\"'unsafe-inline'\"]"),
    ),
    "framed": ("settings.headers", spoilt("X_FRAME_OPTIONS = 'ALLOWALL'")),
    "no CSRF": ("settings.guards", spoilt("MIDDLEWARE = [each for each in MIDDLEWARE if 'Csrf' not in each]")),
    "any proxy": ("settings.proxy", said(KEFU_TRUSTED_PROXIES="*")),
    "chat on plain pages": ("settings.embedding", spoilt("EMBED_ORIGINS = ['https://*']")),
    "no issuer": ("settings.identity", said(KEFU_IDENTITY_ISSUER="")),
    "a short identity secret": ("settings.identity", said(KEFU_IDENTITY_SECRET="hunter2")),
    "one secret twice": ("settings.secrets-apart", the_same_secret),
    "a short connector secret": (
        "settings.refused",
        said(KEFU_EXCHANGE="https://api.example.com", KEFU_EXCHANGE_SECRET="tooshort"),
    ),
    "a connector in plain text": ("settings.refused", said(KEFU_EXCHANGE="http://api.example.com")),
    "an invented exchange": ("settings.exchange", said(KEFU_EXCHANGE="sandbox")),
    "no second factor": ("settings.second-factor", said(KEFU_SECOND_FACTOR="admin=none")),
    "a link is enough": ("settings.link-is-enough", said(KEFU_LINK_IS_ENOUGH="yes")),
    "one host for all": ("settings.content-host", said(KEFU_CONTENT_URL="https://help.example.com")),
    "a scanner that is down": ("settings.scanner", said(KEFU_CLAMD="unix:/nowhere/clamd.ctl")),
    "a guessable token": ("settings.metrics-token", said(KEFU_METRICS_TOKEN="guess")),
    "week-long sessions": ("settings.refused", said(KEFU_SESSION_HOURS="168")),
    "sessions that never idle": ("settings.sessions", spoilt("SESSION_IDLE_S = 24 * 3600")),
    "an insider guard that sleeps": ("settings.reveals", said(KEFU_REVEALS_FREEZE_AN_HOUR="10000")),
    "long lists for anybody": ("settings.exports", said(KEFU_EXPORT_ROWS_ALONE="100000")),
    "MD5": (
        "settings.passwords",
        spoilt("PASSWORD_HASHERS = ['django.contrib.auth.hashers.MD5PasswordHasher']"),
    ),
    "endless bodies": ("settings.bodies", spoilt("DATA_UPLOAD_MAX_MEMORY_SIZE = None")),
    "open Redis": ("settings.redis", said(KEFU_REDIS_URL="redis://redis.example.com:6379/0")),
    "a model in plain text": ("settings.places-outside", said(KEFU_BOT_MODEL_URL="http://models.example.com/v1")),
    "words on lock screens": ("settings.lock-screens", said(KEFU_PUSH_WORDS="yes")),
    "a talkative log": ("settings.log-level", said(KEFU_LOG_LEVEL="DEBUG")),
    "synchronous=NORMAL": (
        "database.durability",
        spoilt(
            "DATABASES['default']['OPTIONS']['init_command'] = 'PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;'"
        ),
    ),
    "an older database": ("database.migrated", older_database),
    "an open key": ("rights.private", open_key),
    "heads on the same disk": ("journal.outside", said(KEFU_JOURNAL_URL="")),
    "nobody administers": ("people.administrators", no_administrator),
    "an administrator by password alone": ("people.factors", a_password_alone),
}


def test_each_of_twenty_spoilt_settings_is_named_by_its_own_code(sound: Sound, before: dict[str, str]) -> None:
    ways = {what: spoil(sound) for what, (_, spoil) in SPOILT.items()}
    with ThreadPoolExecutor(2) as both:
        worse = dict(
            zip(ways, both.map(lambda changed: sound.worse(than=before, **changed), ways.values()), strict=True)
        )
    missed = {what: worse[what] for what, (code, _) in SPOILT.items() if code not in worse[what]}
    assert len(SPOILT) >= 20
    assert missed == {}, f"{len(SPOILT) - len(missed)} of {len(SPOILT)} named"


# what would lose, show or bend what customers write: no chats are taken then, and the operator is told why
CLOSING = (
    *("DEBUG", "a weak key", "a sample data key", "another data key", "hosts *", "open cookies", "inline scripts"),
    *("no CSRF", "any proxy", "a short identity secret", "one secret twice", "MD5", "synchronous=NORMAL"),
)
GOING_ON = ("a scanner that is down", "no issuer", "a talkative log", "heads on the same disk", "nobody administers")


def test_what_is_critical_for_what_customers_write_keeps_the_queues_closed_and_nothing_else_does(sound: Sound) -> None:
    """Feature 12: refuses to open the queues when a red item is critical."""
    assert "Chats are taken." in sound.run("queues").stdout

    def told(what: str) -> str:
        code, spoil = SPOILT[what]
        said = sound.run("queues", **spoil(sound)).stdout
        return "closed" if "NOT taken" in said and f"{code}: " in said and "  -> " in said else said.strip()

    with ThreadPoolExecutor(2) as both:
        found = dict(zip((*CLOSING, *GOING_ON), both.map(told, (*CLOSING, *GOING_ON)), strict=True))
    assert found == {**dict.fromkeys(CLOSING, "closed"), **dict.fromkeys(GOING_ON, "Chats are taken.")}


def test_a_report_of_a_house_where_nothing_runs_names_each_drill_that_could_not_succeed(sound: Sound) -> None:
    """No backup, no worker that tells alarms, a certificate that nobody can read: each by its own code, kept and signed."""
    (sound.folder / "none").mkdir(exist_ok=True)
    broken = {"KEFU_BACKUPS": str(sound.folder / "none"), "KEFU_MAIL_CERT": str(sound.folder / "nothing.pem")}
    told = json.loads(sound.run("doctor", "--report", "--json", **broken).stdout)
    drills = {each["id"]: each["verdict"] for each in told["checks"] if each["id"].startswith("drill.")}
    assert drills == {
        "drill.restore": "critical",
        "drill.journal": "ok",
        "drill.mail-auth": "ok",
        "drill.egress": "ok",
        "drill.headers": "warn",
        "drill.alarm": "critical",
        "drill.key-ages": "critical",
    }


def test_a_sound_one_is_as_sound_afterwards(sound: Sound, before: dict[str, str]) -> None:
    young = {"journal.sealed": ""}  # no worker runs here, and rows wait longer from minute to minute
    assert {**sound.verdicts(), **young} == {**before, **young}


def test_a_doctor_who_cannot_look_at_all_says_so_without_the_password(sound: Sound) -> None:
    run = sound.run("doctor", "--json", KEFU_URL="https://me:a-long-password@help.example.com")
    told = json.loads(run.stdout)
    assert (run.returncode, [check["id"] for check in told["checks"]]) == (2, ["settings.refused"])
    assert "a-long-password" not in run.stdout + run.stderr
