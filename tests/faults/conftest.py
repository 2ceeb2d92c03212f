"""What a machine must let us do for some of these tests; where everything was asked for, a skip is a failure."""

import os

import pytest

ALL_LEGS = os.environ.get("KEFU_ALL_LEGS", "") not in {"", "0", "no"}


def needs(lacking: str) -> None:
    """Skip with this sentence, if it is one; fail where KEFU_ALL_LEGS asks for everything."""
    if lacking and ALL_LEGS:
        pytest.fail(f"All legs were asked for (KEFU_ALL_LEGS), and {lacking}")
    if lacking:
        pytest.skip(lacking)
