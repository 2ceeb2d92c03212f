"""What is promised of the calls that act, asked of any connector; and an exchange written by hand after docs/connector.md.

`broken_promises` names what a connector does not hold to; a sound one breaks none.
"""

import re
import types
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from http.server import ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from kefu.exchange.contract import account, calls, funds
from kefu.exchange.contract.actions import AskAct, AskNotify
from kefu.exchange.contract.connector import CannotTell, Connector
from kefu.exchange.contract.kinds import AccountState, Action, Notice, Trouble
from kefu.exchange.http.tests.stub import SECRET

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "connector.md"
NOBODY = "99999999"
ADDRESS = "USDT TRON TAddressOfTheirs"
VALUES = {
    Action.RESET_SECOND_FACTOR: "",
    Action.UNFREEZE: "",
    Action.CHANGE_EMAIL: "new@mail.example",
    Action.UNLOCK_ADDRESS: ADDRESS,
}


def broken_promises(connector: Connector, *, uid: str, pass_time: Callable[[], None]) -> set[str]:
    """`uid`: a frozen account with a second factor and an e-mail address; its address above is not allowed yet."""
    broken = set()
    for action, value in VALUES.items():
        asked = AskAct(f"key-{action}", f"req-{action}", action, value)
        broken |= {f"{action}: {what}" for what in _of_one(connector, asked, uid, pass_time)}
    return broken | set(_of_notices(connector, uid))


def _of_one(connector: Connector, asked: AskAct, uid: str, pass_time: Callable[[], None]) -> Iterator[str]:
    for stranger, trouble in ((NOBODY, Trouble.NOT_FOUND), ("", Trouble.NOT_PROVED)):
        if _trouble(connector, calls.ACT, replace(asked, key=f"{asked.key}-{stranger}"), stranger) != trouble:
            yield "does it for somebody who is not there"
    if _is_done(connector, asked.action, uid):
        yield "says that it is done before it is"
    first = connector.answer(calls.ACT, asked, uid=uid).value
    if not _is_done(connector, asked.action, uid):
        yield "says that it is done, and it is not"
    before = _state(connector, uid)
    pass_time()
    if connector.answer(calls.ACT, asked, uid=uid).value != first:
        yield "answers the same key otherwise"
    if _state(connector, uid) != before:
        yield "does it twice for one key"
    for other in (replace(asked, value=f"{asked.value}x"), replace(asked, request_id="another")):
        if _trouble(connector, calls.ACT, other, uid) != Trouble.BAD_ANSWER:
            yield "takes one key for two things"


def _of_notices(connector: Connector, uid: str) -> Iterator[str]:
    asked = AskNotify("key-told", "req-told", Notice.ASKED, Action.UNFREEZE, stop_url="https://kefu.example/stop/x")
    first = connector.answer(calls.NOTIFY, asked, uid=uid).value
    if not first.sent:
        yield "notify: reaches nobody"
    if connector.answer(calls.NOTIFY, asked, uid=uid).value != first:
        yield "notify: answers the same key otherwise"
    if _trouble(connector, calls.NOTIFY, replace(asked, action=Action.CHANGE_EMAIL), uid) != Trouble.BAD_ANSWER:
        yield "notify: takes one key for two things"
    if _trouble(connector, calls.NOTIFY, replace(asked, key="key-nobody"), NOBODY) != Trouble.NOT_FOUND:
        yield "notify: tells somebody who is not there"


def _trouble(connector: Connector, call: Any, asked: Any, uid: str) -> Trouble | None:
    try:
        connector.answer(call, asked, uid=uid)
    except CannotTell as told:
        return told.trouble
    return None


def _is_done(connector: Connector, action: Action, uid: str) -> bool:
    """As the calls that read tell it: a word alone proves nothing."""
    match action:
        case Action.RESET_SECOND_FACTOR:
            found = connector.answer(calls.SECOND_FACTOR, account.AskSecondFactor(), uid=uid).value
            return not (found.has_totp or found.has_passkey or found.has_sms)
        case Action.UNFREEZE:
            state = connector.answer(calls.ACCOUNT, account.AskAccount(), uid=uid).value.state
            return bool(state is AccountState.ACTIVE)
        case Action.CHANGE_EMAIL:
            bound = connector.answer(calls.BOUND, account.AskBound(), uid=uid).value
            return bound.email_masked == "n•••@mail.example"
        case Action.UNLOCK_ADDRESS:
            asked = funds.AskAddress(*ADDRESS.split())
            return bool(connector.answer(calls.ADDRESS, asked, uid=uid).value.is_on_own_list)


def _state(connector: Connector, uid: str) -> object:
    return (
        connector.answer(calls.ACCOUNT, account.AskAccount(), uid=uid).value,
        connector.answer(calls.BOUND, account.AskBound(), uid=uid).value,
        connector.answer(calls.SECOND_FACTOR, account.AskSecondFactor(), uid=uid).value,
        connector.answer(calls.ADDRESS, funds.AskAddress(*ADDRESS.split()), uid=uid).value,
    )


class Refused(Exception):
    """Told as docs/connector.md says: a status and a kind."""

    def __init__(self, status: int, kind: str) -> None:
        self.status, self.kind = status, kind
        super().__init__(kind)


class ByHand:
    """An exchange with one customer, in plain JSON: nothing of ours but the guide's words."""

    def __init__(self, uid: str) -> None:
        self.uid, self.minute = uid, 0
        self.account: dict[str, Any] = {"state": "frozen", "reason": "suspicious_login"}
        self.bound: dict[str, Any] = {"email_masked": "c•••@mail.example"}
        self.factors: dict[str, Any] = {"has_totp": True}
        self.allowed: set[str] = set()
        self.kept: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {}

    def calls(self) -> dict[str, tuple[Callable[[str, dict[str, Any]], dict[str, Any]], bool]]:
        told = {
            "account": lambda uid, asked: self.account,
            "bound": lambda uid, asked: self.bound,
            "second_factor": lambda uid, asked: self.factors,
            "address": self.address,
            "act": self.act,
            "notify": self.notify,
        }
        return {f"/kefu/v1/{name}": (tell, True) for name, tell in told.items()}

    def address(self, uid: str, asked: dict[str, Any]) -> dict[str, Any]:
        name = " ".join((asked["coin"], asked["network"], asked["address"]))
        return {"use": "unknown", "is_on_own_list": name in self.allowed}

    def act(self, uid: str, asked: dict[str, Any]) -> dict[str, Any]:
        return self.once(uid, asked, self._do)

    def notify(self, uid: str, asked: dict[str, Any]) -> dict[str, Any]:
        return self.once(uid, asked, lambda told: {"sent": ["email", "in_app"]})

    def once(self, uid: str, asked: dict[str, Any], do: Callable[[dict[str, Any]], dict[str, Any]]) -> dict[str, Any]:
        if uid != self.uid:
            raise Refused(404, "not_found")
        before = self.kept.get(asked["key"])
        if before is not None and before[0] != asked:
            raise Refused(400, "bad_answer")
        if before is None:
            before = self.kept[asked["key"]] = (asked, do(asked))
        return before[1]

    def _do(self, asked: dict[str, Any]) -> dict[str, Any]:
        match asked["action"]:
            case "reset_second_factor":
                self.factors = {"changed_at": self.now()}
            case "unfreeze":
                self.account = {"state": "active", "since_at": self.now()}
            case "change_email":
                self.bound = {"email_masked": f"{asked['value'][0]}•••@mail.example", "email_changed_at": self.now()}
            case _:
                self.allowed.add(asked["value"])
        return {"done_at": self.now()}

    def now(self) -> str:
        return datetime(2026, 11, 29, 12, self.minute, tzinfo=UTC).isoformat()


@contextmanager
def by_hand(exchange: ByHand) -> Iterator[str]:
    """Served by the guide's own example server, with these calls in place of its two; its address."""
    source = re.findall(
        r"```python\n(\"\"\"An exchange's endpoint.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL
    )
    guide = types.ModuleType("guide")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KEFU_EXCHANGE_SECRET", SECRET)
        exec(compile(source[0], str(GUIDE), "exec"), guide.__dict__)
    guide.CALLS = exchange.calls()  # type: ignore[attr-defined]
    answer = guide.answer

    def refusing(headers: Any, path: str, body: bytes) -> tuple[int, dict[str, Any]]:
        try:
            told: tuple[int, dict[str, Any]] = answer(headers, path, body)
        except Refused as refused:
            return refused.status, {"error": {"kind": refused.kind}}
        return told

    guide.answer = refusing  # type: ignore[attr-defined]
    guide.Endpoint.log_message = lambda *args: None
    with ThreadingHTTPServer(("127.0.0.1", 0), guide.Endpoint) as server:
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
