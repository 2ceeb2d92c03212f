"""The network between Northwind's customers and Kefu's live port, with a switch that cuts it.

A pass-through for TCP: it reads the first line of a connection to tell the customers' chat (`GET /live?chat`) from the
desk, and nothing else. Cut, it drops every chat at once and refuses new ones; the desk goes on.
"""

import asyncio
import contextlib
import socket
from dataclasses import dataclass, field

FIRST_LINE_BYTES = 4096
CHUNK_BYTES = 65_536


@dataclass(slots=True)
class Network:
    """Listens on `port` and carries to `target_port`, both on this machine."""

    port: int
    target_port: int
    is_cut: bool = False
    _chats: set[asyncio.StreamWriter] = field(default_factory=set)
    _carrying: set[asyncio.Task[None]] = field(default_factory=set)
    _server: asyncio.Server | None = None

    async def start(self) -> None:
        hosts = ["127.0.0.1", "::1"] if has_ipv6() else ["127.0.0.1"]
        self._server = await asyncio.start_server(self._arrive, hosts, self.port, limit=FIRST_LINE_BYTES)

    async def stop(self) -> None:
        if self._server:
            self._server.close()
        for task in self._carrying:
            task.cancel()
        await asyncio.gather(*self._carrying, return_exceptions=True)

    def cut(self, is_cut: bool) -> None:
        """Call it on the loop's own thread."""
        self.is_cut = is_cut
        if is_cut:
            self._drop_chats()

    def _drop_chats(self) -> None:
        for writer in list(self._chats):
            writer.transport.abort()

    def _arrive(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(self._carry(reader, writer))
        self._carrying.add(task)
        task.add_done_callback(self._carrying.discard)

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            first_line = await asyncio.wait_for(reader.readuntil(b"\r\n"), 10)
        except (TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, OSError):
            writer.transport.abort()
            return
        if not is_chat(first_line):
            await self._join(first_line, reader, writer)
        elif self.is_cut:
            writer.transport.abort()
        else:
            self._chats.add(writer)
            try:
                await self._join(first_line, reader, writer)
            finally:
                self._chats.discard(writer)

    async def _join(self, first_line: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self.target_port)
        except OSError:
            writer.transport.abort()
            return
        far_writer.write(first_line)
        pumps = [asyncio.create_task(pump(reader, far_writer)), asyncio.create_task(pump(far_reader, writer))]
        try:
            await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in pumps:
                task.cancel()
            for end in (writer, far_writer):
                end.close()


async def pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while chunk := await reader.read(CHUNK_BYTES):
            writer.write(chunk)
            await writer.drain()


def is_chat(first_line: bytes) -> bool:
    """`GET /live?chat HTTP/1.1`: the widget says `chat`, the desk says `desk`."""
    words = first_line.split(b" ")
    return len(words) > 1 and b"chat" in words[1].partition(b"?")[2].split(b"&")


def has_ipv6() -> bool:
    """Whether `localhost` may also be ::1 here."""
    try:
        with socket.socket(socket.AF_INET6, socket.SOCK_STREAM) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return False
    return True
