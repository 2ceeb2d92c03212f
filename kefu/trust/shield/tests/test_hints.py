"""The cheap signs never keep a rule from a text that it would have found something in."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kefu.trust.shield import hints
from kefu.trust.shield.sorts import Rule

SHAPED = [rule for group in hints.GROUPS for rule in group.rules if rule.shapes]


def test_there_are_rules_told_by_their_digits() -> None:
    assert len(SHAPED) == 5


@pytest.mark.parametrize("rule", SHAPED, ids=lambda rule: str(rule.check))
def test_whatever_a_pattern_finds_has_one_of_its_shapes(rule: Rule) -> None:
    @settings(max_examples=300, deadline=None)
    @given(st.from_regex(re.compile(rule.pattern, re.ASCII), fullmatch=True))
    def has_a_shape(text: str) -> None:
        digits = hints.Look(f"我的 {text} x").digits_alike
        assert any(shape in digits for shape in rule.shapes)

    has_a_shape()
