"""What was typed to somebody who is erased goes, with the files that were to be sent."""

import io

import pytest

from kefu.conversations.records import ConversationRecord
from kefu.files import uploads
from kefu.files.models import Upload
from kefu.people import inventory
from kefu.people.access import Viewer
from kefu.people.inventory import Scope
from kefu.web.desk import drafts
from kefu.web.desk.drafts import Kept

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_file_in_a_draft_to_somebody_goes_with_it(alice: Viewer, chat: ConversationRecord) -> None:
    file = uploads.receive(alice, io.BytesIO(b"Carol Chen lives in Chengdu\n"), name="carol.txt")
    drafts.save(alice, chat, Kept("message", "soon", [file.id], "k" * 26, 0))
    scope = Scope((chat.id,), (chat.public_id,))
    for holding in inventory.holdings():
        holding.erase(scope)
    assert not Upload.objects.exists()
