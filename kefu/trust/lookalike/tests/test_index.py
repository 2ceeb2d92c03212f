"""A large registry is asked by look-ups: nothing that a comparison with each name finds is left out, and it stays quick."""

import random
import time
from collections.abc import Callable, Sequence

import pytest

from kefu.trust.lookalike import alike
from kefu.trust.lookalike.kinds import Entry, Outcome, Sort
from kefu.trust.lookalike.pasted import judged
from kefu.trust.lookalike.prepared import prepare

NAMES = ("Northwind", "Orbex", "Kuma", "Zed", "北风交易所", "云海", "Vellorum Exchange", "mn", "Barnwell", "qx7")
Registry = Callable[[random.Random], Sequence[Entry]]
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def test_no_name_is_left_out_that_a_comparison_with_each_would_find() -> None:
    dice = random.Random(7)
    known = prepare(Entry(Sort.HANDLE, name, network="x", name=f"{name} help") for name in NAMES)
    found = 0
    for _ in range(1_200):
        text = _changed(dice.choice(NAMES), dice)
        seen = alike.seen(text)
        offered = known.index.offered(seen, most_near=1_000)
        missed = [
            ours
            for at, (ours, _) in enumerate(known.names)
            if at not in offered and alike.alike(seen, ours) is not None
        ]
        assert not missed, (text, missed)
        found += any(alike.alike(seen, known.names[at][0]) is not None for at in offered)
    assert found > 300


def _changed(text: str, dice: random.Random) -> str:
    """With up to three slips, drawn otherwise, with something around it."""
    for _ in range(dice.randrange(4)):
        at = dice.randrange(len(text))
        text = (
            dice.choice(
                [
                    text[:at] + text[at + 1 :],
                    text[:at] + dice.choice(LETTERS + "0158北凤") + text[at:],
                    text[:at] + dice.choice(LETTERS + "0158云") + text[at + 1 :],
                    text[:at] + text[at : at + 2][::-1] + text[at + 2 :],
                    text.replace("o", "0").replace("m", "rn").replace("l", "I"),
                ]
            )
            or "x"
        )
    return (
        dice.choice(["", "", "my", "support-", "a.", "官方", "zz"])
        + text
        + dice.choice(["", "", "-help", "24", ".q", "客服"])
    )


def _random_names(dice: random.Random) -> Sequence[Entry]:
    def word() -> str:
        return "".join(dice.choices(LETTERS, k=dice.randint(5, 12)))

    return [Entry(Sort.DOMAIN, f"{word()}.example", name=word()) for _ in range(2_000)]


def _near_names(dice: random.Random) -> Sequence[Entry]:
    return [Entry(Sort.DOMAIN, f"northwind{''.join(dice.choices(LETTERS, k=2))}.example") for _ in range(2_000)]


def _phones(dice: random.Random) -> Sequence[Entry]:
    return [Entry(Sort.PHONE, f"+4420{dice.randrange(10**8):08}") for _ in range(2_000)]


@pytest.mark.parametrize("registry", [_random_names, _near_names, _phones])
@pytest.mark.parametrize(
    "line",
    [
        ".".join(["northwindzz"] * 39) + ".test",
        "northwindqq.northwindab.a.b.c.d.test",
        "+44 20 7946 00 18",
        "北风交易所官方客服",
    ],
)
def test_SEC_I04_a_long_question_to_a_large_registry_is_answered_quickly(registry: Registry, line: str) -> None:
    known = prepare(registry(random.Random(7)))
    text = "\n".join(f"{line}{at}" for at in range(80))
    began = time.process_time()
    judged(text, known)
    assert time.process_time() - began < 1  # 0.2 s on a machine that does nothing else: room for slow ones


def test_a_label_in_the_middle_of_a_long_host_is_still_seen() -> None:
    known = prepare([Entry(Sort.DOMAIN, "northwind.example", name="Northwind")])
    for host in ("a.b.northwlnd.c.d.e.f.test", "northwind.a.b.c.d.e.f.test", f"{'x' * 80}.northwind.test"):
        assert judged(f"https://{host}/", known)[0].outcome is Outcome.LOOKALIKE


def test_of_many_entries_with_one_name_the_first_speaks() -> None:
    entries = [
        Entry(Sort.DOMAIN, f"{letter}{other}northwind.example", name="Northwind")
        for letter in LETTERS
        for other in LETTERS
    ]
    assert len(prepare(entries).names) < len(entries) + 5
