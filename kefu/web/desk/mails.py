"""What is done by mail beyond the reply box: a new mail, an answer with copies or by another mailbox, a forward."""

from collections.abc import Mapping
from typing import BinaryIO, cast

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from kefu.channels import accounts
from kefu.channels.accounts import OwnAddress
from kefu.conversations import copies, log, mailing, queries
from kefu.conversations.data_mail import Copies
from kefu.conversations.mailing import Letter
from kefu.conversations.records import ConversationRecord, Refused
from kefu.files.forms import received
from kefu.kit import clock
from kefu.kit.errors import Conflict, Invalid, KefuError
from kefu.kit.ids import public_id as new_key
from kefu.people import contact, directory, fields, limits, recognising
from kefu.people.access import Rate, Viewer, Who, policy, require
from kefu.people.capabilities import Capability
from kefu.trust import journal
from kefu.web.desk import forms, replies, shown
from kefu.web.desk.answers import Said, head_with
from kefu.web.desk.asked import author_of, is_htmx, viewer_of
from kefu.web.desk.asking import ask, ask_again

NEW, ANSWER, FORWARD = "desk/parts/mail_new.html", "desk/parts/mail_answer.html", "desk/parts/mail_forward.html"


@policy(
    Who.STAFF,
    needs=Capability.WRITE_FIRST,
    objects="customers one reads of; whoever has a typed address",
    rate=Rate.WRITE,
)
@never_cache
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A new mail: to the customer of the conversation `about`, or to an address that is typed."""
    viewer = viewer_of(request)
    about = (request.POST if request.method == "POST" else request.GET).get("about", "")
    record = queries.conversation_for(viewer, about) if about else None
    context = {
        "about": record,
        "who": shown.name_of_customer(record) if record else "",
        "mailboxes": mailboxes_for(viewer),
        "key": _key(request),
        "typed": request.POST,
    }
    if request.method == "GET":
        return ask(request, NEW, context)
    try:
        return redirect("desk:conversation", _begun(request, record))
    except KefuError as error:
        return ask_again(request, NEW, context, error)


def _begun(request: HttpRequest, record: ConversationRecord | None) -> str:
    """The public id of what was opened."""
    viewer = viewer_of(request)
    mailbox, letter, subject = _mailbox(request), _letter(request), request.POST.get("subject", "").strip()
    if not subject:
        raise Invalid(_("A new mail needs a subject."), code="empty")
    address = copies.read_one(request.POST.get("to", "")) if record is None else ""
    limits.take_mail_begun(viewer.id)
    customer = record.customer if record else _known_by(viewer, address, mailbox)
    if not contact.sealed_addresses({customer}, kind=mailing.CHANNEL):
        raise Conflict(_("No e-mail address of this customer is known."))
    others = directory.customers_at(address, limit=5) if address else []
    if any(mailing.is_read_first(viewer, customer=each) for each in {customer, *others}):
        raise Conflict(_("A second person reads what is said to this customer. Answer in the conversation that waits."))
    outcome = mailing.begin(
        letter,
        customer=customer,
        account=mailbox.id,
        subject=subject,
        locale=record.locale if record else mailbox.language,
        author=author_of(request),
        claims=Capability.ASSIGN in viewer.capabilities,
    )
    return log.stored(outcome).conversation_public_id


def _known_by(viewer: Viewer, address: str, mailbox: OwnAddress) -> int:
    """Somebody known by this address alone: that one of ours typed it proves nothing of whose account it is."""
    if accounts.ours(mailing.CHANNEL, [address]):
        raise Invalid(_("This is an address of our own."))
    with transaction.atomic():
        customer = recognising.recognise(address, is_proved=False, locale=mailbox.language)
        detail = fields.digest_of(mailing.CHANNEL, address)
        journal.write([journal.Act(clock.now(), "agent", viewer.id, "mail_begun", "customer", customer, detail)])
    return customer


@policy(Who.STAFF, needs=Capability.REPLY, objects="every conversation", rate=Rate.WRITE)
@never_cache
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, public_id: str) -> HttpResponse:
    """A reply with Cc and Bcc, or by another of our mailboxes."""
    viewer = viewer_of(request)
    record = queries.conversation_for(viewer, public_id)
    context = {**_of(request, record), "seen": record.last_seq}
    if request.method == "GET":
        return ask(request, ANSWER, context)
    try:
        _answer(request, record)
    except KefuError as error:
        return ask_again(request, ANSWER, context, error)
    return head_with(request, public_id, Said(text=_("The answer is on its way.")))


def _answer(request: HttpRequest, record: ConversationRecord) -> None:
    viewer = viewer_of(request)
    wanted = Copies(cc=copies.read(request.POST.get("cc", "")), bcc=copies.read(request.POST.get("bcc", "")))
    if wanted != Copies():
        require(viewer, Capability.COPY_OUTSIDE)
    _require_by_mail(record)
    replies.require_box(viewer, record, takes_from="")
    outcome = mailing.answer(
        record.id,
        _letter(request),
        author=author_of(request),
        copies=wanted,
        by_account=_mailbox(request).id,
        seen=forms.number(request, "seen"),
        claims=Capability.ASSIGN in viewer.capabilities,
    )
    if outcome == Refused("needs_second"):
        raise Conflict(
            _("A second person reads replies here first. Send it from the reply box, to the customer alone.")
        )
    log.stored(outcome)


@policy(Who.STAFF, needs=Capability.COPY_OUTSIDE, objects="every conversation", rate=Rate.WRITE)
@never_cache
@require_http_methods(["GET", "POST"])
def forward(request: HttpRequest, public_id: str) -> HttpResponse:
    """Chosen messages, quoted, to somebody outside; attachments as links that expire."""
    viewer = viewer_of(request)
    record = queries.conversation_for(viewer, public_id)
    offered = mailing.forwardable(viewer, record)
    chosen = frozenset(request.POST.getlist("entry"))
    lines = [(entry, shown.preview(entry), str(entry.id) in chosen) for entry in offered]
    context = {**_of(request, record), "entries": lines}
    if request.method == "GET":
        return ask(request, FORWARD, context)
    try:
        to = copies.read(request.POST.get("to", ""))
        _require_by_mail(record)
        limits.take_mail_begun(viewer.id)
        wanted = [entry for entry in offered if str(entry.id) in chosen]
        by, letter = _mailbox(request).id, _letter(request)
        outcome = mailing.forward(record.id, letter, entries=wanted, to=to, author=author_of(request), account=by)
        if outcome == Refused("needs_second"):
            raise Conflict(_("A second person reads what is said here. Nothing is forwarded from it."))
        log.stored(outcome)
    except KefuError as error:
        return ask_again(request, FORWARD, context, error)
    return head_with(request, public_id, Said(text=_("Forwarded.")))


def mailboxes_for(viewer: Viewer) -> list[OwnAddress]:
    is_lead = Capability.MANAGE_TEAMS in viewer.capabilities
    return accounts.addresses_for(mailing.CHANNEL, agent=viewer.id, is_lead=is_lead)


def _of(request: HttpRequest, record: ConversationRecord) -> Mapping[str, object]:
    viewer, road = viewer_of(request), mailing.leaves(record)
    chosen = request.POST.get("from", "") or (str(road.account) if road else "")
    return {
        "conversation": record,
        "is_by_mail": road is not None,
        "mailboxes": mailboxes_for(viewer),
        "chosen": int(chosen) if chosen.isdecimal() and len(chosen) < 19 else 0,
        "domains": copies.domains(),
        "picks_for": record.public_id if is_htmx(request) else "",  # macros are chosen by scripts
        "may_copy": Capability.COPY_OUTSIDE in viewer.capabilities and bool(copies.domains()),
        "key": _key(request),
        "typed": request.POST,
    }


def _require_by_mail(record: ConversationRecord) -> None:
    if mailing.leaves(record) is None:
        raise Conflict(_("The customer does not read this conversation by mail."))


def _mailbox(request: HttpRequest) -> OwnAddress:
    """One that its writer may use, whatever the form says."""
    wanted = request.POST.get("from", "")
    found = next((each for each in mailboxes_for(viewer_of(request)) if str(each.id) == wanted), None)
    if found is None:
        raise Invalid(_("Choose the mailbox that it leaves by."))
    return found


def _letter(request: HttpRequest) -> Letter:
    key = _key(request)
    files = cast("list[BinaryIO]", request.FILES.getlist("files"))
    return Letter(request.POST.get("body", ""), key, received(viewer_of(request), files, key=key) if files else ())


def _key(request: HttpRequest) -> str:
    key = request.POST.get("key", "")
    return key if forms.KEY.match(key) else new_key()
