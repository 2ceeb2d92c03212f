"""A bad line between clients and the product: a TCP proxy that cuts, falls silent, drips, delays, or dies after an ack."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from enum import StrEnum

DRIP_S = 1.0
LATE_S = 2.0
CHUNK = 64 * 1024


class Line(StrEnum):
    GOOD = "good"
    CUT = "cut"  # reset, both ways, at once
    HALF_OPEN = "half_open"  # nothing passes any more, and nobody is told
    AFTER_ACK = "after_ack"  # reset instead of the next ack, which the server has sent
    DRIP = "drip"  # a byte a second
    LATE = "late"  # two seconds more, each way


FAULTY = tuple(line for line in Line if line is not Line.GOOD)


class _Connection:
    def __init__(self, client: asyncio.StreamWriter, server: asyncio.StreamWriter) -> None:
        self.line = Line.GOOD
        self._writers = (client, server)
        self.changed = asyncio.Event()

    def turn(self, line: Line) -> None:
        self.line = line
        self.changed.set()
        if line is Line.CUT:
            self.reset()

    def reset(self) -> None:
        for writer in self._writers:
            writer.transport.abort()


class Proxy:
    """Every connection begins good; `spoil` turns one of them, at random, into a bad one. It stays so to its end."""

    def __init__(self, *, to_port: int) -> None:
        self._to_port = to_port
        self._open: set[_Connection] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self.port = 0

    @asynccontextmanager
    async def running(self) -> AsyncIterator["Proxy"]:
        server = await asyncio.start_server(self._carry, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            server.close()
            for connection in list(self._open):
                connection.reset()
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    def spoil(self, line: Line, *, chance: random.Random) -> bool:
        """False if no good connection was there."""
        good = sorted((found for found in self._open if found.line is Line.GOOD), key=id)
        if good:
            chance.choice(good).turn(line)
        return bool(good)

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            there, back = await asyncio.open_connection("127.0.0.1", self._to_port)
        except OSError:
            writer.transport.abort()
            return
        connection = _Connection(writer, back)
        self._open.add(connection)
        ways = [
            asyncio.create_task(_pump(connection, reader, back)),
            asyncio.create_task(_pump(connection, there, writer)),
        ]
        self._tasks.update(ways)
        await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        connection.reset()
        for way in ways:
            way.cancel()
        self._tasks.difference_update(ways)
        self._open.discard(connection)


async def _pump(connection: _Connection, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError):
        while data := await reader.read(CHUNK):
            if connection.line is Line.HALF_OPEN:
                continue
            if connection.line is Line.AFTER_ACK and b'"type":"ack"' in data:
                break
            if connection.line is Line.LATE:
                await asyncio.sleep(LATE_S)
            if connection.line is Line.DRIP:
                await _drip(writer, data)
            elif not writer.transport.is_closing():
                writer.write(data)
                await writer.drain()
    connection.reset()


async def _drip(writer: asyncio.StreamWriter, data: bytes) -> None:
    for byte in data:
        if writer.transport.is_closing():
            return
        writer.write(bytes([byte]))
        await asyncio.sleep(DRIP_S)
