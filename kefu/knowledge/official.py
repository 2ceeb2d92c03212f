"""Official answers: one of us writes, another lets it out, and everybody may read it and check its signature.

Personal data is masked before anything is stored, and the guard holds what is written as it holds a reply. Whoever sees
that one is wrong takes it back alone and at once; its place says so for good.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kefu.exchange import outward
from kefu.kit import clock
from kefu.kit.errors import Conflict, Invalid, NotAllowed, NotFound
from kefu.kit.text import clean_line
from kefu.knowledge.models import OfficialAnswer
from kefu.people.access import Viewer, require
from kefu.people.capabilities import Capability
from kefu.trust import badges, guard, journal, refusal, second, shield, signing

FORMAT, FORMAT_WITHDRAWN = "kefu-official-answer-1", "kefu-official-answer-withdrawn-1"
MAX_QUESTION_CHARS, MAX_ANSWER_CHARS, MAX_REASON_CHARS = 200, 4_000, 200
MOST_WAITING, MOST_SHOWN, MOST_PAST = 100, 200, 30
MASK = "•••"
State = OfficialAnswer.State
_PERSONAL = re.compile(
    r"\[removed: [A-Za-z ]{4,24}\]"
    r"|[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,5}"
    r"|(?<![A-Za-z0-9])(?:0x[0-9a-fA-F]{16,64}|(?=[A-Za-z]*[0-9])[A-Za-z0-9]{24,128})(?![A-Za-z0-9])"
    r"|(?<![0-9A-Za-z.,])(?!20[0-9]{2}[-/.][0-9]{1,2}[-/.][0-9]{1,2}(?![0-9-]))"
    r"\+?[0-9](?:[ ()-]{0,2}[0-9]){6,24}(?![0-9]|[.,][0-9])"
)
_STANDS_ALONE = r"(?<![^\s<(\"'“「（])"  # within another link it is a part of that
_ADDRESS = r"/verify/answers/([0-9a-z]{26})(?![0-9a-z])"


@dataclass(frozen=True, slots=True)
class Answer:
    """`by`, `decided_by` and `withdrawn_by` are names, for staff. `file` is the signed one; empty while it waits."""

    public_id: str
    state: str
    locale: str
    question: str
    answer: str
    is_pinned: bool
    badge: str
    by: str
    by_id: int
    proposed_at: datetime
    decided_by: str
    decided_at: datetime | None
    withdrawn_by: str
    withdrawn_at: datetime | None
    reason: str
    file: str


def propose(viewer: Viewer, *, question: str, answer: str, locale: str, is_pinned: bool = False) -> Answer:
    """Stored masked. Guarded for what nobody of ours may write; Invalid for what is empty or too long."""
    require(viewer, Capability.MANAGE_CHANNELS)
    asked, said = masked(clean_line(question, max_chars=MAX_QUESTION_CHARS)), masked(answer.strip())
    _check(asked, said, locale)
    card = badges.card_of(viewer.id)
    with transaction.atomic():
        if OfficialAnswer.objects.filter(state=State.WAITING).count() >= MOST_WAITING:
            raise Conflict(_("Too many answers are waiting. Decide on some first."))
        row = OfficialAnswer.objects.create(
            locale=locale,
            question=asked[:MAX_QUESTION_CHARS],
            answer=said,
            is_pinned=is_pinned,
            badge=card.badge if card else "",
            proposed_by_id=viewer.id,
        )
        _write(viewer, "answer_proposed", row)
    return _told(_row(row.public_id))


def publish(viewer: Viewer, public_id: str) -> None:
    """Signed, for everybody. NotAllowed for whoever wrote it; held against the guard once more."""
    with transaction.atomic():
        row = _locked(viewer, public_id, State.WAITING)
        if row.proposed_by_id == viewer.id:
            raise NotAllowed(_("Somebody else lets out what you wrote."))
        second.require_other(viewer, row.proposed_by_id, at=row.proposed_at)
        _check(row.question, row.answer, row.locale)
        _decided(row, viewer, State.PUBLISHED, "")
        row.signed = _signed(
            row,
            FORMAT,
            {
                "answer": row.answer,
                "badge": row.badge,
                "locale": row.locale,
                "published_at": _moment(row.decided_at),
                "question": row.question,
            },
        )
        row.save()
        _write(viewer, "answer_published", row)


def refuse(viewer: Viewer, public_id: str, *, reason: str) -> None:
    """Nobody outside ever sees it. Whoever wrote it may take it back so."""
    with transaction.atomic():
        row = _locked(viewer, public_id, State.WAITING)
        said = clean_line(reason, max_chars=MAX_REASON_CHARS)
        if not said and row.proposed_by_id != viewer.id:
            raise Invalid(_("Say why it is refused."))
        _decided(row, viewer, State.REFUSED, said)
        row.save()
        _write(viewer, "answer_refused", row)


def withdraw(viewer: Viewer, public_id: str, *, reason: str) -> None:
    """At once, by one alone: what is wrong must not wait. Its place stays and says since when."""
    said = clean_line(reason, max_chars=MAX_REASON_CHARS)
    with transaction.atomic():
        row = _locked(viewer, public_id, State.PUBLISHED)
        if not said:
            raise Invalid(_("Say why it is taken back."))
        row.state, row.reason = State.WITHDRAWN, said
        row.withdrawn_by_id, row.withdrawn_at = viewer.id, clock.now()
        times = {"published_at": _moment(row.decided_at), "withdrawn_at": _moment(row.withdrawn_at)}
        row.signed = _signed(row, FORMAT_WITHDRAWN, times)
        row.save()
        _write(viewer, "answer_withdrawn", row)


def for_staff(viewer: Viewer) -> Mapping[str, Sequence[Answer]]:
    """By state, the newest first."""
    require(viewer, Capability.MANAGE_CHANNELS)
    rows = OfficialAnswer.objects.select_related("proposed_by", "decided_by", "withdrawn_by").order_by("-id")
    past = rows.filter(state__in=[State.REFUSED, State.WITHDRAWN])[:MOST_PAST]
    return {
        "waiting": [_told(row) for row in rows.filter(state=State.WAITING)[:MOST_WAITING]],
        "published": [_told(row) for row in rows.filter(state=State.PUBLISHED)[:MOST_SHOWN]],
        "past": [_told(row) for row in past],
    }


def published(locale: str) -> Sequence[Answer]:
    """For everybody, pinned ones first, then the newest: those in this language, or all where there is none in it."""
    rows = OfficialAnswer.objects.filter(state=State.PUBLISHED).order_by("-is_pinned", "-decided_at", "-id")
    of_locale = [_to_everybody(row) for row in rows.filter(locale=locale)[:MOST_SHOWN]]
    return of_locale or [_to_everybody(row) for row in rows[:MOST_SHOWN]]


def shown(public_id: str) -> Answer:
    """For everybody: one that is let out, or was and then holds no words. NotFound for all others."""
    row = OfficialAnswer.objects.filter(public_id=public_id, state__in=[State.PUBLISHED, State.WITHDRAWN]).first()
    if row is None:
        raise NotFound
    return _to_everybody(row)


def named_in(text: str) -> Answer | None:
    """The answer that an address of this installation in the text leads to. Another host's is none of ours, whatever it shows."""
    found = re.search(_STANDS_ALONE + re.escape(settings.BASE_URL.rstrip("/")) + _ADDRESS, text)
    try:
        return shown(found.group(1)) if found else None
    except NotFound:
        return None


def is_address_of(answer: Answer, text: str) -> bool:
    """Whether the text is our own address of this answer, and not only holds it."""
    return text.startswith(f"{settings.BASE_URL.rstrip('/')}/verify/answers/{answer.public_id}")


def is_genuine(told: Mapping[str, object], *, key: str) -> bool:
    """Whether a file was signed with the key, which must be known from elsewhere than the file itself."""
    rest = {name: value for name, value in told.items() if name != "signature"}
    signature = told.get("signature")
    return isinstance(signature, str) and signing.is_signed(signing.canonical(rest), signature, key)


def masked(text: str) -> str:
    """Without secrets, mail addresses, telephones, account numbers, TxIDs and addresses."""
    return _PERSONAL.sub(MASK, shield.cut(text).text)


def _check(question: str, answer: str, locale: str) -> None:
    if not question or not answer:
        raise Invalid(_("An official answer needs a question and an answer."))
    if len(answer) > MAX_ANSWER_CHARS:
        raise Invalid(_("An official answer has at most %(chars)d characters.") % {"chars": MAX_ANSWER_CHARS})
    if locale not in {code for code, _name in settings.LANGUAGES}:
        raise Invalid(_("This language is none of ours."))
    refused = guard.check(f"{question}\n{answer}", allowed=outward.allowed)
    if refused is not None:
        raise refusal.of(refused)


def _decided(row: OfficialAnswer, viewer: Viewer, state: OfficialAnswer.State, reason: str) -> None:
    row.state, row.reason, row.decided_by_id, row.decided_at = state, reason, viewer.id, clock.now()


def _signed(row: OfficialAnswer, form: str, told: Mapping[str, object]) -> str:
    whole = {
        "format": form,
        "id": row.public_id,
        "issuer": settings.BASE_URL,
        "key": signing.public_key(),
        "name": settings.BRAND_NAME,
        **told,
    }
    signed = {**whole, "signature": signing.sign(signing.canonical(whole))}
    return json.dumps(signed, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _locked(viewer: Viewer, public_id: str, state: OfficialAnswer.State) -> OfficialAnswer:
    require(viewer, Capability.MANAGE_CHANNELS)
    row = OfficialAnswer.objects.select_for_update().filter(public_id=public_id).first()
    if row is None:
        raise NotFound
    if row.state != state:
        raise Conflict(_("Somebody has decided on this already."))
    return row


def _row(public_id: str) -> OfficialAnswer:
    found = OfficialAnswer.objects.select_related("proposed_by", "decided_by", "withdrawn_by")
    return found.get(public_id=public_id)


def _write(viewer: Viewer, action: str, row: OfficialAnswer) -> None:
    journal.write([journal.Act(clock.now(), "agent", viewer.id, action, "official_answer", row.pk)])


def _moment(at: datetime | None) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ") if at else ""


def _to_everybody(row: OfficialAnswer) -> Answer:
    told = replace(_told(row), by="", by_id=0, decided_by="", withdrawn_by="", reason="")
    return replace(told, question="", answer="") if row.state == State.WITHDRAWN else told


def _told(row: OfficialAnswer) -> Answer:
    return Answer(
        public_id=row.public_id,
        state=row.state,
        locale=row.locale,
        question=row.question,
        answer=row.answer,
        is_pinned=row.is_pinned,
        badge=row.badge,
        by=row.proposed_by.name if row.proposed_by else "",
        by_id=row.proposed_by_id or 0,
        proposed_at=row.proposed_at,
        decided_by=row.decided_by.name if row.decided_by else "",
        decided_at=row.decided_at,
        withdrawn_by=row.withdrawn_by.name if row.withdrawn_by else "",
        withdrawn_at=row.withdrawn_at,
        reason=row.reason,
        file=row.signed,
    )
