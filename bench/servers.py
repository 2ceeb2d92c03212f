"""PostgreSQL and Redis of our own on free ports, to be stopped, frozen and emptied. The shared ones are never touched."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
import redis

from bench.errors import BenchError
from bench.memory import with_children
from tools.cluster import free_ports, listens

START_S = 30
POSTGRES_USER = "postgres"


def lacking() -> str:
    """What is not installed here, in a sentence; or nothing."""
    missing = [name for name, found in (("PostgreSQL", postgres_bin()), ("redis-server", _redis_bin())) if not found]
    return f"{' and '.join(missing)} cannot be started here" if missing else ""


class Frozen:
    """A server that can be stopped in the middle of whatever it does, and goes on later."""

    process: "subprocess.Popen[bytes] | None" = None

    def freeze(self) -> None:
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self._signal(signal.SIGCONT)

    def _signal(self, number: int) -> None:
        for pid in with_children([self._running().pid]):
            with suppress(ProcessLookupError):  # a child that ended meanwhile
                os.kill(pid, number)

    def _running(self) -> "subprocess.Popen[bytes]":
        if self.process is None:
            raise BenchError("It does not run.")
        return self.process


class Postgres(Frozen):
    def __init__(self, folder: Path, *, port: int, connections: int) -> None:
        self._folder, self.port, self._connections = folder, port, connections

    @property
    def url(self) -> str:
        return f"postgresql://{POSTGRES_USER}@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        options = {"port": self.port, "max_connections": self._connections, "listen_addresses": "127.0.0.1"}
        words = [word for name, value in options.items() for word in ("-c", f"{name}={value}")]
        self.process = self._as_its_user(
            ["postgres", "-D", str(self._folder / "data"), "-k", str(self._folder), *words]
        )
        deadline = time.monotonic() + START_S
        while not self._answers():
            if time.monotonic() > deadline or self.process.poll() is not None:
                raise BenchError(f"PostgreSQL did not start: {(self._folder / 'words').read_text()[-500:]}")
            time.sleep(0.05)

    def stop_immediately(self) -> None:
        """As `pg_ctl stop -m immediate`: nothing is finished, the next start recovers from the log."""
        self._running().send_signal(signal.SIGQUIT)
        self._running().wait(START_S)

    def end(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.thaw()
            self.stop_immediately()

    def run(self, sql: str) -> list[tuple[object, ...]]:
        with psycopg.connect(self.url, autocommit=True, connect_timeout=5) as admin:
            found = admin.execute(sql)
            return list(found.fetchall()) if found.description else []

    def _answers(self) -> bool:
        try:
            self.run("SELECT 1")
        except psycopg.OperationalError:
            return False
        return True

    def make(self) -> None:
        made = self._as_its_user(["initdb", "-D", str(self._folder / "data"), "-U", POSTGRES_USER, "-A", "trust", "-N"])
        if made.wait(120):
            raise BenchError(f"initdb failed: {(self._folder / 'words').read_text()[-500:]}")

    def copy(self, of: "Postgres") -> None:
        """Become a standby that follows `of`."""
        source = ["-h", "127.0.0.1", "-p", str(of.port), "-U", POSTGRES_USER]
        taken = self._as_its_user(["pg_basebackup", *source, "-D", str(self._folder / "data"), "-R", "-c", "fast"])
        if taken.wait(120):
            raise BenchError(f"pg_basebackup failed: {(self._folder / 'words').read_text()[-500:]}")

    def _as_its_user(self, command: list[str]) -> "subprocess.Popen[bytes]":
        """PostgreSQL refuses to run as root."""
        is_root = os.geteuid() == 0
        with (self._folder / "words").open("ab") as words:
            return subprocess.Popen(
                [f"{postgres_bin()}/{command[0]}", *command[1:]],
                cwd=self._folder,
                user=POSTGRES_USER if is_root else None,
                group=POSTGRES_USER if is_root else None,
                stdout=words,
                stderr=words,
                start_new_session=True,
            )


class Redis(Frozen):
    def __init__(self, folder: Path, *, port: int) -> None:
        self._folder, self.port = folder, port

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Always empty: it keeps nothing on disk."""
        command = [_redis_bin(), "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        with (self._folder / "redis-words").open("ab") as words:
            self.process = subprocess.Popen(
                command, cwd=self._folder, stdout=words, stderr=words, start_new_session=True
            )
        deadline = time.monotonic() + START_S
        while not listens(self.port):
            if time.monotonic() > deadline:
                raise BenchError("Redis did not start.")
            time.sleep(0.02)

    def kill(self) -> None:
        self._running().kill()
        self._running().wait(START_S)

    def end(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.kill()

    def flush(self) -> None:
        self._client().flushall()

    def lose_all_hints(self, *, on: bool) -> None:
        """Whoever publishes is refused; whoever listens hears nothing and has no way to know."""
        self._client().acl_setuser("default", enabled=True, commands=["-publish" if on else "+publish"])

    def _client(self) -> "redis.Redis":
        made: redis.Redis = redis.Redis.from_url(self.url, socket_timeout=5)
        return made


@contextmanager
def postgres(*, connections: int = 60, copy_of: Postgres | None = None) -> Iterator[Postgres]:
    """A new one, or a standby of another one; running. Its folder is its own user's, where it may be entered."""
    folder = Path(tempfile.mkdtemp(prefix="kefu-postgres-"))
    if os.geteuid() == 0:
        shutil.chown(folder, POSTGRES_USER, POSTGRES_USER)
    made = Postgres(folder, port=free_ports(1)[0], connections=connections)
    try:
        if copy_of is None:
            made.make()
        else:
            made.copy(copy_of)
        made.start()
        yield made
    finally:
        made.end()
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def own_redis() -> Iterator[Redis]:
    with tempfile.TemporaryDirectory(prefix="kefu-redis-") as folder:
        made = Redis(Path(folder), port=free_ports(1)[0])
        made.start()
        try:
            yield made
        finally:
            made.end()


def postgres_bin() -> str:
    """The newest one's folder."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda file: int(file.parts[-3]))
    on_path = shutil.which("initdb")
    return str(found[-1].parent) if found else str(Path(on_path).parent) if on_path else ""


def _redis_bin() -> str:
    return shutil.which("redis-server") or ""
