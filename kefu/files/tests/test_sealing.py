"""What is sealed on its way in, when the way ends early."""

import gc
import io

import pytest

from kefu.files import storage
from kefu.files.errors import FileTooLarge


def begin_and_fail(raw: io.BytesIO) -> None:
    with storage.sealing(raw) as target:
        target.write(b"some words")
        raise FileTooLarge


def test_an_error_on_the_way_leaves_nothing_that_writes_to_the_file_or_closes_it_later() -> None:
    raw = io.BytesIO()
    with pytest.raises(FileTooLarge):
        begin_and_fail(raw)
    written = raw.getvalue()
    gc.collect()
    assert not raw.closed
    assert raw.getvalue() == written
    assert b"some words" not in written
