"""The `kefu` command as a child that stays, for the demo's clicks: the first one starts it, the others find it running."""

import json
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path

INTERPRETER = Path(__file__).resolve().parent / "interpreter.py"
STOP_LIMIT_S = 5


class Refused(Exception):
    """The command said no; in its own words."""


class Commands:
    """One child, one command at a time. A child that ended is started again by the next command."""

    def __init__(self, *, root: Path) -> None:
        self._root = root
        self._lock = threading.Lock()
        self._child: subprocess.Popen[str] | None = None

    def run(self, words: tuple[str, ...], *, environment: Mapping[str, str], log: Path) -> str:
        """What the command printed. Refused, with its reason, when it does not."""
        with self._lock:
            line = self._ask(json.dumps(words), environment=environment, log=log)
        if not line:
            raise Refused(f"it ended without a word (see {log})")
        answer = json.loads(line)
        if "refused" in answer:
            raise Refused(answer["refused"])
        return str(answer["said"])

    def close(self) -> None:
        child, self._child = self._child, None
        if child is None:
            return
        child.terminate()
        try:
            child.wait(STOP_LIMIT_S)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                pipe.close()

    def _ask(self, line: str, *, environment: Mapping[str, str], log: Path) -> str:
        if self._child is None or self._child.poll() is not None:
            self.close()
            self._child = self._start(environment, log)
        child = self._child
        if child.stdin is None or child.stdout is None:
            return ""
        try:
            child.stdin.write(line + "\n")
            child.stdin.flush()
            return child.stdout.readline()
        except BrokenPipeError:
            return ""

    def _start(self, environment: Mapping[str, str], log: Path) -> subprocess.Popen[str]:
        with log.open("ab") as errors:
            return subprocess.Popen(
                [sys.executable, "-P", str(INTERPRETER)],
                cwd=self._root,
                env={**environment, "PYTHONPATH": str(self._root)},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
                encoding="utf-8",
                start_new_session=True,  # Ctrl-C in the terminal reaches the demo alone; it ends this one
            )
