"""The promises of files hold where bytes lie in object storage: a server that speaks S3 over HTTP stands in for one."""

import io
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto.server import ThreadedMotoServer

from kefu.files import bucket, holdings, sealed, storage, sweep, transfers, uploads
from kefu.files.bucket import Bucket
from kefu.files.errors import BeginAgain, Busy, WrongOffset
from kefu.files.kinds import Variant
from kefu.files.models import Transfer, Upload
from kefu.files.tests import pictures
from kefu.kit import clock, ids
from kefu.kit.errors import NotFound
from kefu.people.access import Viewer

TABLE = b"time,coin,amount\n" + b"2026-01-01,BTC,0.5\n" * 5_000
NAME = "kefu-test"


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    running = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    running.start()
    host, port = running.get_host_and_port()
    yield f"http://{host}:{port}"
    running.stop()


@pytest.fixture
def place(server: str, settings: Any) -> Iterator[Bucket]:
    settings.FILES_URL = f"s3://{NAME}/chat?endpoint={server}"
    settings.FILES_KEY, settings.FILES_SECRET = "key", "secret"
    client = boto3.client(
        "s3", endpoint_url=server, region_name="us-east-1", aws_access_key_id="key", aws_secret_access_key="secret"
    )
    client.create_bucket(Bucket=NAME)
    storage.store.cache_clear()
    made = storage.store()
    assert isinstance(made, Bucket)
    yield made
    storage.store.cache_clear()


def names(place: Bucket) -> list[str]:
    return [name for name, _, _ in place._listed("")]


@pytest.mark.django_db(transaction=True)
def test_a_picture_and_its_thumb_lie_there_and_go_when_they_are_withdrawn(place: Bucket, carol: Viewer) -> None:
    ref = uploads.receive(carol, io.BytesIO(pictures.photo("PNG")), name="photo.png")
    row = Upload.objects.get(public_id=ref.id)
    for variant in Variant:
        with storage.opened(row.stored_as, variant=variant) as file:
            assert file.read(4)
    uploads.withdraw([ref.id])
    assert not [name for name in names(place) if row.stored_as in name]
    with pytest.raises(FileNotFoundError):
        storage.opened(row.stored_as, variant=Variant.FULL)


@pytest.mark.django_db(transaction=True)
def test_pieces_survive_a_change_of_machine_and_become_one_file(place: Bucket, carol: Viewer) -> None:
    begun = transfers.begin(carol, name="trades.csv", size=len(TABLE))
    for offset in range(0, len(TABLE), 30_000):
        storage.store.cache_clear()  # as on another machine: nothing is remembered
        done = transfers.append(carol, begun.id, offset=offset, data=TABLE[offset : offset + 30_000])
        assert done.offset == min(offset + 30_000, len(TABLE))
    row = Upload.objects.get(public_id=begun.id)
    with storage.opened(row.stored_as, variant=Variant.FULL) as file:
        assert file.read() == TABLE
    assert not [name for name in names(place) if name.startswith("partial/")]


@pytest.mark.django_db(transaction=True)
def test_a_piece_that_does_not_follow_is_told_where_to_go_on_and_a_stranger_nothing(
    place: Bucket, carol: Viewer, mallory: Viewer
) -> None:
    begun = transfers.begin(carol, name="trades.csv", size=len(TABLE))
    transfers.append(carol, begun.id, offset=0, data=TABLE[:100])
    with pytest.raises(WrongOffset):
        transfers.append(carol, begun.id, offset=50, data=TABLE[50:150])
    assert transfers.progress(carol, begun.id).offset == 100
    with pytest.raises(NotFound):
        transfers.progress(mallory, begun.id)
    transfers.cancel(carol, begun.id)
    assert not [name for name in names(place) if name.startswith("partial/")]


@pytest.mark.django_db(transaction=True)
def test_whoever_comes_second_to_an_upload_is_told_to_come_back(place: Bucket, carol: Viewer) -> None:
    begun = transfers.begin(carol, name="trades.csv", size=len(TABLE))
    with storage.partial(begun.id) as held:
        assert held is not None
        with pytest.raises(Busy):
            transfers.append(carol, begun.id, offset=0, data=TABLE[:100])
    assert transfers.append(carol, begun.id, offset=0, data=TABLE[:100]).offset == 100


@pytest.mark.django_db(transaction=True)
def test_many_small_pieces_are_put_together_and_a_half_done_putting_together_harms_nothing(
    place: Bucket, carol: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bucket, "MOST_PIECES", 4)
    begun = transfers.begin(carol, name="a.txt", size=100)
    for offset in range(0, 40, 10):
        transfers.append(carol, begun.id, offset=offset, data=b"0123456789")
    assert place.pieces(begun.id) == [(0, 40)]
    # as if we had died before removing it
    place.put(f"partial/{begun.id}/{10:012}", sealed.sealed(b"0123456789", sealed.own_key()))
    assert place.pieces(begun.id) == [(0, 40)]
    place.put(f"partial/{begun.id}/{70:012}", sealed.sealed(b"beyond a hole", sealed.own_key()))
    assert transfers.progress(carol, begun.id).offset == 40


@pytest.mark.django_db(transaction=True)
def test_a_store_that_is_away_says_come_back_and_fails_no_withdrawal(
    place: Bucket, carol: Viewer, settings: Any
) -> None:
    ref = uploads.receive(carol, io.BytesIO(TABLE), name="trades.csv")
    row = Upload.objects.get(public_id=ref.id)
    settings.FILES_URL = f"s3://{NAME}/chat?endpoint=http://127.0.0.1:9"
    storage.store.cache_clear()
    with pytest.raises(Busy):
        uploads.receive(carol, io.BytesIO(TABLE), name="again.csv")
    with pytest.raises(OSError, match="takes nothing"):
        storage.prove_writable()
    uploads.withdraw([ref.id])
    assert [name for name in names(place) if row.stored_as in name]


@pytest.mark.django_db(transaction=True)
def test_the_sweep_takes_what_no_row_needs_one_letter_at_a_time(
    place: Bucket, carol: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    ref = uploads.receive(carol, io.BytesIO(TABLE), name="trades.csv")
    kept = Upload.objects.get(public_id=ref.id).stored_as
    stray = ids.public_id()
    place.put(f"files/{stray}.full", b"nobody knows me")
    unfinished = transfers.begin(carol, name="a.txt", size=10).id
    Transfer.objects.all().delete()
    later = clock.now() + timedelta(hours=25)
    Upload.objects.update(created_at=later)
    for turn in range(len(ids.ALPHABET)):
        at = later + timedelta(seconds=turn * bucket.SWEEP_EVERY_S)
        monkeypatch.setattr(clock, "now", lambda at=at: at)
        sweep.run(later)
    left = names(place)
    assert any(kept in name for name in left)
    assert not [name for name in left if stray in name or unfinished in name]


def test_R20_what_a_backup_holds_comes_here_only_when_it_is_taken_in(
    place: Bucket, tmp_path: Path, settings: Any
) -> None:
    """Looking at a backup (`--verify`) touches nothing that is in use."""
    settings.MEDIA_ROOT = tmp_path
    before, stored_as = names(place), ids.public_id()
    holdings.unpack(f"{stored_as}.full", iter([b"one ", b"file"]))
    assert names(place) == before
    holdings.take_in(tmp_path, home=tmp_path / "nowhere")
    with storage.opened(stored_as, variant=Variant.FULL) as file:
        assert file.read() == b"one file"
    assert holdings.place().startswith("s3://")


@pytest.mark.django_db(transaction=True)
def test_pieces_lie_there_sealed_and_begin_again_where_their_key_is_gone(
    place: Bucket, carol: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = transfers.begin(carol, name="trades.csv", size=len(TABLE))
    transfers.append(carol, begun.id, offset=0, data=TABLE[:9_000])
    lying = io.BytesIO()
    place.fetch(f"partial/{begun.id}/{0:012}", lying)
    assert b"BTC" not in lying.getvalue()
    monkeypatch.setattr(sealed, "_own_key", bytes(32))
    with pytest.raises(BeginAgain):
        transfers.progress(carol, begun.id)
    assert not [name for name in names(place) if begun.id in name]
