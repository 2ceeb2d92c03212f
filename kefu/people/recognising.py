"""Whose an e-mail address is. What a mail claims is never identity: an unproved sender is somebody of their own."""

from collections.abc import Collection

from django.db import transaction

from kefu.kit import clock, db
from kefu.kit.text import clean_line
from kefu.people import fields, keys, names, sessions
from kefu.people.access import Viewer, ViewerKind
from kefu.people.models import Address, Agent, Customer, Proof

_LOCK = 2_062
NAME_CHARS = 80
MOST_SAME = 1_000  # of one address
_EMAIL = Address.Kind.EMAIL


def recognise(address: str, *, is_proved: bool, locale: str, name: str = "") -> int:
    """The customer (row) who writes from this address, made where there is none yet: by the name that a proved mailbox gives
    itself, by none where anybody could have written it.

    Proved by its domain, it is the one customer of whom the exchange signed it, else the one known by mail. Not proved, it
    is whoever else only said so: nobody's of whom anything is known.
    """
    digest = fields.digest_of(_EMAIL, address)
    proof = Proof.MAILBOX if is_proved else Proof.NONE
    known = _known(digest, proof)  # most write again: nobody else waits for that
    if known is not None:
        return known
    with db.on_disk_later(), transaction.atomic():  # what is made of it is committed after it
        db.lock_names(_LOCK, [int(digest[:12], 16)])
        return _known(digest, proof) or _made(address, digest, proof, locale, name)


def theirs(customers: Collection[int], address: str) -> set[int]:
    """Of these customers (rows), those who are known by this address, however it was proved."""
    digest = fields.digest_of(_EMAIL, address)
    rows = Address.objects.filter(customer__in=customers, kind=_EMAIL, digest=digest) if customers else ()
    return {row.customer_id for row in rows}


def is_staffs(address: str) -> bool:
    """Whether one of our own people, let in or not any more, has this address."""
    return Agent.objects.filter(email__iexact=address.strip()).exists()


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


def _known(digest: str, proof: Proof) -> int | None:
    """Two accounts of one address: it says of neither that it is meant."""
    rows = Address.objects.filter(kind=_EMAIL, digest=digest, customer__data_key__destroyed_at=None).order_by("pk")
    found = list(rows.filter(proof__in={proof, Proof.SIGNED}).values_list("proof", "customer_id")[:MOST_SAME])
    signed = [customer for said, customer in found if said == Proof.SIGNED]
    if proof is Proof.MAILBOX and len(signed) == 1:
        return int(signed[0])
    return next((customer for said, customer in found if said == proof), None)


def _made(address: str, digest: str, proof: Proof, locale: str, name: str) -> int:
    customer = Customer.objects.create(locale=sessions.known_locale(locale))
    ring = keys.ring([customer.pk], or_make=True)
    said = clean_line(name, max_chars=NAME_CHARS) if proof is Proof.MAILBOX else ""
    if said:
        customer.sealed_name = fields.sealed_name(ring, customer.pk, said)
        customer.save(update_fields=["sealed_name"])
        names.keep(customer.pk, said)
    Address.objects.create(
        customer=customer,
        kind=_EMAIL,
        sealed=fields.sealed_address(ring, customer.pk, _EMAIL, address),
        digest=digest,
        proof=proof,
        proved_at=clock.now() if proof is Proof.MAILBOX else None,
    )
    return customer.pk
