"""A real Dovecot on free ports: IMAP over TLS, LMTP and the passwords for Postfix, mailboxes as folders of its own."""

import os
import pwd
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.mailservers.authority import Pair
from tools.cluster import free_ports, listens
from tools.mail_servers import DOVECOT

START_LIMIT_S = 30
OWNER = "mail"
CONFIGURATION = """
protocols = imap lmtp
listen = 127.0.0.1
base_dir = {here}/run
state_dir = {here}/run
log_path = {here}/log
ssl = required
ssl_cert = <{certificate}
ssl_key = <{key}
ssl_dh =
disable_plaintext_auth = yes
auth_mechanisms = plain login xoauth2 oauthbearer
auth_failure_delay = 0
mail_location = maildir:{here}/mail/%u
first_valid_uid = 1
recipient_delimiter = +
lmtp_save_to_detail_mailbox = no
passdb {{
  driver = passwd-file
  args = {here}/users
  mechanisms = plain login
}}
passdb {{
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = {here}/oauth2.conf.ext
}}
userdb {{
  driver = passwd-file
  args = {here}/users
}}
service imap-login {{
  inet_listener imap {{
    port = 0
  }}
  inet_listener imaps {{
    port = {imaps}
    ssl = yes
  }}
}}
service lmtp {{
  unix_listener lmtp-in {{
    mode = 0666
  }}
}}
service auth {{
  unix_listener sasl {{
    mode = 0666
  }}
}}
"""


@dataclass(frozen=True)
class Wanted:
    """`oauth`: the port of whoever says whose a token is (RFC 7662)."""

    passwords: dict[str, str]
    oauth: int
    pair: Pair


class Dovecot:
    def __init__(self, folder: Path, wanted: Wanted) -> None:
        self._folder, self._wanted = folder, wanted
        self.imaps, *_none = free_ports(1)
        self.sasl, self.lmtp = folder / "run" / "sasl", folder / "run" / "lmtp-in"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Answers when this returns; a second time with the same mailboxes."""
        owner = pwd.getpwnam(OWNER)
        whose, homes = f"{owner.pw_uid}:{owner.pw_gid}", self._folder / "mail"
        known = self._wanted.passwords.items()
        users = (f"{user}:{{PLAIN}}{password}:{whose}::{homes / user}::\n" for user, password in known)
        (self._folder / "users").write_text("".join(users))
        (self._folder / "oauth2.conf.ext").write_text(self._oauth())
        (self._folder / "dovecot.conf").write_text(self._main())
        (self._folder / "mail").mkdir(exist_ok=True)
        shutil.chown(self._folder / "mail", OWNER, OWNER)
        self._process = subprocess.Popen([DOVECOT, "-F", "-c", self._folder / "dovecot.conf"])
        ends = time.monotonic() + START_LIMIT_S
        while not (listens(self.imaps) and self.sasl.exists() and self.lmtp.exists()):
            if self._process.poll() is not None or time.monotonic() > ends:
                raise TimeoutError(self.log())
            time.sleep(0.05)

    def stop(self) -> None:
        """Every connection is cut."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """As a machine that goes down: its processes, one by one, without a word."""
        self._end(signal.SIGKILL)

    def doveadm(self, *words: str) -> str:
        command = ["/usr/bin/doveadm", "-c", str(self._folder / "dovecot.conf"), *words]
        return subprocess.run(command, check=True, capture_output=True, text=True, timeout=30).stdout.strip()

    def mails(self, user: str) -> list[bytes]:
        """Those in the mailbox, in the order they came, with the ends of lines they travelled with."""
        folder = self._folder / "mail" / user
        found = [file for name in ("new", "cur") for file in (folder / name).glob("*")]
        return [
            file.read_bytes().replace(b"\n", b"\r\n")
            for file in sorted(found, key=lambda file: file.name.partition(":")[0])
        ]

    def log(self) -> str:
        path = self._folder / "log"
        return path.read_text(errors="replace") if path.exists() else ""

    def _end(self, how: signal.Signals) -> None:
        if self._process is None:
            return
        children = _children(self._process.pid)
        self._process.send_signal(how)
        self._process.wait(timeout=30)
        self._process = None
        for child in children:
            try:
                os.kill(child, how)
            except ProcessLookupError:
                continue  # it went with its parent
        while any(_is_there(child) for child in children):
            time.sleep(0.02)
        (self._folder / "run" / "master.pid").unlink(missing_ok=True)

    def _main(self) -> str:
        here, pair = self._folder, self._wanted.pair
        told = {"here": here, "certificate": pair.certificate, "key": pair.key, "imaps": self.imaps}
        return CONFIGURATION.format(**told)

    def _oauth(self) -> str:
        return (
            f"introspection_url = http://127.0.0.1:{self._wanted.oauth}/introspect?token=\n"
            "introspection_mode = get\nusername_attribute = username\nactive_attribute = active\nactive_value = true\n"
        )


def _children(pid: int) -> list[int]:
    listed = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    return [child for child, parent in (map(int, line.split()) for line in listed.splitlines()) if parent == pid]


def _is_there(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


@contextmanager
def running(folder: Path, wanted: Wanted) -> Iterator[Dovecot]:
    folder.mkdir()
    os.chmod(folder, 0o755)
    made = Dovecot(folder, wanted)
    made.start()
    try:
        yield made
    finally:
        made.stop()
