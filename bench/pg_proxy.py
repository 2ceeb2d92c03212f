"""A link to PostgreSQL that can be cut at the worst moment: after the commit, before its answer."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager

COMMIT = b"COMMIT\0"
CHUNK_BYTES = 65_536


class Proxy:
    """Runs on a loop of its own. `cut_commits(n)`: the next n commits are carried out, and nobody is told."""

    def __init__(self, target_port: int) -> None:
        self.port = 0
        self.cuts = 0
        self._target = target_port
        self._to_cut = 0
        self._ready = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, daemon=True, name="pg-proxy")

    def start(self) -> None:
        self._thread.start()
        self._ready.wait(10)

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    def cut_commits(self, count: int) -> None:
        self._loop.call_soon_threadsafe(self._add, count)

    def _add(self, count: int) -> None:
        self._to_cut += count

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(asyncio.start_server(self._serve, "127.0.0.1", 0))
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        self._loop.run_forever()
        server.close()
        tasks = asyncio.all_tasks(self._loop)
        for task in tasks:
            task.cancel()
        self._loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
        self._loop.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._target)
        except OSError:
            writer.transport.abort()
            return
        line = _Line(writer, far_writer)
        there = asyncio.create_task(self._carry(reader, far_writer, line, is_request=True))
        back = asyncio.create_task(self._carry(far_reader, writer, line, is_request=False))
        await asyncio.wait({there, back}, return_when=asyncio.FIRST_COMPLETED)
        for task in (there, back):
            task.cancel()
        await asyncio.gather(there, back, return_exceptions=True)
        line.cut()

    async def _carry(
        self, source: asyncio.StreamReader, target: asyncio.StreamWriter, line: "_Line", *, is_request: bool
    ) -> None:
        while data := await source.read(CHUNK_BYTES):
            if is_request and self._to_cut and COMMIT in data:
                self._to_cut -= 1
                line.is_doomed = True
            elif not is_request and line.is_doomed:  # the server has answered: it is done
                self.cuts += 1
                return
            target.write(data)
            await target.drain()


class _Line:
    def __init__(self, *ends: asyncio.StreamWriter) -> None:
        self.is_doomed = False
        self._ends = ends

    def cut(self) -> None:
        for end in self._ends:
            end.transport.abort()


@contextmanager
def before(port: int) -> Iterator[Proxy]:
    proxy = Proxy(port)
    proxy.start()
    try:
        yield proxy
    finally:
        proxy.stop()
