"""bin/testserver: a whole Kefu on free loopback ports, for programs that test it from outside. Production settings only.

Prints one line of JSON, then stays until SIGTERM or Ctrl-C. KEFU_DATA names a folder to keep and to come back to;
otherwise an empty one is made and removed at the end. TESTSERVER_WEB=2 starts it as two machines would be: tools/cluster.py.
"""

import io
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import uuid
from dataclasses import asdict, dataclass
from pathlib import Path

import django
import jwt
from django.core.management import call_command
from django.db import connections

from tools import cluster, template
from tools.cluster import Cluster, Shape

ROOT = Path(__file__).resolve().parents[1]
START_LIMIT_S = 30
STOP_LIMIT_S = 15
ISSUER = "https://exchange.test"
AUDIENCE = "kefu"
STAFF = {"admin": "admin", "agent1": "agent", "agent2": "agent"}
CUSTOMERS = ("customer1", "customer2")
PUSH_KEY = "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94"  # the example of RFC 8291


class NotStarted(Exception):
    """Why there is nothing to test; one sentence."""


@dataclass(frozen=True)
class Place:
    """Where this Kefu keeps its data and listens, and the two secrets it shares with its testers."""

    data: Path
    port: int
    live_port: int
    secret_key: str
    jwt_secret: str

    @property
    def base_url(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def live_url(self) -> str:
        return f"ws://localhost:{self.live_port}"

    @property
    def content_url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def settings(self) -> dict[str, str]:
        return {
            "DJANGO_SETTINGS_MODULE": "kefu.settings.prod",
            "KEFU_DATA": str(self.data),
            "PORT": str(self.port),
            "KEFU_LIVE_PORT": str(self.live_port),
            "KEFU_URL": self.base_url,
            "KEFU_LIVE_URL": self.live_url,
            "KEFU_CONTENT_URL": self.content_url,
            "KEFU_SECRET_KEY": self.secret_key,
            "KEFU_IDENTITY_SECRET": self.jwt_secret,
            "KEFU_IDENTITY_ISSUER": ISSUER,
            "KEFU_IDENTITY_AUDIENCE": AUDIENCE,
        }


@dataclass
class Kept:
    """What outlives a restart with the same folder: the secrets, and the tokens they made."""

    secret_key: str
    jwt_secret: str
    tokens: dict[str, str]


def main() -> int:
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda number, frame: sys.exit(0))
    given = os.environ.get("KEFU_DATA", "")
    data = Path(given or tempfile.mkdtemp(prefix="kefu-testserver-")).resolve()
    try:
        serve(data)
    except NotStarted as error:
        print(f"bin/testserver: {error}", file=sys.stderr)
        return 1
    finally:
        if not given:
            shutil.rmtree(data, ignore_errors=True)
    return 0


def serve(data: Path) -> None:
    """Serve until a signal raises SystemExit. NotStarted if Kefu does not come up, or ends by itself."""
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    shape = Shape.of(os.environ)
    if shape is not None:
        serve_many(data, shape)
        return
    kept = _kept(data)
    port, live_port = _free_ports()
    place = Place(data, port, live_port, kept.secret_key, kept.jwt_secret)
    os.environ.update(place.settings())
    os.environ.setdefault("KEFU_LINK_IS_ENOUGH", "yes")  # testers have no devices; tests of sign-in say no
    if not kept.tokens:
        if not os.environ.get("KEFU_DATABASE_URL"):
            template.put(data)
        kept.tokens = _prepare()
    command = [sys.executable, "-m", "kefu", "serve", "--with-parent"]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=sys.stderr, start_new_session=True) as kefu:
        try:
            _wait_until_up(place, kefu)
            for name in CUSTOMERS:
                kept.tokens[name] = kept.tokens.get(name) or _customer_token(place, name)
            _file(data).write_text(json.dumps(asdict(kept)))
            print(json.dumps(_told(place, {"pages": kefu.pid, "live": _child_of(kefu.pid)}, kept.tokens)), flush=True)
            kefu.wait()
        finally:
            _end(kefu)
    raise NotStarted(f"Kefu ended by itself with code {kefu.returncode}.")


def serve_many(data: Path, shape: Shape) -> None:
    """The same with several processes of each kind; nothing of it is kept."""
    kept = _kept(data)
    (port,) = cluster.free_ports(1)
    place = Place(data, port, port, kept.secret_key, kept.jwt_secret)
    given = {name: value for name, value in os.environ.items() if name.startswith("KEFU_")}
    common = (
        {"KEFU_LINK_IS_ENOUGH": "yes", "KEFU_PUSH_PRIVATE_KEY": PUSH_KEY, "KEFU_DATA_KEY": f"data-{kept.secret_key}"}
        | given
        | place.settings()
    )
    del common["PORT"], common["KEFU_LIVE_PORT"]
    try:
        with cluster.standing(shape, data=data, common=common, port=port) as running:
            os.environ.update(running.settings)
            kept.tokens = _prepare()
            for name in CUSTOMERS:
                kept.tokens[name] = _customer_token(place, name)
            told = _told(place, _pids(running), kept.tokens) | _told_of_many(running)
            print(json.dumps(told), flush=True)
            while (ended := next((n for n, p in running.processes.items() if p.poll() is not None), "")) == "":
                time.sleep(0.5)
            raise NotStarted(f"{ended} ended by itself.")
    except cluster.NotUp as error:
        raise NotStarted(str(error)) from error


def _pids(running: Cluster) -> dict[str, int]:
    return {name: running.processes[name].pid for name in running.names()}


def _told_of_many(running: Cluster) -> dict[str, object]:
    return {
        "ws_url": f"{running.settings['KEFU_LIVE_URL']}/live",
        "pages_urls": [f"http://localhost:{port}" for port in running.pages_ports],
        "live_urls": [f"ws://localhost:{port}/live" for port in running.live_ports],
        "database_url": running.database_url,
        "settings": running.settings,
    }


def _file(data: Path) -> Path:
    return data / "testserver.json"


def _kept(data: Path) -> Kept:
    if _file(data).exists():
        return Kept(**json.loads(_file(data).read_text()))
    return Kept(secret_key=secrets.token_urlsafe(48), jwt_secret=secrets.token_urlsafe(48), tokens={})


def _free_ports() -> tuple[int, int]:
    with socket.socket() as one, socket.socket() as other:
        one.bind(("127.0.0.1", 0))
        other.bind(("127.0.0.1", 0))
        return one.getsockname()[1], other.getsockname()[1]


def _prepare() -> dict[str, str]:
    """The tables and the staff, by the commands an operator would use; returns the staff's tokens."""
    django.setup()
    call_command("migrate", verbosity=0)
    tokens = {}
    for name, role in STAFF.items():
        call_command("agent", name, email=f"{name}@exchange.test", role=role, stdout=io.StringIO())
        said = io.StringIO()
        call_command("token", name, stdout=said)
        tokens[name] = said.getvalue().strip()
    connections.close_all()
    return tokens


def _customer_token(place: Place, name: str) -> str:
    """Sign in as the exchange's page would: a JWT of ours for a session token of Kefu's."""
    body = json.dumps({"identity": _identity(place, name), "locale": "en"}).encode()
    asked = urllib.request.Request(
        f"{place.base_url}/api/v1/sessions", data=body, headers={"Content-Type": "application/json"}
    )
    try:
        with urllib.request.urlopen(asked, timeout=10) as answer:
            return str(json.load(answer)["token"])
    except urllib.error.HTTPError as error:
        raise NotStarted(f"POST /api/v1/sessions was answered {error.code}: {error.read(200)!r}.") from error


def _identity(place: Place, name: str) -> str:
    now = int(time.time())
    claims = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": name,
        "jti": uuid.uuid4().hex,
        "iat": now,
        "exp": now + 300,
        "name": name.capitalize(),
        "email": f"{name}@example.com",
    }
    return jwt.encode(claims, place.jwt_secret, algorithm="HS256")


def _told(place: Place, pids: dict[str, int], tokens: dict[str, str]) -> dict[str, object]:
    return {
        "base_url": place.base_url,
        "ws_url": f"{place.live_url}/live",
        "content_url": place.content_url,
        "openapi_url": f"{place.base_url}/api/v1/openapi.json",
        "data_dir": str(place.data),
        "pids": pids,
        "jwt_secret": place.jwt_secret,
        "jwt_issuer": ISSUER,
        "jwt_audience": AUDIENCE,
        "tokens": tokens,
    }


def _child_of(pid: int) -> int:
    """The live process, which `kefu serve` started."""
    listed = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    pairs = [tuple(map(int, line.split())) for line in listed.splitlines()]
    return next(child for child, parent in pairs if parent == pid)


def _wait_until_up(place: Place, kefu: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_LIMIT_S
    while not (_listens(place.port) and _listens(place.live_port)):
        if kefu.poll() is not None:
            raise NotStarted(f"`kefu serve` ended with code {kefu.returncode}; its own words stand above.")
        if time.monotonic() > deadline:
            raise NotStarted(f"Kefu did not come up within {START_LIMIT_S} s.")
        time.sleep(0.05)


def _listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def _end(kefu: subprocess.Popen[bytes]) -> None:
    kefu.terminate()
    try:
        kefu.wait(STOP_LIMIT_S)
    except subprocess.TimeoutExpired:
        kefu.kill()


if __name__ == "__main__":
    sys.exit(main())
