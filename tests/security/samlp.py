"""A SAML identity provider with real keys, whose answers are built and broken by hand."""

import base64
import zlib
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from django.conf import settings
from lxml import etree

from kefu.kit import clock
from kefu.settings.sso import Saml

xmlsec: Any = import_module("xmlsec")  # typed, but not all of it

PERSISTENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"
EMAIL = "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress"
PASSWORD = "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport"
MFA = "https://refeds.org/profile/mfa"
BEARER = "urn:oasis:names:tc:SAML:2.0:cm:bearer"
ISSUER = "https://login.northwind.example/saml"
ENTITY = "http://localhost:8000/sign-in/sso/saml/metadata"
NS = {
    "saml": "urn:oasis:names:tc:SAML:2.0:assertion",
    "samlp": "urn:oasis:names:tc:SAML:2.0:protocol",
    "ds": "http://www.w3.org/2000/09/xmldsig#",
}


def new_pair(*, days: int = 365, bits: int = 2048) -> tuple[str, str]:
    """A private key and its certificate, as PEM."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=bits)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "login.northwind.example")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=400))
        .not_valid_after(now + timedelta(days=days))
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    return private, made.public_bytes(Encoding.PEM).decode()


def bare(certificate: str) -> str:
    return "".join(line for line in certificate.splitlines() if not line.startswith("-"))


@dataclass
class SamlIdp:
    folder: Path
    pair: tuple[str, str] = field(default_factory=new_pair, repr=False)

    def settings(self, **more: Any) -> Saml:
        file = self.folder / "idp.xml"
        file.write_text(self.metadata())
        return Saml(name="Northwind SAML", metadata=str(file), entity=ENTITY, **more)

    def metadata(self, *, location: str = "https://login.northwind.example/sso") -> str:
        key = f"<ds:X509Data><ds:X509Certificate>{bare(self.pair[1])}</ds:X509Certificate></ds:X509Data>"
        return f"""<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="{ISSUER}">
<md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><md:KeyDescriptor use="signing">
<ds:KeyInfo xmlns:ds="{NS["ds"]}">{key}</ds:KeyInfo>
</md:KeyDescriptor><md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="{location}"/>
</md:IDPSSODescriptor></md:EntityDescriptor>"""

    def assertion(self, to: str, subject: str = "alice-7", **changed: Any) -> Any:
        now = clock.now()
        told = {
            "id": "_a1",
            "format": PERSISTENT,
            "issuer": ISSUER,
            "audience": ENTITY,
            "recipient": settings.BASE_URL + "/sign-in/sso/saml/acs",
            "context": PASSWORD,
            "issued": now,
            "begins": now - timedelta(seconds=30),
            "ends": now + timedelta(minutes=5),
            "until": now + timedelta(minutes=5),
            "attributes": "",
            "to": to,
            "subject": subject,
            **changed,
        }
        return etree.fromstring(_assertion(told))

    def response(self, *assertions: Any, to: str, **changed: Any) -> Any:
        told = {"destination": settings.BASE_URL + "/sign-in/sso/saml/acs", "issuer": ISSUER, "id": "_r1", **changed}
        document = etree.fromstring(_response(to, told))
        document.extend(assertions)
        return document

    def signed(self, element: Any, *, key: str = "", alg: str = "", digest: str = "") -> Any:
        """The element with a signature over it, behind its issuer."""
        method = getattr(xmlsec.Transform, alg or "RSA_SHA256")
        signature = xmlsec.template.create(element, xmlsec.Transform.EXCL_C14N, method, ns="ds")
        element.insert(1, signature)
        hashing = getattr(xmlsec.Transform, digest or "SHA256")
        reference = xmlsec.template.add_reference(signature, hashing, uri=f"#{element.get('ID')}")
        xmlsec.template.add_transform(reference, xmlsec.Transform.ENVELOPED)
        xmlsec.template.add_transform(reference, xmlsec.Transform.EXCL_C14N)
        xmlsec.template.add_x509_data(xmlsec.template.ensure_key_info(signature))
        context = xmlsec.SignatureContext()
        context.key = xmlsec.Key.from_memory(key or self.pair[0], xmlsec.KeyFormat.PEM, None)
        if not key:
            context.key.load_cert_from_memory(self.pair[1], xmlsec.KeyFormat.PEM)
        xmlsec.tree.add_ids(element, ["ID"])
        context.sign(signature)
        return element

    def sealed(self, response: Any, certificate: str) -> Any:
        """The response with its assertion encrypted for whoever has this certificate's key."""
        document = etree.fromstring(etree.tostring(response))
        assertion = document.find("saml:Assertion", NS)
        holder = etree.SubElement(document, f"{{{NS['saml']}}}EncryptedAssertion")
        holder.append(assertion)
        manager = xmlsec.KeysManager()
        manager.add_key(xmlsec.Key.from_memory(certificate, xmlsec.KeyFormat.CERT_PEM, None))
        kind = xmlsec.Transform.AES256
        data = xmlsec.template.encrypted_data_create(document, kind, type=xmlsec.EncryptionType.ELEMENT, ns="xenc")
        xmlsec.template.encrypted_data_ensure_cipher_value(data)
        info = xmlsec.template.encrypted_data_ensure_key_info(data, ns="ds")
        carried = xmlsec.template.add_encrypted_key(info, xmlsec.Transform.RSA_OAEP)
        xmlsec.template.encrypted_data_ensure_cipher_value(carried)
        context = xmlsec.EncryptionContext(manager)
        context.key = xmlsec.Key.generate(xmlsec.KeyData.AES, 256, xmlsec.KeyDataType.SESSION)
        context.encrypt_xml(data, assertion)
        return document

    def answer(self, to: str, subject: str = "alice-7", **changed: Any) -> str:
        """As an honest provider sends it."""
        return encoded(self.response(self.signed(self.assertion(to, subject, **changed)), to=to))


def encoded(document: Any) -> str:
    text = document if isinstance(document, bytes) else etree.tostring(document)
    return base64.b64encode(text).decode()


def request_in(url: str) -> Any:
    """The AuthnRequest in a redirect."""
    packed = base64.b64decode(parse_qs(urlsplit(url).query)["SAMLRequest"][0])
    return etree.fromstring(zlib.decompress(packed, -15))


def _moment(at: datetime | None) -> str:
    return "" if at is None else at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _attribute(name: str, value: object) -> str:
    return "" if value in {None, ""} else f' {name}="{value}"'


def _assertion(told: dict[str, Any]) -> str:
    data = "".join(
        (
            _attribute("InResponseTo", told["to"]),
            _attribute("Recipient", told["recipient"]),
            _attribute("NotOnOrAfter", _moment(told["until"])),
        )
    )
    limits = _attribute("NotBefore", _moment(told["begins"])) + _attribute("NotOnOrAfter", _moment(told["ends"]))
    audience = told["audience"] and (
        f"<saml:AudienceRestriction><saml:Audience>{told['audience']}</saml:Audience></saml:AudienceRestriction>"
    )
    confirmed = (
        f'<saml:SubjectConfirmation Method="{BEARER}"><saml:SubjectConfirmationData{data}/></saml:SubjectConfirmation>'
    )
    context = f"<saml:AuthnContextClassRef>{told['context']}</saml:AuthnContextClassRef>"
    return f"""<saml:Assertion xmlns:saml="{NS["saml"]}" ID="{told["id"]}" Version="2.0" IssueInstant="{_moment(told["issued"])}">
<saml:Issuer>{told["issuer"]}</saml:Issuer>
<saml:Subject><saml:NameID{_attribute("Format", told["format"])}>{told["subject"]}</saml:NameID>{confirmed}</saml:Subject>
<saml:Conditions{limits}>{audience}</saml:Conditions>
<saml:AuthnStatement AuthnInstant="{_moment(told["issued"])}" SessionIndex="_s1">
<saml:AuthnContext>{context}</saml:AuthnContext></saml:AuthnStatement>{told["attributes"]}</saml:Assertion>"""


def _response(to: str, told: dict[str, Any]) -> str:
    addressed = _attribute("InResponseTo", to) + _attribute("Destination", told["destination"])
    spaces = f'xmlns:samlp="{NS["samlp"]}" xmlns:saml="{NS["saml"]}"'
    return f"""<samlp:Response {spaces} ID="{told["id"]}" Version="2.0" IssueInstant="{_moment(clock.now())}"{addressed}>
<saml:Issuer>{told["issuer"]}</saml:Issuer>
<samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status></samlp:Response>"""


def wrapped(idp: SamlIdp, to: str, variant: int) -> Any:
    """XML signature wrapping (Somorovsky and others, 2012): Mallory's own signed assertion, and an evil one beside it."""
    honest = idp.signed(idp.assertion(to, "mallory-1", id="_honest"))
    evil = idp.assertion(to, "alice-7", id="_evil")
    signature = honest.find("ds:Signature", NS)
    document = idp.response(to=to)
    if variant == 1:  # the evil one first
        document.extend([evil, honest])
    elif variant == 2:  # the evil one last
        document.extend([honest, evil])
    elif variant == 3:  # the honest one inside the evil one
        evil.append(honest)
        document.append(evil)
    elif variant == 4:  # the evil one inside the honest one's place
        document.append(evil)
        evil.insert(1, deepcopy(signature))
        evil.append(honest)
    elif variant == 5:  # the evil one carries the signature, the honest one lies in the signature's object
        holder = etree.SubElement(signature, f"{{{NS['ds']}}}Object")
        document.append(evil)
        evil.insert(1, signature)
        holder.append(honest)
    elif variant == 6:  # the same, with one ID for both
        evil.set("ID", "_honest")
        document.append(evil)
        evil.insert(1, deepcopy(signature))
        extensions = etree.Element(f"{{{NS['samlp']}}}Extensions")
        document.insert(1, extensions)
        extensions.append(honest)
    elif variant == 7:  # in the extensions, with another ID
        document.append(evil)
        extensions = etree.Element(f"{{{NS['samlp']}}}Extensions")
        document.insert(1, extensions)
        extensions.append(honest)
    elif variant == 8:  # the honest document inside an evil one
        inner = idp.response(honest, to=to, id="_inner")
        document.append(evil)
        holder = etree.SubElement(document, f"{{{NS['samlp']}}}Extensions")
        holder.append(inner)
    return document
