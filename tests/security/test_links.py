"""Links to pictures are bound to a session, expire, and open nothing else; what they show cannot act."""

import io
import threading
import time
from collections.abc import Sequence
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from django.test import Client
from PIL import Image

from kefu.files import links, uploads
from kefu.files.kinds import Variant
from kefu.files.models import Upload
from kefu.files.tests import pictures
from kefu.kit import clock
from kefu.kit.errors import NotFound
from kefu.people import sessions
from kefu.people.access import Viewer
from tests.running import Server


@pytest.fixture
def path(carol: Viewer, settings: Any) -> str:
    """A link of Carol's, without its host."""
    ref = uploads.receive(carol, io.BytesIO(pictures.photo("PNG")), name="photo.png")
    return uploads.link(ref.id, viewer=carol).removeprefix(settings.CONTENT_URL)


def fetched(path: str, settings: Any, **more: Any) -> Any:
    with closing(Client().get(path, headers={"host": settings.CONTENT_URL.split("//")[1]}, **more)) as answer:
        return answer


@pytest.mark.django_db
def test_SEC_A07_a_link_works_and_not_one_character_of_it_may_differ(path: str, settings: Any) -> None:
    assert fetched(path, settings).status_code == 200
    for at in range(len("/f/"), len(path)):
        other = "b" if path[at] != "b" else "c"
        assert fetched(path[:at] + other + path[at + 1 :], settings).status_code == 404, at
    assert fetched(path + "/", settings).status_code == 404
    assert fetched(path.rsplit("/", 1)[0] + "/", settings).status_code == 404


@pytest.mark.django_db
def test_SEC_A07_a_link_dies_with_its_session(carol: Viewer, path: str, settings: Any) -> None:
    sessions.end(carol.session)
    assert fetched(path, settings).status_code == 404


@pytest.mark.django_db
def test_SEC_A07_a_link_is_five_minutes_old_at_most(path: str, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    assert links.LIFE_S <= 300
    began = clock.now()
    for seconds, status in ((links.LIFE_S - 5, 200), (links.LIFE_S + 1, 404)):
        moment = began + timedelta(seconds=seconds)
        monkeypatch.setattr(clock, "now", lambda moment=moment: moment)
        assert fetched(path, settings).status_code == status


@pytest.mark.django_db
def test_SEC_A07_nobody_gets_a_link_to_what_is_not_theirs(carol: Viewer, mallory: Viewer, alice: Viewer) -> None:
    ref = uploads.receive(carol, io.BytesIO(pictures.photo("PNG")), name="photo.png")
    assert uploads.link(ref.id, viewer=carol)
    for viewer in (mallory, alice):  # not even staff, before it was sent
        with pytest.raises(NotFound):
            uploads.link(ref.id, viewer=viewer)


@pytest.mark.django_db
def test_SEC_A07_an_address_holds_no_session_and_no_file_name(carol: Viewer, path: str) -> None:
    row = Upload.objects.get()
    assert row.stored_as not in path
    assert carol.session not in path
    assert "photo" not in path


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_the_content_host_only_shows(path: str, settings: Any, method: str) -> None:
    host = settings.CONTENT_URL.split("//")[1]
    assert Client().generic(method, path, headers={"host": host}).status_code in {404, 405}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "elsewhere", ["/", "/sign-in", "/desk/", "/api/v1/me", "/api/v1/openapi.json", "/chat", "/static/x"]
)
def test_SEC_F03_the_content_host_serves_nothing_else(settings: Any, elsewhere: str, alice_client: Client) -> None:
    host = settings.CONTENT_URL.split("//")[1]
    answer = alice_client.get(elsewhere, headers={"host": host})
    assert answer.status_code == 404
    assert not answer.cookies


@pytest.mark.django_db
@pytest.mark.parametrize("spelled", ["{}", "{}.", "{}:81"])
def test_SEC_F03_not_even_our_own_scripts_stand_beside_strangers_files(settings: Any, spelled: str) -> None:
    """A script of ours on the content host is one that a policy or a file there could be bent to."""
    path = "/static/ui/mark.svg"
    with closing(Client().get(path, headers={"host": urlsplit(settings.BASE_URL).netloc})) as ours:
        assert ours.status_code == 200
    with closing(Client().get(path, headers={"host": spelled.format(settings.CONTENT_HOST)})) as theirs:
        assert theirs.status_code == 404
        assert "sandbox" in theirs.headers["Content-Security-Policy"]


@pytest.mark.django_db
@pytest.mark.parametrize("port", ["", ":80", ":443", ".", ".:8000"])
def test_SEC_F03_the_content_host_is_itself_however_it_is_spelled(
    settings: Any, alice_client: Client, port: str
) -> None:
    name = settings.CONTENT_HOST + port
    assert alice_client.get("/desk/", headers={"host": name}).status_code in {400, 404}
    assert alice_client.get("/desk/", headers={"host": settings.BASE_HOST}).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("variant", Variant)
def test_SEC_F03_a_picture_comes_with_headers_that_leave_it_powerless(
    carol: Viewer, settings: Any, variant: Variant
) -> None:
    ref = uploads.receive(carol, io.BytesIO(pictures.photo("JPEG")), name='截图"; filename=x.html')
    answer = fetched(uploads.link(ref.id, viewer=carol, variant=variant).removeprefix(settings.CONTENT_URL), settings)
    headers = answer.headers
    assert headers["Content-Type"] == ("image/jpeg" if variant is Variant.FULL else "image/webp")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert {"sandbox", "default-src 'none'"} <= {part.strip() for part in headers["Content-Security-Policy"].split(";")}
    assert headers["Content-Disposition"].startswith("inline; filename*=utf-8''")
    assert '"' not in headers["Content-Disposition"]
    assert headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "private" in headers["Cache-Control"]
    assert 0 < int(headers["Cache-Control"].split("max-age=")[1]) <= 300
    assert "Set-Cookie" not in headers
    assert not answer.cookies


def test_SEC_A07_after_signing_out_a_link_shows_nothing(server: Server) -> None:
    token = server.session("a07")
    upload = sent(server, token, pictures.photo("PNG")).json()["id"]
    url = server.api("POST", "/files/links", token=token, json={"files": [upload]}).json()["links"][upload]
    with Image.open(io.BytesIO(httpx.get(url).content)) as picture:
        assert picture.size == (64, 48)
    assert httpx.get(url.replace(server.content_url, server.base_url)).status_code == 404
    server.api("DELETE", "/sessions", token=token)
    assert httpx.get(url).status_code == 404


def test_SEC_A07_guessed_ids_and_old_forms_lead_nowhere(server: Server) -> None:
    token = server.session("a07-guess")
    upload = sent(server, token, pictures.photo("PNG")).json()["id"]
    for path in (f"/f/{upload}", f"/f/{upload}/full", f"/files/{upload}", f"/media/{upload}", "/f/../../etc/passwd"):
        for origin in (server.base_url, server.content_url):
            assert httpx.get(origin + path).status_code in {302, 401, 403, 404}


@pytest.mark.alone
def test_SEC_A07_what_lies_in_the_folder_has_no_address(server: Server) -> None:
    sent(server, server.session("a07-folder"), pictures.photo("PNG"))
    stored = [file for file in (server.data / "files").rglob("*") if file.is_file()]
    assert stored
    for file in stored:
        assert file.stat().st_mode & 0o077 == 0
        for prefix in ("/files/", "/media/", "/static/", "/f/", "/"):
            assert httpx.get(f"{server.content_url}{prefix}{file.relative_to(server.data)}").status_code == 404


BOMBS = {
    "20,000 x 20,000 PNG": pictures.png_bomb(),
    "100 megapixel JPEG": pictures.jpeg_claiming(10_000, 10_000),
    "GIF of 10,000 frames": pictures.gif_of(10_000),
}


@pytest.mark.parametrize("bomb", sorted(BOMBS))
def test_SEC_F09_ten_bombs_at_once_are_refused_quickly_and_cheaply(server: Server, bomb: str) -> None:
    token, answers = server.session(f"f09-{bomb}"), []
    before_kb, began = resident_kb(server.pids("pages")), time.monotonic()

    def send() -> None:
        answers.append(sent(server, token, BOMBS[bomb]).status_code)

    threads = [threading.Thread(target=send) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took_s = time.monotonic() - began
    assert answers == [400] * 10
    assert took_s <= 2
    assert resident_kb(server.pids("pages")) - before_kb <= 150_000
    assert server.api("GET", "/me", token=token).status_code == 200


def test_SEC_F09_too_many_bytes_are_refused_before_they_are_all_taken(server: Server) -> None:
    token = server.session("f09-bytes")
    answer = sent(server, token, pictures.photo("PNG") + b"\0" * (20 * 1024 * 1024 + 600_000))
    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "too_long")
    answer = sent(server, token, pictures.photo("PNG") + b"\0" * (20 * 1024 * 1024))
    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "file_too_large")


@pytest.mark.parametrize("what", sorted(pictures.MASQUERADES))
def test_SEC_F03_a_page_dressed_as_a_picture_never_gets_in(server: Server, what: str) -> None:
    answer = sent(server, server.session("f03"), pictures.MASQUERADES[what])
    assert answer.status_code == 400
    refusals = {"not_a_picture", "picture_broken", "bad_frame", "unknown_type", "program", "archive_unsafe"}
    assert answer.json()["error"]["code"] in refusals


def sent(server: Server, token: str, data: bytes, *, name: str = "photo.png") -> httpx.Response:
    return server.api("POST", "/files", token=token, files={"file": (name, data, "image/png")})


def resident_kb(pids: Sequence[int]) -> int:
    """The most these processes ever had, together."""
    statuses = [Path(f"/proc/{pid}/status") for pid in pids]
    if not all(status.exists() for status in statuses):
        pytest.skip("resident memory is read from /proc")
    return sum(int(status.read_text().split("VmHWM:")[1].split()[0]) for status in statuses)
