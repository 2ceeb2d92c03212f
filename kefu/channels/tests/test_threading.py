"""Where a mail goes, by what is known of its sender and what it names: each row of the table."""

from itertools import product

import pytest

from kefu.channels.threading import Claim, How, Lane, Place, Sender, place_of

HERS, THEIRS = Claim(1, How.TOKEN, is_theirs=True), Claim(2, How.TOKEN, is_theirs=False)
OLDER = Claim(3, How.RECEIVED, is_theirs=True)


@pytest.mark.parametrize(
    ("sender", "claims", "place"),
    [
        (Sender(is_proved=True), (), Place(Lane.ANEW)),
        (Sender(is_proved=True), (HERS,), Place(Lane.GOES_ON, 1)),
        (Sender(is_proved=True), (HERS, OLDER), Place(Lane.GOES_ON, 1)),
        (Sender(is_proved=True), (THEIRS, OLDER), Place(Lane.GOES_ON, 3)),
        (Sender(is_proved=True), (THEIRS,), Place(Lane.ASIDE, 2)),
        (Sender(is_proved=False), (HERS,), Place(Lane.ASIDE, 1)),
        (Sender(is_proved=False), (), Place(Lane.ANEW)),
        (Sender(is_proved=True, is_staffs=True), (HERS,), Place(Lane.ASIDE, 1)),
        (Sender(is_proved=True, is_ours=True), (HERS,), Place(Lane.ECHO)),
        (Sender(is_proved=False, is_ours=True), (HERS,), Place(Lane.ASIDE, 1)),
        (Sender(is_proved=True, is_machine=True), (HERS,), Place(Lane.OVERHEARD, 1)),
        (Sender(is_proved=True, is_machine=True), (), Place(Lane.ANEW)),
    ],
)
def test_each_mail_has_its_place(sender: Sender, claims: tuple[Claim, ...], place: Place) -> None:
    assert place_of(sender, claims) == place


def test_nobody_goes_on_unproved_or_where_it_is_not_theirs() -> None:
    for flags in product((True, False), repeat=4):
        sender = Sender(*flags)
        for claims in ((), (THEIRS,), (HERS,), (THEIRS, HERS)):
            place = place_of(sender, claims)
            if place.lane in {Lane.GOES_ON, Lane.OVERHEARD}:
                assert sender.is_proved
                assert not sender.is_staffs
                assert place.conversation == HERS.conversation
                assert HERS in claims
