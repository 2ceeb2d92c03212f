"""The registry's file and lists of frauds: what is taken, and what is refused in words that help."""

import json

import pytest

from kefu.trust.lookalike import entries, lists
from kefu.trust.lookalike.kinds import Entry, Sort


def test_entries_come_in_canonical_form_and_once() -> None:
    told = {
        "format": "kefu-registry/1",
        "entries": [
            {"sort": "domain", "value": "Northwind.Example.", "name": "Northwind", "valid_until": None},
            {"sort": "handle", "value": "@Northwind", "network": "Twitter", "valid_from": "2026-01-01"},
            {"sort": "phone", "value": "0044 20 7946 0018"},
        ],
        "domains": ["northwind.example"],
        "mails": ["Support@northwind.example"],
    }
    assert entries.read(json.dumps(told).encode()) == [
        Entry(Sort.DOMAIN, "northwind.example"),
        Entry(Sort.HANDLE, "northwind", network="x", valid_from="2026-01-01T00:00:00Z"),
        Entry(Sort.PHONE, "+442079460018"),
        Entry(Sort.MAIL, "support@northwind.example"),
    ]


def test_what_is_written_can_be_read_again() -> None:
    first = [Entry(Sort.BOT, "northwind_bot", network="telegram", name="Bot", valid_until="2027-01-01T00:00:00Z")]
    raw = json.dumps({"format": entries.FORMAT, "entries": entries.as_rows(first)}).encode()
    assert entries.read(raw) == first


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (b"{", "not JSON"),
        (b"[]", "has the shape"),
        (b"{}", "names nothing"),
        (b'{"format": "other/2"}', "format is"),
        (b'{"entries": [{"sort": "site", "value": "x.example"}]}', "Entry 1 has the sort 'site'"),
        (b'{"entries": [{"sort": "domain", "value": "https://x.example/"}]}', "without https://"),
        (b'{"entries": [{"sort": "phone", "value": "020 7946"}]}', "country's code"),
        (b'{"entries": [{"sort": "mail", "value": "x.example"}]}', "mail address"),
        (b'{"handles": ["a b"]}', "handles, 1"),
        (b'{"domains": [5]}', '"value" is a text'),
        (b'{"entries": [{"sort": "domain", "value": "x.example", "valid_until": "soon"}]}', "is a moment"),
        (b" " * 2_000_001, "larger than"),
    ],
)
def test_a_faulty_file_is_refused_with_its_place(told: bytes, said: str) -> None:
    with pytest.raises(entries.BadEntry, match=said):
        entries.read(told)


def test_a_list_of_frauds_is_read_and_bounded() -> None:
    found = lists.read(b'{"allow": ["*.pages.test"], "deny": ["Evil.test", 5, ""]}')
    assert (found.denied, found.allowed) == (frozenset({"evil.test"}), frozenset({"pages.test"}))
    for raw in (b"", b"[]", b'{"deny": 1}'):
        with pytest.raises(ValueError, match="list"):
            lists.read(raw)
