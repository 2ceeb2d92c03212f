"""Staff's sign-in before two providers that others made, and a whole Kefu: in, and out again within five seconds."""

import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from tests.running import Line, Server, started
from tests.security.samlp import bare, new_pair
from tests.security.test_desk_socket import proof, ticket
from tests.security.test_sockets import closed_with
from tools import npm, sso_providers

pytestmark = pytest.mark.sso

SECRET = "the client's own secret, long enough"


@dataclass(frozen=True)
class House:
    server: Server
    provider: str

    def person(self) -> httpx.Client:
        return httpx.Client(base_url=self.server.base_url, timeout=30)

    def at_the_provider(self, url: str, who: str, *amr: str) -> str:
        """Somebody signs in there; the address that they are sent back to."""
        with httpx.Client(timeout=30) as browser:
            while not url.startswith(self.server.base_url):
                is_asked = urlsplit(url).path.startswith("/interaction/")
                told: Any = {"who": who, "amr": list(amr)} if is_asked else {}
                answer = browser.get(httpx.URL(url).copy_merge_params(told))
                assert answer.is_redirect, answer.text
                url = str(httpx.URL(url).join(answer.headers["Location"]))
        return url

    def invited(self, desk: httpx.Client, name: str, *, way: str) -> str:
        """By a link, and the form on its page: the address of the provider that it leads to."""
        link = self.server.command("signin_link", name)
        desk.get(link)
        page = desk.post(link, data={"way": way}, headers=proof(desk)).text
        there = unescape(page.partition('content="0;url=')[2].partition('"')[0])
        return str(desk.get(there).headers["Location"])


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config) -> Iterator[House]:
    if pytestconfig.cache is None:
        raise npm.NotHad("pytest's cache is off, where the providers are kept")
    folder = Path(pytestconfig.cache.mkdir("sso-providers"))
    data, (key, certificate) = tmp_path_factory.mktemp("kefu"), new_pair()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    provider, metadata = f"http://127.0.0.1:{port}", data / "idp.xml"
    told: Any = {
        "KEFU_SSO_OIDC_ISSUER": provider,
        "KEFU_SSO_OIDC_CLIENT_ID": "kefu-desk",
        "KEFU_SSO_OIDC_CLIENT_SECRET": SECRET,
        "KEFU_SSO_SAML_METADATA": str(metadata),
        "KEFU_LINK_IS_ENOUGH": "no",
    }
    with started(data, **told) as server:
        asked = {"port": str(port), "kefu": server.base_url, "client": "kefu-desk", "secret": SECRET}
        with sso_providers.running(folder, {**asked, "key": key, "certificate": certificate}):
            metadata.write_text(httpx.get(f"{provider}/saml/metadata").text)
            assert bare(certificate) in metadata.read_text()
            yield House(server, provider)


def test_in_by_a_certified_openid_provider_and_out_of_page_and_socket_when_it_says_so(house: House) -> None:
    name = house.server.new_agent("Olga", role="agent")
    with house.person() as desk:
        url = house.invited(desk, name, way="oidc")
        answer = desk.get(house.at_the_provider(url, "olga-1", "pwd", "mfa"))
        assert answer.headers["Location"] == "/desk/", answer.text
        assert desk.get("/desk/").status_code == 200
        assert house.server.command("identity", "list", name) == f"oidc {house.provider} olga-1"
        line = house.server.signed_in(ticket(desk))
        began = time.monotonic()
        assert httpx.get(f"{house.provider}/signed-out", params={"who": "olga-1"}).text == "told"
        assert desk.get("/desk/").status_code == 401
        assert closed_with(line, within_s=7) == 4401
        assert time.monotonic() - began <= 5
    with house.person() as again:
        there = again.get("/sign-in/sso/oidc").headers["Location"]
        assert again.get(house.at_the_provider(there, "olga-1", "pwd")).headers["Location"] == "/desk/"
        assert again.get("/desk/").headers["Location"] == "/account/protection", "no second factor was seen"


def test_a_stranger_at_the_provider_is_nobody_here_whatever_address_it_tells(house: House) -> None:
    house.server.new_agent("Alice", role="agent")
    with house.person() as desk:
        there = desk.get("/sign-in/sso/oidc").headers["Location"]
        back = house.at_the_provider(there, "mallory-1", "mfa")
        assert desk.get(back).status_code == 403
        assert desk.get(back).status_code == 403, "and its code is used up"
        assert desk.get("/desk/").status_code == 401


def test_in_by_a_saml_provider_that_others_made(house: House) -> None:
    name = house.server.new_agent("Sam", role="agent")
    with house.person() as desk:
        url = house.invited(desk, name, way="saml")
        answer = httpx.get(httpx.URL(url).copy_merge_params({"who": "sam-1"})).text
        with house.person() as bare_browser:  # the provider's page posts it without our cookie
            sent = bare_browser.post(
                "/sign-in/sso/saml/acs", data={"SAMLResponse": answer, "RelayState": "//evil.test"}
            )
            stolen = bare_browser.get(sent.headers["Location"])
            assert stolen.status_code == 403
        assert desk.get(sent.headers["Location"]).headers["Location"] == "/desk/"
        assert desk.get("/desk/").headers["Location"] == "/account/protection"
    assert house.server.command("identity", "list", name) == f"saml {house.provider}/saml sam-1"
    with house.person() as again:
        assert again.post("/sign-in/sso/saml/acs", data={"SAMLResponse": answer}).status_code == 403


def test_sockets_of_others_stay(house: House) -> None:
    house.server.new_agent("Olaf", role="agent")
    with house.person() as desk:
        url = house.invited(desk, "Olaf", way="oidc")
        desk.get(house.at_the_provider(url, "olaf-1", "mfa"))
        line = Line(house.server.socket())
        line.say(type="hello", token=ticket(desk))
        assert line.hear()["type"] == "welcome"
        httpx.get(f"{house.provider}/signed-out", params={"who": "somebody-else"})
        time.sleep(1)
        line.say(type="ping")
        assert line.hear_until("pong")
