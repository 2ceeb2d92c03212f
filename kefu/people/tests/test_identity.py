"""SEC-B01, SEC-B03: nobody becomes somebody without the exchange's own, fresh, unused signature."""

import time
from typing import Any

import jwt
import pytest
from django.conf import settings

from kefu.kit.errors import NotSignedIn
from kefu.people import directory, identity, sessions
from kefu.people.models import Customer

SECRET = "the tests' shared secret, 32 bytes or more"


def token(key: str = SECRET, algorithm: str = "HS256", headers: dict[str, Any] | None = None, **changed: Any) -> str:
    now = int(time.time())
    claims: dict[str, Any] = {
        "iss": settings.IDENTITY_ISSUER,
        "aud": settings.IDENTITY_AUDIENCE,
        "iat": now,
        "exp": now + 300,
        "jti": "a-token-of-its-own",
        "sub": "10042",
        "name": "Chen Wei",
        "email": "chen@example.test",
        "vip": 3,
        "locale": "zh-CN",
    }
    claims.update(changed)
    return jwt.encode({k: v for k, v in claims.items() if v is not None}, key, algorithm=algorithm, headers=headers)


def test_a_good_token_proves_its_subject() -> None:
    proved = identity.verify(token())
    assert (proved.uid, proved.name, proved.vip) == ("10042", "Chen Wei", 3)


FORGED: dict[str, dict[str, Any]] = {
    "alg none": {"key": "", "algorithm": "none"},
    "another key": {"key": "x" * 40},
    "another algorithm": {"algorithm": "HS512"},
    "expired": {"exp": int(time.time()) - 60},
    "no expiry": {"exp": None},
    "far expiry": {"exp": int(time.time()) + 3_600},
    "issued in the future": {"iat": int(time.time()) + 86_400, "exp": int(time.time()) + 86_500},
    "not yet": {"nbf": int(time.time()) + 86_400},
    "other audience": {"aud": "another-desk"},
    "several audiences": {"aud": ["kefu", "another-desk"]},
    "other issuer": {"iss": "https://evil.test"},
    "no subject": {"sub": None},
    "empty subject": {"sub": ""},
    "no token id": {"jti": None},
    "short token id": {"jti": "1"},
}


@pytest.mark.parametrize("name", FORGED)
@pytest.mark.filterwarnings("ignore::jwt.warnings.InsecureKeyLengthWarning")
def test_SEC_B03_a_forged_token_proves_nothing(name: str) -> None:
    with pytest.raises(NotSignedIn):
        identity.verify(token(**FORGED[name]))


@pytest.mark.parametrize("cut", [0, 1, 10, 100])
def test_SEC_B03_a_damaged_token_proves_nothing(cut: int) -> None:
    whole = token(headers={"kid": "../../dev/null"})
    for damaged in (whole[:cut], whole[: -cut - 1], whole.replace(".", ".A", 1), "..", "a.b.c", whole + "." + whole):
        with pytest.raises(NotSignedIn):
            identity.verify(damaged)


def test_SEC_B03_a_token_is_taken_once(db: None) -> None:
    proved = identity.verify(token())
    sessions.start_customer_session(proved, locale="en")
    with pytest.raises(NotSignedIn):
        sessions.start_customer_session(proved, locale="en")
    assert Customer.objects.count() == 1


def test_one_uid_is_one_customer_and_a_typed_address_merges_nothing(db: None) -> None:
    first = sessions.start_customer_session(identity.verify(token(jti="token-one")), locale="en")
    again = sessions.start_customer_session(identity.verify(token(jti="token-two")), locale="en")
    other = sessions.start_customer_session(identity.verify(token(jti="token-three", sub="10043")), locale="en")
    assert first.viewer.id == again.viewer.id != other.viewer.id
    assert {first.viewer.id, other.viewer.id} == set(directory.customers_at("chen@example.test", limit=5))


def test_an_anonymous_visitor_is_nobody_else(db: None) -> None:
    one, two = (sessions.start_customer_session(None, locale="zh-CN") for _ in range(2))
    assert one.viewer.id != two.viewer.id
    assert one.viewer.locale == "zh-hans"
    assert sessions.viewer_for_token(one.token) == one.viewer


def test_SEC_B05_tokens_and_ids_cannot_be_guessed(db: None) -> None:
    started = [sessions.start_customer_session(None, locale="en") for _ in range(200)]
    assert len({s.viewer.public_id for s in started}) == len({s.token for s in started}) == 200
    assert all(len(s.viewer.public_id) == 26 for s in started)
    in_order = sorted(s.viewer.public_id for s in started)
    assert in_order != [s.viewer.public_id for s in started]
    for guess in ("", "kefu_c_", "kefu_c_" + "A" * 43, "kefu_a_" + "A" * 43, "kefu_t_x", started[0].token[:-1]):
        assert sessions.viewer_for_token(guess) is None
