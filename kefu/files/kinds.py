"""What rooms above say about files: the reference a message carries, the types we take, how far a check got. No Django here."""

from dataclasses import dataclass
from enum import StrEnum


class Variant(StrEnum):
    """`full` is the file (a picture: made anew), `thumb` a picture of at most 640 pixels a side, and still."""

    FULL = "full"
    THUMB = "thumb"


class State(StrEnum):
    """What the row says. The last three keep their row (a message may name them) and have lost their bytes."""

    READY = "ready"  # a picture made anew, or a file the scanner found clean
    QUARANTINED = "quarantined"  # whole, and seen by no scanner yet
    MOVING = "moving"  # an identity paper on its way to the vault: nobody gets it here any more
    INFECTED = "infected"
    WITHDRAWN = "withdrawn"
    MOVED = "moved"  # it lies in the vault


# whose bytes are there
WITH_BYTES = (State.READY, State.QUARANTINED, State.MOVING)


class Condition(StrEnum):
    """What people are told. `unscanned` is a quarantined file where no scanner is configured and the policy shows it."""

    READY = "ready"
    CHECKING = "checking"
    UNSCANNED = "unscanned"
    REMOVED = "removed"
    MOVED = "moved"  # to the vault, or on its way there


class MediaType(StrEnum):
    JPEG = "image/jpeg"
    PNG = "image/png"
    WEBP = "image/webp"
    GIF = "image/gif"
    PDF = "application/pdf"
    MP4 = "video/mp4"
    MOV = "video/quicktime"
    WEBM = "video/webm"
    TEXT = "text/plain"
    CSV = "text/csv"
    JSON = "application/json"
    ZIP = "application/zip"
    SEVEN_ZIP = "application/x-7z-compressed"
    GZIP = "application/gzip"


PICTURES = frozenset({MediaType.JPEG, MediaType.PNG, MediaType.WEBP, MediaType.GIF})

PAPERS = (MediaType.JPEG, MediaType.PNG, MediaType.WEBP)  # what an identity paper may come as

# the endings a name may keep; the first is given to a name that has none of them
SUFFIXES: dict[MediaType, tuple[str, ...]] = {
    MediaType.JPEG: (".jpg", ".jpeg"),
    MediaType.PNG: (".png",),
    MediaType.WEBP: (".webp",),
    MediaType.GIF: (".gif",),
    MediaType.PDF: (".pdf",),
    MediaType.MP4: (".mp4", ".m4v"),
    MediaType.MOV: (".mov",),
    MediaType.WEBM: (".webm",),
    MediaType.TEXT: (".txt", ".log", ".md"),
    MediaType.CSV: (".csv",),
    MediaType.JSON: (".json",),
    MediaType.ZIP: (".zip",),
    MediaType.SEVEN_ZIP: (".7z",),
    MediaType.GZIP: (".gz", ".tgz"),
}


def accepted() -> str:
    """What a page's file chooser offers: types and endings, for browsers know some by neither alone."""
    endings = (suffix for suffixes in SUFFIXES.values() for suffix in suffixes)
    return ",".join([*(media_type.value for media_type in MediaType), *endings])


@dataclass(frozen=True, slots=True)
class FileRef:
    """A file shown with a message; sizes in pixels (0 for what is no picture) and bytes (0: it lies in the vault now)."""

    id: str
    name: str
    media_type: str
    width: int
    height: int
    bytes: int

    @property
    def is_picture(self) -> bool:
        return self.media_type in PICTURES

    @property
    def is_moved(self) -> bool:
        return not self.bytes

    @property
    def family(self) -> str:
        """picture, video, document, text or archive: which drawing stands for it."""
        return _FAMILIES.get(self.media_type, "archive")


@dataclass(frozen=True, slots=True)
class Seen:
    """How a file stands for one viewer. `reason` is what the scanner called it; `holds_archives` that it holds more archives."""

    condition: Condition
    reason: str = ""
    holds_archives: bool = False


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an upload got: `offset` of `bytes` are on disk. `file` once it is whole and taken in."""

    id: str
    offset: int
    bytes: int
    file: FileRef | None = None
    condition: Condition | None = None


_FAMILIES: dict[str, str] = {
    **dict.fromkeys(PICTURES, "picture"),
    **dict.fromkeys((MediaType.MP4, MediaType.MOV, MediaType.WEBM), "video"),
    **dict.fromkeys((MediaType.TEXT, MediaType.CSV, MediaType.JSON), "text"),
    MediaType.PDF: "document",
}
