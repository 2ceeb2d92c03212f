"""The only shape in which an answer is looked at (SAML 2.0 core, section 5.4; XML signature wrapping, Somorovsky 2012).

Asked before any signature is computed, so that nothing in a stranger's file makes us fetch, transform or search.
"""

from typing import Any

from kefu.trust.sso.said import NotProved, Why

DS = "{http://www.w3.org/2000/09/xmldsig#}"
ASSERTION = "{urn:oasis:names:tc:SAML:2.0:assertion}Assertion"
RESPONSE = "{urn:oasis:names:tc:SAML:2.0:protocol}Response"
TRANSFORMS = (
    ("http://www.w3.org/2000/09/xmldsig#enveloped-signature", "http://www.w3.org/2001/10/xml-exc-c14n#"),
    (
        "http://www.w3.org/2000/09/xmldsig#enveloped-signature",
        "http://www.w3.org/2001/10/xml-exc-c14n#WithComments",  # there are none: the parser leaves them out
    ),
)
SIGNATURES = frozenset(
    f"http://www.w3.org/2001/04/xmldsig-more#{kind}-sha{bits}" for kind in ("rsa", "ecdsa") for bits in (256, 384, 512)
)
DIGESTS = frozenset(
    {
        "http://www.w3.org/2001/04/xmlenc#sha256",
        "http://www.w3.org/2001/04/xmldsig-more#sha384",
        "http://www.w3.org/2001/04/xmlenc#sha512",
    }
)
MOST_ELEMENTS = 2_000


def require(document: Any) -> None:
    """NotProved unless each signature is where it belongs, over what it stands in, by nothing weak, and every ID is one."""
    elements = [each for each in document.iter() if isinstance(each.tag, str)]
    _hold(len(elements) <= MOST_ELEMENTS, "too many elements")
    _hold(document.tag == RESPONSE, "no response")
    ids = [each.get(name) for each in elements for name in ("ID", "Id", "id") if each.get(name) is not None]
    _hold(len(ids) == len(set(ids)), "an ID twice")
    assertions = [each for each in elements if each.tag == ASSERTION]
    _hold(all(each.getparent() is document for each in assertions) and len(assertions) <= 1, "assertions")
    for element in elements:
        if element.tag == f"{DS}Signature":
            _signature(element, document)


def _signature(signature: Any, document: Any) -> None:
    signed = signature.getparent()
    _hold(signed is document or (signed.tag == ASSERTION and signed.getparent() is document), "a signature elsewhere")
    _hold(len(signed.findall(f"{DS}Signature")) == 1, "two signatures")
    _hold(
        {each.tag for each in signature} <= {f"{DS}{name}" for name in ("SignedInfo", "SignatureValue", "KeyInfo")},
        "more",
    )
    (info,) = signature.findall(f"{DS}SignedInfo")
    references = list(info.iter(f"{DS}Reference"))
    _hold(len(references) == 1 and references[0].get("URI") == f"#{signed.get('ID')}", "what is signed")
    transforms = tuple(each.get("Algorithm") for each in info.iter(f"{DS}Transform"))
    _hold(
        transforms in TRANSFORMS and not any(len(each) for each in info.iter(f"{DS}Transform") if not _is_c14n(each)),
        "transforms",
    )
    _hold(_only(info, "SignatureMethod") in SIGNATURES, "how it is signed")
    _hold(_only(info, "DigestMethod") in DIGESTS, "how it is digested")


def _is_c14n(transform: Any) -> bool:
    """The canonical form alone may carry something: which prefixes it keeps."""
    return "xml-exc-c14n" in transform.get("Algorithm", "")


def _only(info: Any, name: str) -> str:
    found = list(info.iter(f"{DS}{name}"))
    return str(found[0].get("Algorithm")) if len(found) == 1 and not len(found[0]) else ""


def _hold(is_so: bool, what: str) -> None:
    if not is_so:
        raise NotProved(Why.FORGED, f"its shape: {what}")
