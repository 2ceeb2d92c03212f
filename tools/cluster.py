"""bin/testserver as several machines would be: N pages, N live and M worker processes on PostgreSQL, Redis and S3, behind nginx.

TESTSERVER_WEB says how many; TESTSERVER_POSTGRES and TESTSERVER_REDIS where they are. Database and bucket are made for the
run and removed after it. Without nginx people meet the first process of each kind.
"""

import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

ROOT = Path(__file__).resolve().parents[1]
START_LIMIT_S = 60
STOP_LIMIT_S = 15
BUCKET = "kefu-files"
NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")


class NotUp(Exception):
    """Why the cluster does not stand; one sentence."""


@dataclass(frozen=True)
class Shape:
    """What to start. `postgres_url` names a server that lets us make databases; `replica_url` a copy of it, if there is one."""

    web: int
    postgres_url: str
    redis_url: str
    workers: int = 1
    replica_url: str = ""

    @classmethod
    def of(cls, env: Mapping[str, str]) -> "Shape | None":
        """As the environment asks; None if it asks for one machine."""
        if not env.get("TESTSERVER_WEB"):
            return None
        web = int(env["TESTSERVER_WEB"])
        places = (env.get("TESTSERVER_POSTGRES", ""), env.get("TESTSERVER_REDIS", ""))
        return cls(web, *places, workers=web, replica_url=env.get("TESTSERVER_REPLICA", ""))


@dataclass
class Cluster:
    """Where everything listens, the settings that all its processes share, and the processes by name ("pages-1")."""

    port: int
    pages_ports: list[int]
    live_ports: list[int]
    settings: dict[str, str]
    database_url: str
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, name: str) -> None:
        """Start "pages-1", "live-2", "worker-1"; again, if it has ended."""
        kind, _, number = name.partition("-")
        ports = {"pages": ("PORT", self.pages_ports), "live": ("KEFU_LIVE_PORT", self.live_ports)}
        own = {ports[kind][0]: str(ports[kind][1][int(number) - 1])} if kind in ports else {}
        env = {**_plain(os.environ), **self.settings, **own}
        command = [sys.executable, "-m", "kefu", kind]
        self.processes[name] = subprocess.Popen(command, cwd=ROOT, env=env, stdout=sys.stderr, start_new_session=True)

    def names(self) -> list[str]:
        return [name for name in self.processes if name.partition("-")[0] in {"pages", "live", "worker"}]

    def wait_ready(self) -> None:
        deadline = time.monotonic() + START_LIMIT_S
        waiting = [*self.pages_ports, *self.live_ports, self.port]
        while waiting := [port for port in waiting if not listens(port)]:
            ended = next((name for name, process in self.processes.items() if process.poll() is not None), "")
            if ended or time.monotonic() > deadline:
                raise NotUp(f"{ended} ended." if ended else f"Nothing listens on {waiting} after {START_LIMIT_S} s.")
            time.sleep(0.05)

    def end(self) -> None:
        for process in self.processes.values():
            process.terminate()
        for process in self.processes.values():
            _wait_or_kill(process)


@contextmanager
def standing(shape: Shape, *, data: Path, common: Mapping[str, str], port: int) -> Iterator[Cluster]:
    """A cluster whose database is made and migrated. `common`: the settings that say who we are; people meet it at `port`."""
    ports = free_ports(2 * shape.web + 1)
    pages, live, store = ports[: shape.web], ports[shape.web : -1], ports[-1]
    with ExitStack() as ending, database(shape.postgres_url) as made:
        replica = _beside(shape.replica_url, made) if shape.replica_url else ""
        settings = {
            **common,
            "KEFU_DATABASE_URL": made,
            "KEFU_REPLICA_URL": replica,
            "KEFU_REDIS_URL": shape.redis_url,
            "KEFU_REDIS_PREFIX": f"test-{secrets.token_hex(4)}",
            "KEFU_FILES_URL": f"s3://{BUCKET}/test?endpoint=http://127.0.0.1:{store}",
            "KEFU_FILES_KEY": "test",
            "KEFU_FILES_SECRET": "not a secret",
            "KEFU_TRUSTED_PROXIES": "127.0.0.1" if NGINX else "",
            "KEFU_REACTIONS_HERE": "no",
            "KEFU_DATA": str(data / "never-written"),
            "KEFU_JOURNAL_FOLDER": str(data / "journal"),  # one for all workers
        }
        if not NGINX:
            settings["KEFU_LIVE_URL"] = f"ws://localhost:{live[0]}"
        # without nginx, people meet the first pages process where nginx would be
        cluster = Cluster(port, pages if NGINX else [port, *pages[1:]], live, settings, made)
        ending.callback(cluster.end)
        cluster.processes["store"] = _store(store, data)
        _kefu(cluster, "migrate", "--verbosity=0")
        for kind, count in (("pages", shape.web), ("live", shape.web), ("worker", shape.workers)):
            for number in range(count):
                cluster.start(f"{kind}-{number + 1}")
        if NGINX:
            cluster.processes["nginx"] = _nginx(cluster, data)
        cluster.wait_ready()
        yield cluster


@contextmanager
def database(server_url: str) -> Iterator[str]:
    """The address of a new database on this server; dropped at the end, whoever still holds it."""
    name = f"kefu_cluster_{secrets.token_hex(5)}"
    with psycopg.connect(server_url, autocommit=True, connect_timeout=5) as admin:
        admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    try:
        yield urlsplit(server_url)._replace(path=f"/{name}").geturl()
    finally:
        with psycopg.connect(server_url, autocommit=True, connect_timeout=5) as admin:
            admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def free_ports(count: int) -> list[int]:
    with ExitStack() as held:
        sockets = [held.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]


def listens(port: int, *, host: str = "127.0.0.1") -> bool:
    try:
        socket.create_connection((host, port), timeout=1).close()
    except OSError:
        return False
    return True


def _beside(server_url: str, database_url: str) -> str:
    return urlsplit(server_url)._replace(path=urlsplit(database_url).path).geturl()


def _plain(env: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in env.items() if not name.startswith(("KEFU_", "DJANGO_", "PORT"))}


def _kefu(cluster: Cluster, *arguments: str) -> None:
    env = {**_plain(os.environ), **cluster.settings}
    done = subprocess.run([sys.executable, "-m", "kefu", *arguments], cwd=ROOT, env=env, stdout=sys.stderr, check=False)
    if done.returncode:
        raise NotUp(f"`kefu {arguments[0]}` ended with code {done.returncode}; its own words stand above.")


def _store(port: int, data: Path) -> subprocess.Popen[bytes]:
    """A server that speaks S3, in memory, with an empty bucket."""
    words = (data / "store.txt").open("wb")
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    process = subprocess.Popen(command, stdout=words, stderr=words, start_new_session=True)
    words.close()
    deadline = time.monotonic() + START_LIMIT_S
    while not listens(port):
        if process.poll() is not None or time.monotonic() > deadline:
            raise NotUp(f"The object storage did not come up: {(data / 'store.txt').read_text()[-500:]}")
        time.sleep(0.1)
    asked = urllib.request.Request(f"http://127.0.0.1:{port}/{BUCKET}", method="PUT")
    try:
        urllib.request.urlopen(asked, timeout=30).close()
    except urllib.error.HTTPError as error:
        raise NotUp(f"The bucket could not be made: {error.read(300)!r}.") from error
    return process


def _nginx(cluster: Cluster, data: Path) -> subprocess.Popen[bytes]:
    """As docs/scale.md has it, on one loopback port for all three origins."""
    folder = data / "nginx"
    folder.mkdir()
    servers = {
        kind: "\n".join(f"    server 127.0.0.1:{port};" for port in ports)
        for kind, ports in (("pages", cluster.pages_ports), ("live", cluster.live_ports))
    }
    text = (ROOT / "tools" / "nginx.conf").read_text()
    filled = {"FOLDER": str(folder), "LISTEN": f"127.0.0.1:{cluster.port}", "PAGES": servers["pages"]}
    for name, value in (filled | {"LIVE": servers["live"]}).items():
        text = text.replace(f"@{name}@", value)
    (folder / "nginx.conf").write_text(text)
    command = [str(NGINX), "-p", str(folder), "-c", str(folder / "nginx.conf"), "-g", f"daemon off;{_as_whom()}"]
    return subprocess.Popen(command, stdout=sys.stderr, stderr=subprocess.DEVNULL, start_new_session=True)


def _as_whom() -> str:
    """Started by root, its workers would be somebody who may not enter our folder, where long bodies wait."""
    return " user root;" if os.geteuid() == 0 else ""


def _wait_or_kill(process: subprocess.Popen[bytes]) -> None:
    try:
        process.wait(STOP_LIMIT_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
