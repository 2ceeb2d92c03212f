"""The one door to what a customer is known by, whole. Whoever asks has written down before that they do."""

from kefu.people import fields, keys
from kefu.people.models import Address, Customer

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
