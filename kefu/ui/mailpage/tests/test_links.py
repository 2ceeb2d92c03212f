"""What is odd about a link, each in a word; and nothing is said of one that is what it says."""

import pytest
from django.utils import translation

from kefu.trust import denied, registry
from kefu.trust.models import Channel
from kefu.ui.mailpage import links, words
from kefu.ui.mailpage.links import Mark

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _ours() -> None:
    Channel.objects.create(sort="domain", value="northwind.example", name="Northwind", proof="ours")
    denied.deny(["drainer.test"])
    registry.forget()


@pytest.mark.parametrize(
    ("address", "said", "marks"),
    [
        ("https://blog.other.test/x", "our blog", ()),
        ("https://other.test/x", "www.other.test", ()),
        ("https://click.other.co.uk/x", "other.co.uk", ()),
        ("https://evil.test/x", "https://bank.test/login", (Mark.ELSEWHERE,)),
        ("https://evil.test/x", "northwind.example", (Mark.ELSEWHERE,)),
        ("https://northw1nd.example/", "Sign in", (Mark.LOOKALIKE,)),
        ("https://northwind.example.evil.test/", "Sign in", (Mark.LOOKALIKE,)),
        ("https://drainer.test/claim", "Claim", (Mark.FRAUD,)),
        ("https://xn--80ak6aa92e.test/", "apple", (Mark.LETTERS,)),
        ("https://\u0430\u0440\u0440le.test/", "apple", (Mark.LETTERS,)),
        ("https://198.51.100.7/x", "here", (Mark.NUMBERS,)),
        ("https://3325256199/x", "here", (Mark.NUMBERS,)),
        ("https://0x7f.1/x", "here", (Mark.NUMBERS,)),
        ("https://[2001:db8::1]/x", "here", (Mark.NUMBERS,)),
        ("https://bank.test@evil.test/x", "here", (Mark.HIDDEN,)),
        ("https://evil.test\\@bank.test/x", "here", (Mark.HIDDEN,)),
        ("https://evil.test:8443/x", "here", (Mark.HIDDEN,)),
        ("https://bit.ly/x", "here", (Mark.SHORTENED,)),
        ("http://other.test/x", "here", (Mark.OPEN,)),
        ("ht\ntps://drai\tner.test/", "here", (Mark.FRAUD,)),
        ("javascript:alert(1)", "here", (Mark.ODD,)),
        ("data:text/html,x", "here", (Mark.ODD,)),
        ("mailto:carol@example.test", "write", ()),
    ],
)
def test_SEC_F07_a_link_that_deceives_is_marked_and_another_is_not(
    address: str, said: str, marks: tuple[Mark, ...]
) -> None:
    found = links.judged(address, said).marks
    assert set(marks) <= set(found) if marks else found == ()


def test_SEC_F07_marks_are_words_and_hosts_are_written_as_name_servers_are_asked() -> None:
    link = links.judged("https://\u0430\u0440\u0440le.test/", "apple.test")
    assert link.host.startswith("xn--")
    with translation.override("en"):
        assert "foreign letters" in words.told(link)
    with translation.override("zh-hans"):
        assert "foreign" not in words.told(link)


def test_only_what_is_exactly_ours_is_called_so() -> None:
    assert links.judged("https://help.northwind.example/x", "help").is_ours
    assert not links.judged("https://northwind.example.evil.test/x", "help").is_ours
    assert not links.judged("https://northwind.example/x", "https://bank.test").is_ours
