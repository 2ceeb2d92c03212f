"""Whoever has the database's files alone has no name, UID, e-mail address or number of anybody: canaries through every door."""

import base64
import os
import re
import secrets
import subprocess
import time
from pathlib import Path

import jwt
import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from kefu.kit import db
from kefu.ops.backups import postgres
from kefu.people import keys, sessions
from kefu.people.models import DataKey
from kefu.trust import badges
from kefu.trust.sealing import standing

pytestmark = pytest.mark.django_db(transaction=True)
HTMX = {"HX-Request": "true"}


class Canary:
    """One customer whom nothing else resembles."""

    def __init__(self) -> None:
        mark = "".join(secrets.choice("bcdfghjklmnpqrstvwxz") for _ in range(10))
        self.name = f"Zaqu{mark} \u9e93\u7fbd\u9a8a"
        self.uid, self.email = f"NW-{mark}-4821", f"{mark}.canary@example.test"
        self.phone = f"+86 139{secrets.randbelow(10**8):08}"

    @property
    def fields(self) -> dict[str, str]:
        return {"uid": self.uid, "email": self.email, "phone": self.phone, "name": self.name}

    def told(self) -> str:
        """As the exchange signs it."""
        now = int(time.time())
        claims = {"iss": settings.IDENTITY_ISSUER, "aud": settings.IDENTITY_AUDIENCE, "iat": now, "exp": now + 300}
        known = {"sub": self.uid, "name": self.name, "email": self.email, "phone": self.phone}
        token = {**claims, **known, "jti": secrets.token_hex(8)}
        return jwt.encode(token, settings.IDENTITY_SECRET, algorithm="HS256")

    def pieces(self) -> set[str]:
        """Each field, each word of the name and its beginning, the address before the @, the number without its country."""
        words = self.name.split()
        pieces = {*self.fields.values(), *words, words[0][:6], words[1][:2], self.email.split("@")[0]}
        return pieces | {piece.casefold() for piece in pieces} | {self.phone.replace(" ", ""), self.phone[-11:]}


def written(piece: str) -> set[bytes]:
    """However it may stand there."""
    raw = piece.encode()
    forms = {raw, piece.encode("utf-16-le"), piece.encode("utf-16-be"), raw.hex().encode(), raw.hex().upper().encode()}
    for start in range(3):  # in base64 it may begin at any of three places; the ends hang on what is beside it
        coded = base64.b64encode(bytes(start) + raw)[4 if start else 0 :].rstrip(b"=")[:-1]
        forms |= {coded, coded.replace(b"+", b"-").replace(b"/", b"_")}
    return {form for form in forms if len(form) >= 6}


def on_disk(folder: Path) -> bytes:
    """SQLite's file and its write-ahead log; of PostgreSQL all that its own program takes out."""
    if db.is_sqlite():
        return b"".join(Path(db.file() + end).read_bytes() for end in ("", "-wal") if Path(db.file() + end).exists())
    asked = connection.settings_dict
    told = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
    env = {**os.environ, **{name: str(asked[key]) for name, key in told.items() if asked.get(key)}}
    done = subprocess.run([postgres.program("pg_dump"), "--no-owner"], env=env, capture_output=True, check=True)
    return done.stdout


def held(found: bytes, canary: Canary) -> list[str]:
    small = found.lower()
    return [piece for piece in canary.pieces() for form in written(piece) if form in found or form.lower() in small]


def api(client: Client, path: str, body: object, token: str = "") -> dict[str, object]:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    answer = client.post(f"/api/v1{path}", body, content_type="application/json", headers=headers)
    assert answer.status_code < 300, answer.content
    told: dict[str, object] = answer.json()
    return told


@pytest.fixture
def canary(alice_client: Client, monkeypatch: pytest.MonkeyPatch) -> Canary:
    """Signed in, under two names in turn; chatted; found by each way of the desk's search; looked at; revealed by field."""
    monkeypatch.setattr(standing, "may_reveal", lambda _now: True)
    monkeypatch.setattr(badges, "on_shift", set)
    if db.is_sqlite():
        db.rows("VACUUM")  # the rows of all tests before it are not looked through too
        db.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    canary, stranger = Canary(), Client()
    now = canary.name
    canary.name = f"{now.split()[0]} \u9e93\u7fbd"
    api(stranger, "/sessions", {"identity": canary.told(), "locale": "zh-CN"})
    canary.name = now
    session = api(stranger, "/sessions", {"identity": canary.told(), "locale": "zh-CN"})
    assert session["viewer"]["name"] == canary.name  # type: ignore[index]
    opened = api(
        stranger,
        "/conversations",
        {"client_msg_id": secrets.token_hex(8), "body": "my deposit is late"},
        str(session["token"]),
    )
    chat = str(opened["conversation"]["id"])  # type: ignore[index]
    for asked in (canary.name.split()[0][:7], "\u7fbd\u9a8a", canary.uid, canary.email):
        found = alice_client.get("/desk/palette", {"q": asked}).json()["customers"]
        assert [each["who"] for each in found] == [canary.name], asked
    for path in (
        "/desk/?box=open",
        f"/desk/c/{chat}/",
        f"/desk/c/{chat}/history",
        f"/desk/c/{chat}/transcript?kind=text",
    ):
        assert alice_client.get(path).status_code == 200
    for field in ("uid", "email", "phone"):
        sent = {"why": "own", "words": "They called from another number."}
        page = alice_client.post(f"/desk/c/{chat}/reveals/{field}", sent, headers=HTMX)
        assert canary.fields[field] in page.content.decode(), field
    return canary


def test_the_database_alone_holds_no_identity_of_anybody(canary: Canary, tmp_path: Path) -> None:
    assert held(on_disk(tmp_path), canary) == []


@pytest.mark.parametrize("how", ["plain", "hex", "base64", "utf-16"])
def test_and_the_search_finds_what_lies_there_in_any_of_these_forms(canary: Canary, tmp_path: Path, how: str) -> None:
    """Were it there, the test above would say so."""
    raw = canary.email.encode()
    forms = {"plain": canary.email, "hex": raw.hex(), "base64": base64.b64encode(b"x" + raw).decode()}
    stored = forms.get(how, "")
    with connection.cursor() as cursor:
        if how == "utf-16":
            cursor.execute("UPDATE people_customer SET sealed_name = %s", [canary.email.encode("utf-16-be")])
        else:
            cursor.execute("UPDATE people_customer SET public_id = %s", [stored[:26]])
            canary.email = canary.email[:10]
    if db.is_sqlite() or how != "utf-16":  # pg_dump writes bytes as digits
        assert held(on_disk(tmp_path), canary)


def test_whoever_was_destroyed_has_no_name_anywhere_and_comes_back_as_somebody_new(
    canary: Canary, alice_client: Client
) -> None:
    customer = DataKey.objects.get().customer_id
    assert keys.destroy(customer)
    page = alice_client.get("/desk/?box=open").content.decode()
    assert not [piece for piece in canary.pieces() if piece in page]
    assert alice_client.get("/desk/palette", {"q": canary.name.split()[0]}).json()["customers"] == []
    again = api(Client(), "/sessions", {"identity": canary.told(), "locale": "en"})
    viewer = sessions.viewer_for_token(str(again["token"]))
    assert viewer is not None
    assert viewer.id != customer
    assert viewer.name == canary.name


@pytest.mark.skipif(
    not re.search("sqlite", settings.DATABASES["default"]["ENGINE"]), reason="PostgreSQL has files of its own"
)
def test_a_destroyed_key_is_in_no_byte_of_the_file(canary: Canary) -> None:
    wrapped = bytes(DataKey.objects.get().wrapped)
    file = Path(db.file())
    db.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    assert wrapped in file.read_bytes()
    assert keys.destroy(DataKey.objects.get().customer_id)
    db.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    assert wrapped[10:] not in file.read_bytes()
