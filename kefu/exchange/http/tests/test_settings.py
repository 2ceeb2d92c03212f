"""KEFU_EXCHANGE and its secret: what fits is taken, and what does not is refused in one sentence."""

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from pytest_django.fixtures import Settings

from kefu.exchange.http.connector import Http
from kefu.exchange.http.tests.stub import SECRET
from kefu.settings import exchange

NAME, SECRET_NAME = "KEFU_EXCHANGE", "KEFU_EXCHANGE_SECRET"
URL = "https://api.exchange.example"


@pytest.mark.parametrize(
    ("value", "read"),
    [
        ("", ""),
        ("sandbox", "sandbox"),
        (URL, URL),
        (f"{URL}:443/for/kefu/", f"{URL}:443/for/kefu"),
        ("http://127.0.0.1:8100", "http://127.0.0.1:8100"),
        ("http://[::1]:8100", "http://[::1]:8100"),
    ],
)
def test_an_exchange_is_none_the_sandbox_or_an_address(monkeypatch: pytest.MonkeyPatch, value: str, read: str) -> None:
    monkeypatch.setenv(NAME, value)
    assert exchange.address(NAME) == read


@pytest.mark.parametrize(
    "value",
    [
        "Sandbox",
        "api.exchange.example",
        "http://api.exchange.example",
        "http://localhost:8100",
        "https://api.exchange.example:8443",
        "https://user:word@api.exchange.example",
        "https://*.exchange.example",
        "https://api.exchange.example?a=b",
        "https://api.exchange.example/#a",
        "https://api.exchange.example/a b",
        "https://",
        "https://[::1",
        "ftp://api.exchange.example",
    ],
)
def test_anything_else_is_refused_in_a_sentence(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv(NAME, value)
    with pytest.raises(ImproperlyConfigured, match=f"^{NAME} must be empty, sandbox or an address"):
        exchange.address(NAME)


def test_an_address_wants_a_secret_and_a_secret_its_length(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert exchange.secret(SECRET_NAME, exchange="sandbox") == ""
    with pytest.raises(ImproperlyConfigured, match="is needed to ask"):
        exchange.secret(SECRET_NAME, exchange=URL)
    for value in ("short", f"{SECRET},short", f"{SECRET},{SECRET},{SECRET}", f"{SECRET},"):
        monkeypatch.setenv(SECRET_NAME, value)
        with pytest.raises(ImproperlyConfigured, match="32 characters") as told:
            exchange.secret(SECRET_NAME, exchange=URL)
        assert "short" not in str(told.value)
    monkeypatch.delenv(SECRET_NAME)
    (tmp_path / "secret").write_text(f"{SECRET},{SECRET[::-1]}\n", encoding="utf-8")
    monkeypatch.setenv(f"{SECRET_NAME}_FILE", str(tmp_path / "secret"))
    assert exchange.secret(SECRET_NAME, exchange=URL) == f"{SECRET},{SECRET[::-1]}"


def test_the_connector_is_made_of_the_settings(settings: Settings) -> None:
    settings.EXCHANGE, settings.EXCHANGE_SECRET = f"{URL}/kefu-here", SECRET
    made = Http()
    assert (made.base, made.places) == (f"{URL}/kefu-here", ("api.exchange.example",))
