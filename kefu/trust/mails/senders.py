"""Is a mail from whom it says? SPF, DKIM and ARC held against the sender people see (DMARC, RFC 7489), asked for by ourselves.

What a mail brings along about itself (`Authentication-Results`) is never read. Of alignment this house keeps to one rule: a
domain proves another one where both belong to the same registered domain, by the list of public suffixes.
"""

from collections.abc import Callable
from dataclasses import dataclass

from kefu.kit import mailparse, mailwords
from kefu.kit.dns import NoAnswer
from kefu.kit.mailparse import Cut, Mail
from kefu.kit.mailwords import Mailbox
from kefu.kit.suffixes import registered
from kefu.trust.mails import spf
from kefu.trust.mails.kinds import NOWHERE, Checked, Envelope, Held, Records, Seal, SenderVerdict
from kefu.trust.mails.seals import seals, vouched

MOST_RECEIVERS = 50
_RECEIVERS = frozenset({"to", "cc"})
_OF_HELD = {
    Held.PASS: Checked.PASS,
    Held.UNANSWERED: Checked.UNANSWERED,
    Held.UNREADABLE: Checked.BROKEN,
}


@dataclass(frozen=True, slots=True)
class _Rule:
    """What the sender's domain publishes: `said` is NONE where it does not, PASS where it does."""

    said: Checked
    is_strict_seal: bool = False
    is_strict_server: bool = False


def judge_sender(
    raw: bytes, *, records: Records, envelope: Envelope = NOWHERE, trusted: frozenset[str] = frozenset()
) -> SenderVerdict:
    """`trusted`: forwarders whose seal counts. Takes what the bytes cost, and what `records` waits for name servers."""
    raw = mailparse.bare(raw)
    mail = mailparse.parse(raw)
    sender = sole_sender(mail)
    if sender is None or Cut.HEAD in mail.cuts:
        return SenderVerdict(None)
    rule = _rule(sender.host, records)
    dkim, covered = _dkim(raw, mail, sender, rule, records)
    by_server = _spf(envelope, sender, rule, records)
    arc = Checked.NONE
    if dkim is not Checked.PASS and trusted:
        arc = _arc(raw, mail, sender, records, trusted)
        covered = _RECEIVERS
    addressed = None if by_server is Checked.PASS else _addressed(mail, covered)
    return SenderVerdict(sender, by_server, dkim, _dmarc(rule, dkim, by_server), arc, addressed)


def sole_sender(mail: Mail) -> Mailbox | None:
    """Who says they wrote it, where that reads in one way only: one field From, one address in it."""
    written = [value for name, value in mail.fields if name == "from"]
    found = mailwords.mailboxes(mailwords.decoded(written[0], "")) if len(written) == 1 else None
    return found[0] if found is not None and len(found) == 1 else None


def _is_aligned(domain: str, host: str, *, is_strict: bool) -> bool:
    return domain == host or (not is_strict and registered(domain) == registered(host))


def _dkim(raw: bytes, mail: Mail, sender: Mailbox, rule: _Rule, records: Records) -> tuple[Checked, frozenset[str]]:
    """And the names of the fields that seals which hold cover."""
    aligned = _aligned_with(sender.host, is_strict=rule.is_strict_seal)
    found = seals(raw, mail.fields, ask=records.txt, of=aligned)
    said = [_of(each) for each in found]
    covered = [seal.covers for seal, checked in zip(found, said, strict=True) if checked is Checked.PASS]
    best = next((each for each in (Checked.PASS, Checked.UNANSWERED, *said) if each in said), Checked.NONE)
    return best, frozenset().union(*covered)


def _addressed(mail: Mail, covered: frozenset[str]) -> frozenset[str]:
    """Whoever holds a sealed mail may bring it anywhere, and write fields above those that the seal covers."""
    found: list[Mailbox] = []
    for name in _RECEIVERS & covered:
        written = [value for field, value in mail.fields if field == name]
        if len(written) == 1:
            found += mailwords.mailboxes(mailwords.decoded(written[0], "")) or ()
    return frozenset(each.address.casefold() for each in found[:MOST_RECEIVERS])


def _of(seal: Seal) -> Checked:
    """A seal that leaves the mail's end open says nothing of what stands there."""
    is_whole = not seal.is_partial and "from" in seal.covers
    return _OF_HELD.get(seal.held, Checked.FAIL) if is_whole or seal.held is not Held.PASS else Checked.FAIL


def _aligned_with(host: str, *, is_strict: bool) -> Callable[[str], bool]:
    return lambda domain: bool(domain) and _is_aligned(domain, host, is_strict=is_strict)


def _spf(envelope: Envelope, sender: Mailbox, rule: _Rule, records: Records) -> Checked:
    if not envelope.peer:
        return Checked.NONE
    said, domain = spf.checked(envelope, records=records)
    if said is Checked.PASS and not _is_aligned(domain, sender.host, is_strict=rule.is_strict_server):
        return Checked.NONE  # the server may send, for somebody else
    return said


def _arc(raw: bytes, mail: Mail, sender: Mailbox, records: Records, trusted: frozenset[str]) -> Checked:
    seen = vouched(raw, mail.fields, ask=records.txt, trusted=trusted)
    aligned = _aligned_with(sender.host, is_strict=False)
    return Checked.PASS if any(map(aligned, seen)) else Checked.NONE


def _dmarc(rule: _Rule, dkim: Checked, by_server: Checked) -> Checked:
    if rule.said is not Checked.PASS:
        return rule.said
    if Checked.PASS in {dkim, by_server}:
        return Checked.PASS
    return Checked.UNANSWERED if Checked.UNANSWERED in {dkim, by_server} else Checked.FAIL


def _rule(host: str, records: Records) -> _Rule:
    """The domain's own, else that of the registered domain above it."""
    for domain in dict.fromkeys((host, registered(host))):
        try:
            told = [each for each in records.texts(f"_dmarc.{domain}") if _tags(each).get("v") == "DMARC1"]
        except NoAnswer:
            return _Rule(Checked.UNANSWERED)
        if len(told) == 1:
            tags = _tags(told[0])
            return _Rule(Checked.PASS, tags.get("adkim") == "s", tags.get("aspf") == "s")
    return _Rule(Checked.NONE)


def _tags(record: bytes) -> dict[str, str]:
    pairs = (each.partition("=") for each in record.decode("ascii", "replace").split(";"))
    return {name.strip().lower(): value.strip() for name, _sign, value in pairs}
