"""Bytes in object storage that speaks S3, for several machines. Used by `storage` alone; loaded only where settings ask for it.

Nobody but us reads there: links stay our own, so that each is asked whether its session still lives.
What is still arriving are sealed objects named by their offset; a lock of the database lets one writer in at a time.
"""

import base64
import hashlib
import io
import logging
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO
from urllib.parse import parse_qs, urlsplit

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings

from kefu.files import sealed, waiting_key
from kefu.files.errors import Busy
from kefu.files.kinds import Variant
from kefu.files.sealed import Sealed
from kefu.kit import clock, db, ids

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

logger = logging.getLogger(__name__)

CHUNK_BYTES = 256 * 1024
MOST_PIECES = 500  # then they are put together, so that one listing always names them all
AGAIN_S = 5
SWEEP_EVERY_S = 600  # how often `older_than` is asked; each time it looks at one letter
_HOLDS_UPLOAD = 2  # a space of db.held
_GONE = frozenset({"404", "NoSuchKey", "NotFound"})


class Incoming:
    """Two files on this machine, sent when they are kept."""

    def __init__(self, bucket: "Bucket", full: BinaryIO, thumb: BinaryIO) -> None:
        self._bucket = bucket
        self.files = {Variant.FULL: full, Variant.THUMB: thumb}

    def keep(self, stored_as: str, *, has_thumb: bool = True) -> None:
        if not has_thumb:
            del self.files[Variant.THUMB]
        for variant, file in self.files.items():
            file.seek(0)
            self._bucket.put(_place_of(stored_as, variant), file.read())


class Pieces:
    """What arrived of an upload: an object a piece. Held by one writer."""

    def __init__(self, bucket: "Bucket", upload_id: str) -> None:
        self._bucket, self._upload_id = bucket, upload_id
        self._pieces = bucket.pieces(upload_id)
        self._whole: BinaryIO | None = None

    @property
    def size(self) -> int:
        return sum(size for _, size in self._pieces)

    @property
    def file(self) -> BinaryIO:
        if self._whole is None:
            self._whole = sealed.temporary()
            for start, _ in self._pieces:
                self._whole.write(self._bucket.unsealed(_piece_of(self._upload_id, start)))
        return self._whole

    def append(self, data: bytes) -> None:
        self.close()
        start = self.size
        self._bucket.put(_piece_of(self._upload_id, start), sealed.sealed(data, waiting_key.current()))
        self._pieces.append((start, len(data)))
        if len(self._pieces) >= MOST_PIECES:
            self._put_together()

    def close(self) -> None:
        if self._whole is not None:
            self._whole.close()
            self._whole = None

    def _put_together(self) -> None:
        """The first piece becomes all of them; should we die in the middle, those it holds are passed over."""
        whole = self.file
        whole.seek(0)
        data = whole.read()
        self._bucket.put(_piece_of(self._upload_id, 0), sealed.sealed(data, waiting_key.current()))
        for start, _ in self._pieces[1:]:
            self._bucket.remove(_piece_of(self._upload_id, start))
        self._pieces = [(0, len(data))]


class Bucket:
    """s3://bucket/folder?endpoint=https://host&region=name. Busy where it does not answer."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        self._name = parts.netloc
        self._folder = f"{parts.path.strip('/')}/".lstrip("/")
        self._client = _client(endpoint=asked.get("endpoint"), region=asked.get("region", "us-east-1"))

    # -- whole files --------------------------------------------------------------------------------------------------
    @contextmanager
    def incoming(self) -> Iterator[Incoming]:
        with tempfile.NamedTemporaryFile() as full, tempfile.NamedTemporaryFile() as thumb:
            yield Incoming(self, full, thumb)  # type: ignore[arg-type]

    def opened(self, stored_as: str, *, variant: Variant) -> BinaryIO:
        file = tempfile.TemporaryFile()  # noqa: SIM115  the receiver closes it
        try:
            self.fetch(_place_of(stored_as, variant), file)
        except BaseException:
            file.close()
            raise
        file.seek(0)
        return file

    def take_in(self, folder: Path, *, home: Path) -> None:
        for file in sorted(folder.glob("*/*")):
            self.put(f"files/{file.name}", file.read_bytes())

    def is_empty(self) -> bool:
        return next(self._listed("files/"), None) is None

    def forget(self, stored_as: str) -> None:
        for variant in Variant:
            self.remove(_place_of(stored_as, variant))

    # -- files on their way -------------------------------------------------------------------------------------------
    def begin_partial(self, upload_id: str) -> None:
        self.put(f"partial/{upload_id}/{_begun()}", b"")

    @contextmanager
    def partial(self, upload_id: str) -> Iterator[Pieces | None]:
        with db.held(_HOLDS_UPLOAD, upload_id) as is_ours:
            if not is_ours:
                yield None
                return
            pieces = Pieces(self, upload_id)
            try:
                yield pieces
            finally:
                pieces.close()

    def partial_size(self, upload_id: str) -> int:
        return sum(size for _, size in self.pieces(upload_id))

    def forget_partial(self, upload_id: str) -> None:
        for place, _, _ in list(self._listed(f"partial/{upload_id}/")):
            self.remove(place)

    def pieces(self, upload_id: str) -> list[tuple[int, int]]:
        """(offset, size) without a hole, ascending. FileNotFoundError if the upload is gone, Unreadable if its key is."""
        found: list[tuple[int, int]] = []
        names, reached = set[str](), 0
        for place, length, _ in self._listed(f"partial/{upload_id}/"):
            name, size = place.rpartition("/")[2], sealed.size_in(length)
            names.add(name)
            if name.isdecimal() and int(name) == reached and size:
                found.append((reached, size))
                reached += size
        if not names:
            raise FileNotFoundError
        if _begun() not in names:
            raise sealed.Unreadable
        return found

    # -- housekeeping -------------------------------------------------------------------------------------------------
    def free_bytes(self) -> int:
        return shutil.disk_usage(tempfile.gettempdir()).free

    def older_than(self, moment: datetime) -> Iterator[tuple[str, str]]:
        """All that is on its way, and what begins with one letter: listing is paid for, and a store of millions is long."""
        turn = int(clock.now().timestamp()) // SWEEP_EVERY_S
        for folder in ("partial/", f"files/{ids.ALPHABET[turn % len(ids.ALPHABET)]}"):
            for place, _, at in self._listed(folder):
                if at < moment:
                    name = place.rpartition("/")[2].partition(".")[0]
                    yield (name if place.startswith("files/") else ""), place

    def prove_writable(self) -> None:
        try:
            self.put("proof", b"proof")
        except Busy as error:
            raise OSError("the object storage takes nothing") from error

    # -- objects ------------------------------------------------------------------------------------------------------
    def put(self, place: str, data: bytes) -> None:
        digest = base64.b64encode(hashlib.md5(data, usedforsecurity=False).digest()).decode()
        with _answering():
            self._client.put_object(Bucket=self._name, Key=self._folder + place, Body=data, ContentMD5=digest)

    def fetch(self, place: str, target: BinaryIO) -> None:
        """FileNotFoundError if there is none."""
        with _answering():
            found = self._client.get_object(Bucket=self._name, Key=self._folder + place)
            for chunk in found["Body"].iter_chunks(CHUNK_BYTES):
                target.write(chunk)

    def unsealed(self, place: str) -> bytes:
        """A piece as it came. FileNotFoundError, or Unreadable if it is another than was put there."""
        raw = io.BytesIO()
        self.fetch(place, raw)
        with Sealed(raw, waiting_key.current()) as piece:
            return b"".join(iter(partial(piece.read, sealed.CHUNK_BYTES), b""))

    def remove(self, place: str) -> None:
        with _answering():
            self._client.delete_object(Bucket=self._name, Key=self._folder + place)

    def _listed(self, start: str) -> Iterator[tuple[str, int, datetime]]:
        """(place, bytes, changed at) in order of their names."""
        pages = self._client.get_paginator("list_objects_v2").paginate(Bucket=self._name, Prefix=self._folder + start)
        with _answering():
            for page in pages:
                for found in page.get("Contents", ()):
                    yield found["Key"].removeprefix(self._folder), found["Size"], found["LastModified"]


def _client(*, endpoint: str | None, region: str) -> "S3Client":
    has_key = bool(settings.FILES_KEY)
    made: S3Client = boto3.session.Session().client(
        "s3",
        endpoint_url=endpoint,
        region_name=region,
        aws_access_key_id=settings.FILES_KEY if has_key else None,
        aws_secret_access_key=settings.FILES_SECRET if has_key else None,
        config=Config(
            connect_timeout=3,
            read_timeout=20,
            retries={"total_max_attempts": 2, "mode": "standard"},
            max_pool_connections=16,
            s3={"addressing_style": "path" if endpoint else "auto"},
            request_checksum_calculation="when_required",  # not every S3-compatible store knows the newer ones
            response_checksum_validation="when_required",
        ),
    )
    return made


@contextmanager
def _answering() -> Iterator[None]:
    """Its errors as ours: what is not there, and all else."""
    try:
        yield
    except ClientError as error:
        code = str(error.response.get("Error", {}).get("Code", ""))
        if code in _GONE:
            raise FileNotFoundError from error
        logger.error("object storage: refused: %s", code)
        raise Busy(retry_after_s=AGAIN_S) from error
    except BotoCoreError as error:
        logger.error("object storage: %s", type(error).__name__)
        raise Busy(retry_after_s=AGAIN_S) from error


def _place_of(stored_as: str, variant: Variant) -> str:
    return f"files/{stored_as}.{variant}"


def _begun() -> str:
    """Its name says by which key the pieces beside it are read."""
    return f"begun-{sealed.name_of(waiting_key.current()).hex()}"


def _piece_of(upload_id: str, start: int) -> str:
    return f"partial/{upload_id}/{start:012}"
