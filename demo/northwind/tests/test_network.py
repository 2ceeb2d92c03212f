"""The network that can be cut: it carries bytes as they are, and cuts the chat alone."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager

import pytest

from northwind.network import Network, is_chat
from northwind.tests.conftest import free_ports

CHAT = b"GET /live?chat HTTP/1.1\r\nHost: localhost\r\n\r\n"
DESK = b"GET /live?desk HTTP/1.1\r\nHost: localhost\r\n\r\n"


def tell(story: Coroutine[None, None, None]) -> None:
    """Run it on a loop and a thread of its own: a browser test of the same run may hold this thread's loop."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, story).result()


@asynccontextmanager
async def network_before_an_echo() -> AsyncIterator[Network]:
    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while chunk := await reader.read(1000):
            writer.write(chunk)
        writer.close()

    first = free_ports(2)
    far = await asyncio.start_server(echo, "127.0.0.1", first)
    network = Network(port=first + 1, target_port=first)
    await network.start()
    try:
        yield network
    finally:
        await network.stop()
        far.close()
        await asyncio.sleep(0.05)  # both ends hear of it


async def come_in(network: Network, first: bytes) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    reader, writer = await asyncio.open_connection("127.0.0.1", network.port)
    writer.write(first)
    return reader, writer


async def is_lost(reader: asyncio.StreamReader) -> bool:
    try:
        return await asyncio.wait_for(reader.read(1), 5) == b""
    except ConnectionError:
        return True


def test_bytes_arrive_as_they_left_however_many() -> None:
    async def story() -> None:
        async with network_before_an_echo() as network:
            sent = CHAT + bytes(range(256)) * 4000
            reader, writer = await come_in(network, sent)
            assert await asyncio.wait_for(reader.readexactly(len(sent)), 10) == sent
            writer.close()

    tell(story())


def test_a_cut_drops_the_chat_and_spares_the_desk() -> None:
    async def story() -> None:
        async with network_before_an_echo() as network:
            chat, chat_writer = await come_in(network, CHAT)
            desk, desk_writer = await come_in(network, DESK)
            await chat.readexactly(len(CHAT))
            await desk.readexactly(len(DESK))
            network.cut(True)
            assert await is_lost(chat)
            desk_writer.write(b"still here")
            assert await asyncio.wait_for(desk.readexactly(10), 5) == b"still here"
            chat_writer.close()
            desk_writer.close()

    tell(story())


def test_while_cut_new_chats_are_refused_and_afterwards_let_in() -> None:
    async def story() -> None:
        async with network_before_an_echo() as network:
            network.cut(True)
            refused, refused_writer = await come_in(network, CHAT)
            assert await is_lost(refused)
            refused_writer.close()
            network.cut(False)
            reader, writer = await come_in(network, CHAT)
            assert await asyncio.wait_for(reader.readexactly(len(CHAT)), 5) == CHAT
            writer.close()

    tell(story())


@pytest.mark.parametrize(
    ("first_line", "chat"),
    [
        (b"GET /live?chat HTTP/1.1\r\n", True),
        (b"GET /live?v=1&chat HTTP/1.1\r\n", True),
        (b"GET /live?desk HTTP/1.1\r\n", False),
        (b"GET /live/chat HTTP/1.1\r\n", False),
        (b"nonsense\r\n", False),
    ],
)
def test_the_chat_is_told_by_the_query(first_line: bytes, chat: bool) -> None:
    assert is_chat(first_line) is chat
