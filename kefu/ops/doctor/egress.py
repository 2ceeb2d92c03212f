"""Whether our one way out (`kit.http`) still refuses what lies inside: tried against a listener of our own, and by name."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler

from kefu.kit import http
from kefu.ops.doctor.finding import Word, critical, ok

PATIENCE_S = 2.0
HERE = ("127.0.0.1", "localhost", "127.1", "2130706433", "0x7f000001", "0.0.0.0", "[::ffff:127.0.0.1]")  # noqa: S104
INSIDE = (  # by https on its usual port, where a list that is too wide would let any host through
    *("127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "0.0.0.0"),  # noqa: S104
    *("169.254.169.254", "[fd00:ec2::254]", "10.0.0.1", "172.16.0.1", "192.168.0.1", "100.64.0.1", "[fc00::1]"),
    *("[fe80::1]", "224.0.0.1", "2852039166"),
)
ANY = ("*",)


@dataclass
class Canary:
    """Listens on loopback and notes whoever comes."""

    origin: str = ""
    port: int = 0
    visits: list[str] = field(default_factory=list)


def egress() -> Word:
    with _listening() as canary:
        if not _reached(canary.origin, places=(canary.origin,)):
            return critical("The egress probe could not reach its own listener.", "May Kefu listen on 127.0.0.1?")
        canary.visits.clear()
        tried = [f"{scheme}://{host}:{canary.port}/" for scheme in ("http", "https") for host in HERE]
        passed = [url for url in tried if not _is_refused(url)]
        passed += [url for url in (f"https://{host}/" for host in INSIDE) if not _is_refused(url)]
        if passed or canary.visits:
            return critical(
                f"Our way out leads inside: {passed[0] if passed else canary.visits[0]} was not refused.",
                "Serve with this release's own kefu/kit; until then nothing that others name may be fetched.",
            )
    return ok(f"Our way out refuses this machine, link-local and private networks: {len(tried) + len(INSIDE)} tried.")


def _is_refused(url: str) -> bool:
    """Refused before anything is opened: that nobody answers there is no refusal."""
    try:
        http.get(url, headers={}, places=ANY, deadline_s=PATIENCE_S)
    except http.Forbidden:
        return True
    except http.Unreachable:
        return False
    return False


def _reached(origin: str, *, places: tuple[str, ...]) -> bool:
    try:
        return http.get(f"{origin}/", headers={}, places=places, deadline_s=PATIENCE_S).status == 204
    except (http.Forbidden, http.Unreachable):
        return False


@contextmanager
def _listening() -> Iterator[Canary]:
    canary = Canary()

    class Noting(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            canary.visits.append(self.headers.get("Host", "")[:100])
            self.send_response(204)
            self.end_headers()

        def log_message(self, *args: object) -> None:
            pass

    with socketserver.TCPServer(("127.0.0.1", 0), Noting) as server:
        canary.port = server.server_address[1]
        canary.origin = f"http://127.0.0.1:{canary.port}"
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        try:
            yield canary
        finally:
            server.shutdown()
