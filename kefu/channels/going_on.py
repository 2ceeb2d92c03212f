"""Chats that go on by mail: which mailbox what was not read leaves by, and how customers call it off. Run by the worker."""

from datetime import datetime

from django.conf import settings

from kefu.channels import accounts, registry
from kefu.channels.contract import AccountRecord
from kefu.conversations import away, proof_mails, rules
from kefu.conversations.away import Stretch
from kefu.kit import crypto
from kefu.kit.errors import NotFound
from kefu.people import contact

AT_ONCE = 100
PURPOSE = "channels.going_on"
MAX_TICKET_CHARS = 400


def work(now: datetime) -> int:
    """Look at what waits for customers who may have left; how many chats were looked at. Safe beside itself."""
    rows = away.due(now, limit=AT_ONCE)
    for row in rows:
        stretch = away.looked_at(row, now=now)
        if stretch is not None:
            _go_on(stretch, now)
    return len(rows)


def answer_proofs(now: datetime) -> int:
    """Look at what is asked of message codes by mail; how many were."""
    account = account_of(None)
    rows = proof_mails.waiting(limit=AT_ONCE)
    for row in rows:
        proof_mails.answer(
            row, channel=account.channel if account else "", account=account.id if account else 0, now=now
        )
    return len(rows)


def account_of(team: int | None) -> AccountRecord | None:
    """The mailbox of a team (row), else the one that is no team's, else the first there is; none that is closed."""
    found = [each for channel in _channels() for each in accounts.accounts_for(channel) if each.is_open]
    found.sort(key=lambda each: (each.team != team if team else True, each.team is not None, each.id))
    return found[0] if found else None


def is_reached(customer: int) -> bool:
    """Whether the chats of this customer (row) can go on when they leave: to an address that somebody else than they themselves
    says is theirs alone. To any other, strangers could have us write.
    """
    return away.is_on() and contact.is_proved(customer, kind=_KIND) and account_of(None) is not None


def stop_url(customer: int) -> str:
    """The page where whoever got a mail says that they want no more of them."""
    return f"{settings.BASE_URL}/verify/chat-mails/{crypto.seal(PURPOSE, str(customer))}"


def customer_of(ticket: str) -> int:
    """Whose page that is. NotFound for what we never made."""
    try:
        return int(crypto.unseal(PURPOSE, ticket[:MAX_TICKET_CHARS]))
    except ValueError as error:
        raise NotFound from error


_KIND = "email"


def _channels() -> list[str]:
    """Those that reach the address a mail goes to."""
    known = registry.channels()
    return [key for key, kind in rules.REACHES.items() if kind == _KIND and key in known]


def _go_on(stretch: Stretch, now: datetime) -> None:
    account = account_of(stretch.team)
    is_theirs = contact.is_proved(stretch.customer, kind=_KIND)
    if account is None or not is_theirs or not away.is_wanted(stretch.customer):
        away.rest(stretch)
        return
    away.bring(stretch, channel=account.channel, account=account.id, now=now)
