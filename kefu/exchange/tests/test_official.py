"""Is it ours? Only what is ours letter by letter is; whatever looks like it is not."""

import pytest

from kefu.exchange import facts, official, starter
from kefu.exchange.models import Fact
from kefu.exchange.official import Sort

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _facts() -> None:
    starter.load_starter()


@pytest.mark.parametrize(
    ("asked", "sort"),
    [
        ("northwind.example", Sort.SITE),
        ("  https://NORTHWIND.example/withdraw?x=1#y ", Sort.SITE),
        ("http://www.northwind.example:80/", Sort.SITE),
        ("help.northwind.example", Sort.SITE),
        ("Support@Northwind.example", Sort.MAIL),
        ("mailto:support@northwind.example", Sort.MAIL),
    ],
)
def test_what_is_ours_is_known(asked: str, sort: Sort) -> None:
    found = official.looked_up(asked)
    assert found.ours is not None
    assert found.ours.sort is sort
    assert found.asked == asked.strip()


@pytest.mark.parametrize(
    "asked",
    [
        *("northwlnd.example", "northwind.example.evil.test", "evilnorthwind.example", "northwind.example.", "example"),
        *(
            "https://northwind.example@evil.test/",
            "https://evil.test/northwind.example",
            "https://evil.test?northwind.example",
        ),
        *(
            "https://northwind.example\\@evil.test",
            "https:\\\\northwind.example",
            "javascript://northwind.example/%0aalert(1)",
        ),
        *(
            "nоrthwind.example",
            "xn--nrthwind-2jg.example",
            "northwind。example",
            "north wind.example",
            "northwind\n.example",
        ),
        *(
            "support@northwind.example.evil.test",
            "support@northwind.exampIe",
            "x@northwind.example",
            "support@evil.test",
        ),
        *(
            "northwind.example:8443",
            "northwind.example:99999",
            "[northwind.example",
            "//",
            "@",
            "mailto:",
            "a" * 10_000,
        ),
        *("my seed phrase", "northwind.example northwind.example", "northwind.example\u200b", "data:northwind.example"),
    ],
)
def test_what_only_looks_like_us_is_not_ours(asked: str) -> None:
    found = official.looked_up(asked)
    assert found.ours is None
    assert len(found.asked) <= official.MAX_CHARS


def test_without_facts_nothing_is_ours() -> None:
    Fact.objects.all().delete()
    facts.forget()
    assert official.listed() == []
    assert official.looked_up("northwind.example").ours is None
