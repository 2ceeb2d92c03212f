"""A text with a secret in it is not kept, and its sender is told; lists of what we ask for are."""

import io
import time

import pytest

from kefu.files import inspection, uploads
from kefu.files.errors import HoldsSecret
from kefu.files.kinds import MediaType
from kefu.files.models import Upload
from kefu.people.access import Viewer

PHRASE = "legal winner thank year wave sausage worth useful legal winner thank yellow"


def test_SEC_L01_a_text_that_holds_a_secret_is_refused_and_nothing_of_it_stays(carol: Viewer) -> None:
    for name, text in (
        ("notes.txt", f"wallet\n{PHRASE}\n"),
        ("app.log", "x\n" * 150_000 + f"seed={PHRASE}\n"),
        ("keys.csv", "exchange,secret key\nx,secret key: aB3dE5gH7jK9mN2pQ4rS6tU8\n"),
        ("config.json", '{"note": "my password is Hunter22"}'),
    ):
        with pytest.raises(HoldsSecret) as refused:
            uploads.receive(carol, io.BytesIO(text.encode()), name=name)
        assert refused.value.sorts
    for encoding in ("utf-16", "gb18030"):
        with pytest.raises(HoldsSecret):
            uploads.receive(carol, io.BytesIO("我的密码是Hunter22".encode(encoding)), name="a.txt")
    assert not Upload.objects.exists()


def test_lists_of_txids_and_long_tables_are_kept(carol: Viewer) -> None:
    txids = "\n".join(f"{at},{at:064x},0.5,440305199001011234" for at in range(1, 2_000))
    assert len(txids) > inspection.BY_HAND_BYTES
    for name, text in (("deposits.csv", txids), ("one.txt", "5f" * 32), ("help.md", "I forgot my password")):
        assert uploads.receive(carol, io.BytesIO(text.encode()), name=name).name == name


def test_a_name_is_kept_without_secrets(carol: Viewer) -> None:
    kept = uploads.receive(carol, io.BytesIO(b"hi"), name="my password is Hunter22.txt")
    assert "Hunter22" not in kept.name
    assert kept.name.endswith(".txt")


def test_what_is_no_text_is_not_read() -> None:
    inspection.refuse_secrets(io.BytesIO(PHRASE.encode()), media_type=MediaType.PDF)


def test_SEC_I04_a_text_made_to_be_slow_is_read_for_two_seconds_and_no_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    def read(before: int) -> None:
        ticks = iter(range(1_000))  # each look at the clock is a second later
        monkeypatch.setattr(time, "thread_time", lambda: float(next(ticks)))
        inspection.refuse_secrets(io.BytesIO(b"x\n" * (before // 2) + PHRASE.encode()), media_type=MediaType.TEXT)

    with pytest.raises(HoldsSecret):
        read(60_000)
    read(400_000)
