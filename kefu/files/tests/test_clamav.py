"""The real ClamAV daemon, with one signature of our own: the way from an upload to its verdict."""

import gzip
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kefu.files import clamd, uploads
from kefu.files.errors import Infected
from kefu.files.kinds import Condition
from kefu.files.models import Upload
from kefu.files.tests import clamd_fake, samples
from kefu.people.access import Viewer

pytestmark = [pytest.mark.clamav, pytest.mark.django_db]

INFECTED = {
    "text": ("a.txt", samples.EICAR),
    "zip": ("a.zip", samples.zipped("a.txt", data=samples.EICAR)),
    "zip in a zip": ("a.zip", samples.zipped("b.zip", data=samples.zipped("a.txt", data=samples.EICAR))),
    "gzip": ("a.gz", gzip.compress(samples.EICAR)),
    "behind a PDF's end": ("a.pdf", samples.PDF + samples.EICAR),
}


@pytest.fixture(scope="module")
def scanner(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if not clamd_fake.REAL:
        pytest.fail(clamd_fake.LACKING)
    with clamd_fake.real(tmp_path_factory.mktemp("clamd")) as address:
        yield address


@pytest.mark.parametrize("kind", sorted(INFECTED))
def test_P26_clamav_finds_the_test_virus_in_whatever_it_hides(
    carol: Viewer, scanner: str, settings: Any, kind: str
) -> None:
    settings.CLAMD = scanner
    name, data = INFECTED[kind]
    with pytest.raises(Infected):
        uploads.receive(carol, io.BytesIO(data), name=name)
    assert Upload.objects.get().finding.startswith("Kefu.Test.EICAR")


@pytest.mark.parametrize("kind", sorted(samples.HONEST))
def test_clamav_lets_honest_files_through(carol: Viewer, scanner: str, settings: Any, kind: str) -> None:
    settings.CLAMD = scanner
    name, data, _media_type = samples.HONEST[kind]
    ref = uploads.receive(carol, io.BytesIO(data), name=name)
    assert uploads.seen(carol, [ref.id])[ref.id].condition is Condition.READY


def test_twenty_megabytes_are_scanned_whole(scanner: str) -> None:
    data = io.BytesIO(b"x" * (20 * 1024 * 1024 - len(samples.EICAR)) + samples.EICAR)
    assert clamd.finding(data, address=scanner).startswith("Kefu.Test.EICAR")


def test_more_than_the_daemon_takes_is_no_verdict(scanner: str) -> None:
    with pytest.raises(clamd.ScannerDown):
        clamd.finding(io.BytesIO(b"x" * (31 * 1024 * 1024)), address=scanner)


def test_a_daemon_that_is_not_there_is_down(tmp_path: Path) -> None:
    with pytest.raises(clamd.ScannerDown):
        clamd.finding(io.BytesIO(b"x"), address=f"unix:{tmp_path}/none")
