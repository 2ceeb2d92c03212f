"""The word a customer chose to know us by. Held sealed under the installation's key, since it must be shown again; seen by
its customer alone: no colleague, no export of ours and no log has it.
"""

from django.utils.translation import gettext_lazy as _

from kefu.kit import clock, crypto
from kefu.kit.errors import Invalid, NotAllowed
from kefu.kit.text import clean_line
from kefu.people import directory
from kefu.trust import shield
from kefu.trust.models import CustomerWord

PURPOSE = "trust.own-word"
FEWEST, MOST = 2, 32  # characters: two are a word in Chinese


def of(customer_id: int) -> str:
    """Their word; empty where they chose none."""
    found = CustomerWord.objects.filter(customer=customer_id).first()
    if found is None:
        return ""
    try:
        return crypto.unseal(PURPOSE, found.sealed)
    except ValueError:  # sealed under a secret of before: they choose again
        return ""


def choose(customer_id: int, word: str) -> str:
    """Keep it and give it back as kept. Invalid with what to do; NotAllowed for guests, whom we could not show it again."""
    if not directory.is_proved(customer_id):
        raise NotAllowed(_("Sign in at the exchange first; then choose your word here."))
    kept = clean_line(word, max_chars=MOST + 1)
    if not FEWEST <= len(kept) <= MOST:
        raise Invalid(_("Choose a word or a few, of 2 to 32 characters."))
    if shield.cut(kept).text != kept:
        raise Invalid(_("Choose a word that opens nothing: no password, no code, no key."))
    told = {"sealed": crypto.seal(PURPOSE, kept), "chosen_at": clock.now()}
    CustomerWord.objects.update_or_create(customer_id=customer_id, defaults=told)
    return kept


def forget(customer_id: int) -> None:
    CustomerWord.objects.filter(customer=customer_id).delete()
