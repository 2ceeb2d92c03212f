"""The least that a Python server can do to write one entry to all sockets: the yardstick of bench/sockets.py.

`python -m bench.bare_fanout` prints its port and serves until its input ends. It knows just enough of docs/protocol.md
for the generator: no sign-in, no database, no cursors.
"""

import asyncio
import json
import socket
import sys

import uvloop
from picows import WSFrame, WSListener, WSMsgType, WSTransport, WSUpgradeRequest, ws_create_server

everyone: set[WSTransport] = set()
said = 0


class Listener(WSListener):
    def on_ws_connected(self, transport: WSTransport) -> None:
        self._transport = transport

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        everyone.discard(transport)

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        if frame.msg_type is WSMsgType.TEXT:
            asked = json.loads(frame.get_payload_as_utf8_text())
            _ANSWERS[asked["type"]](transport, asked)


def _hello(transport: WSTransport, asked: dict[str, object]) -> None:
    _tell(transport, {"type": "welcome"})


def _subscribe(transport: WSTransport, asked: dict[str, object]) -> None:
    everyone.add(transport)
    _tell(transport, {"type": "caught_up"})


def _send(transport: WSTransport, asked: dict[str, object]) -> None:
    global said  # noqa: PLW0603  (a program of one page)
    said += 1
    frame = json.dumps({"type": "entry", "seq": said, "body": asked["body"], "data": {"files": []}, "pad": "-" * 200})
    for each in everyone:
        each.send(WSMsgType.TEXT, frame)
    _tell(transport, {"type": "ack", "client_msg_id": asked["client_msg_id"], "seq": said})


_ANSWERS = {"hello": _hello, "subscribe": _subscribe, "send": _send}


def _tell(transport: WSTransport, frame: dict[str, object]) -> None:
    transport.send(WSMsgType.TEXT, json.dumps(frame))


def _welcome_all(request: WSUpgradeRequest) -> Listener:
    return Listener()


async def _serve() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    await ws_create_server(_welcome_all, "127.0.0.1", port, use_aiofastnet=False, backlog=2_048)
    print(port, flush=True)
    await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    uvloop.run(_serve())
