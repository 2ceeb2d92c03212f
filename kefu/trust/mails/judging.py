"""The verdict on one mail. "Ours" is said where our signature holds over all that is shown, and of nothing else. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from kefu.kit import mailparse, mailwords
from kefu.kit.mailparse import Cut, Mail
from kefu.kit.mailwords import Mailbox
from kefu.trust.lookalike import pasted
from kefu.trust.lookalike.compare import compare
from kefu.trust.lookalike.kinds import Outcome, Verdict
from kefu.trust.lookalike.prepared import Known
from kefu.trust.mails.kinds import Ask, Held, MailOutcome, MailVerdict, NotAMail, Seal, Sent, Why
from kefu.trust.mails.seals import seals, vouched

MOST_INSIDE, MOST_SHOWN = 3, 5
_SHOWN_ONCE = ("from", "subject", "date", "to", "reply-to", "sender", "content-type", "content-transfer-encoding")
_MUST_COVER = (
    "from",
    "subject",
    "to",
    "date",
    "reply-to",
    "sender",
)  # what programs show of who says what, to whom, when
_OF_MAILS = {"from", "to", "subject", "date", "message-id", "received", "return-path"}
_BAD = {Outcome.FRAUD: MailOutcome.FRAUD, Outcome.LOOKALIKE: MailOutcome.LOOKALIKE}
_WHY_NOT = {
    Held.UNANSWERED: Why.UNANSWERED,
    Held.NO_KEY: Why.NO_KEY,
    Held.EXPIRED: Why.EXPIRED,
    Held.FAIL: Why.BROKEN,
    Held.UNREADABLE: Why.BROKEN,
}


@dataclass(frozen=True, slots=True)
class Against:
    """What mails are held against. `trusted`: forwarders whose word on what they saw counts. `sent`: what was
    written down as sent; without it a seal is enough."""

    known: Known
    ask: Ask
    trusted: frozenset[str] = frozenset()
    sent: Sent | None = None


def judge(raw: bytes, against: Against) -> MailVerdict:
    """NotAMail for bytes that are none."""
    raw = mailparse.bare(raw)
    mail = mailparse.parse(raw)
    if not _OF_MAILS & {name for name, _value in mail.fields}:
        raise NotAMail
    inside = tuple(_inside(mail, against))
    return _judged(raw, mail, against, inside)


def _inside(mail: Mail, against: Against) -> Sequence[MailVerdict]:
    """Mails forwarded as files, each by itself; those within these are not looked at."""
    found = []
    for raw in map(mailparse.bare, mail.mails[:MOST_INSIDE]):
        inner = mailparse.parse(raw)
        if _OF_MAILS & {name for name, _value in inner.fields}:
            found.append(_judged(raw, inner, against, ()))
    return found


def _judged(raw: bytes, mail: Mail, against: Against, inside: tuple[MailVerdict, ...]) -> MailVerdict:
    sender = _sender(mail)
    subject = mail.first("subject")
    if sender is not None and compare(sender.address, against.known).outcome is Outcome.OURS:
        every = _seals(raw, mail, sender, against)
        held = tuple(dict.fromkeys(each.domain for each in every if each.held is Held.PASS))
        why = _proof(raw, mail, sender, every, against)
        is_ours = why in {Why.SEALED, Why.VOUCHED}
        if is_ours and against.sent and against.sent(sender.address, mail.first("message-id")) is False:
            why, is_ours = Why.UNSENT, False
        outcome = MailOutcome.OURS if is_ours else MailOutcome.UNPROVED
        return MailVerdict(outcome, (why,), sender, subject, held, inside=inside)
    bad = [each for each in pasted.judged(_said(mail, sender), against.known) if each.outcome in _BAD]
    whys = (*([Why.SENDERS] if sender is None else []), *([Why.NAMED] if bad else []))
    return MailVerdict(_worst(bad), whys, sender, subject, found=tuple(bad[:MOST_SHOWN]), inside=inside)


def _seals(raw: bytes, mail: Mail, sender: Mailbox, against: Against) -> Sequence[Seal]:
    if Cut.HEAD in mail.cuts:
        return ()
    return seals(raw, mail.fields, ask=against.ask, of=lambda domain: _is_aligned(domain, sender.host, against.known))


def _proof(raw: bytes, mail: Mail, sender: Mailbox, every: Sequence[Seal], against: Against) -> Why:
    """What proves that this mail of ours is ours, or why nothing does: the nearest reason first."""
    if any(len(mail.every(name)) > 1 for name in _SHOWN_ONCE):
        return Why.TWICE
    sound = [each for each in every if each.held is Held.PASS]
    if any(_covers_all(each, mail) for each in sound):
        return Why.SEALED
    seen = vouched(raw, mail.fields, ask=against.ask, trusted=against.trusted)
    if any(_is_aligned(each, sender.host, against.known) for each in seen):
        return Why.VOUCHED
    if sound:
        return Why.PARTIAL
    if every:
        return next(why for held, why in _WHY_NOT.items() if any(each.held is held for each in every))
    return Why.OTHERS_SEAL if mail.every("dkim-signature") else Why.NO_SEAL


def _covers_all(seal: Seal, mail: Mail) -> bool:
    return not seal.is_partial and all(name in seal.covers for name in _MUST_COVER if mail.every(name))


def _is_aligned(domain: str, host: str, known: Known) -> bool:
    """The sender's own, or one above it that is ours as well: a signature of a host of somebody else proves nothing."""
    if domain == host:
        return True
    return host.endswith(f".{domain}") and compare(domain, known).outcome is Outcome.OURS


def _sender(mail: Mail) -> Mailbox | None:
    """The one who says they wrote it, where that reads in one way only."""
    written = [value for name, value in mail.fields if name == "from"]
    found = mailwords.mailboxes(mailwords.decoded(written[0], "")) if len(written) == 1 else None
    return found[0] if found is not None and len(found) == 1 else None


def _said(mail: Mail, sender: Mailbox | None) -> str:
    """Who it says it is, and what it says, a line each."""
    names = [sender.name, sender.address] if sender else mail.every("from")
    return "\n".join([*names, *mail.every("reply-to"), mail.first("subject"), mail.text])[: pasted.MAX_TEXT_CHARS]


def _worst(bad: Sequence[Verdict]) -> MailOutcome:
    return _BAD[bad[0].outcome] if bad else MailOutcome.UNKNOWN
