"""Gives the invented customers their names and addresses, sealed as the product seals them. Run inside an installation."""

import random
from collections.abc import Mapping

from django.db import transaction

from bench.served import sayings
from kefu.kit import db
from kefu.people import fields, keys, names
from kefu.people.models import Customer

BATCH = 1_000


def give(*, seed: int = 7) -> None:
    """Who has one keeps it."""
    dice, after = random.Random(seed), 0
    while rows := list(Customer.objects.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        bare = Customer.objects.filter(pk__in=rows, sealed_name=None).order_by("pk").values_list("pk", flat=True)
        people = {row: sayings.a_name(dice, row) for row in bare}
        _some({row: name for row, name in people.items() if name})
        after = rows[-1]


def _some(people: Mapping[int, str]) -> None:
    with transaction.atomic():
        ring = keys.ring(list(people), or_make=True)
        sealed = [(fields.sealed_name(ring, row, name), row) for row, name in people.items()]
        db.run_many("UPDATE people_customer SET sealed_name = %s WHERE id = %s", sealed)
        parts = [(row, part) for row, name in people.items() for part in sorted(names.parts_of(name))]
        db.insert_rows("people_namepart", "customer_id, part", parts)
        known = [
            (row, *told) for row in people for told in (("uid", f"9{row:09}"), ("email", f"customer{row}@example.com"))
        ]
        addresses = [
            (row, kind, fields.sealed_address(ring, row, kind, value), fields.digest_of(kind, value), "", "signed")
            for row, kind, value in known
        ]
        db.insert_rows("people_address", "customer_id, kind, sealed, digest, value, proof", addresses)
