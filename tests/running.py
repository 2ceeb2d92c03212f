"""Starts bin/testserver and speaks to it: REST, sockets and signed identities, as an exchange's own programs would."""

import json
import os
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import jwt
from websockets import Origin
from websockets.sync.client import ClientConnection, connect

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Server:
    """What bin/testserver told."""

    told: dict[str, Any]
    http: httpx.Client = field(repr=False)
    sockets: ExitStack = field(repr=False)

    @property
    def base_url(self) -> str:
        return str(self.told["base_url"])

    @property
    def content_url(self) -> str:
        return str(self.told["content_url"])

    @property
    def ws_url(self) -> str:
        return str(self.told["ws_url"])

    @property
    def data(self) -> Path:
        return Path(self.told["data_dir"])

    def token(self, name: str) -> str:
        """`admin`, `agent1`, `agent2`, `customer1`, `customer2`."""
        return str(self.told["tokens"][name])

    def pid(self, name: str) -> int:
        """`pages` or `live`, where there is one of them."""
        return int(self.told["pids"][name])

    def pids(self, kind: str) -> list[int]:
        """All of a kind, `pages` or `live`, on however many machines."""
        found = [int(pid) for name, pid in self.told["pids"].items() if name.partition("-")[0] == kind]
        assert found, self.told["pids"]
        return found

    def call(self, method: str, path: str, *, token: str = "", **more: Any) -> httpx.Response:
        headers = {**({"Authorization": f"Bearer {token}"} if token else {}), **more.pop("headers", {})}
        return self.http.request(method, f"{self.base_url}{path}", headers=headers, **more)

    def api(self, method: str, path: str, *, token: str = "", **more: Any) -> httpx.Response:
        return self.call(method, f"/api/v1{path}", token=token, **more)

    def identity(self, uid: str, *, key: str | None = None, drop: tuple[str, ...] = (), **changed: Any) -> str:
        """A token of the exchange for its user; `changed` and `drop` make it a bad one."""
        now = int(time.time())
        claims = {
            "iss": self.told["jwt_issuer"],
            "aud": self.told["jwt_audience"],
            "sub": uid,
            "jti": uuid.uuid4().hex,
            "iat": now,
            "exp": now + 300,
            "name": uid,
            **changed,
        }
        for name in drop:
            del claims[name]
        return jwt.encode(claims, key or self.told["jwt_secret"], algorithm="HS256")

    def session(self, uid: str | None = None) -> str:
        """A new customer's session token; anonymous without a uid."""
        identity = None if uid is None else self.identity(uid)
        answer = self.api("POST", "/sessions", json={"identity": identity})
        assert answer.status_code == 201, answer.text
        return str(answer.json()["token"])

    def chat(self, token: str, body: str = "hello") -> str:
        """Opens (or goes on with) the customer's conversation; its id."""
        said = {"client_msg_id": uuid.uuid4().hex, "body": body}
        answer = self.api("POST", "/conversations", token=token, json=said)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["conversation"]["id"])

    def socket(self, *, at: str = "", origin: str | None = None, **headers: str) -> ClientConnection:
        """Open until the server ends."""
        made = connect(
            at or self.ws_url, origin=Origin(origin) if origin else None, additional_headers=headers, open_timeout=10
        )
        return self.sockets.enter_context(made)

    @contextmanager
    def desk(self, name: str) -> Iterator[httpx.Client]:
        """A browser's cookies, signed in by a link that the operator's command made."""
        link = self.command("signin_link", name)
        with httpx.Client(base_url=self.base_url, timeout=30) as desk:
            desk.get(link)
            proof = next(value for cookie, value in desk.cookies.items() if cookie.endswith("csrf"))
            assert desk.post(link, headers={"X-CSRFToken": proof}).status_code == 302
            assert desk.get("/desk/").status_code == 200
            yield desk

    def command(self, *arguments: str) -> str:
        """What `kefu ...` prints, run beside the server on the same data."""
        return self._run("-m", "kefu", *arguments)

    def new_agent(self, name: str, *, role: str, alias: str = "") -> str:
        address = f"{name.replace(' ', '.').lower()}@exchange.test"
        self.command("agent", name, "--email", address, "--role", role, f"--alias={alias}")
        return name

    def change_role(self, name: str, *, role: str) -> None:
        """By the function that a screen will call."""
        act = f"admissions.change_role(admissions.named({name!r}).pk, role=Role({role!r}))"
        imports = "from kefu.trust import admissions; from kefu.people.capabilities import Role"
        self._run("-c", f"import django; django.setup(); {imports}; {act}")

    def _run(self, *arguments: str) -> str:
        settings = self.told.get("settings") or self._own_settings()
        done = subprocess.run(
            [sys.executable, *arguments],
            check=False,
            cwd=ROOT,
            env=_environment(self.data, settings),
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def _own_settings(self) -> dict[str, str]:
        kept = json.loads((self.data / "testserver.json").read_text())
        return {
            "DJANGO_SETTINGS_MODULE": "kefu.settings.prod",
            "KEFU_DATA": str(self.data),
            "KEFU_SECRET_KEY": kept["secret_key"],
            "KEFU_URL": self.base_url,
        }

    def signed_in(self, token: str, *, at: str = "") -> "Line":
        """`at`: one of several live processes, by its address."""
        line = Line(self.socket(at=at))
        line.say(type="hello", token=token)
        assert line.hear()["type"] == "welcome"
        return line


@dataclass
class Line:
    """A socket that speaks frames."""

    socket: ClientConnection

    def say(self, **frame: Any) -> None:
        self.socket.send(json.dumps(frame))

    def hear(self, *, within_s: float = 10) -> dict[str, Any]:
        heard: dict[str, Any] = json.loads(self.socket.recv(timeout=within_s))
        return heard

    def hear_until(self, wanted: str, *, within_s: float = 10) -> list[dict[str, Any]]:
        """Everything up to the first frame of this type."""
        heard = [self.hear(within_s=within_s)]
        while heard[-1]["type"] != wanted:
            heard.append(self.hear(within_s=within_s))
        return heard

    def all_heard(self, *, for_s: float) -> list[dict[str, Any]]:
        """Whatever comes in this time."""
        heard, deadline = [], time.monotonic() + for_s
        while (left := deadline - time.monotonic()) > 0:
            try:
                heard.append(self.hear(within_s=left))
            except TimeoutError:
                break
        return heard


@contextmanager
def started(data: Path, *, root: Path = ROOT, **environment: str) -> Iterator[Server]:
    """A running Kefu, of the checkout `root`; ended when the block ends."""
    command = [sys.executable, "-m", "tools.testserver"]
    env = _environment(data / "data", environment)
    with (
        (data / "stderr.txt").open("a") as errors,
        subprocess.Popen(command, cwd=root, env=env, stdout=subprocess.PIPE, stderr=errors, text=True) as process,
        httpx.Client(timeout=30) as http,
        ExitStack() as sockets,
    ):
        sockets.callback(process.terminate)
        assert process.stdout
        line = process.stdout.readline()
        assert line, (data / "stderr.txt").read_text()
        yield Server(told=json.loads(line), http=http, sockets=sockets)


def _environment(data: Path, more: dict[str, str]) -> dict[str, str]:
    plain = {n: v for n, v in os.environ.items() if not n.startswith(("KEFU_", "DJANGO_", "PYTEST_", "PORT"))}
    return {**plain, "KEFU_DATA": str(data), **more}
