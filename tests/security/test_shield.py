"""SEC-L01, SEC-L03: secrets of every kind through every door of a running product; then every byte it keeps is read."""

import io
import json
import random
import time
import urllib.parse
import uuid
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from kefu.trust.shield import Sort
from kefu.trust.shield.tests import made
from kefu.trust.shield.tests.made import Made
from tests.running import Server, started

ROUNDS = 4
SURE = frozenset({Sort.PHRASE, Sort.KEY, Sort.API_SECRET, Sort.PASSWORD})
STAYED = "stayed-7731"  # what is harmless beside a secret is stored, or nothing was tried


@pytest.fixture(scope="module")
def talkative(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, Path]]:
    place = tmp_path_factory.mktemp("shielded")
    with started(place, KEFU_LOG_LEVEL="DEBUG", KEFU_BOT="on") as server:
        yield server, place


def test_SEC_L01_no_secret_stands_in_any_byte_that_is_kept(talkative: tuple[Server, Path]) -> None:
    server, place = talkative
    secrets = [each for seed in range(ROUNDS) for each in made.one_of_each(random.Random(seed))]
    for at, each in enumerate(secrets):
        for door in DOORS if at >= len(secrets) // ROUNDS else (*DOORS, *DOORS_OF_FILES):
            answer = door(server, server.session(f"fuzz{at}{door.__name__}"), each)
            assert answer.status_code < 500, (door.__name__, each.sort, answer.text[:200])
    kept = list(bytes_of(place))
    canaries = {canary: each for each in secrets for canary in each.canaries}
    found = [
        (name, each.sort, near(canary, raw))
        for name, raw in kept
        for canary, each in canaries.items()
        if stands(canary, raw)
    ]
    assert not found, found[:5]
    waiting = [raw for name, raw in kept if name.endswith(".part")]
    assert len(waiting) >= 2 * len(secrets) // ROUNDS
    assert max(map(len, waiting)) > 300_000
    assert sum(stands(STAYED, raw) for _, raw in kept) >= 2
    assert any(b"[removed: recovery phrase]" in raw for _, raw in kept)


def test_SEC_L03_a_lone_hash_is_asked_about_and_passes_with_its_name_or_in_its_own_field(
    talkative: tuple[Server, Path],
) -> None:
    server, _ = talkative
    token, txid = server.session("asked"), random.Random(9).randbytes(32).hex()
    conversation = server.chat(token, txid)
    entries = f"/conversations/{conversation}/entries"
    (first,) = [each for each in server.api("GET", entries, token=token).json()["entries"] if each["kind"] == "message"]
    assert first["body"] == "[removed: may be a private key]"
    assert [cut["sort"] for cut in first["data"]["cut"]] == ["may be a private key"]
    assert "TxID" in first["data"]["cut"][0]["text"]
    said = {"client_msg_id": uuid.uuid4().hex, "body": f"TxID {txid}"}
    assert txid in server.api("POST", entries, token=token, json=said).json()["body"]


def test_SEC_L01_the_desk_sees_what_was_removed_and_a_stranger_sees_nothing(talkative: tuple[Server, Path]) -> None:
    server, _ = talkative
    token = server.session("told")
    conversation = server.chat(token, "my password is Hunter2-Hunter2")
    entries = f"/conversations/{conversation}/entries"
    staff = server.api("GET", entries, token=server.token("agent1")).json()["entries"]
    assert [each["body"] for each in staff if each["kind"] == "message"] == ["my password is [removed: password]"]
    assert not any("cut" in each["data"] for each in staff)
    assert server.api("GET", entries, token=server.session("stranger")).status_code == 404


def test_SEC_L01_after_a_restart_nobody_reads_what_waited_and_what_was_acknowledged_is_there(tmp_path: Path) -> None:
    data = f"{STAYED}\n".encode() * 30_000
    with started(tmp_path) as server:
        token = server.session("restarts")
        waits = server.api("POST", "/uploads", token=token, json={"name": "a.txt", "bytes": len(data)}).json()["id"]
        headers = {"Upload-Offset": "0", "Content-Type": "application/partial-upload"}
        piece = server.api("PATCH", f"/uploads/{waits}", token=token, content=data[:-1], headers=headers)
        assert piece.json()["offset"] == len(data) - 1
        kept = server.api("POST", "/files", token=token, files={"file": ("b.txt", data, "text/plain")}).json()["id"]
    waiting = [raw for name, raw in bytes_of(tmp_path) if name == f"{waits}.part"]
    assert len(waiting) == 1
    assert not any(stands(STAYED, raw) for raw in waiting)
    with started(tmp_path) as server:
        asked = server.api("GET", f"/uploads/{waits}", token=token)
        assert (asked.status_code, asked.json()["error"]["code"]) == (404, "begin_again")
        said = {"client_msg_id": uuid.uuid4().hex, "body": "", "files": [kept]}
        assert server.api("POST", "/conversations", token=token, json=said).status_code == 201
        told = server.api("POST", "/files/links", token=token, json={"files": [kept], "variant": "full"}).json()
        assert httpx.get(told["links"][kept]).content == data


def patiently(call: Callable[..., httpx.Response], *what: Any, **more: Any) -> httpx.Response:
    """As often as it takes: what was turned away as too much tried nothing."""
    for _ in range(60):
        answer = call(*what, **more)
        if answer.status_code != 429:
            return answer
        time.sleep(0.25)
    raise AssertionError(f"{what} is turned away")


def first_words(server: Server, token: str, secret: Made) -> httpx.Response:
    """With everything that can be told beside them."""
    uid = secret.canaries[0][:64] if secret.sort is Sort.MAY_BE_KEY else "12345678"
    told = {"uid": uid, "searched": secret.text[:200], "phone": "1234567"}
    page = f"https://exchange.test/help?q={secret.text}#{secret.text}"
    said = {"client_msg_id": uuid.uuid4().hex, "body": f"{STAYED}\n{secret.text}", "page": page, "particulars": told}
    return patiently(server.api, "POST", "/conversations", token=token, json=said)


def on_the_socket(server: Server, token: str, secret: Made) -> httpx.Response:
    talk = server.signed_in(token)
    page = f"https://exchange.test/?said={secret.text}"
    talk.say(type="send", client_msg_id=uuid.uuid4().hex, conversation=None, body=f"hi\n{secret.text}", page=page)
    assert talk.hear_until("ack")
    talk.socket.close()
    return httpx.Response(200)


def of_staff(server: Server, token: str, secret: Made) -> httpx.Response:
    """A note, a field, a reply and its change, a tag that cannot be one."""
    place, agent = f"/conversations/{server.chat(token)}", server.token("agent1")
    note = {"client_msg_id": uuid.uuid4().hex, "kind": "note", "body": f"customer says:\n{secret.text}"}
    reply = {"client_msg_id": uuid.uuid4().hex, "body": "one moment"}
    patiently(server.api, "POST", f"{place}/entries", token=agent, json=note)
    said = patiently(server.api, "POST", f"{place}/entries", token=agent, json=reply).json()
    patiently(server.api, "PUT", f"{place}/fields/reference", token=agent, json={"value": secret.text})
    return patiently(
        server.api,
        "PATCH",
        f"{place}/entries/{said.get('seq')}",
        token=agent,
        json={"body": f"you wrote\n{secret.text}"},
    )


def a_check(server: Server, token: str, secret: Made) -> httpx.Response:
    answers = dict.fromkeys(("error", "error_text", "txid", "order", "message", "words"), secret.text[:300])
    for key in ("deposit-missing", "api-error"):
        patiently(server.api, "POST", f"/checks/{key}/runs", token=token, json={"answers": answers})
    return patiently(server.api, "POST", "/form/comparison", token=token, json={"uid": secret.canaries[0][:64]})


def a_search(server: Server, token: str, secret: Made) -> httpx.Response:
    patiently(server.api, "GET", "/articles/search", token=token, params={"q": secret.text, "locale": "en"})
    patiently(server.call, "GET", "/help/en/suggestions", params={"q": secret.text})
    patiently(server.call, "POST", "/help/en/visits/searches", data={"words": secret.text, "q": secret.text})
    patiently(server.call, "POST", "/help/en/contact", data={"text": secret.text})
    return patiently(server.call, "GET", "/help/en/search", params={"q": secret.text})


def a_vote(server: Server, token: str, secret: Made) -> httpx.Response:
    opinion = {"helpful": "no", "reason": "other", "words": f"it did not help\n{secret.text}"}
    return patiently(server.call, "POST", "/help/en/articles/what-support-never-asks/votes", data=opinion)


def a_file(server: Server, token: str, secret: Made) -> httpx.Response:
    """In its words, and in its name."""
    text = f"my notes\n{secret.text}\n".encode()
    if secret.sort is not Sort.MAY_BE_KEY:  # lists of TxIDs are what we ask for
        answer = patiently(server.api, "POST", "/files", token=token, files={"file": ("notes.txt", text, "text/plain")})
        assert answer.status_code == 400, (secret.sort, answer.text)
        assert answer.json()["error"]["code"] == "holds_secret"
    words = secret.text if secret.sort is not Sort.MAY_BE_KEY else STAYED
    name = f"{words}.txt".replace("\n", " ").replace("/", "_")  # nobody's file is named by a path
    return patiently(server.api, "POST", "/files", token=token, files={"file": (name, b"harmless", "text/plain")})


def is_sure(secret: Made) -> bool:
    """Whether it is refused in files of any size."""
    return secret.sort in SURE


def large(secret: Made) -> bytes:
    """Too large for memory, so that it waits on disk: the secret stands at its beginning, middle and end."""
    filling = f"{STAYED} nothing to see\n" * 8_000
    return "\n".join([secret.text, filling, secret.text, filling, secret.text]).encode()


def a_large_file(server: Server, token: str, secret: Made) -> httpx.Response:
    file = {"file": ("log.txt", large(secret), "text/plain")}
    return patiently(server.api, "POST", "/files", token=token, files=file) if is_sure(secret) else httpx.Response(200)


def pieces(server: Server, token: str, secret: Made) -> httpx.Response:
    """An upload that never ends, whose pieces wait for the rest; and one that ends and is refused."""
    data = large(secret)
    for size in (len(data) + 1, len(data)):
        said = {"name": "log.txt", "bytes": size}
        begun = patiently(server.api, "POST", "/uploads", token=token, json=said).json()
        for at in range(0, len(data), 150_000):
            headers = {"Upload-Offset": str(at), "Content-Type": "application/partial-upload"}
            piece = data[at : at + 150_000]
            place = f"/uploads/{begun['id']}"
            answer = patiently(server.api, "PATCH", place, token=token, content=piece, headers=headers)
        if size > len(data):
            assert answer.json()["offset"] == len(data), answer.text
        if not is_sure(secret):
            break  # it would be taken
    return answer


def a_picture(server: Server, token: str, secret: Made) -> httpx.Response:
    """In what a picture carries beside its pixels: comments and where it was taken."""
    beside, out, exif = PngInfo(), io.BytesIO(), Image.Exif()
    beside.add_text("Comment", secret.text)
    beside.add_itxt("Description", secret.text)
    exif[0x010E] = secret.text
    Image.new("RGB", (40, 30), "white").save(out, "PNG", pnginfo=beside, exif=exif)
    data = out.getvalue() + secret.text.encode()
    said = {"name": "a.png", "bytes": len(data) + 1}
    begun = patiently(server.api, "POST", "/uploads", token=token, json=said).json()
    headers = {"Upload-Offset": "0", "Content-Type": "application/partial-upload"}
    patiently(server.api, "PATCH", f"/uploads/{begun['id']}", token=token, content=data, headers=headers)
    answer = patiently(server.api, "POST", "/files", token=token, files={"file": ("a.png", data, "image/png")})
    assert answer.status_code == 201, answer.text
    return answer


def a_name(server: Server, token: str, secret: Made) -> httpx.Response:
    identity = server.identity(f"named{uuid.uuid4().hex[:8]}", name=secret.text[:300])
    return patiently(server.api, "POST", "/sessions", json={"identity": identity})


DOORS: Sequence[Callable[[Server, str, Made], httpx.Response]] = (
    first_words, on_the_socket, of_staff, a_check, a_search, a_vote, a_file, a_name,
)  # fmt: skip
DOORS_OF_FILES = (a_large_file, pieces, a_picture)


def bytes_of(place: Path) -> Iterator[tuple[str, bytes]]:
    """Database, its log, the index, files, what was written to standard error: all that lies there."""
    for file in sorted(place.rglob("*")):
        if file.is_file():
            yield file.name, file.read_bytes()


def near(canary: str, raw: bytes) -> bytes:
    place = max(0, raw.find(canary.encode()))
    return raw[max(0, place - 60) : place + 12]


def stands(canary: str, raw: bytes) -> bool:
    """As written, as JSON and as addresses write it."""
    ways = {canary, json.dumps(canary)[1:-1], urllib.parse.quote(canary), urllib.parse.quote_plus(canary)}
    return any(way.encode() in raw for way in ways)
