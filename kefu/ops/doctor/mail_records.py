"""Whether the world can tell our mail from forgeries of it: the records of each open mailbox's domain."""

from collections.abc import Iterator

from kefu.channels import accounts, mailboxes
from kefu.channels.contract import AccountRecord
from kefu.channels.email import composing
from kefu.kit.dns import Names, NoAnswer
from kefu.ops.doctor.finding import Word, critical, ok, warn

WITHIN_S = 10.0  # for all questions about one mailbox
MOST = 20  # mailboxes that are looked at
OPEN_SPF = (b"+all", b"?all")
FORGED = "DMARC: _dmarc."  # how the sentence about a domain without a policy begins


def mail_auth() -> Word:
    """SPF, DKIM and DMARC, and that its server answers; MTA-STS where a policy is announced."""
    open_ones = [each for each in accounts.accounts_for(mailboxes.CHANNEL) if each.is_open][:MOST]
    if not open_ones:
        return ok("No mailbox of ours is open.")
    faults = [f"{each.address}: {fault}" for each in open_ones for fault in faults_of(each)]
    if not faults:
        return ok(f"Mail of {len(open_ones)} mailboxes can be told from forgeries.")
    word = critical if any(FORGED in each and "no policy" in each for each in faults) else warn
    more = f" And {len(faults) - 1} more." if len(faults) > 1 else ""
    return word(f"{faults[0]}{more}", "Publish what `kefu mailbox check` says is lacking (docs/email.md).")


def faults_of(account: AccountRecord) -> Iterator[str]:
    """What `kefu mailbox check` finds, and what only matters from outside."""
    names = Names(within_s=WITHIN_S)
    told = list(mailboxes.faults_of(account, names=names))
    yield from told
    if not any(each.startswith("SPF") for each in told):
        yield from _of_spf(composing.domain_of(account.address), names)
    yield from _of_mta_sts(composing.domain_of(account.address), names)


def _of_spf(domain: str, names: Names) -> Iterator[str]:
    try:
        records = [each for each in names.texts(domain) if each.lower().startswith(b"v=spf1")]
    except NoAnswer:
        yield "SPF: the name servers did not answer; run this again."
        return
    if len(records) != 1:
        yield f'SPF: {domain} must have one text record that begins with "v=spf1"; it has {len(records)}.'
    elif any(word in OPEN_SPF for word in records[0].lower().split()) or records[0].lower().split()[-1:] == [b"all"]:
        yield f"SPF: the record of {domain} lets anybody send in its name; end it with -all or ~all."


def _of_mta_sts(domain: str, names: Names) -> Iterator[str]:
    """Announced is half of it: a record without an id makes senders keep an older policy."""
    try:
        records = [each for each in names.texts(f"_mta-sts.{domain}") if each.startswith(b"v=STSv1")]
    except NoAnswer:
        return
    if len(records) > 1 or (records and b"id=" not in records[0]):
        yield f"MTA-STS: _mta-sts.{domain} must be one text record with an id."
