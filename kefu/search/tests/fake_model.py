"""An encoder's endpoint of ours in place of a model: it may be slow, fall over or be away."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

ABOUT = {"cat": 0, "kitten": 0, "猫": 0, "dog": 1, "hound": 1, "狗": 1}


class FakeModel(BaseHTTPRequestHandler):
    """Knows what is about cats and what about dogs."""

    pause_s = 0.0
    is_broken = False

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        time.sleep(self.pause_s)
        rows = [{"index": at, "embedding": self._vector(text)} for at, text in enumerate(asked["input"])]
        body = b"[]" if self.is_broken else json.dumps({"data": rows}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        pass

    def _vector(self, text: str) -> list[float]:
        counts = [0.1, 0.1, 0.1]
        for word, at in ABOUT.items():
            counts[at] += text.lower().count(word)
        return counts


@contextmanager
def served() -> Iterator[str]:
    """Its address, while the block runs."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), FakeModel)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/v1/embeddings"
    server.shutdown()
    server.server_close()
