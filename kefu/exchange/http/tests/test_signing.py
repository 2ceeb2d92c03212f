"""Who may speak: only who knows the secret, now, and once. The guide's example is counted anew here."""

import hashlib
import hmac
import re
from pathlib import Path

import pytest

from kefu.exchange.http import signing
from kefu.exchange.http.signing import BadSecret, WrongSignature, secrets_of

NEW, OLD = "new-new-new-new-new-new-new-new-new-new", "old-old-old-old-old-old-old-old-old-old"
NOW, NONCE, PATH, BODY = 1_764_417_600, "fX3kP0vQ9sLm2Ztu", "/kefu/v1/account", b'{"uid":"c-1001","asked":{}}'
GUIDE = Path(__file__).resolve().parents[4] / "docs" / "connector.md"


def headers(secret: str = NEW, *, timestamp: int = NOW) -> dict[str, str]:
    return signing.request_headers(secret, path=PATH, body=BODY, timestamp=timestamp, nonce=NONCE)


def taken(told: dict[str, str], *, secrets: str = NEW, path: str = PATH, body: bytes = BODY, now_s: float = NOW) -> str:
    return signing.secret_of_request(secrets_of(secrets), told, path=path, body=body, now_s=now_s)


def test_a_signature_is_what_the_guide_says() -> None:
    digest = hashlib.sha256(BODY).hexdigest()
    words = f"v1\n{NOW}\n{NONCE}\nPOST\n{PATH}\n{digest}"
    assert headers() == {
        "Kefu-Timestamp": str(NOW),
        "Kefu-Nonce": NONCE,
        "Kefu-Signature": f"v1={hmac.new(NEW.encode(), words.encode(), hashlib.sha256).hexdigest()}",
    }


def test_the_guides_example_is_right() -> None:
    guide = GUIDE.read_text(encoding="utf-8")
    named = dict(
        re.findall(r"^(secret|timestamp|nonce|path|body|signature|status|answer signature|answer) +(.+)$", guide, re.M)
    )
    question = named["body"].encode()
    told = signing.request_headers(
        named["secret"], path=named["path"], body=question, timestamp=int(named["timestamp"]), nonce=named["nonce"]
    )
    assert told["Kefu-Signature"] == named["signature"]
    body = named["answer"].encode()
    signed = signing.answer_signature(named["secret"], nonce=named["nonce"], status=int(named["status"]), body=body)
    assert signed == named["answer signature"]


def test_either_secret_is_taken_while_it_changes_and_the_first_one_signs() -> None:
    assert secrets_of(f"{NEW}, {OLD}").signing == NEW
    assert taken(headers(OLD), secrets=f"{NEW},{OLD}") == OLD
    assert taken(headers(NEW), secrets=f"{NEW},{OLD}") == NEW
    with pytest.raises(WrongSignature):
        taken(headers(OLD), secrets=NEW)


@pytest.mark.parametrize("text", ["", ",", "short", f"{NEW},short", f"{NEW},{OLD},{NEW}"])
def test_no_secret_or_a_short_one_is_refused_without_being_told(text: str) -> None:
    with pytest.raises(BadSecret) as told:
        secrets_of(text)
    assert "short" not in str(told.value)
    assert NEW not in repr(secrets_of(NEW))


def test_what_was_changed_on_the_way_is_refused() -> None:
    assert taken(headers()) == NEW
    for change in ({"path": "/kefu/v1/orders"}, {"body": BODY + b" "}):
        with pytest.raises(WrongSignature, match="does not fit"):
            taken(headers(), **change)
    for name, value in (("Kefu-Timestamp", str(NOW + 1)), ("Kefu-Nonce", NONCE + "x"), ("Kefu-Signature", "v1=00")):
        with pytest.raises(WrongSignature, match="does not fit"):
            taken({**headers(), name: value})


@pytest.mark.parametrize("late_s", [-61, 61, 10**9])
def test_what_comes_at_another_time_is_refused(late_s: int) -> None:
    for near in (-60, 0, 60):
        assert taken(headers(), now_s=NOW + near)
    with pytest.raises(WrongSignature, match="60 seconds"):
        taken(headers(), now_s=NOW + late_s)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Kefu-Timestamp", ""),
        ("Kefu-Timestamp", "1e9"),
        ("Kefu-Timestamp", "９"),
        ("Kefu-Nonce", "short"),
        ("Kefu-Nonce", "a" * 65),
    ],
)
def test_headers_of_another_form_are_refused(name: str, value: str) -> None:
    with pytest.raises(WrongSignature, match="form"):
        taken({**headers(), name: value})
    with pytest.raises(WrongSignature, match="form"):
        taken({})


def test_an_answer_is_right_for_its_own_question_alone() -> None:
    secrets = secrets_of(f"{NEW},{OLD}")
    told = signing.answer_signature(OLD, nonce=NONCE, status=200, body=b"{}")
    assert signing.is_answer_right(secrets, told, nonce=NONCE, status=200, body=b"{}")
    assert not signing.is_answer_right(secrets, told, nonce=NONCE + "x", status=200, body=b"{}")
    assert not signing.is_answer_right(secrets, told, nonce=NONCE, status=503, body=b"{}")
    assert not signing.is_answer_right(secrets, told, nonce=NONCE, status=200, body=b"{ }")
    assert not signing.is_answer_right(secrets_of(NEW), told, nonce=NONCE, status=200, body=b"{}")
    assert not signing.is_answer_right(secrets, "", nonce=NONCE, status=200, body=b"{}")
    assert not signing.is_answer_right(secrets, "v1=\xff", nonce=NONCE, status=200, body=b"{}")
