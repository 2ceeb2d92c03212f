"""The small Kefu's files: uploads in pieces, in memory, that can be slow, cut, refused or in quarantine."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

from kefu.kit import ids

Answer = tuple[int, dict[str, Any]]


@dataclass
class Upload:
    name: str
    size: int
    data: bytes = b""

    @property
    def media_type(self) -> str:
        if self.data.startswith(b"\x89PNG"):
            return "image/png"
        return "video/webm" if self.name.endswith(".webm") else "application/pdf"


@dataclass
class Uploads:
    """`slow_s` delays each piece, `refuse` the next whole files, `cut_after` pieces there is no more network for files."""

    slow_s: float = 0.0
    refuse: int = 0
    cut_after: int | None = None
    state: str = "ready"
    made: dict[str, Upload] = field(default_factory=dict)
    pieces: list[tuple[int, int]] = field(default_factory=list)

    async def answer(self, method: str, path: str, body: Any, *, offset: int) -> Answer:
        upload_id = path.removeprefix("/uploads").strip("/")
        if method == "POST":
            upload_id = ids.public_id()
            self.made[upload_id] = Upload(name=body["name"], size=body["bytes"])
            return 201, self._told(upload_id)
        if upload_id not in self.made:
            return 404, {"error": {"code": "not_found", "message": "Not there"}}
        if method == "DELETE":
            del self.made[upload_id]
            return 204, {}
        if method == "PATCH":
            return await self._append(upload_id, body, offset=offset)
        return 200, self._told(upload_id)

    async def _append(self, upload_id: str, piece: bytes, *, offset: int) -> Answer:
        upload = self.made[upload_id]
        await asyncio.sleep(self.slow_s)
        if self.cut_after is not None and len(self.pieces) >= self.cut_after:
            return 503, {"error": {"code": "try_again", "message": "Cut", "retry_after_s": 0.2}}
        if offset != len(upload.data):
            return 409, {"error": {"code": "wrong_offset", "message": "No", "offset": len(upload.data)}}
        self.pieces.append((offset, len(piece)))
        upload.data += piece
        if len(upload.data) == upload.size and self.refuse:
            self.refuse -= 1
            del self.made[upload_id]
            return 400, {"error": {"code": "program", "message": "This is not a picture."}}
        return 200, self._told(upload_id)

    def file(self, upload_id: str) -> dict[str, Any]:
        upload = self.made[upload_id]
        size = 1 if upload.media_type == "image/png" else 0
        told = {"id": upload_id, "name": upload.name, "media_type": upload.media_type, "bytes": upload.size}
        return {**told, "width": size, "height": size}

    def _told(self, upload_id: str) -> dict[str, Any]:
        upload = self.made[upload_id]
        is_whole = len(upload.data) == upload.size
        file = self.file(upload_id) if is_whole else None
        return {"id": upload_id, "offset": len(upload.data), "bytes": upload.size, "file": file}
