"""How much strangers may make us keep: counted by who brings it, by the domain they write from, by their address without its +.

What is over a bound waits or is parked, never lost: whoever comes by SMTP is told to come again, and an operator sees the count.
"""

from kefu.channels import tallies
from kefu.channels.contract import Arrival, NotReadable
from kefu.channels.tallies import Counting, What
from kefu.channels.threading import Sender
from kefu.conversations.data_notes import MailNote
from kefu.kit import metrics
from kefu.kit.errors import TooMany
from kefu.kit.suffixes import registered

MOST_PROVED, MOST_UNPROVED = 3_000, 120  # conversations that a domain, or whoever brings them, opens within an hour
MOST_TAGGED = 5  # by one address, whatever stands behind its +
MOST_BY_MACHINES = 5  # of one domain
MOST_AUTOMATIC = 10  # mails that nobody wrote, to one domain within an hour
ALARM_AT = 20  # wrong tokens of one domain, by one server, or in all
LOOP = "loop"

_alarms = metrics.counter("kefu_mail_alarms", "Guesses at tokens, and machines that answer each other.", ("what",))
for _what in (What.GUESSED, What.BY_MACHINE):
    _alarms.labels(_what.value)


def domain_of(address: str) -> str:
    """What somebody registered of the domain of an address."""
    return registered(address.rpartition("@")[2].casefold())


def opens(arrival: Arrival, sender: Sender, *, peer: str, counting: Counting) -> list[MailNote]:
    """A mail is about to open a conversation: what our people have to be told. TooMany where it has to wait; NotReadable where
    machines would open one after the other, which a person has to see to."""
    domain, notes = domain_of(arrival.sender), []
    if sender.is_machine:
        if tallies.within(What.BY_MACHINE, domain) >= MOST_BY_MACHINES:
            raise NotReadable(LOOP)
        if tallies.add(What.BY_MACHINE, domain) >= MOST_BY_MACHINES and _alarm(What.BY_MACHINE, domain):
            notes.append(MailNote.LOOP)
    most = MOST_PROVED if sender.is_proved else MOST_UNPROVED
    counted = {_called(domain, sender): most, _called(peer, sender): most, _untagged(arrival.sender): MOST_TAGGED}
    counted.pop("", None)
    opened = counting.all_within(What.OPENED, counted)
    if any(opened[who] >= bound for who, bound in counted.items()):
        raise TooMany
    counting.add_all(What.OPENED, counted)
    return notes


def guessed(arrival: Arrival, *, peer: str) -> None:
    """Count tokens in it that are none."""
    if arrival.wrong_tokens:
        tallies.add_all(What.GUESSED, _guessers(arrival, peer), by=arrival.wrong_tokens)


def guess_alarm(arrival: Arrival, *, peer: str) -> list[MailNote]:
    """What our people have to be told, once within the hour, of so many guesses."""
    if not arrival.wrong_tokens:
        return []
    found = tallies.all_within(What.GUESSED, _guessers(arrival, peer))
    many = [who for who, count in found.items() if count >= ALARM_AT]
    is_new = [_alarm(What.GUESSED, who) for who in many]
    return [MailNote.GUESSES] if any(is_new) else []


def may_go_by_itself(to: str) -> bool:
    """Whether one more mail that nobody wrote may go to this domain; it is counted."""
    domain = domain_of(to)
    if tallies.within(What.AUTOMATIC, domain) >= MOST_AUTOMATIC:
        return False
    tallies.add(What.AUTOMATIC, domain)
    return True


def _guessers(arrival: Arrival, peer: str) -> tuple[str, ...]:
    """The empty one: all of them."""
    return tuple(dict.fromkeys((domain_of(arrival.sender) if arrival.sender else "", peer, "")))


def _alarm(what: What, who: str) -> bool:
    is_new = tallies.told_once(what, who)
    if is_new:
        _alarms.labels(what.value).inc()
    return is_new


def _called(who: str, sender: Sender) -> str:
    """Who forges a domain does not use up what is left for those who prove that they write from it."""
    return f"{who} {'proved' if sender.is_proved else 'unproved'}" if who else ""


def _untagged(address: str) -> str:
    """Empty where nothing stands behind a +: then their own conversations are counted."""
    local, _, domain = address.casefold().rpartition("@")
    return f"{local.partition('+')[0]}@{domain}" if "+" in local else ""
