"""What `bin/bench first_words` tells of what it measured."""

from bench import first_words


def test_the_keys_are_those_that_are_promised_and_every_customer_counts() -> None:
    told = first_words.told([float(ms) for ms in range(1, 101)])
    assert told == {
        "first_message_to_desk_p50_ms": 50,
        "first_message_to_desk_p95_ms": 95,
        "first_message_to_desk_max_ms": 100,
        "n": 100,
    }
