"""A stranger's server of pictures on this machine, which writes down all it is asked."""

import io
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from PIL import Image


@dataclass
class Stranger:
    """`answers`: path -> (status, type, body); anything else is a small picture. `asked`: (path, fields) of each request."""

    origin: str
    answers: dict[str, tuple[int, str, bytes]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)


def a_picture(side_px: int = 24, kind: str = "PNG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (side_px, side_px), "teal").save(out, kind)
    return out.getvalue()


@contextmanager
def running() -> Iterator[Stranger]:
    plain = a_picture()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            stranger.asked.append((self.path, dict(self.headers.items())))
            status, kind, body = stranger.answers.get(self.path, (200, "image/png", plain))
            self.send_response(status)
            if status in {301, 302}:
                self.send_header("Location", body.decode())
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args: object) -> None:
            """A test's output is its own."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    stranger = Stranger(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield stranger
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=5)
