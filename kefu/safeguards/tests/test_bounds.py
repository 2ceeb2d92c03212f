"""A report's reference is taken for nothing else."""

from kefu.safeguards import bounds
from kefu.trust import codes


def test_a_reference_is_never_taken_for_a_message_code() -> None:
    for _ in range(1_000):
        reference = bounds.new_reference()
        assert codes.find(reference) is None, reference
        assert codes.find(f"Its reference: {reference}.") is None, reference
        assert bounds.plain_reference(f" {reference.lower()} ") == reference
