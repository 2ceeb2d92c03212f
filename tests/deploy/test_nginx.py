"""nginx's files, run for real in front of Kefu as compose.yml starts it: three names, TLS, pages, sockets, files."""

import http.client
import json
import os
import shutil
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.message import Message
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from websockets import Origin
from websockets.sync.client import connect

from tests.deploy.plans import COMPOSE, ROOT, composed, nginx_site

HELP, LIVE, FILES = "help.kefu.test", "live.kefu.test", "files.kefu-content.test"
UP_S = 60.0
NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")

pytestmark = pytest.mark.skipif(NGINX is None, reason="nginx is not installed (Debian: apt-get install nginx-light)")


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Message
    body: bytes


@dataclass(frozen=True)
class Front:
    """The ports nginx has here in place of 8443 and 8080, and whom to trust."""

    tls: int
    plain: int
    trusts: ssl.SSLContext

    def bare(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.tls), timeout=20)

    def ask(self, host: str, path: str, *, method: str = "GET", body: object = None, **headers: str) -> Answer:
        sent = None if body is None else json.dumps(body)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        with closing(http.client.HTTPConnection(host)) as asked:
            asked.sock = self.trusts.wrap_socket(self.bare(), server_hostname=host)
            asked.request(
                method, path, sent, {"Host": f"{host}:{self.tls}", "Content-Type": "application/json", **named}
            )
            with asked.getresponse() as answer:
                return Answer(answer.status, answer.headers, answer.read())


@pytest.fixture(scope="module")
def front(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    folder = tmp_path_factory.mktemp("front")
    tls, plain, pages, live = _free_ports(4)
    _certificate(folder)
    with _kefu(folder, tls=tls, pages=pages, live=live), _nginx(folder, tls=tls, plain=plain, pages=pages, live=live):
        yield Front(tls, plain, ssl.create_default_context(cafile=str(folder / "certs" / "kefu.pem")))


@contextmanager
def _kefu(folder: Path, *, tls: int, pages: int, live: int) -> Iterator[None]:
    """What compose.yml says of the service `kefu`: its command and its settings, on this machine's ports and folders."""
    service = composed("compose.yml", chosen={"HELP_HOST": HELP, "LIVE_HOST": LIVE, "FILES_HOST": FILES})["services"][
        "kefu"
    ]
    secrets = folder / "secrets"
    secrets.mkdir()
    for name in service["secrets"]:
        (secrets / name).write_text(f"{name}: a secret of 50 characters or more, for this test alone")
    said = {name: value.replace("/run/secrets", str(secrets)) for name, value in service["environment"].items()}
    for name in ("KEFU_URL", "KEFU_LIVE_URL", "KEFU_CONTENT_URL"):
        said[name] += f":{tls}"
    here = {
        "PORT": str(pages),
        "KEFU_LIVE_PORT": str(live),
        "KEFU_DATA": str(folder),
        "KEFU_TRUSTED_PROXIES": "127.0.0.1",
    }
    env = {"PATH": os.environ["PATH"], **said, **here}
    command = [sys.executable, "-m", "kefu", *service["command"]]
    with (folder / "kefu.log").open("w") as log, _process(command, env=env, log=log):
        _wait_for(pages, live, log=folder / "kefu.log")
        yield


@contextmanager
def _nginx(folder: Path, *, tls: int, plain: int, pages: int, live: int) -> Iterator[None]:
    moved = {" /tmp/": f" {folder}/", "/etc/nginx/conf.d": str(folder)}
    site_moved = {"listen 8443": f"listen {tls}", "listen 8080": f"listen {plain}", "/etc/nginx": str(folder)}
    site = nginx_site(
        HELP_HOST=HELP, LIVE_HOST=LIVE, FILES_HOST=FILES, PAGES=f"127.0.0.1:{pages}", LIVE=f"127.0.0.1:{live}"
    )
    (folder / "kefu.conf").write_text(_replaced(site, site_moved))
    (folder / "nginx.main").write_text(_replaced((COMPOSE / "nginx" / "nginx.conf").read_text(), moved))
    command = [str(NGINX), "-c", str(folder / "nginx.main"), "-e", "stderr"]
    tried = subprocess.run([*command, "-t"], capture_output=True, text=True, check=False)
    assert tried.returncode == 0, tried.stderr
    with (
        (folder / "nginx.log").open("w") as log,
        _process([*command, "-g", "daemon off;"], env=dict(os.environ), log=log),
    ):
        _wait_for(tls, plain, log=folder / "nginx.log")
        yield


@contextmanager
def _process(command: list[str], *, env: dict[str, str], log: Any) -> Iterator[None]:
    with subprocess.Popen(command, cwd=ROOT, env=env, stdin=subprocess.DEVNULL, stdout=log, stderr=log) as process:
        try:
            yield
        finally:
            process.terminate()
            process.wait(30)


def _replaced(text: str, places: dict[str, str]) -> str:
    for old, new in places.items():
        assert old in text, old
        text = text.replace(old, new)
    return text


def _free_ports(count: int) -> list[int]:
    held = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in held]
    for each in held:
        each.close()
    return ports


def _wait_for(*ports: int, log: Path) -> None:
    end = time.monotonic() + UP_S
    waiting = set(ports)
    while waiting:
        assert time.monotonic() < end, log.read_text()
        for port in list(waiting):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    waiting.discard(port)
        time.sleep(0.05)


def _certificate(folder: Path) -> None:
    """One for the three names, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name, now = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HELP)]), datetime.now(UTC)
    names = x509.SubjectAlternativeName([x509.DNSName(each) for each in (HELP, LIVE, FILES)])
    made = x509.CertificateBuilder(
        name, name, key.public_key(), x509.random_serial_number(), now, now + timedelta(days=1)
    )
    signed = made.add_extension(names, critical=False).sign(key, hashes.SHA256())
    (folder / "certs").mkdir()
    (folder / "certs" / "kefu.pem").write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    told = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    (folder / "certs" / "kefu.key").write_bytes(told)


def test_a_page_comes_through_with_its_policies_and_cookies_for_tls_alone(front: Front) -> None:
    answer = front.ask(HELP, "/sign-in")
    assert answer.status == 200
    assert "__Host-kefu-csrf" in answer.headers["Set-Cookie"]
    assert "Secure" in answer.headers["Set-Cookie"]
    assert f"wss://{LIVE}:{front.tls}" in answer.headers["Content-Security-Policy"]
    assert "max-age" in answer.headers["Strict-Transport-Security"]
    assert "nginx/" not in answer.headers["Server"]


def test_a_customer_writes_over_a_socket_and_reads_it_by_rest(front: Front) -> None:
    token = json.loads(front.ask(HELP, "/api/v1/sessions", method="POST", body={"locale": "en"}).body)["token"]
    origin = Origin(f"https://{HELP}:{front.tls}")
    with connect(f"wss://{LIVE}:{front.tls}/live", sock=front.bare(), ssl=front.trusts, origin=origin) as line:
        line.send(json.dumps({"type": "hello", "token": token}))
        assert json.loads(line.recv(timeout=10))["type"] == "welcome"
        line.send(json.dumps({"type": "send", "client_msg_id": "through-nginx", "conversation": None, "body": "hello"}))
        told = next(frame for frame in iter(lambda: json.loads(line.recv(timeout=10)), None) if frame["type"] == "ack")
    read = front.ask(HELP, f"/api/v1/conversations/{told['conversation']}/entries", Authorization=f"Bearer {token}")
    assert "hello" in read.body.decode()


def test_the_name_of_files_serves_no_pages_and_the_name_of_sockets_serves_no_others(front: Front) -> None:
    assert front.ask(FILES, "/sign-in").status == 404
    assert front.ask(FILES, "/static/ui/css/tokens.css").status == 404
    assert front.ask(LIVE, "/sign-in").status == 404
    assert front.ask(LIVE, "/healthz").status == 404


@pytest.mark.parametrize("path", ["/metrics", "/readyz"])
def test_what_machines_ask_is_not_asked_from_outside(front: Front, path: str) -> None:
    answer = front.ask(HELP, path)
    assert answer.status == 404
    assert b"nginx" in answer.body, "the answer was Kefu's own"


def test_a_strange_name_gets_no_certificate(front: Front) -> None:
    with front.bare() as bare, pytest.raises(ssl.SSLError):
        front.trusts.wrap_socket(bare, server_hostname="evil.test")


def test_plain_text_is_sent_to_tls(front: Front) -> None:
    with closing(http.client.HTTPConnection("127.0.0.1", front.plain, timeout=10)) as asked:
        asked.request("GET", "/desk/?x=1", headers={"Host": HELP})
        answer = asked.getresponse()
    assert answer.status == 308
    assert answer.headers["Location"] == f"https://{HELP}/desk/?x=1"


def test_nobody_chooses_the_address_they_are_counted_by(front: Front) -> None:
    """60 tries from one network, then it is enough, whatever X-Forwarded-For claims."""
    codes = set()
    for number in range(90):
        claimed = {"X_Forwarded_For": f"203.0.113.{number}"}
        codes.add(front.ask(HELP, "/api/v1/sessions", method="POST", body={"locale": "en"}, **claimed).status)
    assert 429 in codes


def test_a_body_that_is_too_large_stops_at_the_door(front: Front) -> None:
    answer = front.ask(HELP, "/api/v1/sessions", method="POST", Content_Length=str(23 * 1024 * 1024))
    assert answer.status == 413
