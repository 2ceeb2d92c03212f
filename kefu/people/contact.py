"""The one door to what a customer is known by, whole. Whoever asks has written down before that they do."""

from collections.abc import Collection

from kefu.people import fields, keys
from kefu.people.models import Address, Customer, Proof

FIELDS = ("uid", "email", "phone", "name")


def value(customer: int, field: str) -> str:
    """A field of FIELDS, opened; empty if the customer (row) has none, or their key was destroyed. ValueError for any other."""
    if field not in FIELDS:
        raise ValueError(field)
    if field == "name":
        sealed = Customer.objects.filter(pk=customer).values_list("sealed_name", flat=True).first()
        return fields.name(keys.ring([customer]), customer, sealed)
    sealed = Address.objects.filter(customer=customer, kind=field).values_list("sealed", flat=True).first()
    return fields.address(keys.ring([customer]), customer, field, sealed)


def is_proved(customer: int, *, kind: str) -> bool:
    """Whether anybody but themselves said that this address is theirs."""
    return Address.objects.filter(customer=customer, kind=kind).exclude(proof=Proof.NONE).exists()


def is_signed(customer: int, *, kind: str) -> bool:
    """Whether the exchange said that this address is theirs: no stranger can make up such a one."""
    return Address.objects.filter(customer=customer, kind=kind, proof=Proof.SIGNED).exists()


def digest_of(address: str, *, kind: str) -> str:
    """What an address is found by, whoever's it is."""
    return fields.digest_of(kind, address)


def proved_with(digest: str, *, kind: str) -> list[tuple[int, bytes]]:
    """Customers (rows) of whom somebody else than themselves said that this address is theirs, with the address as it lies in
    its row; the newest few."""
    found = Address.objects.filter(kind=kind, digest=digest, customer__data_key__destroyed_at=None)
    rows = found.exclude(proof=Proof.NONE).order_by("-pk").values_list("customer_id", "sealed")[:5]
    return [(customer, bytes(sealed)) for customer, sealed in rows if sealed]


def sealed_addresses(customers: Collection[int], *, kind: str) -> dict[int, tuple[bytes, str]]:
    """Customer (row) -> their address of this kind as it lies in its row, and its digest: to be written elsewhere unopened."""
    found = Address.objects.filter(customer__in=customers, kind=kind)
    rows = found.values_list("customer_id", "sealed", "digest")
    return {row: (bytes(sealed), digest) for row, sealed, digest in rows if sealed}
