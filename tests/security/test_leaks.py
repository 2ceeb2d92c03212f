"""SEC-M03: a copy of a paper that turned up names the colleague who opened it, to whoever runs the machine."""

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from PIL import Image

from kefu.conversations.records import ConversationRecord
from kefu.safeguards.models import PaperView
from kefu.trust.models import JournalEntry
from tests.security.vault_house import (
    Hands,
    Sender,
    a_colleague,
    arrived,
    carol_sends,
    case,
    fetched,
    hands,
    link_on,
    opens,
    photo,
)

__all__ = ["carol_sends", "case", "hands"]
pytestmark = pytest.mark.django_db
pytest.importorskip("numpy")


def test_SEC_M03_the_command_names_who_opened_the_paper_of_a_copy_and_the_journal_keeps_that_it_was_asked(
    case: ConversationRecord,
    alice_client: Client,
    carol_sends: Sender,
    hands: Hands,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    first, second = (arrived(alice_client, case, carol_sends) for _ in range(2))
    for paper in (second, first):
        opens(alice_client, paper)
    shown = b"".join(fetched(link_on(alice_client, first)))
    copy = tmp_path / "leaked.jpg"
    with Image.open(io.BytesIO(shown)) as picture:
        picture.resize((picture.width * 3 // 4, picture.height * 3 // 4)).save(copy, "JPEG", quality=70)
    call_command("watermark", str(copy))
    told = capsys.readouterr().out
    view = PaperView.objects.get(paper__public_id=first)
    assert "Alice (badge" in told
    assert f"{view.at:%Y-%m-%d %H:%M:%S} UTC" in told
    assert (first in told, second in told) == (True, False)
    plain = tmp_path / "plain.jpg"
    plain.write_bytes(photo())
    for wrong in (plain, tmp_path / "nothing.jpg", Path(__file__)):
        with pytest.raises(CommandError):
            call_command("watermark", str(wrong))
    rows = JournalEntry.objects.filter(action="watermark_read").order_by("id")
    assert [row.detail.split()[0] for row in rows] == [f"agent:{view.agent_id}", "nothing"]
    other, _agent = a_colleague("Ben")
    assert other.get("/desk/watermark").status_code == 404, "the desk has no such page"
