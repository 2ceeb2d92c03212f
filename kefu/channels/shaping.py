"""A message as its channel can carry it: split where it is too long. Pure."""

from collections.abc import Iterator
from dataclasses import replace

from kefu.channels.contract import Capabilities, Outbound

_BREAKS = ("\n\n", "\n", ". ", "。", " ")


def shape(outbound: Outbound, capabilities: Capabilities) -> tuple[Outbound, ...]:
    """One or more, in order. The first carries what stands above the words, the last what stands below them."""
    pieces = tuple(split(outbound.body, most_chars=capabilities.max_text_chars))
    if len(pieces) == 1:
        return (outbound,)
    last = len(pieces) - 1
    return tuple(
        replace(
            outbound,
            body=piece,
            external_id=outbound.external_id if number == 0 else "",
            files=outbound.files if number == last else (),
            quoted=outbound.quoted if number == last else "",
            signature=outbound.signature if number == last else "",
        )
        for number, piece in enumerate(pieces)
    )


def split(text: str, *, most_chars: int) -> Iterator[str]:
    """At the end of a paragraph, else of a line, a sentence, a word; in the middle of one only if it is longer than all that."""
    rest = text
    while len(rest) > most_chars:
        at = _break_in(rest[: most_chars + 1], most_chars)
        yield rest[:at].rstrip()
        rest = rest[at:].lstrip()
    yield rest


def _break_in(head: str, most_chars: int) -> int:
    for mark in _BREAKS:
        at = head.rfind(mark)
        end = at + len(mark.rstrip()) if at > 0 else 0
        if most_chars // 2 < end <= most_chars:
            return end
    return most_chars
