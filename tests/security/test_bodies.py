"""What a body may hold is closed: nobody sets by hand what the house decides."""

import json
from typing import Any

import pytest

from tests.security.house import House, forget_calls, stored
from tests.security.operations import OPEN

SMUGGLED: dict[str, Any] = {
    "is_staff": True,
    "role": "admin",
    "internal": True,
    "audience": "everyone",
    "sender_type": "agent",
    "author": {"kind": "agent"},
    "author_kind": "agent",
    "verified": True,
    "proof": "signed",
    "created_at": "2001-01-01T00:00:00Z",
    "at": "2001-01-01T00:00:00Z",
    "assignee": 1,
    "hold_until": None,
    "public_seq": 1,
    "customer": 1,
    "status": "closed",
    "version": 7,
    "key": "chosen-key",
    "__proto__": {"a": 1},
}
SIGNED = {("POST", "/exchange/confirmations")}  # nothing of its body is read before its signature
WITH_BODY = sorted(
    operation for operation, (_, body) in OPEN.items() if isinstance(body, dict) and operation not in SIGNED
)


@pytest.mark.django_db
@pytest.mark.parametrize("operation", WITH_BODY, ids=" ".join)
def test_SEC_A05_a_field_nobody_declared_is_refused(house: House, operation: tuple[str, str]) -> None:
    method, path = operation
    allowed, body = OPEN[operation]
    assert isinstance(body, dict)
    for role in sorted(allowed & {"owner", "agent"} or allowed - {"nobody"} or {"nobody"}):
        for name, value in SMUGGLED.items():
            forget_calls()
            before = stored()
            answer = house.call(role, method, path.format(**house.names), {**body, name: value})
            assert answer.status_code == 400, (role, name, answer.status_code)
            assert stored() == before, name


@pytest.mark.django_db
@pytest.mark.parametrize("operation", WITH_BODY, ids=" ".join)
def test_SEC_A05_a_body_of_another_shape_is_refused(house: House, operation: tuple[str, str]) -> None:
    method, path = operation
    allowed, body = OPEN[operation]
    assert isinstance(body, dict)
    role = min(allowed & {"owner", "agent"} or allowed - {"nobody"}, default="nobody")
    bodies: list[Any] = [[body], "text", 7, None, True, {name: [] for name in body}, {name: {} for name in body}]
    for wrong in [*(each for each in bodies if each != body), deep(5_000), deep(200)]:
        forget_calls()
        before = stored()
        answer = house.call(role, method, path.format(**house.names), wrong)
        assert answer.status_code == 400, (wrong, answer.content)
        assert stored() == before


def deep(levels: int) -> Any:
    return json.loads("[" * min(levels, 900) + "]" * min(levels, 900))


NOT_JSON = [
    b"{",
    b"",
    b"null",
    b'{"client_msg_id": "abcdefgh", "body": NaN}',
    b'{"client_msg_id": "abcdefgh", "body": "\xff"}',
    b'{"client_msg_id": "abcdefgh", "body": "\\ud800"}',
    b"[" * 100_000,
    b'{"a":' * 20_000,
]


@pytest.mark.django_db
@pytest.mark.parametrize("body", NOT_JSON, ids=lambda body: repr(body[:30]))
def test_what_is_no_json_is_refused_and_never_breaks_us(house: House, body: bytes) -> None:
    before = stored()
    path = f"/api/v1/conversations/{house.names['conversation_id']}/entries"
    answer = house.client("owner").post(path, body, "application/json")
    assert answer.status_code == 400
    assert stored() == before


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "", "x"])
def test_SEC_S11_json_that_does_not_say_so_is_refused(house: House, kind: str) -> None:
    before = stored()
    path = f"/api/v1/conversations/{house.names['conversation_id']}/entries"
    answer = house.client("owner").post(path, b'{"client_msg_id": "abcdefgh", "body": "x"}', content_type=kind)
    assert answer.status_code == 400
    assert stored() == before
