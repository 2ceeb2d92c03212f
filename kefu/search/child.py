"""The encoder's process from the other side: started when first needed, asked with patience that ends, restarted after a fall."""

import itertools
import logging
import os
import queue
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from kefu.search import frames
from kefu.search.encoder import Choice

logger = logging.getLogger(__name__)

MODULE = "kefu.search.encoder_process"
ROOT = Path(__file__).resolve().parents[2]
AGAIN_S = 5.0  # between two starts; twice as long after each that failed, up to:
AGAIN_AT_MOST_S = 300.0

Told = tuple[dict[str, Any], bytes]


class Silent(Exception):
    """No answer, or none in time. Nothing is wrong that a search without it does not cure."""


class Child:
    def __init__(self, choice: Choice, *, idle_s: float = 600.0) -> None:
        self._choice, self._idle_s = choice, idle_s
        self._numbers = itertools.count(1)
        self._waiting: dict[int, queue.SimpleQueue[Told | None]] = {}
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._starts_from = 0.0
        self._failures = 0
        self.is_ready = False
        self.life = 0  # counts the starts: what was loaded into an earlier life is gone

    def start(self) -> None:
        """See that it runs, or will; returns at once."""
        with self._lock:
            if self._is_alive() or time.monotonic() < self._starts_from:
                return
            self._starts_from = time.monotonic() + min(AGAIN_S * 2**self._failures, AGAIN_AT_MOST_S)
            self._failures += 1
            self._begin()

    def wait_ready(self, seconds: float) -> bool:
        """For work that has time, unlike a search."""
        ends = time.monotonic() + seconds
        while not self.is_ready and time.monotonic() < ends:
            self.start()
            time.sleep(0.02)
        return self.is_ready

    def ask(self, told: dict[str, Any], blob: bytes = b"", *, wait_s: float) -> Told:
        """Silent if it does not run yet or takes longer; a late answer is dropped."""
        if not self.is_ready:
            self.start()
            raise Silent
        return self._ask(told, blob, wait_s=wait_s)

    def stop(self) -> None:
        with self._lock:
            process = self._process
            if process is not None:
                process.kill()
                process.wait()

    @property
    def pid(self) -> int:
        return self._process.pid if self._process is not None and self._is_alive() else 0

    def _ask(self, told: dict[str, Any], blob: bytes, *, wait_s: float) -> Told:
        number = next(self._numbers)
        answer: queue.SimpleQueue[Told | None] = queue.SimpleQueue()
        self._waiting[number] = answer
        try:
            self._send({**told, "id": number}, blob)
            found = answer.get(timeout=wait_s)
        except queue.Empty as error:
            raise Silent from error
        finally:
            self._waiting.pop(number, None)
        if found is None or "error" in found[0]:
            raise Silent
        return found

    def _send(self, told: dict[str, Any], blob: bytes) -> None:
        with self._lock:
            pipe = self._process.stdin if self._process is not None else None
            if pipe is None:
                raise Silent
            try:
                frames.write(pipe, told, blob)
            except (OSError, ValueError) as error:
                raise Silent from error

    def _is_alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def _begin(self) -> None:
        """It gets no setting of ours: the environment holds secrets."""
        environ = {name: value for name, value in os.environ.items() if not name.startswith("KEFU_")}
        environ |= {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)}
        environ.pop("DJANGO_SETTINGS_MODULE", None)
        self._process = subprocess.Popen(  # noqa: S603 - a module of ours
            [sys.executable, "-m", MODULE],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environ,
        )
        self.is_ready = False
        self.life += 1
        threading.Thread(target=self._listen, args=[self._process], name="encoder", daemon=True).start()

    def _listen(self, process: subprocess.Popen[bytes]) -> None:
        stream = process.stdout
        if stream is None or process.stdin is None:
            return
        hello = {"id": 0, "choice": asdict(self._choice), "idle_s": self._idle_s}
        with suppress(EOFError, OSError, ValueError):
            frames.write(process.stdin, hello)
            frames.read(stream)
            self.is_ready, self._failures = True, 0
            while True:
                told, blob = frames.read(stream)
                waiting = self._waiting.get(told["id"])
                if waiting is not None:
                    waiting.put((told, blob))
        self._ended(process)

    def _ended(self, process: subprocess.Popen[bytes]) -> None:
        self.is_ready = False
        for waiting in list(self._waiting.values()):
            waiting.put(None)
        code = process.wait()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                with suppress(OSError):
                    stream.close()
        if code:
            logger.warning("the encoder ended with %s; searches go by words alone until it is back", code)
