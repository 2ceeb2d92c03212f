"""What is typed about an account, held against what the exchange has signed."""

import pytest

from kefu.kit import clock
from kefu.people import claims, keys, sessions
from kefu.people.access import Viewer
from kefu.people.claims import Claim
from kefu.people.identity import Identity
from kefu.people.models import Address, Proof

pytestmark = pytest.mark.django_db


@pytest.fixture
def proved(db: None) -> Viewer:
    signed = Identity(
        uid="NW-4821",
        jti="claims-of-carol",
        expires_at=clock.now(),
        email="Carol@Example.test",
        phone="+86 138 0013 8000",
    )
    return sessions.start_customer_session(signed, locale="en").viewer


@pytest.mark.parametrize(
    ("claim", "unlike"),
    [
        (Claim(), []),
        (Claim(uid="nw-4821", email=" carol@example.TEST ", phone="13800138000"), []),
        (Claim(uid="NW-4822"), ["uid"]),
        (Claim(email="carol@example.org", phone="8000"), ["email", "phone"]),
    ],
    ids=str,
)
def test_another_account_is_noticed_however_it_is_written(proved: Viewer, claim: Claim, unlike: list[str]) -> None:
    assert claims.unlike_proved(proved.id, claim) == unlike


def test_what_was_never_proved_is_not_compared(proved: Viewer) -> None:
    Address.objects.filter(customer_id=proved.id).update(proof=Proof.NONE)
    assert claims.unlike_proved(proved.id, Claim(uid="anything")) == []


def test_of_whoever_was_forgotten_nothing_is_compared(proved: Viewer) -> None:
    keys.destroy(proved.id)
    assert claims.unlike_proved(proved.id, Claim(uid="anything")) == []
