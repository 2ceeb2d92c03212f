"""The rules as a browser reads them, from the same places: what it spots before sending is what is cut here. Pure.

What only we can tell (keys that belong together, some check digits) is not spotted there, and cut here all the same.
"""

from collections.abc import Sequence
from typing import Any

from kefu.trust.shield import hashes, hints, keys, otherwise, phrases, values
from kefu.trust.shield.sorts import Rule, Sort

NOT_THERE = frozenset({"is_solana_pair", "is_xrpl_seed"})  # the browser has no way to tell these from what we ask for


def rules() -> dict[str, Any]:
    return {
        "sorts": [sort.value for sort in Sort],
        "groups": [[_rule(rule) for rule in group.rules] for group in hints.GROUPS],
        "runs": [_rule(rule) for rule in keys.BY_RUN if rule.check not in NOT_THERE],
        "run": keys.RUN,
        "hash": hashes.patterns(),
        "values": values.patterns(),
        "otherwise": otherwise.patterns(),
        "goes_on": sorted(values.GOES_ON),
        "english": " ".join(phrases.english()),
        "chinese": ["".join(phrases.simplified()), "".join(phrases.traditional())],
    }


def _rule(rule: Rule) -> Sequence[Any]:
    """As [sort, pattern, check, is_cased, is_word, needs]."""
    return [rule.sort.value, rule.pattern, rule.check, rule.is_cased, rule.is_word, list(rule.needs)]
