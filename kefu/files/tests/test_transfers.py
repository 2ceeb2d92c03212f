"""Uploads in pieces: cut, continued, shared by nobody, bounded."""

import hashlib
import threading
from datetime import timedelta

import pytest
from django.db import connections

from kefu.conversations.records import ConversationRecord
from kefu.files import reencode, storage, sweep, transfers, uploads
from kefu.files.errors import Busy, WrongOffset
from kefu.files.kinds import Progress
from kefu.files.models import Transfer, Upload
from kefu.files.tests import pictures, samples
from kefu.kit import clock
from kefu.kit.errors import Invalid, KefuError, NotFound
from kefu.people.access import Viewer

pytestmark = pytest.mark.django_db
WORDS = "一行日志\n".encode() * 1_000


def begun(viewer: Viewer, data: bytes = WORDS, *, name: str = "a.log", sha256: str = "") -> str:
    return transfers.begin(viewer, name=name, size=len(data), sha256=sha256).id


def send(viewer: Viewer, upload_id: str, data: bytes, *, size: int = 5_000) -> Progress:
    for offset, piece in samples.pieces(data, size):
        told = transfers.append(viewer, upload_id, offset=offset, data=piece)
    return told


def test_a_file_arrives_in_pieces_and_is_one_file_afterwards(carol: Viewer) -> None:
    upload_id = begun(carol, sha256=hashlib.sha256(WORDS).hexdigest())
    told = send(carol, upload_id, WORDS)
    assert told.file is not None
    assert (told.file.id, told.file.name, told.file.bytes) == (upload_id, "a.log", len(WORDS))
    assert Upload.objects.get().sha256 == hashlib.sha256(WORDS).hexdigest()
    assert not Transfer.objects.exists()
    assert uploads.refs(carol, [upload_id]) == (told.file,)


def test_a_picture_in_pieces_is_made_anew_as_any_other(carol: Viewer) -> None:
    data = pictures.photo_with_secrets("JPEG")
    told = send(carol, begun(carol, data, name="p.jpg"), data)
    assert told.file is not None
    assert (told.file.media_type, told.file.width) == ("image/jpeg", 48)
    assert Upload.objects.get().sha256 != hashlib.sha256(data).hexdigest()


def test_after_a_cut_it_goes_on_where_it_stood_and_a_piece_sent_twice_does_no_harm(carol: Viewer) -> None:
    upload_id = begun(carol)
    transfers.append(carol, upload_id, offset=0, data=WORDS[:700])
    with pytest.raises(WrongOffset) as refusal:  # the answer was lost, the piece was not
        transfers.append(carol, upload_id, offset=0, data=WORDS[:700])
    assert refusal.value.offset == transfers.progress(carol, upload_id).offset == 700
    assert transfers.append(carol, upload_id, offset=700, data=WORDS[700:]).file
    again = transfers.append(carol, upload_id, offset=700, data=WORDS[700:])  # the last answer was lost, too
    assert again.file == transfers.progress(carol, upload_id).file
    assert Upload.objects.count() == 1


def test_what_the_decoders_had_no_turn_for_is_taken_in_by_asking_again(
    carol: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = pictures.photo("PNG")
    upload_id = begun(carol, data, name="p.png")

    def busy(*_: object, **__: object) -> None:
        raise Busy

    with monkeypatch.context() as patched:
        patched.setattr(reencode, "run", busy)
        with pytest.raises(Busy):
            transfers.append(carol, upload_id, offset=0, data=data)
    assert transfers.progress(carol, upload_id).offset == len(data)
    assert transfers.append(carol, upload_id, offset=len(data), data=b"").file


def test_SEC_A07_anothers_upload_does_not_exist(carol: Viewer, mallory: Viewer, alice: Viewer) -> None:
    upload_id = begun(carol)
    whole = send(carol, begun(carol), WORDS)
    for viewer in (mallory, alice):
        for found in (upload_id, whole.id, "a" * 26, "../../etc/passwd"):
            for act in (
                transfers.progress,
                lambda v, i: transfers.append(v, i, offset=0, data=b"x"),
                transfers.cancel,
            ):
                with pytest.raises(NotFound):
                    act(viewer, found)
    assert transfers.progress(carol, upload_id).offset == 0


def test_bytes_that_are_not_those_announced_are_refused_and_gone(carol: Viewer) -> None:
    upload_id = begun(carol, sha256="0" * 64)
    with pytest.raises(KefuError) as refusal:
        transfers.append(carol, upload_id, offset=0, data=WORDS)
    assert refusal.value.code == "not_as_promised"
    with pytest.raises(NotFound):
        transfers.progress(carol, upload_id)
    assert not Upload.objects.exists()


def test_more_bytes_than_announced_are_not_stored(carol: Viewer) -> None:
    upload_id = begun(carol)
    with pytest.raises(Invalid):
        transfers.append(carol, upload_id, offset=0, data=WORDS + b"!")
    with pytest.raises(Invalid):
        transfers.append(carol, upload_id, offset=0, data=b"x" * (transfers.MAX_PIECE_BYTES + 1))
    assert transfers.progress(carol, upload_id).offset == 0


@pytest.mark.parametrize("size", [0, -1, 20 * 1024 * 1024 + 1])
def test_a_size_out_of_bounds_is_refused_before_a_byte_travels(carol: Viewer, size: int) -> None:
    with pytest.raises(KefuError):
        transfers.begin(carol, name="a", size=size)
    assert not Transfer.objects.exists()


def test_nobody_has_more_than_a_few_on_their_way(
    carol: Viewer, mallory: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transfers, "MAX_AT_ONCE", 2)
    begun(carol)
    begun(carol)
    with pytest.raises(KefuError) as refusal:
        begun(carol)
    assert refusal.value.status == 429
    assert begun(mallory)
    monkeypatch.setattr(transfers, "MAX_BYTES_AT_ONCE", len(WORDS))
    with pytest.raises(KefuError) as refusal:
        begun(mallory)
    assert refusal.value.status == 429


def test_an_unfinished_upload_is_swept_after_a_day_and_answers_no_more(
    carol: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload_id, now = begun(carol), clock.now()
    assert sweep.run(now + timedelta(hours=23)) == 0
    assert sweep.run(now + timedelta(hours=25)) == 1
    with pytest.raises(FileNotFoundError):
        storage.partial_size(upload_id)
    kept = begun(carol)
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(hours=25))
    with pytest.raises(NotFound):
        transfers.append(carol, kept, offset=0, data=b"x")


def test_cancelled_it_is_gone_and_a_sent_one_stays(carol: Viewer, chat: ConversationRecord) -> None:
    upload_id = begun(carol)
    transfers.cancel(carol, upload_id)
    with pytest.raises(FileNotFoundError):
        storage.partial_size(upload_id)
    sent = send(carol, begun(carol), WORDS).id
    uploads.bind([sent], conversation_id=chat.id, staff_only=False)
    with pytest.raises(NotFound):
        transfers.cancel(carol, sent)
    assert Upload.objects.get().public_id == sent


def test_SEC_F09_nothing_is_taken_when_the_disk_is_nearly_full(carol: Viewer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storage, "free_bytes", lambda: 10_000)
    with pytest.raises(Busy):
        begun(carol)


@pytest.mark.django_db(transaction=True)
def test_two_who_write_the_same_piece_at_once_store_it_once(carol: Viewer) -> None:
    upload_id, ends = begun(carol), []

    def write() -> None:
        try:
            ends.append(transfers.append(carol, upload_id, offset=0, data=WORDS[:1_000]).offset)
        except (WrongOffset, Busy):
            ends.append(-1)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=write) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ends) == [-1] * 7 + [1_000]
    assert transfers.progress(carol, upload_id).offset == 1_000
