"""What Kefu is told by Northwind, and what stays secret."""

import socket
import stat
import subprocess
import sys

import pytest

from northwind.commands import Commands, Refused
from northwind.installation import ADMIN, ALICE, BOB, GRACE, ROOT, Failed, Installation, last_line


def test_secrets_are_made_once_and_readable_by_their_owner_alone(installation: Installation) -> None:
    environment = installation.environment()
    again = installation.environment()
    for name in ("KEFU_SECRET_KEY_FILE", "KEFU_IDENTITY_SECRET_FILE"):
        path = installation.data / environment[name].rpartition("/")[2]
        assert environment[name] == again[name] == str(path)
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert len(path.read_text().strip()) >= 50
        assert path.read_text().strip() not in environment.values()


def test_the_page_that_carries_the_widget_is_the_only_one_allowed_to(installation: Installation) -> None:
    environment = installation.environment()
    assert environment["KEFU_EMBED_ORIGINS"] == installation.site_url
    assert environment["KEFU_HOME_URL"] == f"{installation.site_url}/"
    assert environment["KEFU_LIVE_URL"] == f"ws://localhost:{installation.port + 3}"


def test_a_command_that_refuses_is_told_in_its_own_last_line(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> str:
        raise Refused("a trace\nNo agent is called Alice.\n")

    monkeypatch.setattr(Commands, "run", refuse)
    with pytest.raises(Failed, match=r"`kefu signin_link` failed: No agent is called Alice\."):
        installation.signin_url(ALICE)


@pytest.mark.parametrize("printed", ["/sign-in/link/abc\n", "http://localhost:{port}/sign-in/link/abc\n"])
def test_a_sign_in_link_is_an_address_of_kefu(
    installation: Installation, monkeypatch: pytest.MonkeyPatch, printed: str
) -> None:
    text = printed.replace("{port}", str(installation.port))
    monkeypatch.setattr(Commands, "run", lambda *_, **__: text)
    assert installation.signin_url(ALICE) == f"{installation.base_url}/sign-in/link/abc"


def test_commands_run_in_one_interpreter_which_is_started_again_when_it_ended(installation: Installation) -> None:
    try:
        installation.kefu("migrate", "--verbosity", "0")
        installation.hire(ALICE)
        child = installation.commands._child
        first, second = installation.signin_url(ALICE), installation.signin_url(ALICE)
        assert first != second
        assert child is installation.commands._child
        with pytest.raises(Failed, match="There is no active agent named Bob"):
            installation.signin_url(BOB)
        assert child is not None
        child.kill()
        child.wait()
        assert installation.signin_url(ALICE).startswith(f"{installation.base_url}/sign-in/link/")
    finally:
        installation.commands.close()


def test_a_start_cut_short_right_after_somebody_or_a_team_was_made_can_be_repeated(installation: Installation) -> None:
    try:
        installation.kefu("migrate", "--verbosity", "0")
        installation.hire(ALICE, BOB, GRACE, ADMIN)
        installation.form_teams()
        for mark in ("hired-Bob", "team-security", "joined-security"):
            (installation.data / mark).unlink()
        installation.hire(ALICE, BOB, GRACE, ADMIN)
        installation.form_teams()
        assert installation.kefu("team", "list").splitlines()[0].endswith("(security): Admin, Bob, Grace")
        assert installation.kefu("agent", "list").count("bob@") == 1
    finally:
        installation.commands.close()


def test_the_help_centre_is_opened_once_and_a_second_start_asks_nothing(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    try:
        installation.kefu("migrate", "--verbosity", "0")
        installation.open_help_centre()
        assert installation.kefu("articles", "import").startswith("0 articles were made, 0 changed")
    finally:
        installation.commands.close()
    monkeypatch.setattr(Commands, "run", lambda *_, **__: pytest.fail("a command was run"))
    installation.open_help_centre()


def test_a_file_in_place_of_the_folder_is_one_sentence(installation: Installation) -> None:
    installation.data.write_text("mine")
    done = subprocess.run(
        [sys.executable, "demo/run.py"],
        cwd=ROOT,
        env={"PORT": str(installation.port), "KEFU_DATA": str(installation.data), "PATH": ""},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr == f"KEFU_DATA is a file ({installation.data}): name a folder.\n"


def test_the_last_line_of_nothing_is_a_sentence() -> None:
    assert last_line("\n \n") == "it said nothing"


def test_a_taken_port_is_one_sentence_that_names_the_way_out(installation: Installation) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", installation.network_port))
        taken.listen()
        done = subprocess.run(
            [sys.executable, "demo/run.py"],
            cwd=ROOT,
            env={"PORT": str(installation.port), "KEFU_DATA": str(installation.data), "PATH": ""},
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert f"Port {installation.network_port} is taken; set PORT" in done.stderr
