"""The product under a keeper that starts it again whenever it ends, as an init system does. To be killed and misled."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from bench import product
from bench.errors import BenchError
from bench.memory import with_children
from bench.product import ROOT, Product
from tools.testserver import Place

AGAIN_S = 0.1
LOOK_S = 0.02
READY_S = 180.0
END_S = 20.0
VICTIMS = ("live", "pages", "serve")


class House:
    """`kill` takes one of VICTIMS: `pages` leaves its live process an orphan, `serve` takes both at once."""

    def __init__(self, server: Product, *, secret_key: str, settings: dict[str, str], words: Path) -> None:
        self.server = server
        self.secret_key = secret_key
        self.words = words
        self._settings = settings
        self._over = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._gone: set[int] = set()
        self.ready_s = 0.0  # of the first start
        self._keeper = threading.Thread(target=self._keep, name="keeper", daemon=True)

    def start(self) -> float:
        """Seconds until it was ready."""
        began = time.monotonic()
        self._keeper.start()
        self.wait_ready()
        self.ready_s = time.monotonic() - began
        return self.ready_s

    def end(self) -> None:
        self._over.set()
        pids = self.pids()
        self.terminate()
        self._keeper.join(END_S)
        for pid in pids:  # nobody is left behind, whatever state a fault left it in
            _signal(pid, signal.SIGKILL)

    def kill(self, victim: str) -> None:
        """With -9. On return those processes are no more."""
        serve, live = self.serve_pid(), self.live_pid()
        doomed = {"live": [live], "pages": [serve], "serve": [serve, live]}[victim]
        self._gone |= set(doomed)
        for pid in doomed:
            _signal(pid, signal.SIGKILL)
        while any(_is_alive(pid) for pid in doomed if pid):
            time.sleep(0.001)

    def terminate(self) -> None:
        """SIGTERM to the whole; whoever keeps it starts it again when it has ended."""
        self._gone |= set(self.pids())
        _signal(self.serve_pid(), signal.SIGTERM)

    def end_once(self) -> None:
        """`terminate`, and wait until those processes are no more."""
        doomed = self.pids()
        self.terminate()
        while any(_is_alive(pid) for pid in doomed):
            time.sleep(LOOK_S)

    def stop_still(self) -> list[int]:
        """Hold every process where it stands; `go_on` with what this returns."""
        held = self.pids()
        for pid in held:
            _signal(pid, signal.SIGSTOP)
        while any(_state(pid) not in "TZX" for pid in held):
            time.sleep(0.001)
        return held

    def go_on(self, held: list[int]) -> None:
        for pid in held:
            _signal(pid, signal.SIGCONT)

    def wait_ready(self) -> float:
        """Until pages and sockets, started after the last kill, say that they can keep what they acknowledge; seconds."""
        began = time.monotonic()
        while not self._is_ready():
            if time.monotonic() - began > READY_S:
                raise BenchError(f"not ready within {READY_S:.0f} s: {self.words.read_text()[-500:]}")
            time.sleep(LOOK_S)
        return time.monotonic() - began

    def serve_pid(self) -> int:
        """0 while there is none."""
        return self._process.pid if self._process and self._process.poll() is None else 0

    def live_pid(self) -> int:
        children = with_children([self.serve_pid()]) if self.serve_pid() else set()
        return next((pid for pid in children if _is_live(pid)), 0)

    def pids(self) -> list[int]:
        return sorted(with_children([self.serve_pid()])) if self.serve_pid() else []

    def _is_ready(self) -> bool:
        serve, live = self.serve_pid(), self.live_pid()
        if not serve or not live or {serve, live} & self._gone:
            return False
        live_url = f"http://127.0.0.1:{self.server.live_port}/healthz"
        return _is_well(f"{self.server.base_url}/readyz") and _is_well(live_url)

    def _keep(self) -> None:
        command = [sys.executable, "-m", "kefu", "serve", "--with-parent"]
        env = {**os.environ, **self._settings}
        while not self._over.is_set():
            with (
                self.words.open("ab") as words,
                subprocess.Popen(
                    command, cwd=ROOT, env=env, stdin=subprocess.PIPE, stdout=words, stderr=words
                ) as process,
            ):
                self._process = process
                process.wait()
            self._over.wait(AGAIN_S)


@contextmanager
def opened(folder: Path, *, like: House | None = None, environment: Mapping[str, str] | None = None) -> Iterator[House]:
    """A product with its data in `folder`: a fresh one, or one with the secrets of another, whose data these were."""
    if like is None:
        with product.running(folder) as server:
            ports = server.ports
        secret_key = json.loads((folder / "testserver.json").read_text())["secret_key"]
    else:
        server, secret_key, ports = like.server, like.secret_key, product.free_ports()
    place = Place(folder, *ports, secret_key, server.jwt["secret"])
    here = Product(place.base_url, f"{place.live_url}/live", folder, (), server.jwt, server.tokens)
    words = folder.parent / f"{folder.name}.words"
    house = House(here, secret_key=secret_key, settings={**place.settings(), **(environment or {})}, words=words)
    try:
        house.start()
        yield house
    finally:
        house.end()


def _is_well(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=30) as answer:
            return bool(answer.status == 200)
    except (OSError, urllib.error.URLError, ValueError):
        return False


def _signal(pid: int, number: signal.Signals) -> None:
    if pid:
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            return


def _is_alive(pid: int) -> bool:
    return _state(pid) not in "ZX"


def _state(pid: int) -> str:
    """One letter of proc(5); X if there is no such process."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return "X"


def _is_live(pid: int) -> bool:
    """One that was copied off the pages' process has its command line, and a name of its own."""
    here = Path(f"/proc/{pid}")
    try:
        words = (here / "cmdline").read_bytes().split(b"\0")
        return b"live" in words or (here / "comm").read_text().strip() == "kefu-live"
    except (FileNotFoundError, ProcessLookupError):
        return False
