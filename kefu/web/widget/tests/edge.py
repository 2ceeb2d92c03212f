"""A small Kefu for browser tests: the real pages, and a live edge and API in memory that can be told to fail.

It speaks docs/protocol.md over real WebSockets. `Faults` says what goes wrong; `Edge` lets a test be the agent.
"""

import asyncio
import base64
import json
import threading
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import uvicorn

from kefu.kit import clock, ids
from kefu.web.widget.tests.edge_files import Uploads
from kefu.web.widget.tests.edge_pages import Pages
from kefu.web.widget.tests.edge_proofs import PROOFS

Frame = dict[str, Any]
Receive = Callable[[], Awaitable[Frame]]
Send = Callable[[Frame], Awaitable[None]]

ANNA = {"kind": "agent", "id": "a", "name": "Anna"}
PUSH_KEY = "BGsX0fLhLEJH-Lzm5WOkQPJ3A32BLeszoPShOUXYmMKWT-NC4v4af5uO5-tKfA-eFivOM1drMV7Oy7ZAaDe_UfU"
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
HOST_PAGE = """<!doctype html><html lang="en"><head><meta name="viewport" content="width=device-width"><title>Host</title>
<style>* { color: red !important; display: block } button, iframe { transform: rotate(3deg) }</style></head>
<body><h1>An exchange</h1><p>BTC 64,000</p><script src="%(kefu)s/widget.js" async %(data)s></script></body></html>"""


PASSWORD = {
    "slug": "reset-password",
    "title": "Reset your password",
    "locale": "en",
    "url": "/help/en/articles/reset-password",
}
CODES = {"slug": "sign-in-codes", "title": "Sign-in codes", "locale": "en", "url": "/help/en/articles/sign-in-codes"}
FOR_ALL: dict[str, Frame] = {
    "/articles": {"popular": [PASSWORD, CODES]},
    "/articles/search": {"answers": [{"article": CODES, "snippet": []}]},
    "/articles/reset-password": {
        "article": PASSWORD,
        "html": '<p>Choose <a href="/help/en/articles/sign-in-codes">codes</a>.</p>'
        '<p><a href="https://example.com/">Elsewhere</a></p>',
        "checks": [{"title": "Is it locked?", "intro": "We look.", "url": "/help/en/checks/locked"}],
    },
    "/articles/sign-in-codes": {"article": CODES, "html": "<p>Six digits. <a href='/help/en/chat'>Live chat</a></p>"},
    "/push/key": {"key": PUSH_KEY},
    "/chat-mails": {"to": "c•••@example.test", "is_wanted": True, "after_s": 600},
    **PROOFS,
    "/categories": {"categories": [{"slug": "deposit", "name": "Deposit"}, {"slug": "login", "name": "Login"}]},
}


@dataclass
class Faults:
    """What goes wrong. Counters count down as they strike."""

    swallow_acks: int = 0
    drop_before_store: int = 0
    skip_entries: int = 0
    double_entries: bool = False
    is_down: bool = False


@dataclass
class Customer:
    uid: str
    conversation: str = ""
    entries: list[Frame] = field(default_factory=list)
    others: list[str] = field(default_factory=list)  # empty conversations beside, newest first
    browsers: list[Frame] = field(default_factory=list)
    keys: dict[str, int] = field(default_factory=dict)


@dataclass(eq=False)
class Socket:
    send: Send
    customer: Customer | None = None
    is_subscribed: bool = False
    read: int = 0
    delivered: int = 0


class Edge:
    """Starts on a port of its own in a thread; every method may be called from the test's thread."""

    def __init__(self) -> None:
        self.faults = Faults()
        self.customers: dict[str, Customer] = {}
        self.tokens: dict[str, Customer] = {}
        self.sockets: set[Socket] = set()
        self.heard: list[Frame] = []
        self.requests: list[str] = []
        self.identities: list[str] = []
        self.pages: dict[str, tuple[str, str]] = {}  # path -> (html, Content-Security-Policy) of others' pages
        self.signed_in: str = ""  # the uid whose fresh JWTs the host page's endpoint gives; empty: nobody's
        self.runs: list[tuple[str, Frame]] = []  # of checks: whose, and with which answers
        self.files = Uploads()
        self.card: Frame | None = None  # of who is asked to confirm that it is them
        self.about = ""  # what it says it understood, when particulars come with the first words
        self.data = 'data-identity-url="/identity" data-locale="en"'
        self._pages = Pages()
        self._server = uvicorn.Server(
            uvicorn.Config(self, host="127.0.0.1", port=0, ws="websockets-sansio", log_level="error", lifespan="off")
        )
        self._thread = threading.Thread(target=self._server.run, daemon=True)
        self._loop: asyncio.AbstractEventLoop | None = None

    # -- what a test does ---------------------------------------------------------------------------------------------
    def start(self) -> None:
        self._thread.start()
        while not self._server.started:
            threading.Event().wait(0.02)

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join(5)

    @property
    def port(self) -> int:
        port: int = self._server.servers[0].sockets[0].getsockname()[1]
        return port

    @property
    def kefu(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def stranger(self) -> str:
        return f"http://evil.localhost:{self.port}"

    @property
    def host(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def only_customer(self) -> Customer:
        (customer,) = (person for person in self.customers.values() if person.entries)
        return customer

    def say(self, customer: Customer, body: str, **more: Any) -> None:
        """The agent writes."""
        self._run(self._append(customer, **{"author": ANNA, "body": body, **more}))

    def tell(self, customer: Customer, frame: Frame) -> None:
        self._run(self._tell(customer, frame))

    def cut(self, code: int = 1012) -> None:
        """All sockets end."""
        self._run(self._cut(code))

    def _run(self, work: Any) -> None:
        assert self._loop
        asyncio.run_coroutine_threadsafe(work, self._loop).result(5)

    # -- the server ---------------------------------------------------------------------------------------------------
    async def __call__(self, scope: Any, receive: Receive, send: Send) -> None:
        self._loop = asyncio.get_running_loop()
        if scope["type"] == "websocket":
            await self._live(receive, send)
            return
        path, host = scope["path"], dict(scope["headers"]).get(b"host", b"").decode()
        self.requests.append(f"{scope['method']} {host}{path}")
        if path.startswith("/api/v1/"):
            await self._api(scope, receive, send)
        elif path == "/identity":
            jwt = a_jwt(self.signed_in) if self.signed_in else ""
            await _answer(send, 200 if jwt else 204, jwt.encode(), "text/plain")
        elif path == "/host":
            await _answer(send, 200, (HOST_PAGE % {"kefu": self.kefu, "data": self.data}).encode(), "text/html")
        elif path in self.pages:
            html, policy = self.pages[path]
            await _answer(send, 200, html.encode(), "text/html", policy=policy)
        elif path.startswith("/help/") and scope["method"] == "POST":
            await _json(send, 204, {})  # what is told to the help centre
        elif path == "/picture":
            await _answer(send, 200, PIXEL, "image/png")
        else:
            await self._pages.answer(scope, send)

    async def _api(self, scope: Any, receive: Receive, send: Send) -> None:
        path, body = scope["path"].removeprefix("/api/v1"), await _body(receive)
        token = dict(scope["headers"]).get(b"authorization", b"").decode().removeprefix("Bearer ")
        customer = self.tokens.get(token)
        if self.faults.is_down:
            await _json(send, 503, {"error": {"code": "try_again", "message": "Down"}})
        elif path == "/sessions" and scope["method"] == "POST":
            await self._start_session(json.loads(body), send)
        elif path.startswith("/checks"):
            await self._check(scope, body, customer, send)
        elif path in FOR_ALL:
            await _json(send, 200, FOR_ALL[path])
        elif customer is None:
            await _json(send, 401, {"error": {"code": "not_signed_in", "message": "Sign in"}})
        elif path == "/sessions":
            self.tokens.pop(token)
            await _json(send, 204, {})
        elif path == "/conversations":
            own = [{"conversation": {"id": key}} for key in [*customer.others, customer.conversation] if key]
            await _json(send, 200, {"conversations": own, "next_cursor": ""})
        elif path.endswith("/identity") or path.startswith("/form"):
            await _json(send, 200, self._about(scope["method"], path, body))
        elif path.startswith("/uploads"):
            offset = int(dict(scope["headers"]).get(b"upload-offset", b"0"))
            given = json.loads(body) if scope["method"] == "POST" else body
            await _json(send, *await self.files.answer(scope["method"], path, given, offset=offset))
        elif path == "/push/subscriptions":
            customer.browsers.append(json.loads(body))
            await _json(send, 201, {"id": "a" * 26})
        elif path.startswith("/push/subscriptions/"):
            customer.browsers.pop()
            await _json(send, 204, {})
        else:
            wanted, state = json.loads(body)["files"], self.files.state
            links = {key: f"{self.kefu}/picture?{key}" for key in wanted if state == "ready"}
            states = {key: {"state": state} for key in wanted}
            await _json(send, 200, {"links": links, "states": states, "expires_in_s": 300})

    def _about(self, method: str, path: str, body: bytes) -> Frame:
        """What is asked of whoever sits there, and what is known of them."""
        if path.endswith("/identity"):
            self.card = None if method == "DELETE" else self.card
            return {"standing": None, "card": self.card}
        known = {"uid_masked": "••••4821", "email_masked": "c•••@example.test", "phone_masked": ""}
        return {"unlike": sorted(json.loads(body))} if body else known

    async def _check(self, scope: Any, body: bytes, customer: Customer | None, send: Send) -> None:
        """As the real API answers a stranger: it needs no exchange and no database for that."""
        if body:
            self.runs.append((customer.uid if customer else "", json.loads(body)["answers"]))
        await _answer(send, *await self._pages.checked(scope, body), "application/json")

    async def _start_session(self, wanted: Frame, send: Send) -> None:
        jwt = wanted["identity"]
        if jwt is not None and jwt in self.identities:
            await _json(send, 401, {"error": {"code": "not_signed_in", "message": "Used"}})
            return
        if jwt is not None:
            self.identities.append(jwt)
        uid = uid_of(jwt) if jwt else ids.public_id()
        customer = self.customers.setdefault(uid, Customer(uid))
        token = ids.token()
        self.tokens[token] = customer
        viewer = {"kind": "customer", "id": uid, "name": uid if jwt else ""}
        live_url = self.kefu.replace("http", "ws")
        expires_at = "2099-01-01T00:00:00Z"
        given = {"token": token, "expires_at": expires_at, "viewer": viewer, "live_url": live_url}
        await _json(send, 201, given)

    # -- the live edge ------------------------------------------------------------------------------------------------
    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        if self.faults.is_down:
            await send({"type": "websocket.close", "code": 1012})
            return
        await send({"type": "websocket.accept"})
        socket = Socket(send)
        self.sockets.add(socket)
        try:
            while (event := await receive())["type"] == "websocket.receive":
                await self._frame(socket, json.loads(event["text"]))
        finally:
            self.sockets.discard(socket)

    async def _frame(self, socket: Socket, frame: Frame) -> None:
        self.heard.append(frame)
        if frame["type"] == "hello":
            await self._hello(socket, frame)
        elif frame["type"] == "subscribe" and socket.customer and frame["conversation"] in socket.customer.others:
            reach = {"customer": 0, "staff": 0}
            told = {"conversation": frame["conversation"], "after": frame["after"], "last": 0}
            await put(socket, type="subscribed", **told, status="open", read=reach, delivered=reach)
        elif frame["type"] in {"subscribe", "send"} and not is_theirs(socket, frame):
            about = {name: frame[name] for name in ("conversation", "client_msg_id") if name in frame}
            await put(socket, type="error", code="not_found", message="Not yours", **about)
        elif frame["type"] == "subscribe":
            await self._subscribe(socket, frame["after"])
        elif frame["type"] == "unsubscribe":
            socket.is_subscribed = False
        elif frame["type"] == "send":
            await self._take(socket, frame)
        elif frame["type"] == "ping":
            await put(socket, type="pong")

    async def _hello(self, socket: Socket, frame: Frame) -> None:
        socket.customer = self.tokens.get(frame["token"])
        if socket.customer is None:
            await socket.send({"type": "websocket.close", "code": 4401})
            return
        await put(socket, type="welcome", protocol=1, reconnect={"min_ms": 50, "max_ms": 100})

    async def _subscribe(self, socket: Socket, after: int) -> None:
        assert socket.customer
        customer, socket.is_subscribed = socket.customer, True
        reach = {"customer": 0, "staff": 0}
        told = {"conversation": customer.conversation, "after": after, "last": len(customer.entries)}
        await put(socket, type="subscribed", **told, status="open", read=reach, delivered=reach)
        for entry in customer.entries[after:]:
            await put(socket, **entry)
        await put(socket, type="caught_up", conversation=customer.conversation, seq=len(customer.entries))

    async def _take(self, socket: Socket, frame: Frame) -> None:
        customer, key = socket.customer, frame["client_msg_id"]
        assert customer
        if self.faults.drop_before_store:
            self.faults.drop_before_store -= 1
            await socket.send({"type": "websocket.close", "code": 1012})
            return
        if key not in customer.keys:
            files = [self.files.file(upload_id) for upload_id in frame.get("files", [])]
            author = {"kind": "customer", "id": customer.uid, "name": ""}
            more = {"mine": True, "client_msg_id": key, "data": {"files": files}}
            if self.about and frame.get("particulars"):
                await self._append(customer, body="", author=author, kind="particulars", mine=True, text=self.about)
            await self._append(customer, body=frame["body"], author=author, **more)
            customer.keys[key] = len(customer.entries)
        if self.faults.swallow_acks:
            self.faults.swallow_acks -= 1
            await socket.send({"type": "websocket.close", "code": 1012})
            return
        at = clock.now().isoformat()
        await put(
            socket, type="ack", client_msg_id=key, conversation=customer.conversation, seq=customer.keys[key], at=at
        )

    async def _append(
        self, customer: Customer, *, body: str, author: Frame, kind: str = "message", **more: Any
    ) -> None:
        customer.conversation = customer.conversation or ids.public_id()
        entry: Frame = {"type": "entry", "conversation": customer.conversation, "seq": len(customer.entries) + 1}
        entry |= {"kind": kind, "author": author, "body": body, "version": 1, "at": clock.now().isoformat()}
        customer.entries.append(entry | {"mine": False, "data": {}} | more)
        if self.faults.skip_entries:
            self.faults.skip_entries -= 1
            return
        for _time in range(2 if self.faults.double_entries else 1):
            await self._tell(customer, customer.entries[-1])

    async def _tell(self, customer: Customer, frame: Frame) -> None:
        for socket in [one for one in self.sockets if one.customer is customer and one.is_subscribed]:
            await put(socket, **{"conversation": customer.conversation, **frame})

    async def _cut(self, code: int) -> None:
        for socket in list(self.sockets):
            await socket.send({"type": "websocket.close", "code": code})


def is_theirs(socket: Socket, frame: Frame) -> bool:
    return frame["conversation"] is None or bool(
        socket.customer and socket.customer.conversation == frame["conversation"]
    )


def a_jwt(uid: str, **claims: Any) -> str:
    """Of the right shape; this edge does not verify, it only lets each be used once."""
    payload = {"iss": "https://northwind.test", "sub": uid, "jti": ids.public_id(), **claims}
    encoded = base64.urlsafe_b64encode(json.dumps(payload).encode()).decode().rstrip("=")
    return f"eyJhbGciOiJIUzI1NiJ9.{encoded}.c2lnbmF0dXJl"


def uid_of(jwt: str) -> str:
    part = jwt.split(".")[1]
    uid: str = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))["sub"]
    return uid


async def put(socket: Socket, **frame: Any) -> None:
    """To a page that is just leaving, nothing: it asks for what it missed when it comes back."""
    with suppress(OSError):
        await socket.send({"type": "websocket.send", "text": json.dumps(frame)})


async def _body(receive: Receive) -> bytes:
    body, is_more = b"", True
    while is_more:
        event = await receive()
        body, is_more = body + event.get("body", b""), event.get("more_body", False)
    return body


async def _json(send: Send, status: int, value: Frame) -> None:
    await _answer(send, status, b"" if status == 204 else json.dumps(value).encode(), "application/json")


async def _answer(send: Send, status: int, body: bytes, media_type: str, *, policy: str = "") -> None:
    headers = [(b"content-type", media_type.encode()), (b"content-length", str(len(body)).encode())]
    if policy:
        headers.append((b"content-security-policy", policy.encode()))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
