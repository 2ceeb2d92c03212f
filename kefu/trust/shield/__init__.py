"""Cuts secrets out of what people write to us, before anything is stored. Pure; stands in front of `log.append`."""

from kefu.trust.shield.engine import MARKED, Shielded, cut, found
from kefu.trust.shield.links import cut_link
from kefu.trust.shield.sorts import Found, Sort, marker
from kefu.trust.shield.weighed import warm

__all__ = ["MARKED", "Found", "Shielded", "Sort", "cut", "cut_link", "found", "marker", "warm"]
