"""A real Postfix on free ports, with a configuration and a queue of its own in a folder that its users can enter.

It takes strangers' mails (`mx`), and those of whoever signs in (`starttls`, `tls`); what it cannot deliver it gives back.
"""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.mailservers.authority import Pair
from tools.cluster import free_ports, listens
from tools.mail_servers import POSTFIX

START_LIMIT_S = 30
SERVICES = """
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 1 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
proxywrite unix - - n - 1 proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
lmtp unix - - n - - lmtp
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""
SIGNED_IN = (
    " -o smtpd_sasl_auth_enable=yes -o smtpd_tls_auth_only=yes"
    " -o smtpd_relay_restrictions=permit_sasl_authenticated,reject"
)


@dataclass(frozen=True)
class Ports:
    mx: int
    starttls: int
    tls: int


@dataclass(frozen=True)
class Wanted:
    """`sasl` and `lmtp` are sockets of the Dovecot that knows the passwords and has the mailboxes, `policy` the port of
    whoever is asked whether to take a mail now. `ways`: address to transport, for what goes elsewhere.
    """

    domains: tuple[str, ...]
    sasl: Path
    lmtp: Path
    policy: int
    ways: dict[str, str]
    pair: Pair


class Postfix:
    def __init__(self, folder: Path, wanted: Wanted) -> None:
        self._folder, self._wanted = folder, wanted
        self.ports = Ports(*free_ports(3))
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Answers when this returns; a second time with the same queue."""
        (self._folder / "main.cf").write_text(self._main())
        (self._folder / "master.cf").write_text(self._services())
        (self._folder / "ways").write_text("".join(f"{of} {to}\n" for of, to in self._wanted.ways.items()))
        data = self._folder / "data"
        data.mkdir(exist_ok=True)
        shutil.chown(data, "postfix")
        (self._folder / "queue").mkdir(exist_ok=True)
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen([POSTFIX, "-c", str(self._folder), "start-fg"], stdout=log, stderr=log)
        ends = time.monotonic() + START_LIMIT_S
        while not all(listens(each) for each in (self.ports.mx, self.ports.starttls, self.ports.tls)):
            if self._process.poll() is not None or time.monotonic() > ends:
                raise TimeoutError(self.log())
            time.sleep(0.05)

    def stop(self) -> None:
        if self._process is not None:
            subprocess.run([POSTFIX, "-c", str(self._folder), "abort"], check=False, capture_output=True, timeout=30)
            self._process.wait(timeout=30)
            self._process = None

    def log(self) -> str:
        return (self._folder / "log").read_text(errors="replace")

    def _main(self) -> str:
        wanted, here = self._wanted, self._folder
        told = {
            "compatibility_level": "3.6",
            "queue_directory": here / "queue",
            "data_directory": here / "data",
            "command_directory": "/usr/sbin",
            "daemon_directory": "/usr/lib/postfix/sbin",
            "shlib_directory": "/usr/lib/postfix",
            "meta_directory": "/etc/postfix",
            "mail_owner": "postfix",
            "setgid_group": "postdrop",
            "maillog_file": "/dev/stdout",
            "myhostname": "mx.mailhost.example",
            "mydestination": "",
            "mynetworks": "",
            "inet_interfaces": "127.0.0.1",
            "inet_protocols": "ipv4",
            "smtp_dns_support_level": "disabled",
            "recipient_delimiter": "+",
            "virtual_mailbox_domains": ", ".join(wanted.domains),
            "virtual_transport": f"lmtp:unix:{wanted.lmtp}",
            "transport_maps": f"texthash:{here / 'ways'}",
            "smtpd_sasl_type": "dovecot",
            "smtpd_sasl_path": wanted.sasl,
            "smtpd_recipient_restrictions": f"check_policy_service inet:127.0.0.1:{wanted.policy}",
            "smtpd_tls_security_level": "may",
            "smtp_tls_security_level": "may",
            "smtpd_tls_cert_file": wanted.pair.certificate,
            "smtpd_tls_key_file": wanted.pair.key,
            "message_size_limit": str(40 * 2**20),
            "queue_run_delay": "1s",
            "minimal_backoff_time": "1s",
            "maximal_backoff_time": "1s",
            "transport_retry_time": "1s",
        }
        return "".join(f"{name} = {value}\n" for name, value in told.items())

    def _services(self) -> str:
        """Without a chroot: all of it lies in one folder."""
        listening = (
            f"127.0.0.1:{self.ports.mx} inet n - n - - smtpd\n"
            f"127.0.0.1:{self.ports.starttls} inet n - n - - smtpd -o smtpd_tls_security_level=encrypt{SIGNED_IN}\n"
            f"127.0.0.1:{self.ports.tls} inet n - n - - smtpd -o smtpd_tls_wrappermode=yes{SIGNED_IN}\n"
        )
        return listening + SERVICES


@contextmanager
def running(folder: Path, wanted: Wanted) -> Iterator[Postfix]:
    folder.mkdir()
    os.chmod(folder, 0o755)
    made = Postfix(folder, wanted)
    made.start()
    try:
        yield made
    finally:
        made.stop()
