"""What this room holds of a customer: who they are, where they can be reached, and what signs them in."""

from collections.abc import Callable, Iterator, Mapping

from django.db import transaction

from kefu.kit import ids
from kefu.people import contact, fields, keys
from kefu.people.inventory import GONE, Counts, Fate, Scope, Table, nobodys
from kefu.people.models import Address, Customer, CustomerSession, NamePart, Proof

_STAFF = nobodys("our own people")


class People:
    tables: Mapping[str, Table] = {
        "people.Customer": Table(
            Fate.EMPTIED, "a number that conversations hang on, with the language and the day it began; a new public id"
        ),
        "people.NamePart": GONE,
        "people.DataKey": Table(Fate.KEPT, "that the key is destroyed; its bytes are overwritten"),
        "people.KeyRing": nobodys("which key outside the database those of customers are wrapped under"),
        "people.Address": GONE,
        "people.CustomerSession": GONE,
        "people.UsedIdentity": nobodys("hashes of tokens used up, until they would have expired"),
        "people.DeskTicket": _STAFF,
        "people.Team": _STAFF,
        "people.ClosedCategory": _STAFF,
        "people.Agent": _STAFF,
        "people.AgentIdentity": _STAFF,
        "people.Agent_teams": _STAFF,
        "people.AgentSession": _STAFF,
        "people.ApiToken": _STAFF,
        "people.SigninLink": _STAFF,
        "account.EmailAddress": _STAFF,
        "account.EmailConfirmation": _STAFF,
        "mfa.Authenticator": _STAFF,
        "auth.Group": _STAFF,
        "auth.Group_permissions": _STAFF,
        "auth.Permission": _STAFF,
        "contenttypes.ContentType": nobodys("names of tables"),
    }

    def erase(self, scope: Scope) -> Counts:
        """Last of all: everything else is found by this row."""
        if not scope.person:
            return {}
        with transaction.atomic():
            own = {"customer_id": scope.person}
            return {
                "people.NamePart": NamePart.objects.filter(**own).delete()[0],
                "people.Address": Address.objects.filter(**own).delete()[0],
                "people.CustomerSession": CustomerSession.objects.filter(**own).delete()[0],
                "people.Customer": _emptied(scope.person),
            }

    def told(self, scope: Scope) -> Iterator[tuple[str, Mapping[str, object]]]:
        row = Customer.objects.get(pk=scope.person)
        yield (
            "person",
            {
                "id": row.public_id,
                "name": contact.value(row.pk, "name"),
                "language": row.locale,
                "vip_level": row.vip_level,
                "region": row.region,
                "proof": row.proof,
                "proved_at": row.proved_at,
                "since": row.created_at,
            },
        )
        ring = keys.ring([row.pk])
        for address in Address.objects.filter(customer=row).order_by("pk"):
            told = {
                "kind": address.kind,
                "value": fields.address(ring, row.pk, address.kind, address.sealed),
                "proof": address.proof,
                "proved_at": address.proved_at,
            }
            yield "addresses", told
        for session in CustomerSession.objects.filter(customer=row).order_by("pk"):
            yield "sessions", {"began_at": session.created_at, "ends_at": session.ended_at or session.expires_at}


def end_sessions(customer: int) -> int:
    """Nobody is this customer from now on; sockets notice within seconds."""
    return CustomerSession.objects.filter(customer_id=customer).delete()[0]


def rows_of(digests: Mapping[str, object], *, digest: Callable[[str], str]) -> Iterator[tuple[int, str, str]]:
    """Of all customers (row, public id), those whose public id has one of these digests, with it. For a restore."""
    for row, public_id in Customer.objects.order_by("pk").values_list("pk", "public_id").iterator():
        found = digest(public_id)
        if found in digests:
            yield row, public_id, found


def _emptied(customer: int) -> int:
    """Told apart by its proof and its id: one that was emptied has nothing left to lose."""
    row = Customer.objects.select_for_update().get(pk=customer)
    if not (row.sealed_name or row.proved_at or row.region or row.vip_level is not None or row.proof != Proof.NONE):
        return 0
    empty = {
        "sealed_name": None,
        "vip_level": None,
        "region": "",
        "proof": Proof.NONE,
        "proved_at": None,
        "public_id": ids.public_id(),
    }
    return Customer.objects.filter(pk=customer).update(**empty)
