"""Which papers are taken where, as an exchange would have it. Invented, as all of this."""

from kefu.exchange.contract.account import Documents
from kefu.exchange.sandbox.figures import figure

NOT_SERVED = frozenset({"US", "KP", "IR", "SY", "CU"})
_DEFAULT = ("passport", "id_card", "driving_licence")
_IDENTITY = {
    "CN": ("id_card", "passport"),
    "HK": ("id_card", "passport"),
    "TW": ("id_card", "passport"),
    "JP": ("driving_licence", "passport", "residence_permit"),
    "NG": ("passport", "id_card"),
}
_ADDRESS = {"CN": ("household_register", "bank_statement", "utility_bill")}
_ADDRESS_DEFAULT = ("utility_bill", "bank_statement", "tax_notice", "tenancy")


def taken(country: str, level: str) -> Documents:
    """Nothing at all where the exchange does not serve."""
    country = country.upper()
    if country in NOT_SERVED:
        return Documents(identity=())
    needs_address = level != "basic"
    return Documents(
        identity=_IDENTITY.get(country, _DEFAULT),
        address=_ADDRESS.get(country, _ADDRESS_DEFAULT) if needs_address else (),
        address_newest_days=30 * int(figure("address_proof_max_months")) if needs_address else None,
        formats=("jpg", "png", "heic", "pdf"),
        max_bytes=int(figure("upload_max_mb")) * 1024 * 1024,
    )
