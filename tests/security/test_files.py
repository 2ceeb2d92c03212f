"""Files that are no pictures: downloads of one person's, that no browser would open and no name can dress up."""

import io
import threading
import time
from contextlib import closing
from typing import Any

import httpx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from kefu.conversations.records import ConversationRecord
from kefu.files import uploads
from kefu.files.kinds import FileRef
from kefu.files.tests import samples
from kefu.files.tests.test_uploads import HOSTILE_NAMES
from kefu.people.access import Viewer
from tests.running import Server
from tests.security.test_links import fetched, resident_kb


def received(viewer: Viewer, kind: str = "pdf", *, name: str = "") -> FileRef:
    usual, data, _media_type = samples.HONEST[kind]
    return uploads.receive(viewer, io.BytesIO(data), name=name or usual)


def had(ref: FileRef, viewer: Viewer, settings: Any) -> Any:
    return fetched(uploads.link(ref.id, viewer=viewer).removeprefix(settings.CONTENT_URL), settings)


@pytest.mark.django_db
@pytest.mark.parametrize("kind", sorted(samples.HONEST))
def test_SEC_F03_whatever_is_no_picture_made_anew_is_only_downloaded(carol: Viewer, settings: Any, kind: str) -> None:
    headers = had(received(carol, kind), carol, settings).headers
    assert headers["Content-Disposition"].startswith("attachment; filename")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert {"sandbox", "default-src 'none'"} <= {part.strip() for part in headers["Content-Security-Policy"].split(";")}
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "html" not in headers["Content-Type"]
    assert "xml" not in headers["Content-Type"]


@pytest.mark.django_db
@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_SEC_F02_a_hostile_name_is_downloaded_as_plain_text_of_the_right_type(
    carol: Viewer, settings: Any, name: str
) -> None:
    if name.endswith((".exe", "system.ini")):
        name += ".txt"
    header = had(received(carol, "text", name=name), carol, settings).headers["Content-Disposition"]
    told = httpx.URL("http://x/" + header.split("=", 1)[1].removeprefix("utf-8''").strip('"')).path
    assert told.endswith((".txt", ".log"))
    assert not {"\u202e", "\u200b", "\0", "\r", "\n", "\u2028"} & set(told)
    assert header.replace('\\"', "").count('"') in {0, 2}


@pytest.mark.django_db
def test_SEC_F02_a_name_longer_than_a_form_may_hold_is_refused_in_the_shape_of_every_refusal(carol_token: str) -> None:
    file = SimpleUploadedFile("a.png", b"x")
    file._name = "x" * 1_100 + ".png"  # type: ignore[attr-defined]  # what Django itself would cut short
    caller = Client(headers={"authorization": f"Bearer {carol_token}"})
    answer = caller.post("/api/v1/files", {"file": file})
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == "bad_frame"


@pytest.mark.django_db
def test_SEC_F02_a_chinese_name_is_downloaded_as_it_is(carol: Viewer, settings: Any) -> None:
    header = had(received(carol, name="充值凭证 2026.pdf"), carol, settings).headers["Content-Disposition"]
    assert header == "attachment; filename*=utf-8''%E5%85%85%E5%80%BC%E5%87%AD%E8%AF%81%202026.pdf"


@pytest.mark.django_db
def test_SEC_A07_a_file_of_a_note_is_not_the_customers(
    carol: Viewer, mallory: Viewer, alice: Viewer, bob: Viewer, chat: ConversationRecord
) -> None:
    ref = received(alice)
    uploads.bind([ref.id], conversation_id=chat.id, staff_only=True)
    assert uploads.link(ref.id, viewer=bob)
    for outsider in (carol, mallory):
        assert uploads.seen(outsider, [ref.id]) == {}
    shared = received(alice)
    uploads.bind([shared.id], conversation_id=chat.id, staff_only=False)
    assert uploads.link(shared.id, viewer=carol)
    assert uploads.seen(mallory, [shared.id]) == {}


@pytest.mark.django_db
def test_a_colleague_is_warned_before_what_nobody_checked(
    carol: Viewer, chat: ConversationRecord, alice_client: Client, settings: Any
) -> None:
    ref = received(carol)
    uploads.bind([ref.id], conversation_id=chat.id, staff_only=False)
    address = f"/desk/files/{ref.id}"
    told = alice_client.get("/desk/files", {"id": [ref.id, "a" * 26]}).json()["states"]
    assert {key: value["state"] for key, value in told.items()} == {ref.id: "unscanned"}
    warning = alice_client.get(address)
    assert warning.status_code == 200
    assert "Nobody has checked this file" in warning.content.decode()
    assert alice_client.get(f"{address}?unchecked=1")["Location"].startswith(settings.CONTENT_URL)
    settings.CLAMD = "tcp://127.0.0.1:9"
    for path in (address, f"{address}?unchecked=1"):
        assert "being checked" in alice_client.get(path).content.decode()
    assert Client().get(address).status_code in {302, 401, 404}


@pytest.mark.django_db
def test_the_desk_sends_in_pieces_too_and_only_with_its_own_proof(
    alice_client: Client, bob_client: Client, alice: Viewer
) -> None:
    begun = alice_client.post("/desk/uploads", {"name": "a.log", "bytes": "6"}).json()
    address, piece = f"/desk/uploads/{begun['id']}", "application/partial-upload"

    def patch(client: Client, offset: int, data: bytes) -> Any:
        return client.generic("PATCH", address, data, piece, headers={"upload-offset": str(offset)})

    assert patch(alice_client, 0, b"abc").json()["offset"] == 3
    refused = patch(alice_client, 0, b"abc")
    assert (refused.status_code, refused.json()["error"]["offset"]) == (409, 3)
    assert [patch(bob_client, 3, b"def").status_code, bob_client.get(address).status_code] == [404, 404]
    careful = Client(enforce_csrf_checks=True)
    careful.cookies = alice_client.cookies
    assert patch(careful, 3, b"def").status_code == 403
    whole = patch(alice_client, 3, b"def").json()
    assert (whole["file"]["name"], whole["state"]) == ("a.log", "unscanned")
    assert uploads.refs(alice, [begun["id"]])
    assert alice_client.delete(address).status_code == 204
    for wrong in ({"bytes": "-1"}, {"bytes": "x"}, {}, {"bytes": "0"}):
        assert alice_client.post("/desk/uploads", wrong).status_code == 400


def piece(server: Server, token: str, upload_id: str, data: bytes, offset: int) -> httpx.Response:
    headers = {"Upload-Offset": str(offset), "Content-Type": "application/partial-upload"}
    return server.api("PATCH", f"/uploads/{upload_id}", token=token, headers=headers, content=data)


def begun(server: Server, token: str, data: bytes, name: str) -> str:
    answer = server.api("POST", "/uploads", token=token, json={"name": name, "bytes": len(data)})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def test_S59_an_upload_goes_on_after_a_cut_and_is_downloaded_whole(server: Server) -> None:
    token, data = server.session("s59"), samples.PDF + b"\n% more" * 300_000
    upload_id = begun(server, token, data, "合同.pdf")
    assert piece(server, token, upload_id, data[:1_000_000], 0).json()["offset"] == 1_000_000
    with pytest.raises(httpx.HTTPError):  # the connection breaks in the middle of a piece
        server.api(
            "PATCH",
            f"/uploads/{upload_id}",
            token=token,
            headers={"Upload-Offset": "1000000", "Content-Type": "application/partial-upload", "Content-Length": "900"},
            content=broken(),
        )
    standing = server.api("GET", f"/uploads/{upload_id}", token=token)
    assert standing.json()["offset"] == int(standing.headers["Upload-Offset"]) == 1_000_000
    whole = piece(server, token, upload_id, data[1_000_000:], 1_000_000).json()
    assert (whole["file"]["name"], whole["file"]["bytes"]) == ("合同.pdf", len(data))
    links = server.api("POST", "/files/links", token=token, json={"files": [upload_id]}).json()
    assert links["states"][upload_id]["state"] == "unscanned"
    assert httpx.get(links["links"][upload_id]).content == data
    stranger = server.session("s59-stranger")
    for refused in (
        server.api("GET", f"/uploads/{upload_id}", token=stranger),
        piece(server, stranger, upload_id, b"x", 0),
        server.api("DELETE", f"/uploads/{upload_id}", token=stranger),
        server.api("POST", "/files/links", token=stranger, json={"files": [upload_id]}),
    ):
        assert refused.status_code == 404


def broken() -> Any:
    yield b"x" * 100
    raise httpx.WriteError("cut")


def test_SEC_F09_a_piece_has_its_bounds(server: Server) -> None:
    token = server.session("f09-piece")
    data = b"a" * 6_000_000
    upload_id = begun(server, token, data, "a.txt")
    assert piece(server, token, upload_id, data, 0).status_code in {400, 413}
    assert server.api("GET", f"/uploads/{upload_id}", token=token).json()["offset"] == 0
    for length in ("-1", "x", "99999999999"):
        headers = {"Upload-Offset": length, "Content-Type": "application/partial-upload"}
        wrong = server.api("PATCH", f"/uploads/{upload_id}", token=token, headers=headers, content=b"a")
        assert wrong.status_code == 400
    assert server.api("POST", "/uploads", token=token, json={"name": "a", "bytes": 30_000_000}).status_code == 413


@pytest.mark.parametrize("bomb", ["zip bomb", "zip of 60,000", "gzip bomb", "zip slip"])
def test_SEC_F09_ten_archives_that_would_burst_are_refused_quickly_and_cheaply(server: Server, bomb: str) -> None:
    name, data, code = samples.REFUSED[bomb]
    token, answers = server.session(f"f09-{bomb}"), []
    before_kb, began = resident_kb(server.pids("pages")), time.monotonic()

    def send() -> None:
        files = {"file": (name, data, "application/zip")}
        answers.append(server.api("POST", "/files", token=token, files=files).json()["error"]["code"])

    threads = [threading.Thread(target=send) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [code] * 10
    assert time.monotonic() - began <= 2
    assert resident_kb(server.pids("pages")) - before_kb <= 150_000


@pytest.mark.alone
def test_P26_no_file_ever_lies_where_it_could_run(server: Server) -> None:
    token = server.session("p26")
    with closing(server.api("POST", "/files", token=token, files={"file": ("a.log", b"words", "x")})) as answer:
        assert answer.status_code == 201
    stored = [file for file in (server.data / "files").rglob("*") if file.is_file()]
    assert stored
    for file in stored:
        assert file.stat().st_mode & 0o177 == 0
        assert "a.log" not in file.name
