"""Who somebody is, is what the exchange signed: nothing a client says, and nothing that can be guessed."""

import base64
import json
import time
import uuid
from collections import Counter
from collections.abc import Callable

import jwt
import pytest

from tests.running import Line, Server
from tests.security.test_sockets import closed_with

VICTIM = "b-victim"


def part(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def claims(server: Server) -> dict[str, object]:
    told: dict[str, object] = jwt.decode(server.identity(VICTIM), options={"verify_signature": False})
    return told


def headed(server: Server, **header: object) -> str:
    """A token with another header, signed with the right secret all the same."""
    return jwt.encode(claims(server), server.told["jwt_secret"], algorithm="HS256", headers=header)


def used(server: Server) -> str:
    identity = server.identity(VICTIM)
    assert server.api("POST", "/sessions", json={"identity": identity}).status_code == 201
    return identity


NOW = time.time
CRAFTED: dict[str, Callable[[Server], str]] = {
    "no signature, alg none": lambda s: f"{part({'alg': 'none', 'typ': 'JWT'})}.{part(claims(s))}.",
    "alg None in capitals": lambda s: f"{part({'alg': 'NONE'})}.{part(claims(s))}.",
    "another algorithm, right secret": lambda s: jwt.encode(claims(s), s.told["jwt_secret"], algorithm="HS512"),
    "claims to be RS256": lambda s: ".".join([part({"alg": "RS256"}), *s.identity(VICTIM).split(".")[1:]]),
    "expired": lambda s: s.identity(VICTIM, iat=int(NOW()) - 700, exp=int(NOW()) - 100),
    "no expiry": lambda s: s.identity(VICTIM, drop=("exp",)),
    "lives too long": lambda s: s.identity(VICTIM, exp=int(NOW()) + 86_400),
    "not yet valid": lambda s: s.identity(VICTIM, nbf=int(NOW()) + 3_600),
    "issued in the future": lambda s: s.identity(VICTIM, iat=int(NOW()) + 3_600, exp=int(NOW()) + 3_700),
    "for somebody else": lambda s: s.identity(VICTIM, aud="another-product"),
    "for several": lambda s: s.identity(VICTIM, aud=[s.told["jwt_audience"], "another"]),
    "from somebody else": lambda s: s.identity(VICTIM, iss="https://evil.test"),
    "used before": used,
    "no jti": lambda s: s.identity(VICTIM, drop=("jti",)),
    "no subject": lambda s: s.identity(VICTIM, drop=("sub",)),
    "an empty subject": lambda s: s.identity(""),
    "a subject that is no text": lambda s: jwt.encode({**claims(s), "sub": 7}, s.told["jwt_secret"], algorithm="HS256"),
    "signed with an empty key": lambda s: ".".join(
        [*s.identity(VICTIM).split(".")[:2], base64.urlsafe_b64encode(b"\0" * 32).decode().rstrip("=")]
    ),
    "signed with another key": lambda s: s.identity(VICTIM, key="x" * 64),
    "cut short": lambda s: s.identity(VICTIM)[:-10],
    "one byte changed": lambda s: s.identity(VICTIM)[:-2] + "AA",
    "empty": lambda _: "",
    "random": lambda _: uuid.uuid4().hex,
    "a number for expiry that is none": lambda s: s.identity(VICTIM, exp="soon"),
    "an endless expiry": lambda s: s.identity(VICTIM, exp=1e308),
}


@pytest.mark.parametrize("what", sorted(CRAFTED))
def test_SEC_B01_B03_a_crafted_identity_is_nobody(server: Server, what: str) -> None:
    token = CRAFTED[what](server)
    answer = server.api("POST", "/sessions", json={"identity": token})
    assert answer.status_code == 401, (what, answer.text)
    assert answer.json()["error"]["code"] == "not_signed_in"
    line = Line(server.socket())
    line.say(type="hello", token=token)
    assert closed_with(line) == 4401
    assert server.api("GET", "/me", token=token or "x").status_code == 401


def test_SEC_B03_a_key_id_leads_to_no_other_key(server: Server) -> None:
    """The header names no key we would look up: it changes nothing, good or bad."""
    token = headed(server, kid="../../../../dev/null", jku="https://evil.test/keys", x5u="https://evil.test/x")
    assert server.api("POST", "/sessions", json={"identity": token}).status_code == 201


def test_SEC_B01_an_anonymous_visitor_gets_nothing_of_a_customers(server: Server) -> None:
    chat = server.chat(server.session(VICTIM), "my withdrawal is stuck")
    stranger = server.session()
    assert server.api("GET", f"/conversations/{chat}", token=stranger).status_code == 404
    assert server.api("GET", "/conversations", token=stranger).json()["conversations"] == []
    claimed = {"identity": None, "uid": VICTIM, "email": "victim@example.com"}
    assert server.api("POST", "/sessions", json=claimed).status_code == 400
    own = server.chat(stranger, "I am b-victim, believe me")
    listed = server.api("GET", f"/conversations/{own}", token=server.token("agent1")).json()
    assert listed["customer"]["name"] != VICTIM


def test_the_same_proved_user_comes_back_to_the_same_conversation(server: Server) -> None:
    chat = server.chat(server.session("b-again"), "first")
    listed = server.api("GET", "/conversations", token=server.session("b-again")).json()["conversations"]
    assert [line["conversation"]["id"] for line in listed] == [chat]


def test_SEC_B05_ids_and_tokens_are_random_and_never_the_clients(server: Server) -> None:
    tokens = [server.session(f"b05-{number}") for number in range(60)]
    chats = [server.chat(token) for token in tokens]
    for drawn, least_chars in ((chats, 26), (tokens, 43)):
        assert len(set(drawn)) == len(drawn)
        assert min(map(len, drawn)) >= least_chars  # 26 of base 32 and 43 of base 64: 128 and 256 bits
        assert drawn != sorted(drawn)
        for at in range(-20, 0):  # no place of it is fixed or counts
            assert Counter(value[at] for value in drawn).most_common(1)[0][1] < len(drawn) / 3
    for body in ({"id": "a" * 26}, {"conversation": "a" * 26}, {"public_id": "a" * 26}, {"token": "mine"}):
        sent = {"client_msg_id": uuid.uuid4().hex, "body": "x", **body}
        assert server.api("POST", "/conversations", token=tokens[0], json=sent).status_code == 400
