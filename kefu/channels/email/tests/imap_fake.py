"""An IMAP server of a test: one mailbox, so much of RFC 3501 and 2177 as a reader needs, and cuts when it is told to."""

import re
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

_COMMAND = re.compile(rb"(\S+) (UID )?(\S+) ?(.*)\r\n", re.DOTALL)


class Mailbox:
    """`mails`: uid -> bytes. `cuts`: so many connections end before the next mail is told. `signed_in`: how."""

    def __init__(self, *, validity: int = 1, can_idle: bool = True) -> None:
        self.validity, self.can_idle, self.cuts = validity, can_idle, 0
        self.mails: dict[int, bytes] = {}
        self.signed_in: list[bytes] = []
        self.fetched: list[int] = []
        self.changed = threading.Condition()
        self.port = 0

    def put(self, raw: bytes) -> int:
        with self.changed:
            uid = max(self.mails, default=0) + 1
            self.mails[uid] = raw
            self.changed.notify_all()
        return uid


class _Session(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        self.wfile.write(b"* OK ready\r\n")
        while line := self.rfile.readline():
            found = _COMMAND.match(line)
            if found is None or not self._answered(found):
                return

    @property
    def box(self) -> Mailbox:
        return cast(_Server, self.server).box

    def _answered(self, found: re.Match[bytes]) -> bool:
        tag, _uid, name, rest = found.groups()
        match name.upper():
            case b"CAPABILITY":
                idle = b" IDLE" if self.box.can_idle else b""
                self._say(b"CAPABILITY IMAP4rev1 AUTH=XOAUTH2" + idle)
            case b"LOGIN":
                self.box.signed_in.append(rest)
            case b"AUTHENTICATE":
                self.wfile.write(b"+ \r\n")
                self.box.signed_in.append(self.rfile.readline())
            case b"EXAMINE":
                following = max(self.box.mails, default=0) + 1
                self._say(b"%d EXISTS" % len(self.box.mails))
                self._say(b"OK [UIDVALIDITY %d] valid" % self.box.validity)
                self._say(b"OK [UIDNEXT %d] next" % following)
            case b"SEARCH":
                first = int(re.search(rb"UID (\d+):\*", rest)[1])  # type: ignore[index]
                last = max(self.box.mails, default=0)
                uids = {uid for uid in self.box.mails if uid >= first} | ({last} if last else set())
                self._say(b"SEARCH " + b" ".join(b"%d" % uid for uid in sorted(uids)))
            case b"FETCH":
                return self._fetch(tag, int(rest.split()[0]))
            case b"IDLE":
                return self._idle(tag)
            case b"LOGOUT":
                return False
        self.wfile.write(tag + b" OK done\r\n")
        return True

    def _fetch(self, tag: bytes, uid: int) -> bool:
        if self.box.cuts:
            self.box.cuts -= 1
            return False
        raw = self.box.mails[uid]
        self.box.fetched.append(uid)
        self.wfile.write(b"* %d FETCH (UID %d BODY[] {%d}\r\n%s)\r\n%s OK done\r\n" % (uid, uid, len(raw), raw, tag))
        return True

    def _idle(self, tag: bytes) -> bool:
        known = len(self.box.mails)
        self.wfile.write(b"+ idling\r\n")
        with self.box.changed:
            self.box.changed.wait_for(lambda: len(self.box.mails) != known, timeout=0.2)
        self._say(b"%d EXISTS" % len(self.box.mails))
        done = self.rfile.readline()
        self.wfile.write(tag + b" OK done\r\n")
        return bool(done)

    def _say(self, words: bytes) -> None:
        self.wfile.write(b"* " + words + b"\r\n")


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    box: Mailbox


@contextmanager
def served(box: Mailbox) -> Iterator[Mailbox]:
    with _Server(("127.0.0.1", 0), _Session) as server:
        server.box, box.port = box, server.server_address[1]
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        try:
            yield box
        finally:
            server.shutdown()
