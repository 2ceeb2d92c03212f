"""Where the exchange's own pages are: an address a browser may be sent to, or a sentence at the start."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from kefu.settings import env


@pytest.mark.parametrize("value", ["", "https://exchange.example/go/{name}", "http://127.0.0.1:8002/account#{name}"])
def test_an_address_with_a_place_for_the_pages_name_is_taken(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("KEFU_EXCHANGE_LINKS", value)
    assert env.links("KEFU_EXCHANGE_LINKS") == value


@pytest.mark.parametrize(
    "value",
    [
        *("javascript:alert(1)//{name}", "exchange.example/{name}", "http://exchange.example/{name}"),
        *("https://exchange.example/go", "https://{name}.example/", "https:///{name}"),
    ],
)
def test_anything_else_is_refused_with_a_sentence(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("KEFU_EXCHANGE_LINKS", value)
    with pytest.raises(ImproperlyConfigured, match="must look like"):
        env.links("KEFU_EXCHANGE_LINKS")
