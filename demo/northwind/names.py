"""A name server for the invented domains: it knows what their mails are signed with, and nothing of the world's names."""

from asyncio import BaseTransport, DatagramProtocol, DatagramTransport, get_running_loop
from collections.abc import Callable, Mapping, Sequence
from typing import cast

import dns.exception
import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset

LIFE_S = 5
CHUNK_CHARS = 255


class NameServer(DatagramProtocol):
    """`told()`: name -> its text records, as they are now."""

    def __init__(self, told: Callable[[], Mapping[str, Sequence[str]]]) -> None:
        self._told = told
        self._transport: DatagramTransport | None = None

    async def open(self, port: int) -> BaseTransport:
        """Answers from now on, until what it returns is closed."""
        transport, _ = await get_running_loop().create_datagram_endpoint(lambda: self, local_addr=("127.0.0.1", port))
        return transport

    def connection_made(self, transport: BaseTransport) -> None:
        self._transport = cast("DatagramTransport", transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        try:
            answer = answered(dns.message.from_wire(data), self._told())
        except dns.exception.DNSException:
            return  # no question
        if self._transport is not None:
            self._transport.sendto(answer.to_wire(), addr)


def answered(asked: dns.message.Message, told: Mapping[str, Sequence[str]]) -> dns.message.Message:
    answer = dns.message.make_response(asked)
    answer.flags |= dns.flags.AA
    for question in asked.question:
        name = question.name.to_text(omit_final_dot=True).lower()
        if name not in told:
            answer.set_rcode(dns.rcode.NXDOMAIN)
        elif dns.rdatatype.to_text(question.rdtype) == "TXT":
            answer.answer.append(dns.rrset.from_text(question.name, LIFE_S, "IN", "TXT", *map(_quoted, told[name])))
    return answer


def _quoted(text: str) -> str:
    """In pieces of a length that fits."""
    pieces = (text[at : at + CHUNK_CHARS] for at in range(0, len(text), CHUNK_CHARS))
    return " ".join(f'"{piece}"' for piece in pieces)
