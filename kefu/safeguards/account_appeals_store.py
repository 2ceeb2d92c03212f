"""Appeals against decisions about accounts: made and argued by customers, decided on by two of ours. Each step holds the row and
stands in the journal. Telling of it is `account_appeals_work`.
"""

import hashlib
from collections.abc import Callable, Sequence
from datetime import timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from kefu.conversations import compartments, definitions, log, queries, second_readers, words_papers
from kefu.conversations.data import MessageData, SortedData
from kefu.conversations.kinds import Audience, Author, AuthorKind, Kind, Priority
from kefu.conversations.records import Draft, Known, NewConversation, Refused
from kefu.files.kinds import FileRef
from kefu.files.vault_kinds import PaperKind
from kefu.kit import clock, ids, wake
from kefu.kit.errors import Conflict, Invalid, NotAllowed, NotFound
from kefu.kit.languages import screen_of
from kefu.kit.text import clean_body, clean_line
from kefu.people import directory
from kefu.people.access import Viewer, require
from kefu.people.capabilities import Capability
from kefu.safeguards import account_appeals, account_appeals_rows, account_appeals_subjects, second, sight
from kefu.safeguards.account_appeals import Appeal, Item, Outcome, Refusal, Reviewer, Step
from kefu.safeguards.account_appeals_rows import Card, OwnersCard
from kefu.safeguards.account_appeals_subjects import Decision
from kefu.safeguards.errors import refused_appeal
from kefu.safeguards.models import AccountAppeal
from kefu.trust import journal, shield

TOPIC = "account-appeals"
CATEGORY, NAMES = "appeal", {"en": "Account appeal", "zh-hans": "账户申诉", "zh-CN": "账户申诉"}
US = Author(AuthorKind.WATCHER, name="account-appeals")
ORIGIN = "livechat"
MAX_WORDS_CHARS, MAX_REASON_CHARS, MAX_ITEM_CHARS, MOST_SHOWN = 4_000, 3_000, 200, 200


def appealable(viewer: Viewer) -> list[Decision]:
    """What this customer may appeal against and has not yet. Asks the exchange."""
    _require_customer(viewer)
    known = set(AccountAppeal.objects.filter(customer_id=viewer.id).values_list("decision", flat=True))
    return [each for each in account_appeals_subjects.of_customer(viewer.id) if each.key not in known]


def own(viewer: Viewer) -> list[OwnersCard]:
    _require_customer(viewer)
    rows = AccountAppeal.objects.filter(customer_id=viewer.id).order_by("-id")[:MOST_SHOWN]
    return [account_appeals_rows.owners_card(row) for row in rows]


def appeal(viewer: Viewer, decision: str, *, words: str, files: Sequence[FileRef] = ()) -> str:
    """A case of its own, with the customer's words as the first; its public id. One for each decision."""
    _require_customer(viewer)
    found = next((each for each in account_appeals_subjects.of_customer(viewer.id) if each.key == decision), None)
    if found is None:
        raise NotFound
    said = clean_body(words)[:MAX_WORDS_CHARS]
    if not said:
        raise Invalid(_("Say why the decision should be looked at again."))
    if AccountAppeal.objects.filter(customer_id=viewer.id, decision=found.key).exists():
        raise _once()
    _be_known()
    chat, public_id = _opened(viewer, found, said, files)
    bring, decide = timedelta(days=settings.APPEAL_EVIDENCE_DAYS), timedelta(days=settings.APPEAL_DECISION_DAYS)
    begun = account_appeals.begun(parts=found.parts, bring_within=bring, decide_within=decide, now=clock.now())
    row = AccountAppeal(
        conversation_id=chat,
        conversation_public_id=public_id,
        customer_id=viewer.id,
        subject=found.subject,
        decision=found.key,
        detail=found.detail,
        first_decided_at=found.decided_at,
        parts=sorted(found.parts),
        state=begun.state,
        made_at=begun.made_at,
        bring_within_s=int(bring.total_seconds()),
        decide_within_s=int(decide.total_seconds()),
    )
    account_appeals_rows.fill(row, begun)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            journaled(row, "account_appealed", customer=True)
    except IntegrityError as error:
        raise _once() from error
    return row.public_id


def give(
    viewer: Viewer,
    public_id: str,
    number: int,
    *,
    words: str,
    key: str,
    files: Sequence[FileRef] = (),
    lacks: bool = False,
) -> None:
    """Bring what was asked for as item `number` (0: something else), as a message of the case; or say that there is none."""
    row = _own_row(viewer, public_id)
    appeal = account_appeals_rows.read(row)
    if row.state not in account_appeals.OPEN or not 0 <= number <= len(appeal.items):
        raise refused_appeal(
            account_appeals.Why.ENDED if row.state not in account_appeals.OPEN else account_appeals.Why.NO_ITEM
        )
    item = appeal.items[number - 1] if number else None
    if item is not None and item.is_identity and not lacks:
        raise NotAllowed(
            _("Identity papers are never sent in the chat. Use the safe way that the page of your appeal shows.")
        )
    said = clean_body(words)[:MAX_WORDS_CHARS]
    if not said and not files:
        raise Invalid(_("Write something or choose a file."))
    body = "\n".join(filter(None, (item.what if item else "", said)))
    author, data = Author(AuthorKind.CUSTOMER, viewer.id), MessageData(files=tuple(files))
    outcome = log.append(
        [Draft(row.conversation_id, Kind.MESSAGE, author, data, body=body, key=f"appeal.{public_id}.{key}")]
    )[0]
    log.stored(outcome)
    if isinstance(outcome, Known) and item is not None and item.given_at is not None:
        return  # a second click
    _step(
        public_id,
        lambda appeal: account_appeals.give(appeal, number, now=clock.now(), is_lacking=lacks),
        Step.GIVEN,
        customer=True,
    )


def enough(viewer: Viewer, public_id: str) -> None:
    _own_row(viewer, public_id)
    _step(
        public_id, lambda appeal: account_appeals.enough(appeal, now=clock.now()), Step.EVIDENCE_COMPLETE, customer=True
    )


def withdraw(viewer: Viewer, public_id: str) -> None:
    _own_row(viewer, public_id)
    _step(public_id, lambda appeal: account_appeals.withdraw(appeal, now=clock.now()), Step.WITHDRAWN, customer=True)


def listed(viewer: Viewer) -> list[Card]:
    """Those that are open, whichever is due first; then the newest that ended."""
    require(viewer, Capability.DECIDE_ACCOUNT_APPEALS)
    is_open = Q(state__in=[each.value for each in account_appeals.OPEN])
    rows = [
        *AccountAppeal.objects.filter(is_open).order_by("decide_by", "id")[:MOST_SHOWN],
        *AccountAppeal.objects.exclude(is_open).order_by("-ended_at", "-id")[: MOST_SHOWN // 4],
    ]
    kept = compartments.kept(viewer, sight.seen(viewer, rows, of=_place), customer=lambda row: row.customer_id)
    return [account_appeals_rows.card(row, viewer=viewer.id, now=clock.now()) for row in kept]


def appeal_for(viewer: Viewer, public_id: str) -> Card:
    require(viewer, Capability.DECIDE_ACCOUNT_APPEALS)
    row = sight.require(viewer, _row(public_id), of=_place)
    compartments.require(viewer, row.customer_id)
    return account_appeals_rows.card(row, viewer=viewer.id, now=clock.now())


def of_conversation(viewer: Viewer, conversation: int) -> Card | None:
    """The appeal that a conversation (row) is the case of."""
    require(viewer, Capability.DECIDE_ACCOUNT_APPEALS)
    row = AccountAppeal.objects.filter(conversation_id=conversation).first()
    return account_appeals_rows.card(row, viewer=viewer.id, now=clock.now()) if row else None


def ask_evidence(viewer: Viewer, public_id: str, wanted: Sequence[str], *, paper: str = "") -> None:
    """`wanted`: in words; `paper`: the kind of an identity paper, which goes through the vault. The customer's time begins."""
    _require_reviewer(viewer, public_id)
    if paper and paper not in set(PaperKind):
        raise Invalid(_("Choose which paper you need."))
    named = [shield.cut(clean_line(what, max_chars=MAX_ITEM_CHARS)).text[:MAX_ITEM_CHARS] for what in wanted]
    if second_readers.holds_for(queries.conversation_by_row(viewer, _row(public_id).conversation_id)):
        raise NotAllowed(
            _("Here a second person reads what customers are told. Ask for evidence in a reply; they can bring it.")
        )
    now = clock.now()
    items = [Item(what, viewer.id, now) for what in named if what]
    if paper:
        items.append(Item(_paper_name(public_id, paper), viewer.id, now, is_identity=True, paper=paper))
    if not items:
        raise Invalid(_("Say what the customer should bring, one thing on each line."))
    _vet(public_id, viewer, "\n".join(item.what for item in items))

    def change(appeal: Appeal) -> Appeal:
        return account_appeals.ask(appeal, items, by=_reviewer(viewer, appeal), now=now)

    _step(public_id, change, Step.ASKED_EVIDENCE, by=viewer.id, tells=True)


def prepare(viewer: Viewer, public_id: str, *, outcome: str, reason: str) -> None:
    """A decision with its reason, in the customer's language. Nobody is told of it before a second person has confirmed it."""
    _require_reviewer(viewer, public_id)
    if outcome not in set(Outcome):
        raise Invalid(_("Choose what you decide."))
    said = shield.cut(clean_body(reason)).text[:MAX_REASON_CHARS]
    if not said:
        raise Invalid(_("Give the reason, in the customer's language. They read it as it stands."))
    _vet(public_id, viewer, said)

    def change(appeal: Appeal) -> Appeal:
        return account_appeals.prepare(
            appeal, _reviewer(viewer, appeal), Outcome(outcome), reason=said, now=clock.now()
        )

    _step(public_id, change, Step.PREPARED, by=viewer.id, sent_back="")


def confirm(viewer: Viewer, public_id: str) -> None:
    """By a second person. The customer is told at once, or by the worker."""
    _require_reviewer(viewer, public_id)

    def change(appeal: Appeal) -> Appeal:
        return account_appeals.confirm(appeal, _reviewer(viewer, appeal), now=clock.now())

    _step(public_id, change, Step.CONFIRMED, by=viewer.id, tells=True)


def send_back(viewer: Viewer, public_id: str, *, words: str) -> None:
    _require_reviewer(viewer, public_id)
    said = shield.cut(clean_line(words, max_chars=500)).text[:500]
    if not said:
        raise Invalid(_("Say in a few words what should be decided or worded in another way."))

    def change(appeal: Appeal) -> Appeal:
        return account_appeals.send_back(appeal, _reviewer(viewer, appeal))

    _step(public_id, change, Step.SENT_BACK, by=viewer.id, sent_back=said)


def held_row(public_id: str) -> AccountAppeal:
    """Held until the transaction ends. NotFound."""
    rows = AccountAppeal.objects.select_for_update().filter(public_id=public_id)
    row = rows.first() if ids.is_public_id(public_id) else None
    if row is None:
        raise NotFound
    return row


def journaled(row: AccountAppeal, action: str, *, by: int | None = None, customer: bool = False) -> None:
    actor, number = ("agent", by) if by else ("customer", row.customer_id) if customer else ("operator", 0)
    detail = f"{row.public_id} {row.subject} {row.state}"
    journal.write([journal.Act(clock.now(), actor, number, action, "conversation", row.conversation_id, detail)])


def _step(
    public_id: str,
    change: Callable[[Appeal], Appeal],
    step: Step,
    *,
    by: int | None = None,
    customer: bool = False,
    tells: bool = False,
    sent_back: str | None = None,
) -> None:
    """Under the row's lock: the change and its row in the journal, or neither."""
    try:
        with transaction.atomic():
            row = held_row(public_id)
            account_appeals_rows.fill(row, change(account_appeals_rows.read(row)))
            row.sent_back = row.sent_back if sent_back is None else sent_back
            row.is_told = row.is_told and not tells
            row.save()
            journaled(row, f"account_appeal_{step}", by=by, customer=customer)
            transaction.on_commit(lambda: wake.wake(TOPIC, []))
    except Refusal as refusal:
        raise refused_appeal(refusal.why) from refusal


def _reviewer(viewer: Viewer, appeal: Appeal) -> Reviewer:
    others = {*appeal.parts, *([appeal.prepared_by] if appeal.prepared_by else [])} - {viewer.id}
    return Reviewer(viewer.id, any(second.may_have_been(viewer, each, at=appeal.made_at) for each in sorted(others)))


def _require_reviewer(viewer: Viewer, public_id: str) -> None:
    """People at the desk alone: a token skips no step. NotFound outside their compartment."""
    require(viewer, Capability.DECIDE_ACCOUNT_APPEALS)
    second.require_desk(viewer)
    compartments.require(viewer, _row(public_id).customer_id)


def _require_customer(viewer: Viewer) -> None:
    if not viewer.is_customer:
        raise NotAllowed


def _vet(public_id: str, viewer: Viewer, words: str) -> None:
    """What the guard would refuse of us in a chat is no reason either."""
    row, author = _row(public_id), Author(AuthorKind.AGENT, viewer.id)
    found = log.vet([Draft(row.conversation_id, Kind.MESSAGE, author, MessageData(), body=words)])[0]
    if isinstance(found, Refused):
        raise log.error_of(found)


def _paper_name(public_id: str, paper: str) -> str:
    """As its customer reads it."""
    with translation.override(screen_of(directory.customer_card(_row(public_id).customer_id).locale)):
        return words_papers.name(PaperKind(paper))


def _opened(viewer: Viewer, found: Decision, words: str, files: Sequence[FileRef]) -> tuple[int, str]:
    """The case's row and public id. The same decision again is the same case, wherever the first try was cut off."""
    place = NewConversation(viewer.id, origin=ORIGIN, locale=viewer.locale, beyond=queries.newest_row_of(viewer))
    name = hashlib.sha256(f"{viewer.id} {found.key}".encode()).hexdigest()[:32]
    author, data = Author(AuthorKind.CUSTOMER, viewer.id), MessageData(files=tuple(files))
    message = Draft(place, Kind.MESSAGE, author, data, body=words, key=f"appeal.{name}")
    case = SortedData(category=CATEGORY, priority=Priority.HIGH)
    is_case = Draft(place, Kind.SORTED, US, case, audience=Audience.STAFF, key=f"appeal.{name}.sorted")
    entry = log.stored(log.append([message, is_case])[0])
    return entry.conversation, entry.conversation_public_id


def _be_known() -> None:
    """The category is there from the first appeal on; what the house called it since stays."""
    if not definitions.is_known(CATEGORY):
        definitions.put_category(CATEGORY, names=NAMES)


def _once() -> Conflict:
    return Conflict(
        _("You have appealed against this decision already. You see on this page how far it is."), code="once"
    )


def _own_row(viewer: Viewer, public_id: str) -> AccountAppeal:
    _require_customer(viewer)
    row = _row(public_id)
    if row.customer_id != viewer.id:
        raise NotFound
    return row


def _place(row: AccountAppeal) -> int:
    return row.conversation_id


def _row(public_id: str) -> AccountAppeal:
    row = AccountAppeal.objects.filter(public_id=public_id).first() if ids.is_public_id(public_id) else None
    if row is None:
        raise NotFound
    return row
