"""What the doctor says of single sign-on, and `kefu identity`."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError

from conftest import an_agent
from kefu.kit.errors import Conflict, NotFound
from kefu.ops.doctor import sso
from kefu.ops.doctor.finding import Verdict
from kefu.ops.tests.test_commands import typed
from kefu.people.models import AgentIdentity
from kefu.settings.sso import Oidc, Saml
from kefu.trust import admissions
from kefu.trust.models import JournalEntry
from kefu.trust.sso import provider
from tests.security import openid
from tests.security.samlp import ISSUER, SamlIdp, new_pair

OK, WARN, CRITICAL = Verdict.OK, Verdict.WARN, Verdict.CRITICAL


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    provider.forget()


def test_without_any_all_is_well(settings: Any) -> None:
    assert {each().verdict for each in (sso.openid, sso.saml, sso.only)} == {OK}


def test_an_openid_provider_that_answers_is_well_and_each_fault_is_named(settings: Any) -> None:
    with openid.running() as idp:
        whole = settings.SSO_OIDC = idp.settings()
        assert (sso.openid().verdict, "ES256, RS256" in sso.openid().says) == (OK, True)
        faults: list[tuple[dict[str, Any], Verdict, str]] = [
            ({"client_secret": ""}, CRITICAL, "KEFU_SSO_OIDC_CLIENT_SECRET"),
            ({"issuer": "", "client_id": ""}, CRITICAL, "KEFU_SSO_OIDC_ISSUER and KEFU_SSO_OIDC_CLIENT_ID"),
            ({"issuer": "http://login.example.com"}, CRITICAL, "https://"),
            ({"issuer": "https://login.example.com:8443"}, CRITICAL, "usual port"),
            ({"client_secret": "short"}, WARN, "long one"),
            ({"issuer": whole.issuer + "/"}, CRITICAL, "spelled"),
        ]
        for changed, verdict, named in faults:
            settings.SSO_OIDC = replace(whole, **changed)
            provider.forget()
            word = sso.openid()
            assert (word.verdict, named in word.todo) == (verdict, True), word
            assert openid.SECRET not in word.says + word.todo
        settings.SSO_OIDC = whole
        idp.told["id_token_signing_alg_values_supported"] = ["none", "HS256"]
        provider.forget()
        assert sso.openid().verdict is CRITICAL
    provider.forget()
    assert sso.openid().verdict is CRITICAL, "it is away"


def test_a_saml_provider_is_well_and_each_fault_is_named(settings: Any, tmp_path: Path) -> None:
    idp = SamlIdp(tmp_path)
    whole = settings.SSO_SAML = idp.settings()
    assert sso.saml().verdict is OK
    key, certificate = new_pair()
    faults: list[tuple[dict[str, Any], str]] = [
        ({"key": key}, "KEFU_SSO_SAML_CERTIFICATE"),
        ({"certificate": certificate, "metadata": ""}, "KEFU_SSO_SAML_METADATA and KEFU_SSO_SAML_KEY"),
        ({"key": key, "certificate": new_pair()[1]}, "the certificate of KEFU_SSO_SAML_KEY"),
        ({"key": "no key", "certificate": certificate}, "PEM"),
        ({"metadata": str(tmp_path / "none.xml")}, "anew"),
    ]
    for changed, named in faults:
        settings.SSO_SAML = replace(whole, **changed)
        word = sso.saml()
        assert (word.verdict, named in word.todo) == (CRITICAL, True), word
    settings.SSO_SAML = replace(whole, key=key, certificate=certificate)
    assert sso.saml().verdict is OK
    settings.SSO_SAML = SamlIdp(tmp_path, pair=new_pair(bits=1024)).settings()
    assert sso.saml().verdict is CRITICAL
    for days, said in ((-1, "is over"), (7, "ends soon")):
        settings.SSO_SAML = SamlIdp(tmp_path, pair=new_pair(days=days)).settings()
        assert (sso.saml().verdict, said in sso.saml().says) == (WARN, True)


def test_saml_without_its_extra_is_named(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.SSO_SAML = SamlIdp(tmp_path).settings()
    monkeypatch.setattr("kefu.trust.sso.ways.is_saml_installed", lambda: False)
    assert (sso.saml().verdict, "requirements/sso.txt" in sso.saml().todo) == (CRITICAL, True)


def test_an_only_door_that_is_shut_is_named(settings: Any) -> None:
    settings.SSO_ONLY = True
    assert (sso.only().verdict, "kefu signin_link" in sso.only().todo) == (CRITICAL, True)
    settings.SSO_OIDC = Oidc(issuer="https://login.example.com", client_id="kefu", client_secret="x" * 20)
    assert sso.only().verdict is OK


@pytest.mark.django_db
def test_the_operator_links_lists_and_ends_an_identity(settings: Any, tmp_path: Path) -> None:
    settings.SSO_OIDC = Oidc(issuer="https://login.example.com", client_id="kefu", client_secret="x" * 20)
    settings.SSO_SAML = SamlIdp(tmp_path).settings()
    dora, _bob = an_agent("Dora"), an_agent("Bob")
    assert typed("identity", "list", "Dora") == "Dora has none."
    assert "now comes in as Dora" in typed("identity", "add", "Dora", "oidc", "00u1")
    typed("identity", "add", "Dora", "saml", "dora-7")
    assert typed("identity", "list", "Dora").splitlines() == [
        "oidc https://login.example.com 00u1",
        f"saml {ISSUER} dora-7",
    ]
    for name, subject in (("Bob", "00u1"), ("Dora", "00u2")):
        with pytest.raises(Conflict):
            typed("identity", "add", name, "oidc", subject)
    typed("identity", "remove", "Dora", "oidc")
    assert typed("identity", "list", "Dora") == f"saml {ISSUER} dora-7"
    rows = JournalEntry.objects.filter(subject_id=dora.pk, action__startswith="identity_").order_by("pk")
    assert [(row.action, row.actor_kind) for row in rows] == [
        ("identity_linked", "operator"),
        ("identity_linked", "operator"),
        ("identity_unlinked", "operator"),
    ]


@pytest.mark.django_db
def test_what_cannot_be_is_refused_in_words(settings: Any) -> None:
    dora = an_agent("Dora")
    for words in (("add", "Dora", "oidc", "x"), ("add", "Dora"), ("remove", "Dora", "oidc"), ("list", "Dora", "oidc")):
        with pytest.raises(CommandError):
            typed("identity", *words)
    settings.SSO_OIDC = Oidc(issuer="https://login.example.com", client_id="kefu", client_secret="x" * 20)
    for subject in (" x", "x\u200b", "x" * 256):
        with pytest.raises(CommandError):
            typed("identity", "add", "Dora", "oidc", subject)
    admissions.disable(dora.pk)
    for name in ("Dora", "Mallory"):
        with pytest.raises(NotFound):
            typed("identity", "add", name, "oidc", "x")
    assert not AgentIdentity.objects.exists()
    assert Saml().is_begun is False
