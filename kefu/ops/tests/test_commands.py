"""`kefu agent`, `token`, `signin_link`, `secret`: what an operator types, and what the journal remembers of it."""

import io
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django.fixtures import Settings

from kefu.kit import vapid
from kefu.kit.errors import Conflict, NotFound
from kefu.ops import pages_server, ready
from kefu.people import sessions
from kefu.people.models import Agent
from kefu.trust import admissions
from kefu.trust.models import JournalEntry

KEFU = [sys.executable, "-m", "kefu"]


def typed(*arguments: str, **options: Any) -> str:
    said = io.StringIO()
    call_command(*arguments, stdout=said, **options)
    return said.getvalue().strip()


@pytest.mark.django_db
def test_an_agent_is_made_and_the_journal_knows() -> None:
    said = typed("agent", "Dora", email="Dora@Example.test", role="lead", alias="小朵")
    assert said == "Dora <dora@example.test> is now lead."
    agent = Agent.objects.get(name="Dora")
    assert (agent.role, agent.alias, agent.has_usable_password()) == ("lead", "小朵", False)
    assert JournalEntry.objects.filter(action="agent_created", subject_id=agent.pk).count() == 1


@pytest.mark.django_db
def test_a_second_agent_of_the_same_name_or_address_is_refused() -> None:
    typed("agent", "Dora", email="dora@example.test", role="agent")
    for name, email in (("Dora", "other@example.test"), ("Other", "dora@example.test")):
        with pytest.raises(Conflict):
            typed("agent", name, email=email, role="agent")
    assert Agent.objects.count() == 1


@pytest.mark.django_db
def test_a_password_is_read_from_standard_input_and_must_be_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("hunter2\n"))
    with pytest.raises(CommandError, match="too short"):
        typed("agent", "Dora", email="dora@example.test", role="agent", password_stdin=True)
    assert not Agent.objects.exists()
    monkeypatch.setattr(sys, "stdin", io.StringIO("a long and unusual sentence\n"))
    typed("agent", "Dora", email="dora@example.test", role="agent", password_stdin=True)
    assert Agent.objects.get().check_password("a long and unusual sentence")


@pytest.mark.django_db
def test_a_token_lets_its_agent_in_and_nobody_elses_does() -> None:
    typed("agent", "Dora", email="dora@example.test", role="agent")
    viewer = sessions.viewer_for_token(typed("token", "Dora"))
    assert viewer is not None
    assert viewer.id == Agent.objects.get().pk
    with pytest.raises(NotFound):
        typed("token", "Mallory")


@pytest.mark.django_db
def test_a_signin_link_is_absolute_and_works_once(client: Client, settings: Settings) -> None:
    typed("agent", "Dora", email="dora@example.test", role="agent")
    link = typed("signin_link", "Dora", minutes=1)
    assert link.startswith(f"{settings.BASE_URL}/sign-in/link/")
    assert JournalEntry.objects.filter(action="signin_link_made").count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("minutes", [0, 61])
def test_a_signin_link_lives_an_hour_at_most(minutes: int) -> None:
    typed("agent", "Dora", email="dora@example.test", role="agent")
    with pytest.raises(CommandError, match="1 to 60"):
        typed("signin_link", "Dora", minutes=minutes)


def test_a_secret_needs_no_settings_and_is_new_each_time() -> None:
    env = {"PATH": os.environ["PATH"]}
    said = [subprocess.run([*KEFU, "secret"], env=env, capture_output=True, text=True, check=True) for _ in range(2)]
    assert len({each.stdout for each in said}) == 2
    assert all(len(each.stdout.strip()) >= 50 for each in said)


def test_settings_that_do_not_fit_are_said_in_one_sentence() -> None:
    env = {"PATH": os.environ["PATH"], "KEFU_SECRET_KEY": "short"}
    done = subprocess.run([*KEFU, "migrate"], env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr == "KEFU_SECRET_KEY must hold 50 characters or more; `kefu secret` prints one.\n"


def test_a_key_that_is_none_is_said_before_anything_is_served(settings: Settings) -> None:
    settings.PUSH_PRIVATE_KEY = "nonsense"
    vapid.key.cache_clear()
    with pytest.raises(CommandError, match="KEFU_PUSH_PRIVATE_KEY"):
        ready.require_keys()


def test_only_one_proxy_is_believed(settings: Settings) -> None:
    settings.TRUSTED_PROXIES = []
    assert "trusted_proxy" not in pages_server.bounds()
    settings.TRUSTED_PROXIES = ["10.0.0.7"]
    assert pages_server.bounds()["trusted_proxy"] == "10.0.0.7"
    settings.TRUSTED_PROXIES = ["10.0.0.7", "10.0.0.8"]
    with pytest.raises(ImproperlyConfigured):
        pages_server.bounds()


@pytest.mark.django_db
def test_an_agent_is_disabled_and_enabled_and_what_they_had_stays_ended(client: Client) -> None:
    typed("agent", "Dora", email="dora@example.test", role="agent")
    token, link = typed("token", "Dora"), typed("signin_link", "Dora")
    client.force_login(Agent.objects.get())
    assert typed("agent", "disable", "Dora").startswith("Dora is out")
    assert client.get("/desk/").status_code == 401
    assert typed("agent", "enable", "Dora").startswith("Dora may sign in again")
    assert Agent.objects.get().is_active
    assert sessions.viewer_for_token(token) is None
    assert client.get("/desk/").status_code == 401
    assert client.post(link.partition("8000")[2]).status_code == 404
    acts = JournalEntry.objects.order_by("id").values_list("action", flat=True)
    assert list(acts)[-2:] == ["agent_disabled", "agent_enabled"]


@pytest.mark.django_db
def test_a_role_is_changed_and_a_role_there_is_none_is_refused() -> None:
    typed("agent", "Dora", email="dora@example.test", role="agent")
    assert typed("agent", "role", "Dora", "lead") == "Dora is now lead and signs in anew."
    assert Agent.objects.get().role == "lead"
    with pytest.raises(CommandError, match="A role is one of"):
        typed("agent", "role", "Dora", "king")


@pytest.mark.django_db
@pytest.mark.parametrize("words", [["Dora"], ["disable", "Dora", "now"], ["role", "Dora"], ["Dora", "disable"]])
def test_what_says_neither_is_answered_with_what_can_be_said(words: list[str]) -> None:
    typed("agent", "Dora", email="dora@example.test", role="agent")
    with pytest.raises(CommandError, match="kefu agent disable NAME"):
        typed("agent", *words)
    assert Agent.objects.get().is_active


@pytest.mark.django_db
def test_people_are_listed_and_one_is_signed_out_everywhere(client: Client) -> None:
    typed("agent", "Dora", email="dora@example.test", role="agent")
    assert client.post(admissions.signin_link("Dora")).status_code == 302
    assert client.get("/desk/").status_code == 200
    unused = admissions.signin_link("Dora")
    assert typed("agent", "end", "Dora") == "Dora is signed out everywhere: 1 session ended."
    assert client.get("/desk/").status_code in {302, 401}
    assert client.post(unused).status_code == 404
    typed("agent", "disable", "Dora")
    assert typed("agent", "list") == "Dora <dora@example.test> agent, disabled; teams: none; second factor: none"


@pytest.mark.django_db
def test_all_tokens_of_an_agent_end_at_once_and_a_strangers_do_not() -> None:
    for name in ("Dora", "Mallory"):
        typed("agent", name, email=f"{name.lower()}@example.test", role="agent")
    one, two, other = typed("token", "Dora"), typed("token", "Dora"), typed("token", "Mallory")
    assert typed("token", "end", "Dora").startswith("Ended: 2.")
    assert [sessions.viewer_for_token(token) is None for token in (one, two, other)] == [True, True, False]
    with pytest.raises(CommandError, match="token end NAME"):
        typed("token", "stop", "Dora")


def test_a_file_in_place_of_the_folder_of_data_is_refused_in_one_sentence(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    env = {"PATH": os.environ["PATH"], "KEFU_SECRET_KEY": "x" * 60, "KEFU_DATA": str(file)}
    done = subprocess.run([*KEFU, "check"], env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.strip() == f"KEFU_DATA is a file ({file}): name a folder."


@pytest.mark.parametrize("said", ["agent", "agent=yes", "king=any", "agent=any admin"])
def test_a_demand_that_does_not_fit_stops_the_start(said: str) -> None:
    env = {"PATH": os.environ["PATH"], "KEFU_SECRET_KEY": "x" * 60, "KEFU_SECOND_FACTOR": said}
    done = subprocess.run([*KEFU, "check"], env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("KEFU_SECOND_FACTOR is a list of agent|auditor|lead|admin=passkey|any|none")


@pytest.mark.django_db
def test_several_machines_need_one_key_of_notices_and_are_told_how_to_make_it(settings: Settings) -> None:
    settings.PUSH_PRIVATE_KEY, settings.REDIS_URL = "", "redis://127.0.0.1:6379/0"
    vapid.key.cache_clear()
    with pytest.raises(CommandError, match="kefu secret --push"):
        ready.require_keys()
    printed = subprocess.run([*KEFU, "secret", "--push"], capture_output=True, text=True, check=True).stdout
    settings.PUSH_PRIVATE_KEY = printed.strip()
    ready.require_keys()
    vapid.key.cache_clear()
