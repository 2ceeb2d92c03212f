"""Northwind's web server: the start page, the account page with Kefu's widget, and the doors to the desk.

Loopback only. A request must name this host (no rebinding), and what changes something must come from our own page.
"""

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from http.cookies import SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from northwind import approving, mailpage, render, wallet
from northwind.exchange import Exchange
from northwind.identity import User, sign
from northwind.installation import ALICE, BOB, GRACE, Failed, Installation
from northwind.mailroom import Mailroom
from northwind.words import LANGUAGES, words_in

STATIC = Path(__file__).resolve().parent / "static"
STATIC_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".png": "image/png"}
AGENTS = {"/agents/alice": ALICE, "/agents/bob": BOB, "/agents/grace": GRACE}
MAX_BODY_BYTES = 32 * 1024

CHEN_WEI = User(
    uid="88104821",
    name={"en": "Chen Wei", "zh": "陈伟"},
    email="chen.wei@mail.example",
    phone="+8613800137306",
    vip=2,
)


@dataclass(frozen=True, slots=True)
class Doors:
    """What the site may do beyond showing pages."""

    is_cut: Callable[[], bool]
    cut: Callable[[bool], None]
    mailroom: Mailroom


class Site(ThreadingHTTPServer):
    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, installation: Installation, *, doors: Doors) -> None:
        self.installation = installation
        self.doors = doors
        self.exchange = Exchange(installation, uid=CHEN_WEI.uid)
        self.hosts = {f"{name}:{installation.site_port}" for name in ("127.0.0.1", "localhost")}
        super().__init__(("127.0.0.1", installation.site_port), Handler)

    def handle_error(self, request: object, client_address: object) -> None:
        """A browser that went away is no error."""
        if not isinstance(sys.exception(), ConnectionError | TimeoutError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "Northwind"
    sys_version = ""
    timeout = 30
    server: Site

    def do_GET(self) -> None:
        if not self.is_for_us():
            return
        if self.is_moved():
            return
        path = urlsplit(self.path).path
        if path == "/":
            self.show(render.start(language=self.language, kefu_url=self.server.installation.base_url))
        elif path == "/account":
            self.show_account()
        elif path == "/mail":
            self.show_mail()
        elif path == "/confirm":
            self.show_confirm(parse_qs(urlsplit(self.path).query).get("asked", [""])[0])
        elif path == "/account/wallet":
            self.show_fragment(self.wallet())
        elif path == "/account/identity":
            self.answer_identity()
        elif path == "/account/network":
            self.answer_json({"cut": self.server.doors.is_cut()})
        elif path in {"/agents/bob", "/agents/grace"}:
            self.show(render.page(path.removeprefix("/agents/"), language=self.language))
        elif path.startswith("/static/"):
            self.show_static(path.removeprefix("/static/"))
        else:
            self.show_failed(words_in(self.language)["not_found"], status=HTTPStatus.NOT_FOUND)

    def do_POST(self) -> None:
        if not self.is_for_us() or not self.is_from_us():
            return
        body = self.body()
        if urlsplit(self.path).path == "/account/scene":
            self.play_scene(body.decode(errors="replace"))
            return
        if urlsplit(self.path).path == "/confirm":
            self.answer_confirm(parse_qs(body.decode(errors="replace")))
            return
        if urlsplit(self.path).path == "/mail":
            self.send_mail(parse_qs(body.decode(errors="replace")))
            return
        agent = AGENTS.get(urlsplit(self.path).path)
        if agent is None:
            self.show_failed(words_in(self.language)["not_found"], status=HTTPStatus.NOT_FOUND)
            return
        try:
            address = self.server.installation.signin_url(agent)
        except Failed as failure:
            text = words_in(self.language)["failed_signin"].replace("{reason}", str(failure))
            self.show_failed(text, status=HTTPStatus.BAD_GATEWAY)
            return
        if self.headers.get("Accept") == "application/json":
            self.answer_json({"address": address})
            return
        self.send_response(HTTPStatus.SEE_OTHER)
        self.send_header("Location", address)
        self.finish_with(b"")

    def do_PUT(self) -> None:
        if not self.is_for_us() or not self.is_from_us():
            return
        try:
            wanted = json.loads(self.body() or b"{}")
        except ValueError:
            wanted = None
        if urlsplit(self.path).path != "/account/network" or not isinstance(wanted, dict) or "cut" not in wanted:
            self.refuse(HTTPStatus.BAD_REQUEST)
            return
        self.server.doors.cut(bool(wanted["cut"]))
        self.answer_json({"cut": bool(wanted["cut"])})

    # -- who asks ------------------------------------------------------------------------------------------------------
    def is_for_us(self) -> bool:
        """The request names this host; else it is refused."""
        if self.headers.get("Host") in self.server.hosts:
            return True
        self.refuse(HTTPStatus.MISDIRECTED_REQUEST)
        return False

    def is_moved(self) -> bool:
        """Kefu lets its chat stand on one address of ours alone: whoever comes by another name is led there."""
        own = self.server.installation.site_url
        if f"http://{self.headers.get('Host')}" == own:
            return False
        self.send_response(HTTPStatus.FOUND)
        self.send_header("Location", own + self.path)
        self.finish_with(b"")
        return True

    def is_from_us(self) -> bool:
        """The request comes from a page of ours; else it is refused."""
        if self.headers.get("Origin") == f"http://{self.headers.get('Host')}":
            return True
        self.refuse(HTTPStatus.FORBIDDEN)
        return False

    @property
    def language(self) -> str:
        """Asked for in the address, chosen before, or the browser's own."""
        asked = parse_qs(urlsplit(self.path).query).get("lang", [""])[0]
        if asked in LANGUAGES:
            return asked
        chosen = SimpleCookie(self.headers.get("Cookie", "")).get("northwind-lang")
        if chosen and chosen.value in LANGUAGES:
            return chosen.value
        return "zh" if self.headers.get("Accept-Language", "").lower().startswith("zh") else "en"

    def body(self) -> bytes:
        length = self.headers.get("Content-Length", "0")
        return self.rfile.read(min(int(length), MAX_BODY_BYTES)) if length.isdecimal() else b""

    # -- answers -------------------------------------------------------------------------------------------------------
    def answer_identity(self) -> None:
        """The widget asks on behalf of whoever is signed in here; another site's page cannot read the answer."""
        secret = self.server.installation.identity_secret()
        self.answer_json({"identity": sign(CHEN_WEI, secret=secret, language=self.language)})

    def show_account(self) -> None:
        kefu_url = self.server.installation.base_url
        self.show(render.account(language=self.language, kefu_url=kefu_url, uid=CHEN_WEI.uid, wallet=self.wallet()))

    def wallet(self) -> render.Html:
        try:
            return wallet.wallet(self.server.exchange.wallet(), language=self.language)
        except Failed as failure:
            return wallet.silent(str(failure), language=self.language)

    def play_scene(self, name: str) -> None:
        """What the menu of the account page asks for, by its name."""
        try:
            self.server.exchange.play(name)
        except KeyError:
            self.refuse(HTTPStatus.BAD_REQUEST)
        except Failed:
            self.refuse(HTTPStatus.BAD_GATEWAY)
        else:
            self.answer_json({"played": True})

    def show_confirm(self, told: str) -> None:
        """Chen Wei's app asks him: he is signed in here, and nobody else's question is shown to him."""
        asked = approving.read(told, secret=self.server.installation.exchange_secret())
        if asked is None or asked.uid != CHEN_WEI.uid:
            self.show_failed(words_in(self.language)["confirm_unknown"], status=HTTPStatus.NOT_FOUND)
        else:
            self.show(render.confirm(asked, told=told, language=self.language))

    def answer_confirm(self, form: dict[str, list[str]]) -> None:
        asked = approving.read(form.get("asked", [""])[0], secret=self.server.installation.exchange_secret())
        if asked is None or asked.uid != CHEN_WEI.uid:
            self.refuse(HTTPStatus.BAD_REQUEST)
            return
        is_approved = form.get("answer") == ["yes"]
        try:
            status = approving.tell(self.server.installation, asked, is_approved=is_approved)
        except Failed as failure:
            self.show_failed(str(failure), status=HTTPStatus.BAD_GATEWAY)
            return
        said = "confirmed_late" if status != HTTPStatus.OK else "confirmed_yes" if is_approved else "confirmed_no"
        self.show(render.page("confirmed", language=self.language, values={"said": words_in(self.language)[said]}))

    def show_mail(self) -> None:
        letters, kefu_url = self.server.doors.mailroom.letters, self.server.installation.base_url
        self.show(mailpage.mailbox(letters, owner=CHEN_WEI.email, kefu_url=kefu_url, language=self.language))

    def send_mail(self, form: dict[str, list[str]]) -> None:
        """A new letter, or an answer to one that came; then the mailbox again."""
        mailroom, number = self.server.doors.mailroom, form.get("answers", [""])[0]
        answered = mailroom.letter(int(number)) if number.isdecimal() else None
        subject = f"Re: {answered.subject.removeprefix('Re: ')}" if answered else form.get("subject", [""])[0]
        text = form.get("text", [""])[0]
        if not text.strip() or (number and not answered):
            self.refuse(HTTPStatus.BAD_REQUEST)
            return
        try:
            mailroom.write(subject=" ".join(subject.split()), text=text, answered=answered, has_paper="paper" in form)
        except Failed as failure:
            self.show_failed(str(failure), status=HTTPStatus.BAD_GATEWAY)
            return
        self.send_response(HTTPStatus.SEE_OTHER)
        self.send_header("Location", "/mail")
        self.finish_with(b"")

    def show_fragment(self, html: str) -> None:
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.finish_with(html.encode())

    def answer_json(self, value: dict[str, object]) -> None:
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "application/json")
        self.finish_with(json.dumps(value).encode())

    def show(self, html: str, *, status: HTTPStatus = HTTPStatus.OK) -> None:
        kefu = self.server.installation.base_url
        self.send_response(status)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Set-Cookie", f"northwind-lang={self.language}; Path=/; Max-Age=31536000; SameSite=Lax")
        self.send_header(
            "Content-Security-Policy",
            f"default-src 'none'; script-src 'self' {kefu}; style-src 'self'; img-src 'self'; connect-src 'self'; "
            f"frame-src {kefu}; form-action 'self' {kefu}; frame-ancestors 'none'; base-uri 'none'",
        )
        self.finish_with(html.encode())

    def show_failed(self, text: str, *, status: HTTPStatus) -> None:
        self.show(render.failed(text, language=self.language), status=status)

    def show_static(self, name: str) -> None:
        path = STATIC / name
        if path.parent != STATIC or path.suffix not in STATIC_TYPES or not path.is_file():
            self.refuse(HTTPStatus.NOT_FOUND)
            return
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", f"{STATIC_TYPES[path.suffix]}; charset=utf-8")
        self.finish_with(path.read_bytes())

    def refuse(self, status: HTTPStatus) -> None:
        self.close_connection = True
        self.send_response(status)
        self.finish_with(status.phrase.encode())

    def finish_with(self, body: bytes) -> None:
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Referrer-Policy", "strict-origin-when-cross-origin")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments: object) -> None:
        """The terminal is for people."""
