"""An IMAP server of a test: one mailbox, so much of RFC 3501 and 2177 as a reader needs, and cuts when it is told to."""

import re
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

_COMMAND = re.compile(rb"(\S+) (UID )?(\S+) ?(.*)\r\n", re.DOTALL)


class Mailbox:
    """`mails`: uid -> bytes. `cuts`: so many connections end before the next mail is told. `signed_in`: how. `broken`: mails that
    the server says no to; `empty`: of which it hands out nothing; `sizes`: what it says instead of how long they are.
    """

    def __init__(self, *, validity: int = 1, can_idle: bool = True) -> None:
        self.validity, self.can_idle, self.cuts = validity, can_idle, 0
        self.mails: dict[int, bytes] = {}
        self.signed_in: list[bytes] = []
        self.fetched: list[int] = []
        self.broken: set[int] = set()
        self.empty: set[int] = set()
        self.sizes: dict[int, int] = {}
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
                if b"RFC822.SIZE" in rest:
                    return self._sizes(tag, rest.split()[0])
                return self._fetch(tag, int(rest.split()[0]), b"HEADER" in rest)
            case b"IDLE":
                return self._idle(tag)
            case b"LOGOUT":
                return False
        self.wfile.write(tag + b" OK done\r\n")
        return True

    def _sizes(self, tag: bytes, wanted: bytes) -> bool:
        for uid in sorted(uids_of(wanted) & self.box.mails.keys()):
            self._say(
                b"%d FETCH (UID %d RFC822.SIZE %d)" % (uid, uid, self.box.sizes.get(uid, len(self.box.mails[uid])))
            )
        self.wfile.write(tag + b" OK done\r\n")
        return True

    def _fetch(self, tag: bytes, uid: int, is_head: bool) -> bool:
        if self.box.cuts:
            self.box.cuts -= 1
            return False
        raw, named = self.box.mails[uid], b"BODY[HEADER]" if is_head else b"BODY[]"
        if not is_head:
            self.box.fetched.append(uid)
        if uid in self.box.broken and not is_head:
            self.wfile.write(tag + b" NO [SERVERBUG] it cannot be read\r\n")
            return True
        if uid in self.box.empty and not is_head:
            self._say(b"%d FETCH (UID %d %s NIL)" % (uid, uid, named))
            self.wfile.write(tag + b" OK done\r\n")
            return True
        if is_head:
            raw = raw.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
        self.wfile.write(b"* %d FETCH (UID %d %s {%d}\r\n%s)\r\n%s OK done\r\n" % (uid, uid, named, len(raw), raw, tag))
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


def uids_of(wanted: bytes) -> set[int]:
    """`1,3:5` as IMAP has it."""
    found: set[int] = set()
    for each in wanted.split(b","):
        first, _, last = each.partition(b":")
        found |= set(range(int(first), int(last or first) + 1))
    return found


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
