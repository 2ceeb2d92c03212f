"""What waits is unreadable on disk, reads as it was written, and is told apart from what another key or hand wrote."""

import errno
import io
import random
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.test import RequestFactory

from kefu.files import sealed, storage, transfers, waiting_key
from kefu.files.errors import BeginAgain
from kefu.files.kinds import Variant
from kefu.files.models import Transfer, Upload
from kefu.files.sealed import CHUNK_BYTES, HEAD_BYTES, Sealed, Unreadable
from kefu.kit.errors import NotFound
from kefu.people.access import Viewer

KEY, OTHER = bytes(range(32)), bytes(range(1, 33))
NOTES = b"nothing but harmless words, again and again\n" * 4_000  # more than two chunks


def whole(raw: io.BytesIO) -> bytes:
    return io.BufferedReader(Sealed(raw, KEY)).read()


def test_written_in_pieces_of_any_size_it_reads_as_one_and_its_length_tells_its_size() -> None:
    chance, raw, said = random.Random(4), io.BytesIO(), b""
    file = Sealed(raw, KEY)
    for size in [
        1,
        0,
        CHUNK_BYTES - 1,
        1,
        CHUNK_BYTES,
        3 * CHUNK_BYTES + 5,
        *(chance.randrange(9_000) for _ in range(40)),
    ]:
        piece = chance.randbytes(size)
        file.seek(0, io.SEEK_END)
        file.write(piece)
        said += piece
        assert file.size == sealed.size_in(len(raw.getvalue())) == len(said)
    for at in (0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, len(said) - 1, len(said), len(said) + 9):
        reader = io.BufferedReader(Sealed(io.BytesIO(raw.getvalue()), KEY))
        reader.seek(at)
        assert reader.read(CHUNK_BYTES + 3) == said[at : at + CHUNK_BYTES + 3]
    assert whole(io.BytesIO(sealed.sealed(said, KEY))) == said


def test_no_word_of_it_lies_there_and_the_same_bytes_never_look_the_same() -> None:
    one, other = (sealed.sealed(NOTES, KEY) for _ in range(2))
    assert b"harmless" not in one
    assert one[HEAD_BYTES:] != other[HEAD_BYTES:]
    assert len({one[at : at + 16] for at in range(HEAD_BYTES, len(one), 16)}) > len(one) / 16 - 2


def test_another_key_another_head_and_a_changed_or_moved_chunk_are_unreadable() -> None:
    raw = sealed.sealed(NOTES, KEY)
    for head in (raw, b"", b"short", NOTES):
        with pytest.raises(Unreadable):
            Sealed(io.BytesIO(head or bytes(HEAD_BYTES)), OTHER)
    step = CHUNK_BYTES + 28
    moved = raw[:HEAD_BYTES] + raw[HEAD_BYTES + step : HEAD_BYTES + 2 * step] + raw[HEAD_BYTES + step :]
    torn = raw[:-30]
    for changed in (raw[:500] + bytes([raw[500] ^ 1]) + raw[501:], moved, torn):
        with pytest.raises(Unreadable):
            whole(io.BytesIO(changed))


class Full(io.BytesIO):
    """A disk with room for so many bytes."""

    room = 1 << 30

    def write(self, data: Any) -> int:
        if self.tell() + len(data) > self.room:
            raise OSError(errno.ENOSPC, "full")
        return super().write(data)


def test_what_could_not_be_added_leaves_what_was_there() -> None:
    raw = Full()
    file = Sealed(raw, KEY)
    file.write(NOTES)
    raw.room = len(raw.getvalue()) + CHUNK_BYTES
    with pytest.raises(OSError, match="full"):
        file.write(NOTES)
    assert file.size == len(NOTES)
    assert whole(io.BytesIO(raw.getvalue())) == NOTES
    file.seek(0)
    with pytest.raises(io.UnsupportedOperation):
        file.write(b"changed")


def restarted(monkeypatch: pytest.MonkeyPatch) -> None:
    """As a new process: another key, made of chance."""
    monkeypatch.setattr(sealed, "_own_key", OTHER)


def kept(settings: Any) -> bytes:
    return b"".join(file.read_bytes() for file in Path(settings.MEDIA_ROOT).rglob("*") if file.is_file())


@pytest.mark.django_db
def test_a_piece_lies_sealed_and_after_a_restart_the_upload_begins_again(
    carol: Viewer, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    ways = (transfers.progress, lambda viewer, begun: transfers.append(viewer, begun, offset=9_000, data=b"x"))
    for ask in ways:
        begun = transfers.begin(carol, name="notes.txt", size=len(NOTES)).id
        transfers.append(carol, begun, offset=0, data=NOTES[:9_000])
        assert transfers.progress(carol, begun).offset == 9_000
        assert b"harmless" not in kept(settings)
        with monkeypatch.context() as patched:
            restarted(patched)
            with pytest.raises(BeginAgain):
                ask(carol, begun)
            with pytest.raises(NotFound) as refusal:
                transfers.progress(carol, begun)
            assert refusal.value.code == "not_found"
        assert not Transfer.objects.exists()
        with pytest.raises(FileNotFoundError):
            storage.partial_size(begun)


@pytest.mark.django_db
def test_what_was_acknowledged_as_a_file_survives_a_restart(
    carol: Viewer, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = transfers.begin(carol, name="notes.txt", size=len(NOTES)).id
    told = transfers.append(carol, begun, offset=0, data=NOTES)
    assert told.file is not None
    restarted(monkeypatch)
    assert transfers.progress(carol, begun).file == told.file
    with storage.opened(Upload.objects.get(public_id=begun).stored_as, variant=Variant.FULL) as file:
        assert file.read() == NOTES


@pytest.mark.django_db
def test_a_piece_of_a_release_that_wrote_it_openly_begins_again(carol: Viewer, settings: Any) -> None:
    begun = transfers.begin(carol, name="notes.txt", size=len(NOTES)).id
    (Path(settings.MEDIA_ROOT) / "partial" / f"{begun}.part").write_bytes(NOTES[:9_000])
    with pytest.raises(BeginAgain):
        transfers.progress(carol, begun)


def test_the_key_is_the_processs_own_where_no_redis_is_named(settings: Any) -> None:
    assert not settings.REDIS_URL
    assert waiting_key.current() == sealed.own_key()


def test_a_forms_large_file_waits_sealed_and_is_read_as_it_was_sent(rf: RequestFactory) -> None:
    large = SimpleUploadedFile("notes.txt", NOTES * 3, "text/plain")
    request = rf.post("/", {"file": large, "small": SimpleUploadedFile("a.txt", b"few", "text/plain")})
    came, small = request.FILES["file"], request.FILES["small"]
    assert isinstance(came, UploadedFile)
    assert isinstance(small, UploadedFile)
    lying = getattr(came.file, "raw", None)
    assert isinstance(lying, Sealed)
    assert (came.name, came.size, came.read()) == ("notes.txt", len(NOTES) * 3, NOTES * 3)
    assert small.read() == b"few"
    lying._file.seek(0)
    assert b"harmless" not in lying._file.read()
    request.close()
    assert lying.closed
