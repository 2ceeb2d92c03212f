"""Over the committed threads: each mail of a client's comes home to its case, or opens one of its own."""

import pytest

from bench.threads import PROMISED, Ours, Theirs, Thread, filled, load
from kefu.channels import arrivals, senders, taking_in
from kefu.channels.arrivals import Brought
from kefu.channels.contract import Channel
from kefu.channels.email import reading
from kefu.channels.models_arrivals import Arrived
from kefu.channels.tests.mails import reply_to, sent_id, support
from kefu.conversations import log
from kefu.conversations.data import MessageData
from kefu.conversations.kinds import Author, AuthorKind, Kind
from kefu.conversations.records import Draft, NewConversation
from kefu.kit import clock
from kefu.kit.mailwords import mailboxes
from kefu.people import sessions
from kefu.people.identity import Identity
from kefu.trust.mails.kinds import Checked, SenderVerdict

PARTS = 4  # side by side
pytestmark = pytest.mark.django_db(transaction=True)


def proved(channel: Channel, brought: Brought, *, is_last_try: bool) -> SenderVerdict:
    """The corpus bears no seals: as if each sender's domain had sealed its mail."""
    del channel, is_last_try
    found = mailboxes(reading.read(brought.raw).sender)
    return SenderVerdict(found[0] if found else None, dkim=Checked.PASS)


def begun(thread: Thread, number: int) -> tuple[int, str]:
    """The case that the thread's first mail of ours is of: its row and its public id."""
    first = thread.steps[0]
    assert isinstance(first, Ours)
    identity = Identity(uid=f"uid-{number}", jti=f"j{number}", expires_at=clock.now(), name="C", email=first.to)
    customer = sessions.start_customer_session(identity, locale="en").viewer.id
    place = NewConversation(customer, "email", "en", account=support().id, beyond=2**62)
    said = Draft(
        place, Kind.MESSAGE, Author(AuthorKind.CUSTOMER, customer), MessageData(), body="hi", key=f"k{number:09}"
    )
    entry = log.stored(log.append([said])[0])
    return entry.conversation, entry.conversation_public_id


def right(thread: Thread, number: int) -> list[tuple[str, bool]]:
    row, public_id = begun(thread, number)
    names: dict[str, str] = {}
    found = []
    for step in thread.steps:
        if isinstance(step, Ours):
            names |= {step.id: sent_id(public_id).strip("<>"), step.address: reply_to(public_id)}
            continue
        arrived = arrivals.accept(support().id, Brought(filled(step.raw, names)))
        assert taking_in.take_in(arrived)
        found.append((step.case, is_right(step, Arrived.objects.get(pk=arrived), row)))
    return found


def is_right(step: Theirs, arrived: Arrived, row: int) -> bool:
    """From another mailbox than the client's own it comes to our people, told which case it names."""
    if step.case == "new":
        return arrived.conversation not in {None, row} and arrived.named is None
    if arrived.outcome == "aside":
        return arrived.named == row and step.sender != ""
    return arrived.conversation == row


@pytest.mark.parametrize("part", range(PARTS))
def test_P2_each_mail_comes_home(part: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(senders, "verdict", proved)
    told: list[tuple[str, bool]] = []
    strangers = 0
    for number, thread in enumerate(list(load())[part::PARTS]):
        found = right(thread, number)
        told += found
        strangers += thread.befalls == "other_address"
        assert thread.befalls == "other_address" or all(each for _case, each in found), (thread.key, found)
    share = 100 * sum(each for _case, each in told) / len(told)
    print(f"threads_right {share:.2f} % of {len(told)} mails")
    assert len(told) > 400 / PARTS
    assert share >= PROMISED
    asides = Arrived.objects.filter(outcome="aside").count()
    assert asides <= strangers
