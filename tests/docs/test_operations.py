"""docs/operations.md and deploy/: what an operator is told to set, to install and to put in front is what works."""

import ast
import os
import re
import shutil
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from websockets.sync.client import connect

from kefu.ops.doctor.examine import EVERY
from kefu.ops.doctor.told import REFUSED
from tests.running import ROOT, _environment

PAGE = ROOT / "docs" / "operations.md"
DEPLOY = ROOT / "deploy"
NAME, FILES = "help.example.com", "files.example.com"
TOKEN = "a token that Prometheus alone holds, long enough"


SETTING = re.compile(r"KEFU_[A-Z_]+|PORT")


def settings_read() -> set[str]:
    """Every name that kefu/settings asks the environment for."""
    found = set()
    for file in (ROOT / "kefu" / "settings").glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            first = node.args[0] if isinstance(node, ast.Call) and node.args else None
            if isinstance(first, ast.Constant) and SETTING.fullmatch(str(first.value)):
                found.add(str(first.value))
    return found


def test_the_table_of_settings_names_each_setting_that_is_read_and_no_other() -> None:
    rows = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| `")]
    named = {name for row in rows for name in re.findall(r"`((?:KEFU_[A-Z_]+|PORT))`", row.split("|")[1])}
    assert len(settings_read()) > 25
    assert named == settings_read()


def test_each_check_of_the_doctor_has_its_line_about_what_to_do() -> None:
    text = PAGE.read_text(encoding="utf-8").partition("## When the doctor is not content")[2].partition("\n## ")[0]
    rows = [line.split("|") for line in text.splitlines() if line.startswith("| `")]
    named = [name for row in rows for name in re.findall(r"`([a-z]+\.[a-z-]+)`", row[1])]
    assert sorted(named) == sorted([*EVERY, REFUSED])
    assert all(row[2].strip() for row in rows)


def test_each_command_that_the_page_names_is_there() -> None:
    commands = {file.stem for file in (ROOT / "kefu" / "ops" / "management" / "commands").glob("[a-z]*.py")}
    typed = set(re.findall(r"(?:^|`|bin/)kefu ([a-z_]+)\b", PAGE.read_text(encoding="utf-8"), re.MULTILINE))
    assert {"backup", "restore", "doctor", "migrate", "parked"} <= typed
    assert typed - commands == set()


@pytest.mark.parametrize("unit", sorted((DEPLOY / "systemd").iterdir()), ids=lambda file: file.name)
def test_systemd_takes_the_units(unit: Path) -> None:
    if not shutil.which("systemd-analyze"):
        pytest.skip("systemd-analyze is not here")
    command = ["systemd-analyze", "verify", "--man=no", str(unit)]
    said = subprocess.run(command, capture_output=True, text=True, check=False).stderr
    lines = [line for line in said.splitlines() if unit.name in line and "is not executable" not in line]
    assert lines == [], "what it says of our own unit, but that Kefu is not installed there"


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def child(command: list[str], *, ports: list[int], env: dict[str, str] | None = None) -> Iterator[None]:
    """A process that listens on these ports; ended with the block."""
    with subprocess.Popen(command, cwd=ROOT, env=env, stderr=subprocess.PIPE, text=True) as process:
        try:
            deadline = time.monotonic() + 120
            while not all(map(listens, ports)):
                assert process.poll() is None, process.stderr and process.stderr.read()
                assert time.monotonic() < deadline, "it did not come up"
                time.sleep(0.1)
            yield
        finally:
            process.terminate()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tls")
    names = f"subjectAltName=DNS:{NAME},DNS:{FILES}"
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={NAME}"]
    out = ["-addext", names, "-keyout", str(folder / "tls.key"), "-out", str(folder / "tls.crt")]
    if not shutil.which("openssl"):
        pytest.skip("openssl is not here")
    subprocess.run([*made, *out], check=True, capture_output=True)
    return folder


@pytest.fixture(scope="module")
def behind(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, int, int]]:
    """Kefu, set as the head of the proxies' files says: its port, its sockets' port, and the port of the proxy to be."""
    data = tmp_path_factory.mktemp("behind")
    front, port, live_port = free_port(), free_port(), free_port()
    told = {
        "KEFU_SECRET_KEY": "".join(f"{n:02x}" for n in range(40)),
        "PORT": str(port),
        "KEFU_LIVE_PORT": str(live_port),
        "KEFU_URL": f"https://{NAME}:{front}",
        "KEFU_LIVE_URL": f"wss://{NAME}:{front}",
        "KEFU_CONTENT_URL": f"https://{FILES}:{front}",
        "KEFU_TRUSTED_PROXIES": "127.0.0.1",
        "KEFU_METRICS_TOKEN": TOKEN,
        "DJANGO_SETTINGS_MODULE": "kefu.settings.prod",
    }
    command = [sys.executable, "-m", "kefu", "serve", "--migrate"]
    with child(command, ports=[port, live_port], env=_environment(data, told)):
        yield port, live_port, front


def nginx(folder: Path, certificate: Path, ports: tuple[int, int, int]) -> list[str]:
    port, live_port, front = ports
    conf = (DEPLOY / "nginx" / "kefu.conf").read_text()
    for old, new in (
        ("127.0.0.1:8000", f"127.0.0.1:{port}"),
        ("127.0.0.1:8001", f"127.0.0.1:{live_port}"),
        ("listen 443 ssl http2", f"listen 127.0.0.1:{front} ssl http2"),
        ("listen 80", f"listen 127.0.0.1:{free_port()}"),
        ("/etc/kefu", str(certificate)),
        ("Host $host;", "Host $http_host;"),  # the port is part of the name here
    ):
        assert old in conf, old
        conf = conf.replace(old, new)
    temp = "".join(
        f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        f"pid {folder}/pid; error_log stderr; daemon off; master_process off;"
        f"events {{}} http {{ access_log off; {temp} {conf} }}"
    )
    return ["nginx", "-p", str(folder), "-c", str(folder / "nginx.conf")]


def caddy(folder: Path, certificate: Path, ports: tuple[int, int, int]) -> list[str]:
    port, live_port, front = ports
    conf = (DEPLOY / "caddy" / "Caddyfile").read_text()
    head = f"{NAME}:{front}, {FILES}:{front} {{\n\ttls {certificate}/tls.crt {certificate}/tls.key"
    for old, new in (
        ("127.0.0.1:8000", f"127.0.0.1:{port}"),
        ("127.0.0.1:8001", f"127.0.0.1:{live_port}"),
        (f"{NAME}, {FILES} {{", head),
    ):
        assert old in conf, old
        conf = conf.replace(old, new)
    (folder / "Caddyfile").write_text("{\n\tadmin off\n\tauto_https disable_redirects\n}\n" + conf)
    return ["caddy", "run", "--adapter", "caddyfile", "--config", str(folder / "Caddyfile")]


@pytest.mark.parametrize("proxy", [nginx, caddy], ids=["nginx", "caddy"])
def test_people_sockets_and_prometheus_come_through_the_proxy(
    proxy: object, behind: tuple[int, int, int], certificate: Path, tmp_path: Path
) -> None:
    name = getattr(proxy, "__name__", "")
    if not shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin"):
        pytest.skip(f"{name} is not here")
    made = {"nginx": nginx, "caddy": caddy}[name](tmp_path, certificate, behind)
    front = behind[2]
    trust = ssl.create_default_context(cafile=str(certificate / "tls.crt"))
    with child(made, ports=[front], env={**os.environ, "HOME": str(tmp_path)}):
        with httpx.Client(transport=_ToLoopback(verify=trust), timeout=30) as people:
            page = people.get(f"https://{NAME}:{front}/sign-in", headers={"X-Forwarded-For": "203.0.113.9"})
            assert page.status_code == 200
            assert "max-age" in page.headers["Strict-Transport-Security"]
            assert page.headers["Set-Cookie"].startswith("__Host-")
            assert people.get(f"https://{FILES}:{front}/sign-in").status_code == 404, "the files' host signs nobody in"
            prometheus = {"Authorization": f"Bearer {TOKEN}"}
            for path in ("/metrics", "/live/metrics"):
                told = people.get(f"https://{NAME}:{front}{path}", headers=prometheus)
                assert "process_resident_memory_bytes" in told.text
                assert people.get(f"https://{NAME}:{front}{path}").status_code == 404
        raw = socket.create_connection(("127.0.0.1", front))
        with connect(f"wss://{NAME}:{front}/live", sock=raw, ssl=trust, server_hostname=NAME) as line:
            line.send('{"type": "hello", "token": "nobody\'s"}')
            with pytest.raises(Exception, match="4401"):
                line.recv(timeout=10)


class _ToLoopback(httpx.HTTPTransport):
    """Finds every name on this machine, and still holds it to its certificate."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.extensions["sni_hostname"] = request.url.host
        request.url = request.url.copy_with(host="127.0.0.1")
        return super().handle_request(request)
