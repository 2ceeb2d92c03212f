"""A small SMTP server for tests: keeps what it accepted, and answers, refuses or breaks off as it is told."""

import base64
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

BREAK = ""  # in `answers`: the connection ends instead of an answer


@dataclass
class Sink:
    """`answers`: command (EHLO, MAIL, RCPT, DATA, DOT, AUTH) -> what is said instead of the usual, each time."""

    port: int = 0
    answers: dict[str, str] = field(default_factory=dict)
    mails: list[bytes] = field(default_factory=list)
    envelopes: list[tuple[str, str]] = field(default_factory=list)
    signed_in: list[str] = field(default_factory=list)
    is_encrypted: list[bool] = field(default_factory=list)
    breaks_after_taking: bool = False
    tls: ssl.SSLContext | None = None


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    sink: Sink


class _Talk(socketserver.StreamRequestHandler):
    server: _Server

    def handle(self) -> None:
        self.sink, self.sender, self.to = self.server.sink, "", ""
        self._say("220 sink ESMTP")
        while line := self.rfile.readline():
            word = line.split(b" ")[0].strip().upper().decode("ascii", "replace")
            if not self._answer(word, line.decode("utf-8", "replace").strip()):
                return

    def finish(self) -> None:
        super().finish()
        self.connection.close()  # the encrypted one, which the server knows nothing of

    def _answer(self, word: str, line: str) -> bool:
        """False where the connection ends."""
        if word in self.sink.answers:
            told = self.sink.answers[word]
            if told != BREAK:
                self._say(told)
            return told != BREAK
        if word == "QUIT":
            self._say("221 bye")
            return False
        if word == "EHLO":
            self._say(
                "250-sink\r\n250-SIZE 1000000\r\n250-AUTH PLAIN"
                + ("\r\n250 STARTTLS" if self._may_start_tls() else "\r\n250 HELP")
            )
        elif word == "STARTTLS":
            self._start_tls()
        elif word == "AUTH":
            self.sink.signed_in.append(base64.b64decode(line.rpartition(" ")[2]).decode())
            self._say("235 welcome")
        elif word == "DATA":
            return self._take()
        else:
            self.sender = line if word == "MAIL" else self.sender
            self.to = line if word == "RCPT" else self.to
            self._say("250 ok")
        return True

    def _take(self) -> bool:
        self._say("354 go on")
        lines = []
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            lines.append(line[1:] if line.startswith(b"..") else line)
        if line == b"" or self.sink.answers.get("DOT") == BREAK:
            return False
        if "DOT" in self.sink.answers:
            self._say(self.sink.answers["DOT"])
            return True
        self.sink.mails.append(b"".join(lines))
        self.sink.envelopes.append((self.sender, self.to))
        self.sink.is_encrypted.append(isinstance(self.connection, ssl.SSLSocket))
        if self.sink.breaks_after_taking:
            return False
        self._say("250 taken")
        return True

    def _may_start_tls(self) -> bool:
        return self.sink.tls is not None and not isinstance(self.connection, ssl.SSLSocket)

    def _start_tls(self) -> None:
        if self.sink.tls is None:
            self._say("502 no")
            return
        self._say("220 go on")
        self.connection = self.sink.tls.wrap_socket(self.connection, server_side=True)
        self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb", buffering=0)

    def _say(self, text: str) -> None:
        self.wfile.write(text.encode() + b"\r\n")


@contextmanager
def running(tls: ssl.SSLContext | None = None) -> Iterator[Sink]:
    sink = Sink(tls=tls)
    with _Server(("127.0.0.1", 0), _Talk) as server:
        server.sink = sink
        sink.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield sink
        finally:
            server.shutdown()
            thread.join()
