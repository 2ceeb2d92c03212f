"""Our numbers and hosts, to be found in what is asked by a few look-ups instead of a comparison with each. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from kefu.trust.lookalike import phones
from kefu.trust.lookalike.index import Near
from kefu.trust.lookalike.kinds import Entry


@dataclass(frozen=True, slots=True)
class Phones:
    """`ends`: by their last digits, which a number keeps whatever stands in front of it."""

    entries: tuple[Entry, ...]
    ends: Mapping[str, list[int]]
    near: Near

    @classmethod
    def made(cls, entries: Sequence[Entry]) -> "Phones":
        ends, near = dict[str, list[int]](), Near(lambda _: 1)
        for number, each in enumerate(entries):
            digits = each.value.removeprefix("+")
            ends.setdefault(digits[-phones.LEAST_NATIONAL :], []).append(number)
            near.add(digits, number)
        return cls(tuple(entries), ends, near)

    def like(self, digits: str) -> Iterator[Entry]:
        """In their order, all that may be meant by these digits."""
        found = {*self.near.of(digits), *self.ends.get(digits[-phones.LEAST_NATIONAL :], ())}
        return (self.entries[number] for number in sorted(found))


@dataclass(frozen=True, slots=True)
class Domains:
    entries: tuple[Entry, ...]
    places: Mapping[str, list[int]]
    lengths: frozenset[int]  # in labels

    @classmethod
    def made(cls, entries: Sequence[Entry]) -> "Domains":
        places = dict[str, list[int]]()
        for number, each in enumerate(entries):
            places.setdefault(each.value, []).append(number)
        return cls(tuple(entries), places, frozenset(value.count(".") + 1 for value in places))

    def like(self, host: str, labels: Sequence[str], written: str) -> Iterator[Entry]:
        """In their order, those that are the host, or stand in it or in what was written beside it."""
        runs = {".".join(labels[at : at + size]) for size in self.lengths for at in range(len(labels) - size)}
        found = {number for run in runs | {host} for number in self.places.get(run, ())}
        if "." in written:
            found |= {number for value, numbers in self.places.items() if value in written for number in numbers}
        return (self.entries[number] for number in sorted(found))
