"""What rooms above say about files: the reference a message carries, the variants that can be shown. No Django here."""

from dataclasses import dataclass
from enum import StrEnum


class Variant(StrEnum):
    """`full` is the re-encoded picture, `thumb` at most 640 pixels a side and still."""

    FULL = "full"
    THUMB = "thumb"


class State(StrEnum):
    """A withdrawn upload keeps its row (it was named in a message) and has lost its bytes."""

    READY = "ready"
    WITHDRAWN = "withdrawn"


class MediaType(StrEnum):
    JPEG = "image/jpeg"
    PNG = "image/png"
    WEBP = "image/webp"
    GIF = "image/gif"


SUFFIXES: dict[MediaType, tuple[str, ...]] = {
    MediaType.JPEG: (".jpg", ".jpeg"),
    MediaType.PNG: (".png",),
    MediaType.WEBP: (".webp",),
    MediaType.GIF: (".gif",),
}


@dataclass(frozen=True, slots=True)
class FileRef:
    """A file shown with a message; sizes in pixels and bytes."""

    id: str
    name: str
    media_type: str
    width: int
    height: int
    bytes: int
