"""What is taken and what is not: by content; names only ever speak against a file."""

import io
import time
import tracemalloc

import pytest

from kefu.files import uploads
from kefu.files.errors import ArchiveUnsafe
from kefu.files.kinds import Condition, FileRef
from kefu.files.models import Upload
from kefu.files.tests import samples
from kefu.kit.errors import KefuError
from kefu.people.access import Viewer

pytestmark = pytest.mark.django_db


def received(viewer: Viewer, data: bytes, *, name: str) -> FileRef:
    return uploads.receive(viewer, io.BytesIO(data), name=name)


@pytest.mark.parametrize("kind", sorted(samples.HONEST))
def test_a_file_is_what_its_bytes_say_and_keeps_its_name(carol: Viewer, kind: str) -> None:
    name, data, media_type = samples.HONEST[kind]
    ref = received(carol, data, name=name)
    assert (ref.media_type, ref.bytes, ref.width) == (media_type, len(data), 0)
    assert ref.name.lower().startswith(name.lower().removesuffix(".3gp"))
    assert uploads.seen(carol, [ref.id])[ref.id].condition is Condition.UNSCANNED


@pytest.mark.parametrize("kind", sorted(samples.REFUSED))
def test_SEC_F03_F09_what_runs_hides_or_explodes_is_refused_with_a_sentence(carol: Viewer, kind: str) -> None:
    name, data, code = samples.REFUSED[kind]
    began = time.perf_counter()
    with pytest.raises(KefuError) as refusal:
        received(carol, data, name=name)
    assert (refusal.value.code, refusal.value.status) == (code, 400)
    assert len(str(refusal.value.message).split(". ")) == 2  # what is wrong; what to do
    assert time.perf_counter() - began < 2
    assert not Upload.objects.exists()


@pytest.mark.parametrize(
    ("data", "name", "told"),
    [
        (samples.PDF, "photo.png", "photo.png.pdf"),
        (samples.PDF, "gpj.\u202eexe.pdf", "gpj.exe.pdf"),
        (b"words", "../../x.conf", "x.conf.txt"),
        (b"words", "", "file.txt"),
        (samples.zipped("a.txt"), "holiday.jpg", "holiday.jpg.zip"),
    ],
)
def test_SEC_F02_a_name_ends_in_what_the_file_is(carol: Viewer, data: bytes, name: str, told: str) -> None:
    assert received(carol, data, name=name).name == told


def test_SEC_F09_the_list_of_an_archive_is_read_within_bounds(carol: Viewer) -> None:
    tracemalloc.start()
    try:
        received(carol, samples.zip_of_many(9_999), name="a.zip")
        with pytest.raises(ArchiveUnsafe):
            received(carol, samples.zip_of_many(65_535), name="a.zip")
        assert tracemalloc.get_traced_memory()[1] < 16_000_000
    finally:
        tracemalloc.stop()


def test_an_archive_in_an_archive_is_marked(carol: Viewer) -> None:
    for inner, is_marked in (("more.zip", True), ("a.txt", False)):
        ref = received(carol, samples.zipped(inner), name="a.zip")
        assert uploads.seen(carol, [ref.id])[ref.id].holds_archives is is_marked
