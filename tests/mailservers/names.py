"""A name server of a test's own, over UDP: it knows the text records it is given, and of all else that there is none."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import dns.flags
import dns.message
import dns.rcode
import dns.rrset

LONGEST = 250  # of one string of a text record (RFC 1035, 3.3)


@dataclass
class NameServer:
    port: int
    texts: dict[str, str] = field(default_factory=dict)

    def publish(self, name: str, text: str) -> None:
        self.texts[name.rstrip(".").lower()] = text

    @property
    def place(self) -> tuple[str, int]:
        return "127.0.0.1", self.port


@contextmanager
def running() -> Iterator[NameServer]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(("127.0.0.1", 0))
        told = NameServer(server.getsockname()[1])
        thread = threading.Thread(target=_serve, args=(server, told), daemon=True)
        thread.start()
        yield told
        server.sendto(b"", server.getsockname())
        thread.join(timeout=5)


def _serve(server: socket.socket, told: NameServer) -> None:
    while (heard := server.recvfrom(4_096))[0]:
        server.sendto(_answer(heard[0], told), heard[1])


def _answer(raw: bytes, told: NameServer) -> bytes:
    asked = dns.message.from_wire(raw)
    question, answer = asked.question[0], dns.message.make_response(asked)
    name = question.name.to_text(omit_final_dot=True).lower()
    text = told.texts.get(name)
    if text is None:
        answer.set_rcode(dns.rcode.NXDOMAIN)
    elif dns.rdatatype.to_text(question.rdtype) == "TXT":
        parts = (text[start : start + LONGEST] for start in range(0, len(text), LONGEST))
        answer.answer.append(dns.rrset.from_text(question.name, 60, "IN", "TXT", " ".join(f'"{p}"' for p in parts)))
    return answer.to_wire()
