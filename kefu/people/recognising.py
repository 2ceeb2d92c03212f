"""Whose an e-mail address is. What a mail claims is never identity: an unproved sender is somebody of their own."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction

from kefu.kit import clock, db
from kefu.kit.text import clean_line
from kefu.people import fields, keys, names, sessions
from kefu.people.access import Viewer, ViewerKind
from kefu.people.keys import Ring
from kefu.people.models import Address, Agent, Customer, Proof

_LOCK = 2_062
NAME_CHARS = 80
MOST_SAME = 1_000  # of one address
_EMAIL = Address.Kind.EMAIL
_Key = tuple[str, Proof]  # an address by its digest, and how well it is proved


@dataclass(frozen=True, slots=True)
class Writer:
    """Who wrote from an address, as a mail says it. `name`: what they call themselves."""

    address: str
    is_proved: bool
    locale: str
    name: str = ""

    @property
    def proof(self) -> Proof:
        return Proof.MAILBOX if self.is_proved else Proof.NONE


def recognise(address: str, *, is_proved: bool, locale: str, name: str = "") -> int:
    """The customer (row) who writes from this address, made where there is none yet: by the name that a proved mailbox gives
    itself, by none where anybody could have written it.

    Proved by its domain, it is the one customer of whom the exchange signed it, else the one known by mail. Not proved, it
    is whoever else only said so: nobody's of whom anything is known.
    """
    return recognise_all([Writer(address, is_proved, locale, name)])[0]


def recognise_all(writers: Sequence[Writer]) -> list[int]:
    """The same of several, in order and in one transaction."""
    asked = {(fields.digest_of(_EMAIL, each.address), each.proof): each for each in reversed(writers)}
    known = _known(asked)  # most write again: nobody else waits for that
    lacking = {key: each for key, each in asked.items() if key not in known}
    if lacking:
        with db.on_disk_later(), transaction.atomic():  # what is made of it is committed after it
            db.lock_names(_LOCK, [int(digest[:12], 16) for digest, _proof in lacking])
            known |= _known(lacking)
            known |= _made({key: each for key, each in lacking.items() if key not in known})
    return [known[fields.digest_of(_EMAIL, each.address), each.proof] for each in writers]


def theirs(customers: Collection[int], address: str) -> set[int]:
    """Of these customers (rows), those who are known by this address, however it was proved."""
    digest = fields.digest_of(_EMAIL, address)
    rows = Address.objects.filter(customer__in=customers, kind=_EMAIL, digest=digest) if customers else ()
    return {row.customer_id for row in rows}


def staffs(addresses: Collection[str]) -> set[str]:
    """Those of them that one of our own people, let in or not any more, has."""
    own = {each.casefold() for each in Agent.objects.values_list("email", flat=True)}
    return {each for each in addresses if each.strip().casefold() in own}


def is_signed(address: str) -> bool:
    """Whether the exchange signed this address, for one customer alone."""
    rows = Address.objects.filter(kind=_EMAIL, digest=fields.digest_of(_EMAIL, address), proof=Proof.SIGNED)
    return rows.filter(customer__data_key__destroyed_at=None)[:2].count() == 1


def as_sender(customer: int) -> Viewer:
    """A customer (row) as whoever brings in what they sent by mail: without a session."""
    return Viewer(ViewerKind.CUSTOMER, id=customer)


def locale_of(language: str) -> str:
    """The installation's own language nearest to this one."""
    return sessions.known_locale(language)


def _known(asked: Collection[_Key]) -> dict[_Key, int]:
    """Two accounts of one address: it says of neither that it is meant."""
    digests, most = {digest for digest, _proof in asked}, MOST_SAME * len(asked)
    rows = Address.objects.filter(kind=_EMAIL, digest__in=digests, customer__data_key__destroyed_at=None).order_by("pk")
    rows = rows.filter(proof__in={Proof.SIGNED, *(proof for _digest, proof in asked)})
    found = list(rows.values_list("digest", "proof", "customer_id")[:most])
    if len(found) == most and len(asked) > 1:  # one address of thousands hides no other
        return {key: row for each in asked for key, row in _known([each]).items()}
    said: dict[tuple[str, str], list[int]] = {}
    for digest, proof, customer in found:
        said.setdefault((digest, proof), []).append(customer)
    meant = {key: _meant(said.get((key[0], Proof.SIGNED), []), said.get(key, []), proof=key[1]) for key in asked}
    return {key: customer for key, customer in meant.items() if customer is not None}


def _meant(signed: Sequence[int], same: Sequence[int], *, proof: Proof) -> int | None:
    """Of those whose address the exchange signed, and of those known by it as well as this one is: the oldest first."""
    if proof is Proof.MAILBOX and len(signed) == 1:
        return signed[0]
    return same[0] if same else None


def _made(lacking: Mapping[_Key, Writer]) -> dict[_Key, int]:
    if not lacking:
        return {}
    rows = dict(zip(lacking, db.reserve_ids(Customer._meta.db_table, count=len(lacking)), strict=True))
    said = {rows[key]: clean_line(each.name, max_chars=NAME_CHARS) for key, each in lacking.items() if each.is_proved}
    called = {customer: name for customer, name in said.items() if name}
    ring = keys.ring_of_new(rows.values())
    Customer.objects.bulk_create(
        Customer(
            pk=rows[key],
            locale=sessions.known_locale(each.locale),
            sealed_name=fields.sealed_name(ring, rows[key], called.get(rows[key], "")),
        )
        for key, each in lacking.items()
    )
    names.keep_new(called)
    Address.objects.bulk_create(_address(ring, rows[key], key, each) for key, each in lacking.items())
    return rows


def _address(ring: Ring, customer: int, key: _Key, writer: Writer) -> Address:
    digest, proof = key
    return Address(
        customer_id=customer,
        kind=_EMAIL,
        sealed=fields.sealed_address(ring, customer, _EMAIL, writer.address),
        digest=digest,
        proof=proof,
        proved_at=clock.now() if writer.is_proved else None,
    )
