"""What the pages and the encoder's process say to each other: two lengths, a line of JSON, bytes."""

import json
import struct
from typing import IO, Any

HEAD = struct.Struct("<II")
MOST_BYTES = 256 * 1024 * 1024


def write(stream: IO[bytes], told: dict[str, Any], blob: bytes = b"") -> None:
    words = json.dumps(told, ensure_ascii=True).encode()
    stream.write(HEAD.pack(len(words), len(blob)) + words + blob)
    stream.flush()


def read(stream: IO[bytes]) -> tuple[dict[str, Any], bytes]:
    """EOFError where the other side is gone."""
    words, blob = HEAD.unpack(_exactly(stream, HEAD.size))
    if words + blob > MOST_BYTES:
        raise EOFError
    told: dict[str, Any] = json.loads(_exactly(stream, words))
    return told, _exactly(stream, blob)


def _exactly(stream: IO[bytes], size: int) -> bytes:
    parts = []
    while size:
        part = stream.read(size)
        if not part:
            raise EOFError
        parts.append(part)
        size -= len(part)
    return b"".join(parts)
