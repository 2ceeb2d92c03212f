"""A file in a message turns out to be an identity paper: one of ours says so, and it goes to the vault for good."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from kefu.conversations import queries
from kefu.conversations.records import ConversationRecord, EntryRecord
from kefu.people.access import Rate, Who, policy
from kefu.people.capabilities import Capability
from kefu.safeguards import vault_moves
from kefu.web.desk import forms, words_papers
from kefu.web.desk.actions import done
from kefu.web.desk.answers import Said
from kefu.web.desk.asked import is_htmx, viewer_of


@policy(Who.STAFF, needs=Capability.REPLY, objects="files of customers in conversations", rate=Rate.WRITE)
@require_http_methods(["GET", "POST"])
def to_vault(request: HttpRequest, public_id: str) -> HttpResponse:
    """Asks which paper it is first (GET): what is moved cannot come back."""
    viewer = viewer_of(request)
    conversation = queries.conversation_for(viewer, public_id)
    entry = queries.entry_for(viewer, conversation, number=forms.entry_number(request))
    told = request.POST if request.method == "POST" else request.GET
    upload_id = told.get("file", "")
    if request.method == "GET":
        asked = {"conversation": conversation, "entry": entry, "upload_id": upload_id, "kinds": words_papers.kinds()}
        return render(request, "desk/parts/to_vault.html" if is_htmx(request) else "desk/to_vault.html", asked)

    def act(conversation: ConversationRecord) -> EntryRecord:
        vault_moves.begin_by(viewer, conversation, entry, upload_id, kind=told.get("kind", ""))
        return entry

    return done(request, conversation, act, said=Said(text=words_papers.on_its_way()))
