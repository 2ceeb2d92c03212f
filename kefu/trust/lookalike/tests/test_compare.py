"""One text against a small registry: only what is exactly ours is, and what looks like it is told with what differs."""

from datetime import UTC, datetime

import pytest

from kefu.trust.lookalike import lists
from kefu.trust.lookalike.compare import compare
from kefu.trust.lookalike.kinds import Change, Entry, Outcome, Sort, Step, Why
from kefu.trust.lookalike.prepared import prepare

ENTRIES = [
    Entry(Sort.DOMAIN, "northwind.example", name="Northwind"),
    Entry(Sort.MAIL, "support@northwind.example"),
    Entry(Sort.MAIL_DOMAIN, "mail.northwind.example"),
    Entry(Sort.HANDLE, "northwind_help", network="telegram"),
    Entry(Sort.HANDLE, "northwind", network="x"),
    Entry(Sort.HANDLE, "北风交易所", network="wechat"),
    Entry(Sort.PHONE, "+44 20 7946 0018"),
    Entry(Sort.BADGE, "NW-2041"),
    Entry(Sort.APP, "example.northwind.wallet", network="android"),
    Entry(Sort.LINKED_HOST, "scan.ledger.example"),
]
KNOWN = prepare(ENTRIES)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("  https://NORTHWIND.example/withdraw?x=1#y ", "northwind.example"),
        ("http://www.northwind.example:80/", "northwind.example"),
        ("Support@Northwind.example", "support@northwind.example"),
        ("mailto:support@northwind.example", "support@northwind.example"),
        ("no-reply@mail.northwind.example", "mail.northwind.example"),
        ("https://t.me/Northwind_Help?start=1", "northwind_help"),
        ("＠northwind_help", "northwind_help"),
        ("微信：北风交易所", "北风交易所"),
        ("https://twitter.com/northwind/status/1", "northwind"),
        ("0044 (0)20 7946-0018", "+442079460018"),
        ("nw 2041", "NW-2041"),
        ("https://play.google.com/store/apps/details?id=example.northwind.wallet", "example.northwind.wallet"),
    ],
)
def test_what_is_exactly_ours_is_ours(text: str, value: str) -> None:
    found = compare(text, KNOWN)
    assert (found.outcome, found.entry and found.entry.value) == (Outcome.OURS, value)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("northwlnd.example", Why.DRAWN),
        ("nоrthwind.example", Why.DRAWN),
        ("https://xn--nrthwind-nbh.example/", Why.DRAWN),
        ("north\u200bwind.example", Why.HIDDEN),
        ("northwind.example\u200b", Why.HIDDEN),
        ("ｎorthwind.example", Why.WIDTH),
        ("nortwind.example", Why.TYPED),
        ("north-wind.example", Why.SEPARATED),
        ("support-northwind.test", Why.ADDED),
        ("northwind.test", Why.ENDING),
        ("northwind.example.evil.test", Why.INSIDE),
        ("https://evil.test/northwind.example/login", Why.INSIDE),
        ("https://northwind.example@evil.test/", Why.USER),
        ("https://evil.test\\@northwind.example", Why.BACKSLASH),
        ("https://northwind.example:8443", Why.PORT),
        ("javascript://northwind.example/%0aalert(1)", Why.SCHEME),
        ("billing@northwind.example", Why.LOCAL),
        ("https://instagram.com/northwind", Why.NETWORK),
        ("@northwind_help_24h", Why.ADDED),
        ("背风交易所", Why.SOUND),
        ("北风客服", Why.ADDED),
        ("+44 20 7946 0081", Why.TYPED),
        ("020 7946 0018", Why.COUNTRY),
        ("+49 20 7946 0018", Why.COUNTRY),
        ("Northwind Support", Why.ADDED),
    ],
)
def test_what_looks_like_ours_is_told_with_how(text: str, why: Why) -> None:
    found = compare(text, KNOWN)
    assert found.outcome is Outcome.LOOKALIKE
    assert why in found.why
    assert found.entry is not None


@pytest.mark.parametrize(
    "text",
    [
        *("southwind-sailing.test", "https://weather.test/north", "alice@mailbox.test", "@windsurf", "+1 202 555 0143"),
        *(
            "东风汽车",
            "数字货币交易所",
            "客服",
            "Support",
            "",
            " ",
            "@",
            "//",
            "mailto:",
            "[",
            "a" * 10_000,
            "…",
            "\u200b",
        ),
    ],
)
def test_what_is_neither_is_unknown(text: str) -> None:
    found = compare(text, KNOWN)
    assert (found.outcome, found.entry) == (Outcome.UNKNOWN, None)
    assert len(found.asked) <= 500


@pytest.mark.parametrize(
    "text",
    [
        *("northwind\n.example", "north wind.example", "data:northwind.example", "https://evil.test?northwind.example"),
        *("northwind。example", "northwind.example northwind.example", "northwind.example:99999", "[northwind.example"),
        *("https:\\\\northwind.example", "support@northwind.exampIe", "@K\u0332northwind", "@northwınd", "northwind@x"),
    ],
)
def test_nothing_that_is_written_otherwise_is_ours(text: str) -> None:
    assert compare(text, KNOWN).outcome is not Outcome.OURS


def test_the_places_that_differ_are_told() -> None:
    assert compare("northwlnd.example", KNOWN).changes == (Change(Step.OTHER, 7, "l", "i"),)
    assert compare("nortwind.example", KNOWN).changes == (Change(Step.MISSING, 5, "", "h"),)
    assert compare("nrothwind.example", KNOWN).changes == (Change(Step.SWAPPED, 2, "ro", "or"),)


def test_a_place_that_is_only_linked_is_not_ours() -> None:
    assert compare("https://scan.ledger.example/tx/1", KNOWN).outcome is Outcome.LINKED
    assert compare("scan.1edger.example", KNOWN).outcome is Outcome.LOOKALIKE


def test_what_was_ours_once_is_not_ours() -> None:
    past = Entry(Sort.HANDLE, "northwind_old", network="telegram", valid_until="2026-01-01T00:00:00Z")
    before, after = datetime(2025, 12, 31, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)
    assert compare("@northwind_old", prepare([past], now=before)).outcome is Outcome.OURS
    found = compare("@northwind_old", prepare([past], now=after))
    assert (found.outcome, found.why) == (Outcome.LOOKALIKE, (Why.EXPIRED,))


def test_what_was_found_to_be_a_fraud_is_told_as_such_but_never_of_ours() -> None:
    told = lists.made(["evil.test", "@kind_helper", "northwind.example", "pages.test"], allowed=["*.pages.test"])
    known = prepare(ENTRIES, lists=told)
    assert compare("https://login.evil.test/x", known).outcome is Outcome.FRAUD
    assert compare("@Kind_Helper", known).outcome is Outcome.FRAUD
    assert compare("northwind.example", known).outcome is Outcome.OURS
    assert compare("somebody.pages.test", known).outcome is Outcome.UNKNOWN
    assert compare("notevil.test", known).outcome is Outcome.UNKNOWN
    elsewhere = prepare(ENTRIES, lists=lists.made(["aavè.test", "192.0.2.7"]))
    assert compare("https://aavè.test/", elsewhere).outcome is Outcome.FRAUD
    assert compare("192.0.2.7", elsewhere).outcome is Outcome.FRAUD


def test_short_names_are_not_taken_for_every_other_short_word() -> None:
    known = prepare([Entry(Sort.HANDLE, "zyx", network="x"), Entry(Sort.DOMAIN, "orbex.example")])
    assert [compare(each, known).outcome for each in ("@xyz", "@zax", "orbit.example", "forbex.test")] == [
        Outcome.UNKNOWN
    ] * 4
    assert [compare(each, known).outcome for each in ("@zyx_support", "@zуx", "0rbex.test")] == [Outcome.LOOKALIKE] * 3


def test_a_name_in_other_letters_is_ours_as_browsers_send_it() -> None:
    known = prepare([Entry(Sort.DOMAIN, "北风.example")])
    assert compare("https://xn--djr653n.example/", known).entry == compare("北风.example", known).entry
    assert compare("北风.example", known).outcome is Outcome.OURS
    assert compare("背风.example", known).outcome is Outcome.LOOKALIKE


def test_a_name_in_two_scripts_is_imitated_in_either() -> None:
    known = prepare([Entry(Sort.HANDLE, "北风Northwind", network="wechat")])
    for text in ("背风客服", "Northw1nd Support", "北风Northwlnd"):
        assert compare(text, known).outcome is Outcome.LOOKALIKE


def test_a_short_name_among_other_words_is_ours_only_beside_words_of_help() -> None:
    known = prepare([Entry(Sort.DOMAIN, "gate.example")])
    assert compare("garden-gate.test", known).outcome is Outcome.UNKNOWN
    assert [compare(each, known).outcome for each in ("gate-login.test", "gaet.test", "gatesupport.test")] == [
        Outcome.LOOKALIKE
    ] * 3


def test_crossed_letters_are_drawn_like_the_letters() -> None:
    for text in ("nørthwind.example", "nortħwind.example", "northwinđ.test"):
        assert Why.DRAWN in compare(text, KNOWN).why


def test_letters_that_only_fold_to_ours_are_not_ours() -> None:
    known = prepare([Entry(Sort.HANDLE, "kestrelpays", network="x"), Entry(Sort.DOMAIN, "kestrelpays.example")])
    for text in (
        "@\u212aestrelpays",
        "@kestrelpay\u017f",
        "https://\u212aestrelpays.example",
        "x.com/ke\u017ftrelpays",
    ):
        assert compare(text, known).outcome is Outcome.LOOKALIKE
    assert compare("@KestrelPays", known).outcome is Outcome.OURS
